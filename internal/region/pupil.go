package region

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// NewPupil is a pupil to be enrolled.
type NewPupil struct {
	ID        care.ID // 0 = made here
	Class     care.ID
	Village   care.ID // residence; 0 = not known
	Dormitory care.ID
	Identity  care.Identity
	Guardians []care.Guardian
}

// EnrolPupils enrols pupils in one act. Their order is shuffled by the
// importer, so that ids say nothing about a class list.
func (r Room) EnrolPupils(ctx context.Context, who act.Who, list []NewPupil) ([]care.ID, error) {
	var ids []care.ID
	err := r.Do(ctx, who, "region.EnrolPupils", func(t *act.Tx) error {
		ids = nil
		t.About("pupils", 0, 0)
		t.Detail("pupils", len(list))
		asked := map[care.ID]bool{}
		for _, p := range list {
			if !asked[p.Class] {
				if err := t.DecideUnit(access.Write, access.Roster, p.Class); err != nil {
					return err
				}
				asked[p.Class] = true
			}
		}
		var err error
		ids, err = enrolAll(t, list)
		return err
	})
	return ids, err
}

// MovePupil ends a pupil's enrolment and begins another; a class of 0 means
// that he left. Open work is not touched: it stays with its owner until a
// hand-over is acknowledged.
func (r Room) MovePupil(ctx context.Context, who act.Who, person, class care.ID) error {
	return r.Do(ctx, who, "region.MovePupil", func(t *act.Tx) error {
		if err := t.Decide(access.Write, access.Roster, person); err != nil {
			return err
		}
		t.About("pupil", 0, person)
		t.Detail(class)
		return movePupil(t, person, class)
	})
}

func movePupil(t *act.Tx, person, class care.ID) error {
	ties, err := t.TiesOf(person)
	if err != nil {
		return err
	}
	var from []care.ID
	for _, tie := range ties {
		if tie.Kind != care.Enrolled || tie.UntilOn != "" {
			continue
		}
		if tie.Unit == class {
			return nil
		}
		if err := t.EndTie(tie.ID); err != nil {
			return err
		}
		if err := follow(t, person, tie.Unit, class); err != nil {
			return err
		}
		from = append(from, tie.Unit)
	}
	if class != 0 {
		if err := t.InsertTie(care.Tie{ID: t.NewID(), Person: person, Unit: class, Kind: care.Enrolled, FromOn: t.Today}); err != nil {
			return err
		}
	}
	return moveDue(t, person, from, class)
}

// follow keeps a pupil who leaves a school with open work in that school's
// sight, so that the owner of his episode can still open his file: nobody drops
// out of the loop by moving house.
func follow(t *act.Tx, person, from, to care.ID) error {
	open, err := t.HasOpenWork(person)
	if err != nil || !open {
		return err
	}
	old, err := t.Above(from, care.School)
	if err != nil {
		return err
	}
	if to != 0 {
		now, err := t.Above(to, care.School)
		if err != nil || now.ID == old.ID {
			return err
		}
	}
	return t.InsertTie(care.Tie{ID: t.NewID(), Person: person, Unit: from, Kind: care.Followed, FromOn: t.Today})
}

// moveDue takes a pupil who may answer from the count of his old class to that
// of his new one, in every round still going on.
func moveDue(t *act.Tx, person care.ID, from []care.ID, to care.ID) error {
	rounds, err := t.DueIn(person)
	if err != nil {
		return err
	}
	add := func(round, class care.ID, n int) error {
		_, err := t.CampaignClass(round, class)
		if care.KindOf(err) == care.NotFound {
			return nil // the class takes no part
		}
		if err != nil {
			return err
		}
		return t.AddTally(store.ClassTally{Campaign: round, Unit: class, Due: n})
	}
	for _, round := range rounds {
		for _, class := range from {
			if err := add(round, class, -1); err != nil {
				return err
			}
		}
		if err := add(round, to, 1); err != nil {
			return err
		}
	}
	return nil
}

// UpdateIdentity amends who a person is; the past identity is kept sealed.
func (r Room) UpdateIdentity(ctx context.Context, who act.Who, person care.ID, identity care.Identity) error {
	return r.Do(ctx, who, "region.UpdateIdentity", func(t *act.Tx) error {
		if err := t.Decide(access.Write, access.Roster, person); err != nil {
			return err
		}
		t.About("pupil", 0, person)
		return updateIdentity(t, person, identity)
	})
}

func updateIdentity(t *act.Tx, person care.ID, identity care.Identity) error {
	sealed, err := t.SealJSON(person, envelope.Identity, "person", "identity", person, identity)
	if err != nil {
		return err
	}
	if err := t.Tx.UpdateIdentity(person, sealed); err != nil {
		return err
	}
	digests, err := t.Digests(identity)
	if err != nil {
		return err
	}
	return t.PutIndex(person, digests)
}
