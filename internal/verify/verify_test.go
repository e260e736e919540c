package verify_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/envelope"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
	"xinhuan/internal/testpg"
	"xinhuan/internal/verify"
)

// worked is a region with a round, an alert, flags, an episode and notices.
func worked(t *testing.T, target string) *fixture.Fixture {
	t.Helper()
	f := fixture.New(t, target)
	live(t, f)
	return f
}

// ended lets a danger answer's flag end by two people, and a case by a review.
func ended(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	ctx, teacher, lead := context.Background(), f.As(care.PsychologyTeacher), f.As(care.PsychologyLead)
	none := f.Values(t, "level_decision", fixture.With(fixture.NoConcern, map[string][]string{"from_critical": {"yes"}}))
	flag := f.FlagOf(t, f.Pupils[2])
	err := f.Casework.RecordInterview(ctx, teacher, casework.Interview{Flag: flag.ID, F5: f.Values(t, "f5_interview", fixture.Interview), F6: f.Values(t, "f6_risk", fixture.RiskCalm)})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []act.Who{teacher, lead} {
		if _, err := f.Casework.Decide(ctx, who, casework.Decision{Flag: flag.ID, Values: none}); err != nil {
			t.Fatal(err)
		}
	}
	pupil := f.Pupil(t, f.Class.ID, "平稳", "2013-01-01")
	f.Confirm(t, pupil, care.LevelWatch, nil)
	f.Wait(time.Minute)
	if _, err := f.Casework.Decide(ctx, lead, casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", fixture.NoConcern)}); err != nil {
		t.Fatal(err)
	}
}

