package casework_test

import (
	"bytes"
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/store"
)

// Readings that show many people at once are in the log: who, for which purpose,
// how many; never what was searched for.
func TestReadingsOfManyAreLogged(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		round := f.Work(t)
		who, name := f.As(care.PsychologyTeacher), "试验生2号·青溪"
		for _, c := range []struct {
			act, object string
			id          care.ID
			read        func() error
		}{
			{"casework.Search", "search:1", 0, func() error { _, err := f.Casework.Search(ctx, who, name, 0); return err }},
			{"casework.Search", "search:0", 0, func() error { _, err := f.Casework.Search(ctx, who, "没有这个人", 0); return err }},
			{"casework.Pupils", "class:12", f.Class.ID, func() error { _, err := f.Casework.Pupils(ctx, who, f.Class.ID); return err }},
			{"casework.ExportFlags", "export:4", 0, func() error {
				_, err := f.Casework.ExportFlags(ctx, who, 0, store.FlagQuery{Level: -1, Limit: 100})
				return err
			}},
			{"screening.ClassBoard", "class:12", f.Class.ID, func() error { _, err := f.Screening.ClassBoard(ctx, who, round.ID, f.Class.ID); return err }},
			{"screening.ConsentList", "class:12", f.Class.ID, func() error { _, err := f.Screening.ConsentList(ctx, who, round.ID, f.Class.ID); return err }},
			{"screening.ExportBoard", "export", round.ID, func() error { _, err := f.Screening.ExportBoard(ctx, who, round.ID, 0); return err }},
			{"screening.TicketSheet", "campaign", round.ID, func() error { _, err := f.Screening.TicketSheet(ctx, who, round.ID, f.Class.ID); return err }},
		} {
			before := logSize(t, f)
			if err := c.read(); err != nil {
				t.Fatal(c.act, err)
			}
			e := logged(t, f)
			if logSize(t, f) != before+1 || e.Act != c.act || e.Actor != who.Person || e.Post != who.Post || e.Purpose != who.Purpose || e.Outcome != "ok" {
				t.Errorf("%s: %d entries more, the last %+v; want one of it", c.act, logSize(t, f)-before, e)
			}
			if c.act != "screening.TicketSheet" && (e.Object != c.object || e.ObjectID != c.id) {
				t.Errorf("%s: object %q %s; want %q %s", c.act, e.Object, e.ObjectID, c.object, c.id)
			}
			if raw, err := e.Marshal(); err != nil || bytes.Contains(raw, []byte(name)) || (c.act == "casework.Search" && e.Digest != digestOfNothing(t, f)) {
				t.Errorf("%s: the entry says something of the words searched for, %v", c.act, err)
			}
		}
		before := logSize(t, f)
		if _, err := f.Screening.ClassNow(ctx, who, round.ID, f.Class.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Casework.Pupils(ctx, f.As(care.DistrictOfficer), 0); err != nil {
			t.Fatal(err)
		}
		if got := logSize(t, f); got != before {
			t.Errorf("a page that asks again, and a list of schools, made %d entries", got-before)
		}
		if _, err := f.Casework.Search(ctx, f.As(care.SystemAdmin), name, 0); care.KindOf(err) != care.Forbidden {
			t.Errorf("the system administrator searches: %v; want forbidden", err)
		}
		if e := logged(t, f); e.Act != "casework.Search" || e.Outcome != "denied" {
			t.Errorf("the log ends with %s %s; want the refused search", e.Act, e.Outcome)
		}
	})
}

// A reading of many holds up nobody who writes: it is over before its entry begins.
func TestALookHoldsUpNobody(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	err := f.Look(ctx, f.As(care.PsychologyTeacher), "test.Look", func(tx *act.Tx) error {
		tx.Showed("class", f.Class.ID, 12)
		return f.Do(ctx, f.As(care.PsychologyLead), "test.Write", func(*act.Tx) error { return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	if e := logged(t, f); e.Act != "test.Look" {
		t.Errorf("the log ends with %s; want the reading, after the act that came between", e.Act)
	}
}

func logSize(t *testing.T, f *fixture.Fixture) (n uint64) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		rows, err := tx.AuditPage(0, nil, 1)
		n = rows[0].Seq + 1
		return err
	})
	return n
}

func digestOfNothing(t *testing.T, f *fixture.Fixture) (d [32]byte) {
	t.Helper()
	return audit.Entry{Digest: f.Public().Digest(nil)}.Digest
}
