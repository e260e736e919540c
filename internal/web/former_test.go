package web

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/webtest"
)

// switched is a region that worked under Youyang's pack and then adopted another: the
// school has a duty done whose cadence the new pack does not have.
func switched(t *testing.T) (f *fixture.Fixture, site *webtest.Site, round care.Campaign, former string) {
	t.Helper()
	f, ctx := fixture.SQLite(t), context.Background()
	round = f.Work(t)
	f.Hardship(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.Supervision.Generate(ctx))
	must(f.Do(ctx, act.System, "test.Budget", func(tx *act.Tx) error {
		var d care.Duty
		err := tx.EachDuty(func(x care.Duty) error {
			if x.Rule == "cadence/school_budget" && x.RefID == f.School.ID {
				d = x
			}
			return nil
		})
		if err != nil {
			return err
		}
		return tx.EndDuty(d.ID, care.DutyDone, d.Post, "done")
	}))
	former = f.Policy().Hash()
	f.Wait(24 * time.Hour)
	pack := fixture.HillPack(t, fixture.Sooner())
	if _, has := pack.Cadence("school_budget"); has {
		t.Fatal("the new pack asks for a budget too: nothing is proved")
	}
	id, err := f.Regions.ProposePack(ctx, f.As(care.DistrictOfficer), pack, care.DateOf(f.Now()))
	must(err)
	_, err = f.Regions.Confirm(ctx, f.As(care.Inspector), id)
	must(err)
	must(f.Supervision.Generate(ctx))
	f.Wait(time.Hour)
	return f, webtest.New(t, f, New(Deps{Kernel: f.Kernel, Demo: &Demo{}})), round, former
}

// After another pack was adopted every why-link leads to a page and the very row: what
// was decided, told or done before to the pack of its day, what is asked now to today's.
func TestWhyLinksLeadToThePackOfTheirDay(t *testing.T) {
	f, site, round, former := switched(t)
	old := "/policy/packs/" + former[:12]
	flag := f.FlagOf(t, f.Pupils[1])
	seen := map[string][]string{}
	for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher, care.Principal, care.DistrictOfficer} {
		b := site.As(t, role)
		pages := append(reached(b, []string{"/work", "/overview", "/rounds/" + round.ID.String(), "/flags", "/notices", "/flags/" + flag.ID.String(), "/pupils/" + f.Pupils[1].String()}),
			"/duties", "/duties/"+f.School.ID.String(), "/duties/"+f.School.ID.String()+"/calendar", "/timetable/"+f.School.ID.String())
		follow(t, b, pages, func(at, to string) {
			at = "/" + strings.Split(at, "/")[1]
			if !slices.Contains(seen[at], to) {
				seen[at] = append(seen[at], to)
			}
		})
	}
	for at, want := range map[string]string{"/flags": old + "/rules", "/pupils": old + "/", "/notices": old + "/", "/work": old + "/", "/duties": old + "/clauses/YY"} {
		if !slices.ContainsFunc(seen[at], func(to string) bool { return strings.HasPrefix(to, want) }) {
			t.Errorf("no link on %s leads to %s: %v", at, want, seen[at])
		}
	}
	for _, at := range []string{"/work", "/duties", "/overview", "/rounds"} {
		if !slices.ContainsFunc(seen[at], func(to string) bool { return !strings.HasPrefix(to, old) }) {
			t.Errorf("no link on %s leads to the rules in force", at)
		}
	}
	for _, to := range seen["/overview"] {
		if strings.HasPrefix(to, old) {
			t.Errorf("a figure of today leads to %s", to)
		}
	}

	b := site.As(t, care.PsychologyLead)
	var reason string
	for _, m := range whyLink.FindAllStringSubmatch(b.Get("/flags/"+flag.ID.String()+"?lang=zh").OK().Has("PHQ-9 总分 15 及以上").Body, -1) {
		if to := html.UnescapeString(m[1]); strings.HasPrefix(to, old+"/rules") {
			reason, _, _ = strings.Cut(to, "#")
		}
	}
	b.Get(reason+"?lang=zh").OK().Has("PHQ-9 总分 15 及以上", "这是以前的规则包", "从本区域建立到 2026", `href="/policy"`).Lacks("PHQ-9 总分 5 及以上").Sound()
	b.Get("/policy/rules?lang=zh").OK().Has("PHQ-9 总分 5 及以上").Lacks("这是以前的规则包")
	for _, n := range []string{"/notices", "/work"} {
		for _, m := range whyLink.FindAllStringSubmatch(b.Get(n).OK().Body, -1) {
			if to := html.UnescapeString(m[1]); to == "/policy" || to == old {
				t.Errorf("a link on %s leads to no row: %s", n, to)
			}
		}
	}
}

