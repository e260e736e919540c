package act

import (
	"slices"

	"xinhuan/internal/care"
)

// TakeOver gives the open work of a post that nobody holds any more to the post
// that acts for it: its substitute, another holder of the same role there, else
// up the care chain, or up the ladder of a programme. Work on an empty post would
// stand on nobody's list. It answers who took over; the post itself when somebody
// still sits there.
func (t *Tx) TakeOver(p care.Post) (care.ID, error) {
	to, err := t.Acting(p.ID)
	if err == nil && to == 0 {
		if roles, ok := ladders[p.Role]; ok && !slices.Contains(CareChain, p.Role) {
			to, err = t.nearest(p.Unit, roles, false)
		} else {
			to, err = t.Seat(p.Unit, append([]care.Role{p.Role}, CareChain...)...)
		}
	}
	if err != nil || to == p.ID {
		return to, err
	}
	if err := t.resettle(p.ID); err != nil {
		return to, err
	}
	if err := t.moveDuties(p.ID, to); err != nil {
		return to, err
	}
	if err := t.moveEpisodes(p.ID, to); err != nil {
		return to, err
	}
	if err := t.moveNotices(p.ID, to); err != nil {
		return to, err
	}
	alerts, err := t.AlertsCalled(p.ID)
	for _, a := range alerts {
		if err := t.call(a, to, a.Rung); err != nil {
			return to, err
		}
	}
	return to, err
}

// resettle gives the programmes of a post to whoever is responsible now.
func (t *Tx) resettle(post care.ID) error {
	list, err := t.EpisodesOwned(post)
	if err != nil {
		return err
	}
	return t.settleAll(slices.DeleteFunc(list, func(e care.Episode) bool { return e.Programme == care.StudentCare }))
}

func (t *Tx) moveDuties(from, to care.ID) error {
	duties, err := t.DutiesOf(from)
	for _, d := range duties {
		d.Post = to
		if err := t.MoveDuty(d); err != nil {
			return err
		}
		if err := t.Send("duty", to, 0, d.ID); err != nil {
			return err
		}
	}
	return err
}

func (t *Tx) moveEpisodes(from, to care.ID) error {
	episodes, err := t.EpisodesOwned(from)
	for _, e := range episodes {
		e.OwnerPost = to
		if err := t.UpdateEpisode(e); err != nil {
			return err
		}
	}
	return err
}

// noticesMost is how many unacknowledged notices of one post are looked for; they
// come before the acknowledged ones. Ours.
const noticesMost = 1000

func (t *Tx) moveNotices(from, to care.ID) error {
	notices, err := t.NoticesTo(from, noticesMost)
	for _, n := range notices {
		if n.State != care.NoticeSent {
			continue
		}
		n.ToPost = to
		if err := t.UpdateNotice(n, care.NoticeSent); err != nil {
			return err
		}
		if err := t.Send("notice", to, 0, n.ID); err != nil {
			return err
		}
	}
	return err
}
