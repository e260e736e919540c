package casework_test

import (
	"context"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// The matrix of notices is about pupil care: of a child in hardship only those are
// told whom a row of that programme names.
func TestNoticesBelongToTheirProgramme(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	c, e := entered(t, f)
	told := func() (list []care.Notice) {
		view(t, f, func(tx *act.Tx) (err error) { list, err = tx.NoticesOf(e.ID); return err })
		return list
	}
	if list := told(); len(list) != 0 {
		t.Fatalf("everyday care told %+v", list)
	}
	if err := f.Casework.Raise(ctx, c.Director, f.Pupils[0], "不愿出门"); err != nil {
		t.Fatal(err)
	}
	list := told()
	if len(list) != 1 || list[0].ToPost != c.Supervisor.Post || list[0].State != care.NoticeSent {
		t.Fatalf("told %+v, want the supervisor and nobody of the school", list)
	}
	n, err := f.Casework.OpenNotice(ctx, c.Supervisor, list[0].ID)
	if err != nil || n.Body.Level.En != "Abnormality found" || n.Body.Facts != "" {
		t.Errorf("the notice says %+v, %v; want the programme's word and no reasons", n.Body, err)
	}
	f.Wait(72 * time.Hour)
	tick(t, f)
	if list = told(); list[0].Rung == 0 {
		t.Error("nobody acknowledged it and it did not climb")
	}
}

// Where the role of a programme's row is nobody's, whoever stands above it in that work is
// told, never the school: that the child is in the programme is not the school's to know.
func TestAProgrammesNoticeNeverFallsToTheSchool(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, civil := context.Background(), f.As(care.CivilAffairsOfficer)
	c, e := entered(t, f)
	for _, w := range []act.Who{c.Supervisor, f.As(care.ChildSupervisor)} {
		ok(t, f.Regions.Release(ctx, f.As(care.DistrictOfficer), w.Post, w.Person))
	}
	ok(t, f.Casework.Raise(ctx, c.Director, f.Pupils[0], "不愿出门"))
	var list []care.Notice
	view(t, f, func(tx *act.Tx) (err error) { list, err = tx.NoticesOf(e.ID); return err })
	if len(list) != 1 || list[0].ToPost != civil.Post {
		t.Errorf("told %+v, want the district's civil affairs, %s", list, civil.Post)
	}
	e.Level = care.LevelGeneral
	ok(t, f.Do(ctx, act.System, "test.Tell", func(tx *act.Tx) error {
		list, err := tx.Notices(act.Telling{Episode: e, School: f.School.ID, Class: f.Class.ID})
		if err != nil {
			return err
		}
		if len(list) != 1 || list[0].ToPost != civil.Post {
			t.Errorf("of a child of whom only the class is known %+v is told", list)
		}
		return nil
	}))
}