// live lets a region work: cases, and what units owe, with one training as evidence.
func live(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	ctx := context.Background()
	round := f.Work(t)
	ticket := f.Tickets(t, round.ID)[f.Pupils[6]]
	begun, err := f.Screening.SignIn(ctx, ticket.ClassCode, ticket.Code)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Screening.Help(ctx, begun.Sitting, begun.Token); err != nil {
		t.Fatal(err)
	}
	village, cases := f.Hardship(t)
	// An abnormality that the supervisor lifts alone, and a child who leaves the programme.
	if err := f.Casework.Raise(ctx, village.Director, f.Pupils[0], "三天没有上学"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Casework.Grade(ctx, village.Supervisor, casework.Grading{Episode: cases[0].ID, Level: care.LevelWatch, Reason: "家访核实，已经返校"}); err != nil {
		t.Fatal(err)
	}
	left, err := f.Casework.Enter(ctx, village.Supervisor, casework.Entry{Person: f.Pupils[5], Programme: care.ChildInHardship, Level: care.LevelWatch, Reason: "父母外出务工", Groups: []string{"left_behind"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Casework.Leave(ctx, village.Supervisor, left.ID, "moved", "全家迁往邻县，对方已接收"); err != nil {
		t.Fatal(err)
	}
	ended(t, f)
	f.Confirm(t, f.Pupil(t, f.Class.ID, "无人", "2013-01-01"), care.LevelGeneral, nil)
	f.Withhold(t, fixture.FamilyNotice(t, f.Confirm(t, f.Pupils[5], care.LevelGeneral, nil).Notices).ID)
	if err := f.Supervision.Generate(ctx); err != nil {
		t.Fatal(err)
	}
	v := questionnaire.Values{"kind": questionnaire.TextValue("parent_training"), "held_on": questionnaire.TextValue(string(care.DateOf(f.Now()))), "topic": questionnaire.TextValue("主题"), "place": questionnaire.TextValue("礼堂"),
		"minutes": questionnaire.NumberValue(60), "hours": questionnaire.NumberValue(1), "participants": questionnaire.NumberValue(45)}
	if _, done, err := f.Supervision.FileActivity(context.Background(), f.As(care.PsychologyLead), supervision.NewActivity{Unit: f.School.ID, Kind: "parent_training", Values: v}); err != nil || len(done) == 0 {
		t.Fatalf("the training finished %d duties: %v", len(done), err)
	}
}

func run(t *testing.T, f *fixture.Fixture) verify.Report {
	t.Helper()
	r, err := verify.Run(context.Background(), f.Kernel)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWorkedRegionIsClean(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		live(t, f)
		r := run(t, f)
		if !r.OK {
			t.Fatalf("verify found:\n%s", r.Text())
		}
		for _, c := range r.Checks {
			if c.Checked == 0 {
				t.Errorf("%s looked at nothing, so it proves nothing", c.Name)
			}
		}
	})
}

func TestEachDamageIsCaught(t *testing.T) {
	engines := []struct {
		name string
		copy func(t *testing.T) string
	}{{"sqlite", folderCopies(t)}, {"postgres", databaseCopies()}}
	for _, engine := range engines {
		list := damages
		if engine.name == "postgres" {
			list = slices.Concat(damages, onPostgres)
		}
		for _, d := range list {
			t.Run(engine.name+"/"+d.check+"/"+d.why, func(t *testing.T) {
				target := engine.copy(t)
				damage(t, target, d.sql)
				r := reopened(t, target)
				if r.OK {
					t.Fatalf("verify is clean after: %s", d.why)
				}
				if len(r.Checks) != len(original.checks) {
					t.Fatalf("%d checks ran, want %d", len(r.Checks), len(original.checks))
				}
				var caught []string
				for _, c := range r.Checks {
					if !c.OK {
						caught = append(caught, c.Name)
					}
				}
				if d.check != "audit_log" && slices.Contains(caught, "audit_log") {
					t.Errorf("%s is said to have changed the log", d.why)
				}
				if !slices.Contains(caught, d.check) {
					t.Fatalf("%s was caught by %v, want %s", d.why, caught, d.check)
				}
			})
		}
		t.Run(engine.name+"/none", func(t *testing.T) {
			if r := reopened(t, engine.copy(t)); !r.OK {
				t.Errorf("a copy that nobody damaged:\n%s", r.Text())
			}
		})
	}
}

// Every check has a damage that it alone or among others catches.
func TestEveryCheckHasADamage(t *testing.T) {
	for _, c := range run(t, fixture.SQLite(t)).Checks {
		if !slices.ContainsFunc(slices.Concat(damages, onPostgres), func(d damaged) bool { return d.check == c.Name }) {
			t.Errorf("no damage proves that %s can fail", c.Name)
		}
	}
}

// original is the region that is copied for each damage: one for all, because a
// copy takes a fraction of living through it.
var original struct {
	keys   *envelope.RegionKeys
	now    time.Time
	checks []verify.Check
}

// lived is a worked region left closed.
func lived(t *testing.T, target string) {
	t.Helper()
	f := worked(t, target)
	original.keys, original.now, original.checks = f.Keys, f.Now(), run(t, f).Checks
	f.Kernel.Close()
	if err := f.DB.Close(); err != nil {
		t.Fatal(err)
	}
}

// reopened verifies a copy of the original.
func reopened(t *testing.T, target string) verify.Report {
	t.Helper()
	db, err := store.Open(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	db.Now = func() time.Time { return original.now }
	k := fixture.Kernel(t, db, original.keys.Public(), original.keys)
	t.Cleanup(func() { k.Close(); db.Close() })
	r, err := verify.Run(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func folderCopies(t *testing.T) func(*testing.T) string {
	first := t.TempDir()
	made := false
	return func(t *testing.T) string {
		t.Helper()
		if !made {
			lived(t, first)
			made = true
		}
		to := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(to, os.DirFS(first)); err != nil {
			t.Fatal(err)
		}
		return to
	}
}

func databaseCopies() func(*testing.T) string {
	key := "verify " + rand.Text() // the keys are new with every run
	return func(t *testing.T) string {
		t.Helper()
		return testpg.Template(t, key, func(url string) error { lived(t, url); return nil })
	}
}

// A duty that is late must have gone up the ladder once the clock has run since.
func TestLateDutiesOfUnitsMustHaveClimbed(t *testing.T) {
	dir := t.TempDir()
	f := fixture.New(t, dir)
	ctx := context.Background()
	unit := func() (c verify.Check) {
		for _, c = range run(t, f).Checks {
			if c.Name == "unit_duties" {
				return c
			}
		}
		return c
	}
	step := func(days int) {
		f.Wait(time.Duration(days) * 24 * time.Hour)
		if err := f.Supervision.Generate(ctx); err != nil {
			t.Fatal(err)
		}
		if err := f.Tick(ctx); err != nil {
			t.Fatal(err)
		}
	}
	step(0)
	step(40)
	step(10)
	if c := unit(); !c.OK {
		t.Fatalf("late duties that climbed: %v", c.Violations)
	}
	damage(t, dir, "UPDATE duty SET rung = 0, climb_at = 0 WHERE ref = 'unit' AND state = 'open' AND rung > 0")
	if c := unit(); c.OK || !strings.Contains(strings.Join(c.Violations, " "), "has not climbed") {
		t.Errorf("after the ladder was taken away: got %v", c.Violations)
	}
}

// damage runs a statement that no rule of the schema holds back, as somebody with the
// file or the server's superuser could.
func damage(t *testing.T, target, statement string) {
	t.Helper()
	driver, source, null, lf := "sqlite", "file:"+filepath.Join(target, "xinhuan.db")+"?_pragma=busy_timeout(5000)", "x'00'", "x'0a'"
	if strings.HasPrefix(target, "postgres") {
		driver, source, null, lf = "pgx", target+"&session_replication_role=replica", `'\x00'::bytea`, `'\x0a'::bytea`
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	res, err := db.Exec(strings.NewReplacer("{NUL}", null, "{LF}", lf).Replace(statement))
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n == 0 && !strings.HasPrefix(statement, "ALTER") && !strings.HasPrefix(statement, "DO") {
		t.Fatalf("the damage touched no row: %s", statement)
	}
}

// What was signed when a round was closed has to be what had come in by then.
func TestSignedFiguresOfARoundAreHeldAgainstItsSheets(t *testing.T) {
	dir := t.TempDir()
	f := fixture.New(t, dir)
	ctx := context.Background()
	c := f.OpenRound(t)
	tickets := f.Tickets(t, c.ID)
	f.Answer(t, tickets[f.Pupils[0]], fixture.Sheet(1))
	f.Wait(time.Hour)
	if err := f.Screening.CloseRound(ctx, f.As(care.PsychologyLead), c.ID); err != nil {
		t.Fatal(err)
	}
	counted := func() (k verify.Check) {
		for _, k = range run(t, f).Checks {
			if k.Name == "tallies" {
				return k
			}
		}
		return k
	}
	if k := counted(); !k.OK {
		t.Fatalf("a round that was closed: %v", k.Violations)
	}
	for _, d := range []struct{ to, back string }{
		{"UPDATE campaign_closing SET submitted = submitted + 1", "UPDATE campaign_closing SET submitted = submitted - 1"},
		{"UPDATE campaign_closing SET flagged = flagged + 1", "UPDATE campaign_closing SET flagged = flagged - 1"},
		{"UPDATE campaign_closing SET at = at + 1", "UPDATE campaign_closing SET at = at - 1"},
	} {
		damage(t, dir, d.to)
		if k := counted(); k.OK {
			t.Errorf("verify is clean after: %s", d.to)
		}
		damage(t, dir, d.back)
	}
	if k := counted(); !k.OK {
		t.Errorf("restored: %v", k.Violations)
	}
}
