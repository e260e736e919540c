package act

import (
	"maps"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// Who must be told under another pack is told at the switch, as when a level is set;
// who is no longer named and was not told yet is not told any more. What was sent
// stays sent: nobody can be made to forget.

// NoticeChange is what a switch changes about who is told.
type NoticeChange struct {
	Told    []ToTell
	Dropped []care.Notice // not sent yet, and the recipient is no longer named
	Kept    []care.Notice // sent and not acknowledged; the recipient is no longer named
}

// ToTell is a notice to be made, with what it is made from.
type ToTell struct {
	Note    care.Notice
	Rule    policy.Notice
	Telling Telling
	Like    care.ID // an earlier notice of the same level, whose facts it tells too; 0 = none
}

func isOpen(d care.Duty) bool { return d.State == care.DutyOpen }

func unsent(n care.Notice) bool {
	return n.State == care.NoticeHeld || n.State == care.NoticeWaiting
}

// names tells whether a pack tells a role of a level.
func names(p *policy.Stack, programme care.Programme, level care.Level, role care.Role) bool {
	return slices.ContainsFunc(p.NoticesOf(programme, level), func(n policy.Notice) bool { return n.To == role })
}

// changeNotices works out an episode's notices under the new pack, and the duties that
// begin and end with them.
func (t *Tx) changeNotices(c *Change, s *Settled, w Switch) error {
	e := s.Episode
	had, err := t.NoticesOf(e.ID)
	if err != nil {
		return err
	}
	told, freed := map[care.ID]bool{0: true, s.By: true}, map[care.ID]bool{}
	var like care.ID
	family, waiting := false, false
	for _, n := range had {
		if n.State == care.NoticeVoid {
			continue
		}
		dropped := unsent(n) && !names(t.Policy, e.Programme, n.Level, n.ToRole)
		if dropped {
			c.Dropped = append(c.Dropped, n)
		}
		waiting = waiting || n.State == care.NoticeWaiting && !dropped
		if n.Level != e.Level || n.CreatedAt < s.Since {
			continue // of another level, or of an earlier time at this one
		}
		like, family = n.ID, family || n.Guardian != 0 && !dropped
		holder, err := t.actingHolder(n.ToPost)
		if err != nil {
			return err
		}
		told[holder] = told[holder] || !dropped
		if dropped {
			freed[holder] = true
		}
	}
	if err := t.tellMore(c, s, w, telling{told, freed, family, like}); err != nil {
		return err
	}
	return t.changeAsking(c, s, waiting)
}

// telling is who was told of an episode's level so far.
type telling struct {
	told   map[care.ID]bool // persons
	freed  map[care.ID]bool // persons whose notice is dropped: another row may name them
	family bool
	like   care.ID
}

// tellMore works out whom the new pack tells and the former did not. Of a level that
// was lowered nobody was told, and nobody is.
func (t *Tx) tellMore(c *Change, s *Settled, w Switch, so telling) error {
	e := s.Episode
	rules := t.Policy.NoticesOf(e.Programme, e.Level)
	if s.Lowered || len(rules) == 0 {
		return nil
	}
	from := Telling{Episode: e, School: c.Unit, Class: c.Unit}
	if e.Programme == care.StudentCare {
		var err error
		if _, from.Class, err = t.SchoolOf(e.Person); err != nil {
			return err
		}
	}
	for _, rule := range rules {
		known := names(w.From, e.Programme, e.Level, rule.To)
		if known && (len(so.freed) == 0 || rule.To == care.GuardianRole) || rule.To == care.GuardianRole && so.family {
			continue
		}
		if rule.To == care.GuardianRole {
			var err error
			// In a locked region as of an unknown birth date: it is held until a person decides.
			if from.Age, err = t.AgeOf(e.Person); err != nil && care.KindOf(err) != care.Sealed {
				return err
			}
		}
		told := so.told
		if known { // of those it named all along only whose notice by another row is dropped
			told = maps.Clone(told)
		}
		owed, err := t.noticesOf(rule, from, told)
		if err != nil {
			return err
		}
		for _, n := range owed {
			holder, err := t.actingHolder(n.ToPost)
			if err != nil {
				return err
			}
			if known && !so.freed[holder] {
				continue
			}
			so.told[holder] = true
			c.Told = append(c.Told, ToTell{Note: n, Rule: rule, Telling: from, Like: so.like})
		}
	}
	return nil
}

// actingHolder is the person who acts for a post now; 0 for none.
func (t *Tx) actingHolder(post care.ID) (care.ID, error) {
	if post == 0 {
		return 0, nil
	}
	acting, err := t.Acting(post)
	if err != nil || acting == 0 {
		return 0, err
	}
	return t.Holder(acting)
}

// changeAsking lets the duties to decide about unsent notices follow these.
func (t *Tx) changeAsking(c *Change, s *Settled, waiting bool) error {
	for _, n := range c.Dropped {
		if n.State != care.NoticeHeld {
			continue
		}
		d, err := t.OpenDutyFor(homeSafe, "notice", n.ID)
		if care.KindOf(err) == care.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		c.Ended = append(c.Ended, d)
	}
	var release *Telling
	for _, x := range c.Told {
		switch x.Note.State {
		case care.NoticeWaiting:
			release = &x.Telling
		case care.NoticeHeld:
			d, err := t.homeSafeDuty(x.Telling, x.Note)
			if err == nil {
				d, err = t.draftDuty(homeSafe, d)
			}
			if err != nil {
				return err
			}
			c.Opened = append(c.Opened, d)
		}
	}
	asked := false
	for i, d := range s.Duties {
		if d.Rule != wideRelease || d.State != care.DutyOpen {
			continue
		}
		asked = true
		if !waiting && release == nil {
			s.Duties[i].State = care.DutyVoid
			c.Ended = append(c.Ended, d)
			c.Redated = slices.DeleteFunc(c.Redated, func(r Redated) bool { return r.Duty.ID == d.ID })
		}
	}
	if release == nil || asked {
		return nil
	}
	d, err := t.releaseDuty(*release)
	if err == nil {
		d, err = t.draftDuty(wideRelease, d)
	}
	c.Opened = append(c.Opened, d)
	return err
}

// carryNotices writes what changeNotices found.
func (t *Tx) carryNotices(c NoticeChange) error {
	for _, n := range c.Dropped {
		from := n.State
		n.State, n.ClimbAt = care.NoticeVoid, 0
		if err := t.UpdateNotice(n, from); err != nil {
			return err
		}
	}
	for _, x := range c.Told {
		if x.Like != 0 {
			like, err := t.Notice(x.Like)
			if err != nil {
				return err
			}
			body, err := t.NoticeBodyOf(like)
			if err != nil && care.KindOf(err) != care.Sealed { // locked: the pack's minimum has to do
				return err
			}
			x.Telling.Facts = body.Facts
		}
		if err := t.putNotice(x.Rule, x.Telling, x.Note); err != nil {
			return err
		}
	}
	return nil
}

// looseNotice is what changes about one open notice by itself: its time, or that its
// episode is over and nobody sends it any more. Its unit is 0 where nothing does.
func (t *Tx) looseNotice(w Switch, n care.Notice) (c Change, err error) {
	e, err := t.Episode(n.Episode)
	if err != nil {
		return c, err
	}
	named := names(t.Policy, e.Programme, n.Level, n.ToRole)
	switch {
	case unsent(n) && (named || e.State == care.EpisodeOpen): // with its episode
		return c, nil
	case unsent(n):
		c.Dropped = []care.Notice{n}
		c.Ended, err = t.askingOf(n)
	case !named && names(w.From, e.Programme, n.Level, n.ToRole):
		c.Kept = []care.Notice{n}
	default:
		r, changed := t.redateNotice(w, e, n)
		if !changed {
			return c, nil
		}
		c.Redated = []Redated{r}
	}
	if err == nil {
		c.Unit, err = t.noticeUnit(e)
	}
	return c, err
}

// askingOf finds the duty to decide about an unsent notice of a closed episode, unless
// it is about others too.
func (t *Tx) askingOf(n care.Notice) ([]care.Duty, error) {
	rule, ref, id := homeSafe, "notice", n.ID
	if n.State == care.NoticeWaiting {
		rule, ref, id = wideRelease, "episode", n.Episode
		list, err := t.NoticesOf(n.Episode)
		if err != nil || slices.ContainsFunc(list, func(x care.Notice) bool { return x.ID != n.ID && x.State == care.NoticeWaiting }) {
			return nil, err
		}
	}
	d, err := t.OpenDutyFor(rule, ref, id)
	if care.KindOf(err) == care.NotFound {
		return nil, nil
	}
	return []care.Duty{d}, err
}

// carryNoticeAgain looks once more at a notice and writes what changes about it:
// somebody may have dealt with it meanwhile.
func (t *Tx) carryNoticeAgain(id care.ID, w Switch) error {
	n, err := t.Notice(id)
	if err != nil || !unsent(n) && n.State != care.NoticeSent {
		return err
	}
	c, err := t.looseNotice(w, n)
	if err != nil || c.Empty() {
		return err
	}
	return t.Carry(c)
}