// A former pack is read on the pages of the rules, whose links stay within it; there is
// no evidence of today on them, and what was never in force is not there.
func TestAFormerPackIsReadOnItsPages(t *testing.T) {
	f, site, _, former := switched(t)
	old, b := "/policy/packs/"+former[:12], site.As(t, care.ClassTeacher)
	bodies := map[string]string{}
	queue := []string{old}
	for len(queue) > 0 {
		to, anchor, _ := strings.Cut(queue[0], "#")
		queue = queue[1:]
		body, read := bodies[to]
		if !read {
			body = b.Get(to).OK().Has("这是以前的规则包").Body
			bodies[to] = body
			for _, m := range regexp.MustCompile(`href="(/policy[^"]*)"`).FindAllStringSubmatch(body[strings.Index(body, "<main"):], -1) {
				next := html.UnescapeString(m[1])
				switch {
				case next == "/policy" || next == "/policy/clauses" || next == "/policy/hotlines": // what the program does is seen at work today
				case !strings.HasPrefix(next, old):
					t.Errorf("%s leads out of the pack to %s", to, next)
				case !strings.Contains(next, "sort=") && !strings.Contains(next, "print=") && len(bodies) < 120:
					queue = append(queue, next)
				}
			}
		}
		if anchor != "" && !strings.Contains(body, `id="`+anchor+`"`) {
			t.Errorf("%s has no %s", to, anchor)
		}
	}
	if len(bodies) < 30 {
		t.Errorf("%d pages were reached", len(bodies))
	}
	b.Get("/policy").OK().Has(`href="`+old+`"`, "以前使用的规则包")
	b.Get(old + "/clauses/YY2023-0-01").OK().Lacks(`id="evidence"`)
	b.Get(old + "/adoption").Is(http.StatusNotFound)
	b.Get("/policy/packs/" + f.Policy().Hash()[:12] + "/rules").OK().Lacks("这是以前的规则包")
	for _, name := range []string{former[:4], "000000000000", strings.Repeat("g", 12)} {
		b.Get("/policy/packs/" + name).Is(http.StatusNotFound)
	}
}

// The board counts what it lists, in its sentence and in its rows, after a pack ended
// duties as before; whatever it lists has a name.
func TestTheBoardListsWhatItCounts(t *testing.T) {
	f, site, _, _ := switched(t)
	void := 0
	if err := f.View(context.Background(), act.System, func(tx *act.Tx) error {
		return tx.EachDuty(func(d care.Duty) error {
			if d.RefID == f.School.ID && d.State == care.DutyVoid {
				void++
			}
			return nil
		})
	}); err != nil || void == 0 {
		t.Fatalf("%d duties of the school ended, %v: nothing is proved", void, err)
	}
	who := f.As(care.PsychologyLead)
	board, err := supervision.Room{Kernel: f.Kernel}.Board(context.Background(), who, f.School.ID, care.SchoolYear(care.DateOf(f.Now())))
	if err != nil {
		t.Fatal(err)
	}
	open, late, done := board.Count()
	if open+late+done != len(board.Lines) || done == 0 {
		t.Errorf("%d open, %d late, %d done; the board has %d lines", open, late, done, len(board.Lines))
	}
	body := site.As(t, care.PsychologyLead).Get("/duties/"+f.School.ID.String()+"?size=100&lang=zh").OK().Has(fmt.Sprintf("%d 项未完成，%d 项已完成", open, done), "没有逾期").Body
	table := body[strings.Index(body, `id="duties"`):]
	table = table[:strings.Index(table, "</table>")]
	if rows := strings.Count(table, "<tr role") - 1; rows != open+late+done {
		t.Errorf("the sentence counts %d, the table has %d rows", open+late+done, rows)
	}
	for _, l := range board.Lines {
		if l.Cadence.ID == "" || l.Cadence.Text.IsZero() {
			t.Errorf("the duty of %s has no name", l.Duty.Rule)
		}
	}
	below, err := supervision.Room{Kernel: f.Kernel}.Board(context.Background(), f.As(care.DistrictOfficer), f.Root, board.Year)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range below.Below {
		if row.Unit.ID == f.School.ID && (row.Open != open || row.Late != late || row.Done != done) {
			t.Errorf("from above the school has %d, %d, %d; itself %d, %d, %d", row.Open, row.Late, row.Done, open, late, done)
		}
	}
}
