package casework_test

import (
	"context"
	"errors"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
)

// Whoever objected and left is not entered again by his name alone: the writer is asked
// to compare, and the same person is for fresh eyes.
func TestANameAloneIsComparedFirst(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		as := care.Identity{Name: "试验丁", Phone: "13800004321"}
		e := registered(t, f, in.Civil, "key_population", unitOf(t, f, f.Root), as)
		if err := f.Casework.Contest(ctx, in.Civil, e.ID, "我不同意"); err != nil {
			t.Fatal(err)
		}
		if err := f.Casework.Leave(ctx, in.Civil, e.ID, care.Contested, "核对后不成立"); err != nil {
			t.Fatal(err)
		}
		enter := func(as care.Identity, c casework.Compared) (care.Episode, error) {
			in2 := f.Entering(t, "key_population", f.Root, as)
			in2.New.Compared = c
			return f.Casework.Enter(ctx, in.Civil, in2)
		}
		asked := func(err error) bool {
			var fault *care.Error
			return errors.As(err, &fault) && !fault.Fields["same_name"].IsZero()
		}
		if _, err := enter(care.Identity{Name: "试验丁"}, ""); !asked(err) {
			t.Errorf("the name alone: got %v, want to be asked", err)
		}
		if _, err := enter(care.Identity{Name: "试验丁", Phone: "+86 138 9999 4321"}, ""); !asked(err) {
			t.Errorf("the last digits of the phone: got %v, want to be asked", err)
		}
		if _, err := enter(care.Identity{Name: "试验丁"}, casework.SamePerson); !asked(err) {
			t.Errorf("the same, by the name alone: got %v, want more to be given", err)
		}
		if _, err := enter(as, casework.SamePerson); care.KindOf(err) != care.Forbidden {
			t.Errorf("the same person, by who decided then: got %v, want forbidden", err)
		}
		other, err := enter(care.Identity{Name: "试验丁", Birth: "1970-01-01"}, casework.AnotherPerson)
		if err != nil || other.Person == e.Person {
			t.Errorf("compared, and another: got %v, %v", other.Person, err)
		}
		if _, err := enter(care.Identity{Name: "试验丁", Birth: "1981-02-03", Phone: "13800000000"}, ""); !asked(err) {
			t.Errorf("the first has no birth date: got %v, want to be asked", err)
		}
		if _, err := enter(care.Identity{Name: "试验戊"}, ""); err != nil {
			t.Errorf("a name that nobody has: %v", err)
		}
		sound(t, f)
	})
}

// A minor is registered for patients, whom a pack names, and for no other programme of
// adults, whether the papers say so or the birth date.
func TestAMinorIsRegisteredOnlyWhereThePackSaysSo(t *testing.T) {
	fixture.EachUnder(t, "nanan", func(t *testing.T, f *fixture.Fixture) {
		ctx, in := context.Background(), f.Institutions(t)
		for _, as := range []care.Identity{{Name: "试验小", Birth: "2012-05-01"}, {Name: "试验小", Birth: "1970-01-01", IDNo: "110105201205010016"}} {
			if as.IDNo != "" {
				as.IDNo = documentOf(t, as.IDNo[:17])
			}
			if _, err := f.Casework.Enter(ctx, in.Civil, f.Entering(t, "key_population", f.Root, as)); care.KindOf(err) != care.Invalid {
				t.Errorf("%s %s enters the key population: got %v, want a fault", as.Birth, as.IDNo, err)
			}
		}
		if _, err := f.Casework.Enter(ctx, in.Counsellor, f.Entering(t, care.EmployeeCare, in.Room.ID, care.Identity{Name: "试验小", Birth: "2012-05-01"})); care.KindOf(err) != care.Invalid {
			t.Errorf("a child is an employee: got %v, want a fault", err)
		}
		if _, err := f.Casework.Enter(ctx, in.Doctor, f.Entering(t, "severe_disorder", in.Clinic.ID, care.Identity{Name: "试验小", Birth: "2012-05-01"})); err != nil {
			t.Errorf("a young patient: %v", err)
		}
		sound(t, f)
	})
}

// documentOf writes the check digit behind an identity number.
func documentOf(t *testing.T, first17 string) string {
	t.Helper()
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(first17[i]-'0')
	}
	return first17 + string("10X98765432"[sum%11])
}

func unitOf(t *testing.T, f *fixture.Fixture, id care.ID) (u care.Unit) {
	t.Helper()
	view(t, f, func(tx *act.Tx) (err error) {
		u, err = tx.Unit(id)
		return err
	})
	return u
}
