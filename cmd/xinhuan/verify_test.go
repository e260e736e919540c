package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"

	"xinhuan/internal/verify"
)

// The command prints its list whatever it meets: also of a database whose pack in use
// somebody changed, and of one that it has no key for.
func TestVerifyAlwaysPrintsItsList(t *testing.T) {
	data := t.TempDir()
	h := newHouse(t, "--data", data)
	h.found("--pack", "national")
	asked := func(args ...string) (r verify.Report, err error) {
		t.Helper()
		var line struct {
			Verify VerifyCmd `cmd:""`
		}
		parser, err := kong.New(&line)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(args); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err = line.Verify.run(context.Background(), &out)
		if bad := json.Unmarshal(out.Bytes(), &r); bad != nil {
			t.Fatalf("no report: %v in %q", bad, out.String())
		}
		return r, err
	}
	r, err := asked(h.here("verify", "--json")...)
	if len(r.Checks) < 30 || r.OK != (err == nil) || err != nil && !errors.Is(err, errFailed) {
		t.Errorf("of a new region: %d checks, ok %v, %v", len(r.Checks), r.OK, err)
	}
	nobodys := filepath.Join(t.TempDir(), "nobodys.key")
	if r, err = asked("verify", "--json", "--data", data, "--keys", nobodys); err == nil || errors.Is(err, errFailed) || r.OK || len(r.Checks) != 1 {
		t.Errorf("without the key: got %+v, %v; want one check, and that it could not be done", r, err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "xinhuan.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("DELETE FROM pack_file WHERE path = 'national/duties.yaml'"); err != nil {
		t.Fatal(err)
	}
	if r, err = asked(h.here("verify", "--json")...); !errors.Is(err, errFailed) || r.OK || len(r.Checks) != 1 || len(r.Checks[0].Violations) != 1 {
		t.Errorf("with the pack in use changed: got %+v, %v; want one violation", r, err)
	}
}
