package casework_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// A number in the address enters nobody: whom an officer may not see does not exist
// for him, in a programme or out of it, and the attempt stands in the log.
func TestAGuessedNumberEntersNobody(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		var root care.Unit
		view(t, f, func(tx *act.Tx) (err error) {
			root, err = tx.Root()
			return err
		})
		doctor := seat(t, f, root, care.PreventionDoctor)
		for programme, who := range map[care.Programme]act.Who{"severe_disorder": doctor, "key_population": in.Civil} {
			entry := f.Entering(t, programme, 0, care.Identity{})
			entry.Person = f.Pupils[0]
			_, shown := f.Casework.EntranceOf(ctx, who, entry.Person)
			if care.KindOf(shown) != care.NotFound {
				t.Fatalf("the page of %s: %v, want not found", programme, shown)
			}
			for _, unit := range []care.ID{0, root.ID, in.Clinic.ID} {
				entry.New.Unit = unit
				e, err := f.Casework.Enter(ctx, who, entry)
				if care.KindOf(err) != care.NotFound || care.TextOf(err) != care.TextOf(shown) {
					t.Fatalf("%s enters %s into %s: %v, want %v", who.Role, e.Person, programme, err, shown)
				}
				if got := logged(t, f); got.Act != "casework.Enter" || got.Outcome != "denied" || got.Actor != who.Person {
					t.Errorf("the log says %+v", got)
				}
			}
			entry.Person, entry.New.Unit = 4711, 0
			if _, err := f.Casework.Enter(ctx, who, entry); care.TextOf(err) != care.TextOf(shown) {
				t.Errorf("nobody answers %v, somebody %v", err, shown)
			}
		}
		sound(t, f)
	})
}

// Who is seen for another reason is still no adult: a child of the roster comes into a
// programme of adults by his papers or not at all.
func TestAChildOfTheRosterIsNoAdult(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		f.Institutions(t)
		entry := f.Entering(t, "key_population", 0, care.Identity{})
		entry.Person = f.Pupils[0]
		if _, err := f.Casework.Enter(context.Background(), act.System, entry); care.KindOf(err) != care.Invalid {
			t.Errorf("a pupil as key population: %v, want invalid", err)
		}
	})
}
