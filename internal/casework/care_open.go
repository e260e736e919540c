package casework

import (
	"context"
	"fmt"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
)

// CareFile is one programme of one person, for those who work in it.
type CareFile struct {
	Cared
	Pupil Chip
}

// OpenCare opens somebody's programme to write in it; the opening is logged.
func (r Room) OpenCare(ctx context.Context, who act.Who, episode care.ID) (CareFile, error) {
	var f CareFile
	err := r.Do(ctx, who, "casework.OpenCare", func(t *act.Tx) error {
		e, _, err := openProgramme(t, episode, access.Write)
		if err != nil {
			return err
		}
		if f.Cared, _, err = caredOf(t, e); err != nil {
			return err
		}
		f.Pupil, err = chipOf(t, e.Person)
		return err
	})
	return f, err
}

// Entrance is what somebody may be entered into.
type Entrance struct {
	Pupil Chip
	Open  []EntranceTo // that the actor may enter him into
}

// EntranceTo is a programme with the groups that are a ground for it today, its form
// of entry and the units at which the actor registers people for it.
type EntranceTo struct {
	policy.Programme
	Groups []policy.Group
	Form   *questionnaire.Definition // nil without one
	Values questionnaire.Values      // what is known before anybody writes
	Units  []care.Unit
}

// entranceTo reads a programme for its page of entry.
func entranceTo(t *act.Tx, p policy.Programme) (EntranceTo, error) {
	to := EntranceTo{Programme: p, Groups: t.Policy.GroupsOf(care.Programme(p.ID), t.Today)}
	if p.Register == nil {
		return to, nil
	}
	var ok bool
	if to.Form, ok = t.K.Forms().Get(p.Register.Form); !ok {
		return to, fmt.Errorf("casework: no form %q", p.Register.Form)
	}
	var err error
	if to.Values, err = prefill(t, to.Form, 0, care.Flag{}); err != nil {
		return to, err
	}
	to.Units, err = registering(t, p)
	return to, err
}

// Reads tells whether the actor may open somebody's page.
func (r Room) Reads(ctx context.Context, who act.Who, person care.ID) (may bool) {
	err := r.View(ctx, who, func(t *act.Tx) error {
		may = t.May(access.Read, access.Identity, person)
		return nil
	})
	return may && err == nil
}

// Registration is the page on which the actor registers people for a programme.
func (r Room) Registration(ctx context.Context, who act.Who, id care.Programme) (to EntranceTo, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		p, err := programme(t, id)
		if err == nil {
			err = concerns(t, p, access.Write)
		}
		if err != nil {
			return err
		}
		if to, err = entranceTo(t, p); err != nil || p.Register == nil || len(to.Units) > 0 {
			return err
		}
		there, err := someRegister(t, p)
		if there { // and none of them is the actor's
			err = t.Refuse(access.Data(p.Data), 0)
		}
		return err
	})
	return to, err
}

// someRegister tells whether the region has a unit that registers for a programme.
func someRegister(t *act.Tx, p policy.Programme) (bool, error) {
	root, err := t.Root()
	if err != nil {
		return false, err
	}
	for _, kind := range p.Register.At {
		units, err := t.Below(root.ID, kind)
		if len(units) > 0 || err != nil {
			return err == nil, err
		}
	}
	return false, nil
}

// EntranceOf lists the programmes the actor may enter a person into.
func (r Room) EntranceOf(ctx context.Context, who act.Who, person care.ID) (Entrance, error) {
	var out Entrance
	err := r.View(ctx, who, func(t *act.Tx) (err error) {
		out = Entrance{}
		if err := t.Decide(access.Read, access.Identity, person); err != nil {
			return err
		}
		if out.Pupil, err = chipOf(t, person); err != nil {
			return err
		}
		in, err := t.Programmes(person)
		if err != nil {
			return err
		}
		for _, p := range t.Policy.Programmes() {
			already := slices.ContainsFunc(in, func(e care.Episode) bool { return string(e.Programme) == p.ID })
			if p.ID != string(care.StudentCare) && !already && t.May(access.Write, access.Data(p.Data), person) {
				to, err := entranceTo(t, p)
				if err != nil {
					return err
				}
				out.Open = append(out.Open, to)
			}
		}
		return nil
	})
	return out, err
}

// HomeOf is where somebody lives, and where he could live.
func (r Room) HomeOf(ctx context.Context, who act.Who, person care.ID) (pupil Chip, home Home, villages []care.Unit, err error) {
	err = r.View(ctx, who, func(t *act.Tx) (err error) {
		if err := t.Decide(access.Write, access.Roster, person); err != nil {
			return err
		}
		if pupil, err = chipOf(t, person); err != nil {
			return err
		}
		f := File{Knows: Knows{Contacts: true}}
		if err := f.readHome(t, person); err != nil {
			return err
		}
		home = f.Home
		root, err := t.Root()
		if err != nil {
			return err
		}
		villages, err = t.Below(root.ID, care.Village)
		return err
	})
	return pupil, home, villages, err
}

// MayRaise tells whether the actor may set the flag of an abnormality of a child.
func (r Room) MayRaise(ctx context.Context, who act.Who, person care.ID) (pupil Chip, err error) {
	err = r.View(ctx, who, func(t *act.Tx) (err error) {
		p, err := programme(t, care.ChildInHardship)
		if err != nil {
			return err
		}
		if !t.May(access.Write, access.Data(p.Data), person) {
			if err := t.Decide(access.Write, access.Data(p.Knows()), person); err != nil {
				return err
			}
		}
		if _, err := t.OpenEpisode(person, care.ChildInHardship); err != nil {
			return err
		}
		pupil, err = chipOf(t, person)
		return err
	})
	return pupil, err
}
