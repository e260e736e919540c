package casework_test

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/policies"
)

// The matrix of notices is about pupil care: nobody is told by it of a child in
// hardship, until a pack's row names that programme.
func TestNoticesBelongToTheirProgramme(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	c, e := entered(t, f)
	told := func() (list []care.Notice) {
		view(t, f, func(tx *act.Tx) (err error) { list, err = tx.NoticesOf(e.ID); return err })
		return list
	}
	raise := func() {
		t.Helper()
		if err := f.Casework.Raise(ctx, c.Director, f.Pupils[0], "不愿出门"); err != nil {
			t.Fatal(err)
		}
	}
	raise()
	if list := told(); len(list) != 0 {
		t.Fatalf("the school's matrix told %+v", list)
	}
	if _, err := f.Casework.Grade(ctx, c.Supervisor, casework.Grading{Episode: e.ID, Level: care.LevelWatch, Reason: "平稳"}); err != nil {
		t.Fatal(err)
	}
	f.Adopt(t, telling(t))
	f.Wait(time.Hour)
	raise()
	list := told()
	if len(list) != 1 || list[0].ToPost != c.Supervisor.Post || list[0].State != care.NoticeSent {
		t.Fatalf("told %+v, want the supervisor", list)
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

// telling is the region's pack with a notice row of another programme.
func telling(t *testing.T) *policy.Stack {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(policies.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(policies.FS, path)
		all[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all["chongqing/notices.yaml"] = &fstest.MapFile{Data: []byte(`notices:
  - {programme: child_in_hardship, level: general, to: child_supervisor, via: society, origin: care_team, minimum: {zh: 请督促三天内看望, en: See that the child is met within three days}, ack: notice_ack.general, climb_to: civil_affairs_officer, clause: ours}
`)}
	s, err := policy.Load(all, "youyang")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
