package casework_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strconv"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

func asError(err error, e **care.Error) bool { return errors.As(err, e) }

func decimal(id care.ID) string { return strconv.FormatInt(int64(id), 10) }

// dutyOn finds the newest duty of a rule about a notice, open or ended.
func dutyOn(t *testing.T, f *fixture.Fixture, rule string, notice care.ID) (found care.Duty) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		n, err := tx.Notice(notice)
		if err != nil {
			return err
		}
		list, err := tx.DutiesAbout(n.Person)
		for _, d := range list {
			if d.Rule == rule && d.Ref == "notice" && d.RefID == notice {
				found = d
			}
		}
		return err
	})
	if found.ID == 0 {
		t.Fatalf("no duty %s about the notice", rule)
	}
	return found
}

// silence makes a fixture's embedded database what an earlier version left behind.
func silence(t *testing.T, f *fixture.Fixture, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(f.Target, "xinhuan.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
}
