package act

import (
	"context"
	"errors"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// findGuardian is the timer by which somebody finds a guardian of a pupil of whom the
// roster names none: until then the guardian's notice waits, and is not silence.
const findGuardian = "find_guardian"

// familyChain is who finds a guardian, first choice first: the class teacher knows the
// family. Ours.
var familyChain = append([]care.Role{care.ClassTeacher}, CareChain...)

// asking is the timer of the duty that a held guardian's notice waits for.
func asking(n care.Notice) string {
	if n.Guardian == 0 {
		return findGuardian
	}
	return homeSafe
}

// ask opens the duty that a held guardian's notice waits for.
func (t *Tx) ask(w Telling, n care.Notice) error {
	d, err := t.askingDuty(w, n)
	if err == nil {
		_, err = t.OpenDuty(asking(n), d)
	}
	return err
}

// askingDuty asks the episode's owner whether a guardian may be told, or somebody who
// knows the family to find one, early enough for the guardian to be told in time.
func (t *Tx) askingDuty(w Telling, n care.Notice) (care.Duty, error) {
	d := care.Duty{Person: w.Episode.Person, Unit: w.School, Ref: "notice", RefID: n.ID, Post: w.Episode.OwnerPost, Level: n.Level}
	timer, err := t.Timer(asking(n))
	if err == nil && n.Guardian == 0 {
		d.Post, err = t.SeatFor(familyMatter(d), w.Class, familyChain...)
	}
	if err != nil {
		return d, err
	}
	d.DueAt = t.DueAt(timer)
	if by, ok := toldBy(t.Policy, w.Episode.Programme, n); ok {
		d.DueAt = min(d.DueAt, by) // nobody is asked or found later than the guardian is to be told
	}
	return d, nil
}

// familyMatter is what finding a guardian leads to: whose it is, and his contacts.
func familyMatter(d care.Duty) Matter {
	return Matter{Person: d.Person, Unit: d.Unit, Data: access.Contacts}
}

// AddGuardians seals a child's guardians under one key of the class contacts and lets
// the notices go on that waited for them.
func (t *Tx) AddGuardians(child care.ID, list []care.Guardian) error {
	for i, g := range list {
		if g.Rank == 0 {
			g.Rank = i + 1
		}
		id := t.NewID()
		sealed, err := t.SealJSON(child, envelope.Contacts, "guardian", "sealed", id, g)
		if err != nil {
			return err
		}
		if err := t.InsertGuardian(store.GuardianRow{ID: id, Child: child, Rank: g.Rank, Sealed: sealed}); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		return nil
	}
	return t.GuardianFound(child)
}

// GuardianFound lets the notices go on that waited for a guardian of a child: they are
// his now, and whether home is safe is asked.
func (t *Tx) GuardianFound(child care.ID) error {
	guardians, err := t.Guardians(child)
	if err != nil || len(guardians) == 0 {
		return err
	}
	duties, err := t.DutiesAbout(child)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if d.State != care.DutyOpen || d.Rule != findGuardian {
			continue
		}
		if err := t.guardianFound(d, guardians[0].ID); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) guardianFound(d care.Duty, guardian care.ID) error {
	if err := t.EndDuty(d.ID, care.DutyDone, t.Who.Post, "found"); err != nil {
		return err
	}
	n, err := t.Notice(d.RefID)
	if err != nil || n.State != care.NoticeHeld {
		return err
	}
	e, err := t.Episode(n.Episode)
	if err != nil {
		return err
	}
	n.Guardian = guardian
	if err := t.UpdateNotice(n, care.NoticeHeld); err != nil {
		return err
	}
	return t.ask(Telling{Episode: e, School: d.Unit}, n)
}

// Overlooked lists the open episodes of pupil care whose guardians the pack has told
// and about which nobody asks, because nobody stood on the roster when the level was
// set. Of a level that was lowered nobody is told; an adult decides himself.
func (t *Tx) Overlooked() ([]care.Episode, error) {
	candidates, err := t.FamilyUntold()
	if err != nil {
		return nil, err
	}
	var list []care.Episode
	for _, e := range candidates {
		_, ok, err := t.overlooked(e)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, e)
		}
	}
	return list, nil
}

func (t *Tx) overlooked(e care.Episode) (policy.Notice, bool, error) {
	rule, named := t.Policy.GuardianNotice(e.Programme, e.Level)
	if !named {
		return rule, false, nil
	}
	s, err := t.readSettled(e)
	if err != nil || s.Lowered {
		return rule, false, err
	}
	age, err := t.MajorityOf(e.Person)
	if care.KindOf(err) == care.Sealed {
		return rule, false, nil // looked at again once the region is open
	}
	return rule, age == care.Minor || e.Level >= care.LevelMajor, err
}

// settleFamilies asks about the guardians that were overlooked, and gives to the
// protection post the children whose guardian's notice was withheld and about whom
// nobody was called: both were so before there was a duty for it.
func (k *Kernel) settleFamilies(ctx context.Context) error {
	var overlooked []care.Episode
	var bare []care.ID
	err := k.View(ctx, System, func(t *Tx) (err error) {
		if overlooked, err = t.Overlooked(); err == nil {
			bare, _, err = t.Unprotected()
		}
		return err
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, e := range overlooked {
		failed = append(failed, k.step(ctx, "clock.FindGuardian", func(t *Tx) error { return t.seekGuardian(e.ID) }))
	}
	for _, id := range bare {
		failed = append(failed, k.step(ctx, "clock.Protect", func(t *Tx) error { return t.protectAgain(id) }))
	}
	return errors.Join(failed...)
}

func (t *Tx) seekGuardian(episode care.ID) error {
	e, err := t.Episode(episode)
	if err != nil || e.State != care.EpisodeOpen {
		return err
	}
	t.About("episode", e.ID, e.Person)
	rule, ok, err := t.overlooked(e)
	if err != nil || !ok {
		return err
	}
	w := Telling{Episode: e, Age: care.Minor}
	if w.School, w.Class, err = t.SchoolOf(e.Person); err != nil {
		return err
	}
	owed, err := t.guardianNotice(rule, w)
	if err != nil {
		return err
	}
	for _, n := range owed {
		if err := t.putNotice(rule, w, n); err != nil {
			return err
		}
		if err := t.ask(w, n); err != nil {
			return err
		}
	}
	return nil
}
