package act

import (
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
)

// TakeOver gives the open work of a post that nobody holds any more to the post
// that acts for it: its substitute, another holder of the same role there, else
// up the care chain, or up the ladder of a programme. Work on an empty post would
// stand on nobody's list; what its heir may not open goes on to who may. It answers
// who took over; the post itself when somebody still sits there. An alert to which
// whoever left was going calls again.
func (t *Tx) TakeOver(p care.Post) (care.ID, error) {
	if err := t.releaseAlerts(p.ID); err != nil {
		return 0, err
	}
	h := heirs{t: t, of: p, roles: append([]care.Role{p.Role}, CareChain...)}
	if roles, ok := ladders[p.Role]; ok && !slices.Contains(CareChain, p.Role) {
		h.roles = roles
	}
	var err error
	if h.first, err = t.Acting(p.ID); err == nil && h.first == 0 {
		h.first, err = t.Seat(p.Unit, h.roles...)
	}
	if err != nil || h.first == p.ID {
		return h.first, err
	}
	if err := t.resettle(p.ID); err != nil {
		return h.first, err
	}
	if err := h.moveDuties(); err != nil {
		return h.first, err
	}
	if err := h.moveEpisodes(); err != nil {
		return h.first, err
	}
	if err := t.moveNotices(p.ID, h.first); err != nil {
		return h.first, err
	}
	if err := h.moveClasses(); err != nil {
		return h.first, err
	}
	if err := h.moveCalls(); err != nil {
		return h.first, err
	}
	alerts, err := t.AlertsCalled(p.ID)
	for _, a := range alerts {
		if err := t.call(a, h.first, a.Rung); err != nil {
			return h.first, err
		}
	}
	return h.first, err
}

// heirs are those to whom the work of an empty post goes.
type heirs struct {
	t     *Tx
	of    care.Post
	first care.ID // who acts for it
	roles []care.Role
}

// heir is who acts for the post, or the next of the ladder who may open the matter.
func (h heirs) heir(m Matter) (care.ID, error) {
	if able, err := h.t.MayOpen(h.first, m); able || err != nil {
		return h.first, err
	}
	return h.t.SeatFor(m, h.of.Unit, h.roles...)
}

// resettle gives the programmes of a post to whoever is responsible now.
func (t *Tx) resettle(post care.ID) error {
	list, err := t.EpisodesOwned(post)
	if err != nil {
		return err
	}
	return t.settleAll(slices.DeleteFunc(list, func(e care.Episode) bool { return e.Programme == care.StudentCare }))
}

func (h heirs) moveDuties() error {
	duties, err := h.t.DutiesOf(h.of.ID)
	if err != nil {
		return err
	}
	for _, d := range duties {
		m, err := h.t.MatterOf(d)
		if err != nil {
			return err
		}
		if d.Ref == "level_proposal" {
			d.Post, err = h.t.judgeAgain(d, m)
		} else {
			d.Post, err = h.heir(m)
		}
		if err != nil {
			return err
		}
		if err := h.t.MoveDuty(d); err != nil {
			return err
		}
		if err := h.t.Send("duty", d.Post, 0, d.ID); err != nil {
			return err
		}
	}
	return nil
}

func (h heirs) moveEpisodes() error {
	episodes, err := h.t.EpisodesOwned(h.of.ID)
	if err != nil {
		return err
	}
	for _, e := range episodes {
		m, err := h.t.caseMatter(Matter{Person: e.Person}, e.ID)
		if err != nil {
			return err
		}
		if e.OwnerPost, err = h.heir(m); err != nil {
			return err
		}
		if err := h.t.UpdateEpisode(e); err != nil {
			return err
		}
	}
	return nil
}

// moveClasses gives on the classes that rounds name the post to sit with: to who acts for
// it where he may run a class, else up to who may. Pupils who answer are never left with
// nobody.
func (h heirs) moveClasses() error {
	classes, err := h.t.SitsWith(h.of.ID)
	if err != nil {
		return err
	}
	told := map[[2]care.ID]bool{}
	for _, c := range classes {
		m := Matter{Unit: c.Unit, Data: access.Session, Writes: true, Sits: true}
		post := h.first
		able, err := h.t.MayOpen(post, m)
		if err == nil && !able {
			post, err = h.t.SeatFor(m, c.Unit, h.roles...)
		}
		if err != nil {
			return err
		}
		if err := h.t.SetInvigilator(c.Campaign, c.Unit, post); err != nil {
			return err
		}
		if key := [2]care.ID{c.Campaign, post}; !told[key] {
			told[key] = true
			if err := h.t.Send("duty", post, 0, c.Campaign); err != nil {
				return err
			}
		}
	}
	return nil
}

// moveCalls tells those who are called now about what is late where the ladder had called
// the post: it calls nobody twice, so it would call them no more.
func (h heirs) moveCalls() error {
	duties, err := h.t.DutiesBelow(h.of.Unit, h.t.Now, climbMost)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if _, known := h.t.Policy.Obligation(d.Rule); !known || d.Rung == 0 {
			continue
		}
		l, err := h.t.ladderOf(d)
		if err != nil {
			return err
		}
		for r, step := range l.steps[:min(d.Rung, len(l.steps))] {
			if step.To != h.of.Role {
				continue
			}
			post, err := l.call(h.t, r)
			if err != nil {
				return err
			}
			if post == d.Post {
				continue
			}
			if err := h.t.Send("duty", post, 0, d.ID); err != nil {
				return err
			}
		}
	}
	return nil
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
