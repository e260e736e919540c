package act

import (
	"context"
	"errors"

	"xinhuan/internal/care"
)

// Reassign gives on every open duty that lies with somebody who may not open what it
// is about: another pack may have taken the right away. What units owe follows its
// owner by itself. A process looks once under each pack.
func (k *Kernel) Reassign(ctx context.Context) error {
	pack := k.Policy().Hash()
	if was := k.assigned.Load(); was != nil && *was == pack {
		return nil
	}
	var stuck []care.Duty
	err := k.View(ctx, System, func(t *Tx) error {
		stuck = nil
		return t.EachOpenDuty(func(d care.Duty) error {
			if d.Ref == "unit" {
				return nil
			}
			able, err := t.Opens(d)
			if err == nil && !able {
				stuck = append(stuck, d)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, d := range stuck {
		failed = append(failed, k.step(ctx, "clock.Reassign", func(t *Tx) error { return t.reassign(d.ID) }))
	}
	if err := errors.Join(failed...); err != nil {
		return err
	}
	k.assigned.Store(&pack)
	return nil
}

// reassign gives one duty to the next of its ladder who may open it; an episode of
// pupil care goes with its duties.
func (t *Tx) reassign(id care.ID) error {
	d, err := t.Duty(id)
	if err != nil || d.State != care.DutyOpen {
		return err
	}
	t.About("duty", d.ID, d.Person)
	if able, err := t.Opens(d); able || err != nil { // moved along with another meanwhile
		return err
	}
	m, err := t.MatterOf(d)
	if err != nil {
		return err
	}
	switch {
	case d.Person == 0:
		return t.giveTo(d, m, d.Unit, CareChain)
	case d.Rule == protectionReport || d.Rule == policeAnswer:
		_, class, err := t.SchoolOf(d.Person)
		if care.KindOf(err) == care.NotFound {
			class, err = d.Unit, nil
		}
		if err != nil {
			return err
		}
		if d.Post, err = t.protector(m, class); err != nil {
			return err
		}
		return t.moveTo(d)
	case d.Rule == wideRelease:
		return t.giveTo(d, m, d.Unit, releaseChain)
	case d.Ref == "level_proposal":
		if d.Post, err = t.judgeAgain(d, m); err != nil {
			return err
		}
		return t.moveTo(d)
	case d.Ref == "episode":
		e, err := t.Episode(d.RefID)
		if err != nil {
			return err
		}
		if e.Programme != care.StudentCare {
			_, err := t.Settle(e)
			return err
		}
		if d.Post == e.OwnerPost {
			return t.giveEpisode(e)
		}
		d.Post = e.OwnerPost
		return t.moveTo(d)
	}
	_, class, err := t.SchoolOf(d.Person)
	if care.KindOf(err) == care.NotFound {
		class, err = d.Unit, nil // who never had a class
	}
	if err != nil {
		return err
	}
	return t.giveTo(d, m, class, chainOf(d))
}

// chainOf is who is asked about a pupil by a duty of no episode, first choice first.
func chainOf(d care.Duty) []care.Role {
	if d.Rule == findGuardian {
		return familyChain
	}
	return CareChain
}

func (t *Tx) giveTo(d care.Duty, m Matter, unit care.ID, chain []care.Role) (err error) {
	if d.Post, err = t.SeatFor(m, unit, chain...); err != nil {
		return err
	}
	return t.moveTo(d)
}

func (t *Tx) moveTo(d care.Duty) error {
	if err := t.MoveDuty(d); err != nil {
		return err
	}
	return t.Send("duty", d.Post, 0, d.ID)
}

// giveEpisode finds an episode of pupil care an owner who may open it; the duties
// that lay with the former one go along.
func (t *Tx) giveEpisode(e care.Episode) error {
	_, class, err := t.SchoolOf(e.Person)
	if err != nil {
		return err
	}
	before := e.OwnerPost
	if e.OwnerPost, err = t.SeatFor(CaseOf(e.Person), class, CareChain...); err != nil {
		return err
	}
	return t.HandTo(e, before)
}

// HandTo writes an episode's new owner and gives him the open duties that lay with
// the former one.
func (t *Tx) HandTo(e care.Episode, before care.ID) error {
	if err := t.UpdateEpisode(e); err != nil {
		return err
	}
	duties, err := t.DutiesAbout(e.Person)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if d.State == care.DutyOpen && (d.Ref == "episode" || d.Ref == "notice") && d.Post == before {
			d.Post = e.OwnerPost
			if err := t.MoveDuty(d); err != nil {
				return err
			}
		}
	}
	return t.Send("duty", e.OwnerPost, 0, e.ID)
}
