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

	"xinhuan/internal/care"
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

// live lets a region work: cases, and what units owe, with one training as evidence.
func live(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	f.Work(t)
	f.Hardship(t)
	f.Confirm(t, f.Pupil(t, f.Class.ID, "无人", "2013-01-01"), care.LevelGeneral, nil)
	f.Withhold(t, fixture.FamilyNotice(t, f.Confirm(t, f.Pupils[5], care.LevelGeneral, nil).Notices).ID)
	if err := f.Supervision.Generate(context.Background()); err != nil {
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

// Each damage is what a defect, a careless hand or a thief could do; the named
// check has to see it, on both engines. {NUL} and {LF} stand for a byte as each engine
// writes it.
func TestEachDamageIsCaught(t *testing.T) {
	damages := []damaged{
		{"episode_owner", "owner post closed", "UPDATE post SET closed_on = '2026-09-16' WHERE id IN (SELECT owner_post FROM episode)"},
		{"episode_owner", "no open duty", "UPDATE duty SET state = 'void' WHERE ref = 'episode'"},
		{"programme_duties", "a duty that the level demands is gone", "DELETE FROM duty WHERE rule = 'contact.hardship_plain'"},
		{"programme_duties", "a duty of another level", "UPDATE duty SET rule = 'visit.hardship_abnormal' WHERE rule = 'visit.hardship_plain'"},
		{"programme_duties", "the level changed behind the duties", "UPDATE episode SET level = 2 WHERE programme = 'child_in_hardship'"},
		{"programme_duties", "a plan nobody has to write", "DELETE FROM duty WHERE rule = 'plan.serious'"},
		{"programme_duties", "a duty lies with the former village", "UPDATE duty SET post = (SELECT min(id) FROM post) WHERE rule = 'visit.hardship_plain'"},
		{"programme_duties", "the next date is wishful", "UPDATE episode SET next_on = '2027-01-01' WHERE programme = 'child_in_hardship'"},
		{"episode_owner", "owner of a programme closed", "UPDATE post SET closed_on = '2026-09-16' WHERE id IN (SELECT owner_post FROM episode WHERE programme = 'child_in_hardship')"},
		{"unit_duties", "what a school owes is gone", "DELETE FROM duty WHERE id = (SELECT min(id) FROM duty WHERE ref = 'unit' AND state = 'open')"},
		{"unit_duties", "a duty was moved to another period", "UPDATE duty SET period = '1999' WHERE id = (SELECT min(id) FROM duty WHERE ref = 'unit' AND state = 'open')"},
		{"unit_duties", "the evidence of a done duty was taken away", "UPDATE activity SET state = 'withdrawn'"},
		{"unit_duties", "done without any evidence", "UPDATE duty SET state = 'done', outcome = 'evidence', done_at = opened_at WHERE id = (SELECT max(id) FROM duty WHERE ref = 'unit' AND state = 'open')"},
		{"intervals", "what the region set is gone", "DELETE FROM setting WHERE name LIKE 'interval.%'"},
		{"flag_end", "duty gone", "DELETE FROM duty WHERE ref = 'flag' AND state = 'open'"},
		{"flag_end", "ended without an end", "UPDATE flag SET state = 'ended', ended_as = ''"},
		{"round_closed", "closed over somebody's head", "UPDATE campaign SET state = 'closed', closed_at = (SELECT max(opened_at) + 1 FROM flag)"},
		{"replay", "a round lets go of a flag", "DELETE FROM flag_round WHERE flag IN (SELECT id FROM flag WHERE sitting IS NOT NULL)"},
		{"tallies", "a round counts a flag in no class", "UPDATE flag_round SET class = 1"},
		{"alert_answer", "climb stopped", "UPDATE alert SET state = 'raised', climb_at = 0, answered_by = NULL, outcome = ''"},
		{"alert_answer", "nobody called", "DELETE FROM alert_call"},
		{"notice_duty", "held and forgotten", "UPDATE duty SET state = 'done' WHERE rule = 'home_safe'"},
		{"notice_duty", "sent and silent", "UPDATE notice SET climb_at = 0 WHERE state = 'sent'"},
		{"notice_duty", "nobody looks for a guardian", "UPDATE duty SET state = 'void' WHERE rule = 'find_guardian'"},
		{"notice_duty", "home was asked about instead of a guardian", "UPDATE duty SET rule = 'home_safe' WHERE rule = 'find_guardian'"},
		{"guardian_sought", "nobody told, and nobody to tell", "DELETE FROM notice WHERE to_role = 'guardian' AND guardian IS NULL"},
		{"protection_duty", "withheld, and nobody takes over", "DELETE FROM duty WHERE rule = 'protection_report'"},
		{"protection_duty", "the protection was called off", "UPDATE duty SET state = 'void' WHERE rule = 'protection_report'"},
		{"duty_opens", "protection was given to somebody who may not read it", "UPDATE duty SET post = (SELECT min(id) FROM post WHERE role = 'class_teacher') WHERE rule = 'protection_report'"},
		{"duty_post", "post of a duty gone", "UPDATE duty SET post = 12345 WHERE state = 'open'"},
		{"duty_opens", "an interview was given to somebody who may not read it", "UPDATE duty SET post = (SELECT min(id) FROM post WHERE role = 'subject_teacher') WHERE ref = 'flag' AND state = 'open'"},
		{"duty_opens", "a plan was given to somebody who may not read the level", "UPDATE duty SET post = (SELECT min(id) FROM post WHERE role = 'invigilator') WHERE rule = 'plan.serious' AND state = 'open'"},
		{"consent_basis", "consent deleted", "DELETE FROM consent"},
		{"consent_basis", "consent given after the sitting", "UPDATE consent SET at = at + 86400000"},
		{"consent_basis", "consent withdrawn before the sitting", "UPDATE consent SET withdrawn_at = at - 1"},
		{"consent_basis", "a sheet with items its consent left out", "UPDATE consent SET decision = 'agree_without_self_harm'"},
		{"consent_basis", "answers of a withdrawn sitting kept", "UPDATE sitting SET state = 'withdrawn'"},
		{"tallies", "count raised", "UPDATE campaign_class SET flagged = flagged + 1"},
		{"sealed", "one byte of an identity", "UPDATE person SET identity = substr(identity, 1, 20) || {NUL} || substr(identity, 22)"},
		{"signatures", "one byte of a signed record", "UPDATE record_part SET sealed = sealed || {NUL} WHERE id = (SELECT min(id) FROM record_part)"},
		{"signatures", "a signed part taken away", "DELETE FROM record_part WHERE id = (SELECT min(id) FROM record_part)"},
		{"sealed", "result moved to another pupil", "UPDATE sitting SET result = (SELECT result FROM sitting ORDER BY id DESC LIMIT 1)"},
		{"sealed", "alert of a critical answer deleted", "DELETE FROM alert"},
		{"packs", "a row of an adopted pack changed", "UPDATE pack_file SET body = body || {LF} WHERE path = 'youyang/rules.yaml' OR path = 'national/rules.yaml'"},
		{"packs", "a file of an adopted pack taken away", "DELETE FROM pack_file WHERE path = 'national/duties.yaml'"},
		{"packs", "decided under rules that nobody has", "UPDATE level_change SET pack_hash = 'unknown'"},
		{"basis", "a duty of no rule of its day", "UPDATE duty SET rule = 'plan.nobody' WHERE rule = 'plan.serious'"},
		{"basis", "a notice by a clause that tells nobody", "UPDATE notice SET clause = 'XX1999-1-01' WHERE level > 0"},
		{"basis", "a level of another pack", "UPDATE level_change SET pack_hash = 'unknown'"},
		{"replay", "a flag that suggests less than its sheet", "UPDATE flag SET suggested = 0 WHERE sitting IS NOT NULL"},
		{"replay", "a reason taken away", "DELETE FROM flag_reason"},
		{"audit_log", "entry changed", "UPDATE audit_entry SET entry = substr(entry, 1, length(entry) - 1) || {NUL} WHERE seq = 3"},
		{"audit_log", "entry deleted", "DELETE FROM audit_entry WHERE seq = 2"},
		{"audit_log", "last entry cut off", "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)"},
		{"audit_log", "subject column hides a look-up", "UPDATE audit_entry SET subject = NULL WHERE subject IS NOT NULL"},
		{"clear_columns", "a new clear column", "ALTER TABLE person ADD COLUMN nickname TEXT"},
	}
	engines := []struct {
		name string
		copy func(t *testing.T) string
	}{{"sqlite", folderCopies(t)}, {"postgres", databaseCopies()}}
	for _, engine := range engines {
		list := damages
		if engine.name == "postgres" {
			// SQLite can't hold this one: the program says it to every connection itself,
			// and TestDurableTellsWhatTheEngineReallyDoes takes it back there.
			list = append(slices.Clone(list), damaged{"durability", "the server was told not to wait for the disk",
				"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$"})
		}
		for _, d := range list {
			t.Run(engine.name+"/"+d.check+"/"+d.why, func(t *testing.T) {
				target := engine.copy(t)
				damage(t, target, d.sql)
				r := reopened(t, target)
				if r.OK {
					t.Fatalf("verify is clean after: %s", d.why)
				}
				var caught []string
				for _, c := range r.Checks {
					if !c.OK {
						caught = append(caught, c.Name)
					}
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
	text, err := os.ReadFile("verify_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range run(t, fixture.SQLite(t)).Checks {
		if !strings.Contains(string(text), "{\""+c.Name+"\", \"") {
			t.Errorf("no damage proves that %s can fail", c.Name)
		}
	}
}

// damaged is one statement and the check that has to see what it did.
type damaged struct{ check, why, sql string }

// original is the region that is copied for each damage: one for all, because a
// copy takes a fraction of living through it.
var original struct {
	keys *envelope.RegionKeys
	now  time.Time
}

// lived is a worked region left closed.
func lived(t *testing.T, target string) {
	t.Helper()
	f := worked(t, target)
	original.keys, original.now = f.Keys, f.Now()
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
