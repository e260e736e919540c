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

// Who has no consent reads no archive: whether somebody is a patient already is told
// to nobody who could not enter him, and whatever a refused entry told is on record.
func TestARefusedEntryTellsNothingUnseen(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		patient := care.Identity{Name: "试验患者", IDNo: "11010519491231002X"}
		e := registered(t, f, in.Doctor, "severe_disorder", in.Clinic, patient)
		answer := func(as care.Identity, consent string) error {
			t.Helper()
			entry := f.Entering(t, "severe_disorder", in.Clinic.ID, as)
			if consent != "" {
				entry.Values = posted(t, f, "entry_patient", map[string][]string{"diagnosis": {"精神分裂症"}, "diagnosed_on": {"2025-03-01"}, "hospital": {"试验医院"}, "doctor": {"试验医师"}, "consent": {consent}, "told_on": {"2026-09-15"}})
			}
			_, err := f.Casework.Enter(ctx, in.Doctor, entry)
			return err
		}
		known, unknown := answer(patient, "refused"), answer(care.Identity{Name: "试验别人", IDNo: "110101199003070732"}, "refused")
		if known == nil || unknown == nil || care.KindOf(known) != care.Invalid || known.Error() != unknown.Error() {
			t.Errorf("without consent a patient answers %v, somebody else %v", known, unknown)
		}
		denied := func(why string) {
			t.Helper()
			if got := logged(t, f); got.Act != "casework.Enter" || got.Outcome != "denied" || got.Actor != in.Doctor.Person || got.Subject != f.Public().Subject(e.Person) {
				t.Errorf("%s: the log says %+v", why, got)
			}
		}
		other := patient
		other.Name = "试验别名"
		wrong := answer(care.Identity{Name: "试验别名", IDNo: "110105194912310021"}, "")
		if err := answer(other, ""); care.KindOf(err) != care.Invalid || err.Error() != wrong.Error() {
			t.Errorf("a number under another name answers %v, none %v", err, wrong)
		}
		denied("a number under another name")
		if err := answer(patient, ""); care.KindOf(err) != care.Conflict {
			t.Errorf("entering twice: %v", err)
		}
		denied("entering twice")
		sound(t, f)
	})
}

// Two numbers that name two people name nobody, and whichever is given alone always
// names the same.
func TestTwoNumbersNameOnePerson(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		first := registered(t, f, in.Head, "state_ward", in.Home, care.Identity{Name: "试验同名", IDNo: "E12345678", Birth: "2015-03-07"})
		registered(t, f, in.Head, "state_ward", in.Home, care.Identity{Name: "试验同名", StudentNo: "G1234567", Birth: "2016-05-02"})
		both := f.Entering(t, "state_ward", in.Home.ID, care.Identity{Name: "试验同名", IDNo: "E12345678", StudentNo: "G1234567"})
		for range 8 {
			if _, err := f.Casework.Enter(ctx, in.Head, both); care.KindOf(err) != care.Invalid {
				t.Fatalf("two people by two numbers: %v, want invalid", err)
			}
		}
		if got := logged(t, f); got.Outcome != "denied" || got.Subject != f.Public().Subject(first.Person) {
			t.Errorf("the log says %+v", got)
		}
	})
}
