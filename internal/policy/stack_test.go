package policy

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/policies"
)

const words = "text: {zh: 文, en: text}"

// Each pack is wrong in one way; the fault must say where and what to do.
func TestFaultsSayWhereAndWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, content string
		where               string // file:line:col
		what                string // part of the English text
	}{
		{"unknown key", "groups.yaml", "groups:\n  - id: x\n    name: y\n", "town/groups.yaml:3:5", `unknown key "name": correct or remove it`},
		{"repeated key", "groups.yaml", "groups: []\ngroups: []\n", "town/groups.yaml:2:1", "stands twice in one entry"},
		{"unknown level", "notices.yaml", "notices:\n  - level: huge\n", "town/notices.yaml:2:12", "there is no such level"},
		{"broken YAML", "groups.yaml", "groups: [\n", "town/groups.yaml:1:9", "can't be read"},
		{"unknown file", "extra.yaml", "a: 1\n", "town/extra.yaml", "a pack has no such file"},
		{"unknown variable", "rules.yaml", "rules:\n  - id: r\n    when: temperature > 38\n    level: watch\n    " + words + "\n    clause: ours\n", "town/rules.yaml:3:11", "undeclared reference to 'temperature'"},
		{"total without scale", "rules.yaml", "rules:\n  - id: r\n    when: total > 38\n    level: watch\n    " + words + "\n    clause: ours\n", "town/rules.yaml:3:11", "undeclared reference to 'total'"},
		{"type error", "rules.yaml", "rules:\n  - id: r\n    when: age > \"ten\"\n    level: watch\n    " + words + "\n    clause: ours\n", "town/rules.yaml:3:11", "no matching overload"},
		{"not true or false", "rules.yaml", "rules:\n  - id: r\n    when: age + 1\n    level: watch\n    " + words + "\n    clause: ours\n", "town/rules.yaml:3:11", "must be true or false"},
		{"rule without effect", "rules.yaml", "rules:\n  - id: r\n    when: age > 1\n    " + words + "\n    clause: ours\n", "town/rules.yaml:2:5", "does nothing"},
		{"a machine sets major", "rules.yaml", "rules:\n  - id: r\n    when: age > 1\n    level: major\n    " + words + "\n    clause: ours\n", "town/rules.yaml:4:12", "set by a person"},
		{"sub_max without factors", "rules.yaml", "rules:\n  - id: r\n    scale: mht\n    when: sub_max > 1\n    level: watch\n    " + words + "\n    clause: ours\n", "town/rules.yaml:2:5", "needs factors"},
		{"no source", "groups.yaml", "groups:\n  - id: x\n    " + words + "\n", "town/groups.yaml:2:5", "write clause:"},
		{"unknown clause", "groups.yaml", "groups:\n  - id: x\n    " + words + "\n    clause: DOC-1\n", "town/groups.yaml:4:13", "has no clause DOC-1"},
		{"one language", "groups.yaml", "groups:\n  - id: x\n    text: {zh: 文}\n    clause: ours\n", "town/groups.yaml:3:12", "both zh and en"},
		{"twice", "groups.yaml", "groups:\n  - {id: x, " + words + ", clause: ours}\n  - {id: x, " + words + ", clause: ours}\n", "town/groups.yaml:3:6", "stands here twice"},
		{"ours that binds", "groups.yaml", "groups:\n  - {id: x, " + words + ", clause: ours, override: fixed}\n", "town/groups.yaml:2:62", "ours and therefore free"},
		{"unreadable timer", "duties.yaml", "timers:\n  - id: x\n    " + words + "\n    within: 3 moons\n    clause: ours\n", "town/duties.yaml:4:13", "can't be read: write 5 school_days"},
		{"unserved clause", "clauses.yaml", "clauses:\n  - {id: DOC-1, " + words + "}\n", "town/clauses.yaml:2:6", "needs served_by"},
		{"served by nothing", "clauses.yaml", "clauses:\n  - {id: DOC-1, " + words + ", served_by: [timer/none]}\n", "town/clauses.yaml:2:54", `there is no "timer/none"`},
		{"notes for others", "access.yaml", "access:\n  - {role: principal, verb: read, scope: unit, data: [notes], clause: ours}\n", "town/access.yaml:2:54", "author alone"},
		{"what is no record of a unit, by community", "access.yaml", "access:\n  - {role: principal, verb: read, scope: community, data: [level], clause: ours}\n", "town/access.yaml:2:42", "records of units"},
		{"unknown role", "access.yaml", "access:\n  - {role: mayor, verb: read, scope: unit, data: [level], clause: ours}\n", "town/access.yaml:2:12", `no role "mayor"`},
		{"review and level differ", "levels.yaml", "levels:\n  - {level: watch, label: {zh: 文, en: x}, shape: diamond, colour: watch, review_days: 9, meaning: {zh: 文, en: x}, clause: ours}\n", "town/levels.yaml:2:3", "make them the same"},
		{"failing case", "tests.yaml", "cases:\n  - name: wrong\n    triage: {scores: {phq9: {total: 3}}}\n    expect: {level: serious}\n", "town/tests.yaml:2:5", `case "wrong" failed: got level none`},
		{"case without effect", "tests.yaml", "cases:\n  - name: empty\n", "town/tests.yaml:2:5", "nothing to do"},
		{"no case", "tests.yaml", "cases: []\n", "town/tests.yaml", "at least one"},
		{"folder and id", "pack.yaml", "id: city\nauthority: {zh: 文, en: x}\ntier: district\ndocuments: [{id: DOC, title: {zh: 文, en: x}, force: plan}]\nvalid_from: 2026-01-01\nparent: national\n", "town/pack.yaml:1:5", "differs from the folder"},
		{"own parent", "pack.yaml", "id: town\nauthority: {zh: 文, en: x}\ntier: district\ndocuments: [{id: DOC, title: {zh: 文, en: x}, force: plan}]\nvalid_from: 2026-01-01\nparent: town\n", "town/pack.yaml:6:9", "parents of each other"},
		{"guardian without hold", "notices.yaml", "notices:\n  - {level: general, to: guardian, via: family, origin: care_team, minimum: {zh: 文, en: x}, ack: notice_ack.family, climb_to: class_teacher, clause: ours}\n", "town/notices.yaml:2:6", "hold: true"},
		{"guardian of a minor by consent", "notices.yaml", "notices:\n  - {level: general, to: guardian, via: family, origin: care_team, minimum: {zh: 文, en: x}, ack: notice_ack.family, climb_to: class_teacher, hold: true, consent_from_age: 14, clause: ours}\n", "town/notices.yaml:2:6", "consent_from_age: 18"},
		{"a letter says what nobody knows", "notices.yaml", "notices:\n  - {level: general, to: guardian, via: family, origin: care_team, minimum: {zh: 文, en: x}, ack: notice_ack.family, climb_to: class_teacher, hold: true, consent_from_age: 18, clause: ours, says: [score, contact]}\n", "town/notices.yaml:2:197", "says can't be \"score\": choose from facts, school_does"},
		{"a letter says one thing twice", "notices.yaml", "notices:\n  - {level: general, to: guardian, via: family, origin: care_team, minimum: {zh: 文, en: x}, ack: notice_ack.family, climb_to: class_teacher, hold: true, consent_from_age: 18, clause: ours, says: [facts, facts, contact]}\n", "town/notices.yaml:2:204", "stands here twice"},
		{"a letter without anybody to call", "notices.yaml", "notices:\n  - {level: general, to: guardian, via: family, origin: care_team, minimum: {zh: 文, en: x}, ack: notice_ack.family, climb_to: class_teacher, hold: true, consent_from_age: 18, clause: ours, says: [facts]}\n", "town/notices.yaml:2:196", "add contact to says"},
		{"a letter to a teacher", "notices.yaml", "notices:\n  - {level: general, to: grade_head, via: grade, origin: care_team, minimum: {zh: 文, en: x}, says: [contact], ack: notice_ack.general, climb_to: principal, clause: ours}\n", "town/notices.yaml:2:100", "for a guardian's notice only"},
		{"release in another programme", "notices.yaml", "notices:\n  - {programme: child_in_hardship, level: general, to: child_supervisor, via: grade, origin: care_team, minimum: {zh: 文, en: x}, ack: notice_ack.family, climb_to: civil_affairs_officer, wide_release: true, clause: ours}\n", "town/notices.yaml:2:201", "only pupil care"},
		{"along what", "duties.yaml", "timers:\n  - {id: x, " + words + ", within: 3 days, along: line, clause: ours}\n", "town/duties.yaml:2:61", "choose from network"},
		{"along the network and named", "duties.yaml", "timers:\n  - {id: x, " + words + ", within: 3 days, along: network, climb: [{after: 1 days, to: principal}], clause: ours}\n", "town/duties.yaml:2:98", "only after in climb"},
		{"a step to nobody", "duties.yaml", "timers:\n  - {id: x, " + words + ", within: 3 days, climb: [{after: 1 days}], clause: ours}\n", "town/duties.yaml:2:63", "there is no role"},
		{"called and not there", "network.yaml", "networks:\n  - {kind: school, " + words + ", clause: ours, tiers: [{tier: class, " + words + ", roles: [class_teacher, guardian], calls: [guardian]}]}\n", "town/network.yaml:2:147", "no member of staff"},
		{"acknowledge in school days", "notices.yaml", "notices:\n  - {level: general, to: grade_head, via: grade, origin: care_team, minimum: {zh: 文, en: x}, ack: retake, climb_to: principal, clause: ours}\n", "town/notices.yaml", "in minutes, hours or working_hours"},
	} {
		err := Check(withFiles(map[string]string{"town/" + c.file: c.content}), "town")
		found := false
		for _, f := range FaultsOf(err) {
			found = found || strings.HasPrefix(f.Error(), c.where+": ") && strings.Contains(f.Text.En, c.what)
			if f.Text.Zh == "" || f.Text.Zh == f.Text.En {
				t.Errorf("%s: %v has no Chinese text", c.name, f)
			}
		}
		if !found {
			t.Errorf("%s: got %v, want %s: ... %s", c.name, FaultsOf(err), c.where, c.what)
		}
		if care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got kind %v, want Invalid", c.name, care.KindOf(err))
		}
	}
}

func TestUnknownPackIsNotFound(t *testing.T) {
	if _, err := Load(policies.FS, "atlantis"); care.KindOf(err) != care.NotFound {
		t.Errorf("got %v, want NotFound", err)
	}
}

// A pack village stands on a pack town that sets the modes.
func TestOverrideModes(t *testing.T) {
	t.Parallel()
	base := map[string]string{
		"town/clauses.yaml": "clauses:\n  - {id: DOC-1, " + words + ", outside: {zh: 不由软件落实, en: Not for software}}\n",
		"town/duties.yaml": `timers:
  - {id: t.max, ` + words + `, within: 10 days, clause: DOC-1, override: max}
  - {id: t.again, ` + words + `, within: 10 days, cadence: true, period: calendar_month, counts: [visit], clause: DOC-1, override: max}
  - {id: t.fixed, ` + words + `, within: 10 days, clause: DOC-1}
  - {id: t.settled, ` + words + `, within: 10 days, clause: DOC-1, override: free}
cadences:
  - {id: c, ` + words + `, unit: [school], count: 2, period: school_term, done_by: [activity/lesson], owner: principal, clause: DOC-1, override: min}
`,
		"town/ratios.yaml": "ratios:\n  - {id: r, " + words + ", for: pupils, at_least: 2, post: any, clause: DOC-1, override: min}\n" +
			"  - {id: per, " + words + ", for: pupils, from: 1000, staff: 1, per: 500, at_least: 2, post: full_time, clause: DOC-1, override: min}\n",
		"town/measures.yaml": "measures:\n  - {id: m, " + words + ", numerator: {zh: 甲, en: a}, denominator: {zh: 乙, en: b}, unit: school, having: [activity/lesson], figures: units, target: 50, period: school_term, due: 2027-12-31, clause: DOC-1, override: min}\n",
		"town/access.yaml":   "access:\n  - {role: grade_head, verb: read, scope: unit, data: [round, posts], clause: DOC-1, override: superset}\n",
		"village/pack.yaml":  "id: village\nauthority: {zh: 某村, en: Village}\ntier: district\ndocuments: [{id: DOC, title: {zh: 文件, en: Document}, force: plan}]\nvalid_from: 2026-01-01\nparent: town\n", "village/tests.yaml": "cases:\n  - {name: nobody, notices: none}\n",
	}
	timer := func(id, within, rest string) map[string]string {
		return map[string]string{"duties.yaml": fmt.Sprintf("timers:\n  - {id: %s, %s, within: %s, clause: ours%s}\n", id, words, within, rest)}
	}
	ratio := func(n int) map[string]string {
		return map[string]string{"ratios.yaml": fmt.Sprintf("ratios:\n  - {id: r, %s, for: pupils, at_least: %d, post: any, clause: ours}\n", words, n)}
	}
	per := func(rest string) map[string]string {
		return map[string]string{"ratios.yaml": "ratios:\n  - {id: per, " + words + ", for: pupils, " + rest + ", clause: ours}\n"}
	}
	measure := func(rest string) map[string]string {
		return map[string]string{"measures.yaml": "measures:\n  - {id: m, " + words + ", numerator: {zh: 甲, en: a}, denominator: {zh: 乙, en: b}, " + rest + ", clause: ours}\n"}
	}
	cadence := func(rest string) map[string]string {
		return map[string]string{"duties.yaml": "cadences:\n  - {id: c, " + words + ", " + rest + ", owner: principal, clause: ours}\n"}
	}
	access := func(data string) map[string]string {
		return map[string]string{"access.yaml": "access:\n  - {role: grade_head, verb: read, scope: unit, data: [" + data + "], clause: ours}\n"}
	}
	for _, c := range []struct {
		name string
		own  map[string]string
		want string // part of the fault; "" when allowed
	}{
		{"max tightened", timer("t.max", "9 days", ""), ""},
		{"max kept", timer("t.max", "10 days", ""), ""},
		{"max loosened", timer("t.max", "11 days", ""), "must be at most 10 (clause DOC-1), not 11"},
		{"max in another unit", timer("t.max", "1 weeks", ""), "use the same unit"},
		{"max set free", timer("t.max", "9 days", ", override: free"), "can't be loosened to free"},
		{"fixed kept", timer("t.fixed", "10 days", ""), ""},
		{"fixed changed", timer("t.fixed", "9 days", ""), "fixed by clause DOC-1: remove this row"},
		{"fixed switched off", map[string]string{"duties.yaml": "timers:\n  - {id: t.fixed, off: true}\n"}, "can't be switched off"},
		{"settled conflict", timer("t.settled", "99 days", ""), ""},
		{"ours of the nation", timer("retake", "30 school_days", ""), ""},
		{"ours switched off", map[string]string{"duties.yaml": "timers:\n  - {id: makeup_session, off: true}\n"}, ""},
		{"needed switched off", map[string]string{"duties.yaml": "timers:\n  - {id: safety_check, off: true}\n"}, "the timer safety_check is missing"},
		{"guardians left out", map[string]string{"notices.yaml": "notices:\n  - {level: general, to: guardian, off: true}\n"}, "the law wants guardians to be told"},
		{"guardians told in other words", map[string]string{"notices.yaml": "notices:\n  - {level: general, to: guardian, via: family, origin: care_team, minimum: {zh: 文, en: x}, says: [facts, contact], ack: notice_ack.family, climb_to: class_teacher, hold: true, consent_from_age: 18, clause: ours}\n"}, ""},
		{"unknown switched off", map[string]string{"duties.yaml": "timers:\n  - {id: t.none, off: true}\n"}, "no parent has"},
		{"min raised", ratio(3), ""},
		{"min lowered", ratio(1), "must be at least 2 (clause DOC-1), not 1"},
		{"as many, of other pupils", per("from: 2000, staff: 1, per: 400, at_least: 2, post: full_time"), `"per": from comes from clause DOC-1 and min lets only the number change: keep 1000, not 2000`},
		{"as many, with part-timers", per("from: 1000, staff: 1, per: 500, at_least: 2, post: any"), "post comes from clause DOC-1"},
		{"as many, rounded down", per("from: 1000, staff: 1, per: 500, at_least: 2, post: full_time, round: down"), "round comes from clause DOC-1"},
		{"as many, for students", map[string]string{"ratios.yaml": "ratios:\n  - {id: per, " + words + ", for: students, from: 1000, staff: 1, per: 500, at_least: 2, post: full_time, clause: ours}\n"}, "use the same unit"},
		{"as many, without the least", per("from: 1000, staff: 1, per: 500, post: full_time"), "keeps at least 2 (clause DOC-1), not 0"},
		{"fewer for each", per("from: 1000, staff: 1, per: 501, at_least: 2, post: full_time"), "must be at least 1:500 (clause DOC-1), not 1:501"},
		{"more for each, and more at least", per("from: 1000, staff: 1, per: 400, at_least: 3, post: full_time, round: up"), ""},
		{"a figure as it is", measure("unit: school, having: [activity/lesson], figures: units, target: 60, period: school_term, due: 2027-12-31"), ""},
		{"a figure of other units", measure("unit: preschool, having: [activity/lesson], figures: units, target: 60, period: school_term, due: 2027-12-31"), "unit comes from clause DOC-1"},
		{"a figure of easier evidence", measure("unit: school, having: [activity/lesson, activity/facility], figures: units, target: 60, period: school_term, due: 2027-12-31"), "having comes from clause DOC-1"},
		{"a figure typed in", measure("figures: reported, target: 60, period: school_term, due: 2027-12-31"), "figures comes from clause DOC-1"},
		{"a figure of a longer stretch", measure("unit: school, having: [activity/lesson], figures: units, target: 60, period: calendar_year, due: 2027-12-31"), "period comes from clause DOC-1"},
		{"a figure of another kind", measure("unit: school, having: [activity/lesson], figures: units, target: 60, target_kind: count, period: school_term, due: 2027-12-31"), "use the same unit"},
		{"a figure for later", measure("unit: school, having: [activity/lesson], figures: units, target: 60, period: school_term, due: 2029-12-31"), "due comes from clause DOC-1"},
		{"oftener", cadence("unit: [school], count: 3, period: school_term, done_by: [activity/lesson]"), ""},
		{"oftener, by fewer", cadence("unit: [preschool], count: 3, period: school_term, done_by: [activity/lesson]"), "unit comes from clause DOC-1"},
		{"oftener, by less", cadence("unit: [school], count: 3, period: school_term, done_by: [activity/facility]"), "done_by comes from clause DOC-1"},
		{"asked of whom can't", map[string]string{"duties.yaml": "cadences:\n  - {id: n, " + words + ", unit: [hospital], count: 3, period: school_term, done_by: [activity/lesson], owner: principal, clause: ours}\n"}, "none of its done_by can be recorded by such a unit: add hospital"},
		{"counted where nobody can", map[string]string{"measures.yaml": "measures:\n  - {id: n, " + words + ", numerator: {zh: 甲, en: a}, denominator: {zh: 乙, en: b}, unit: hotline, having: [activity/lesson], figures: units, clause: ours}\n"}, "none of its having can be recorded by such a unit"},
		{"oftener in a longer stretch", cadence("unit: [school], count: 3, period: school_year, done_by: [activity/lesson]"), "use the same unit"},
		{"sooner", timer("t.again", "9 days", ", cadence: true, period: calendar_month, counts: [visit]"), ""},
		{"sooner, by a call", timer("t.again", "9 days", ", cadence: true, period: calendar_month, counts: [visit, call]"), "counts comes from clause DOC-1"},
		{"sooner, in a longer stretch", timer("t.again", "9 days", ", cadence: true, period: calendar_year, counts: [visit]"), "period comes from clause DOC-1"},
		{"sooner, and once only", timer("t.again", "9 days", ", counts: [visit]"), "cadence comes from clause DOC-1"},
		{"superset", access("round, posts, counts"), ""},
		{"subset", access("round"), `must keep the parent's "posts"`},
		{"hotline with fewer hours", map[string]string{"hotlines.yaml": "hotlines:\n  - {number: \"12356\", " + words + ", note: {zh: 文, en: x}, hours: [{from: \"08:00\", to: \"20:00\"}], clause: ours}\n"}, "must be at least 126"},
		{"hotline round the clock", map[string]string{"hotlines.yaml": "hotlines:\n  - {number: \"12356\", " + words + ", note: {zh: 文, en: x}, hours: [{from: \"00:00\", to: \"24:00\"}], clause: ours}\n"}, ""},
	} {
		files := map[string]string{}
		for name, text := range base {
			files[name] = text
		}
		for name, text := range c.own {
			files["village/"+name] = text
		}
		err := Check(withFiles(files), "village")
		if c.want == "" && err != nil {
			t.Errorf("%s: got %v, want it allowed", c.name, FaultsOf(err))
		}
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want a fault with %q", c.name, err, c.want)
		}
	}
}

// A bound holds through every pack above it.
func TestBoundIsInherited(t *testing.T) {
	pack := func(id, parent string) string {
		return fmt.Sprintf("id: %s\nauthority: {zh: 某地, en: Place}\ntier: district\ndocuments: [{id: DOC, title: {zh: 文件, en: Document}, force: plan}]\nvalid_from: 2026-01-01\nparent: %s\n", id, parent)
	}
	timer := func(n int, source string) string {
		return fmt.Sprintf("timers:\n  - {id: t, %s, within: %d days, %s}\n", words, n, source)
	}
	cases := "cases:\n  - {name: nobody, notices: none}\n"
	files := map[string]string{
		"town/clauses.yaml": "clauses:\n  - {id: DOC-1, " + words + ", outside: {zh: 不由软件落实, en: Not for software}}\n", "town/duties.yaml": timer(10, "clause: DOC-1, override: max"),
		"middle/pack.yaml": pack("middle", "town"), "middle/tests.yaml": cases, "middle/duties.yaml": timer(8, "clause: DOC-1"),
		"top/pack.yaml": pack("top", "middle"), "top/tests.yaml": cases, "top/duties.yaml": timer(9, "clause: DOC-1"),
	}
	if err := Check(withFiles(files), "top"); err == nil || !strings.Contains(err.Error(), "must be at most 8") {
		t.Errorf("got %v, want the bound of the middle pack", err)
	}
	files["top/duties.yaml"] = timer(7, "clause: DOC-1")
	s, err := Load(withFiles(files), "top")
	if err != nil {
		t.Fatal(FaultsOf(err))
	}
	if got, _ := s.Timer("t"); got.Within != (duty.Timer{N: 7, Unit: duty.Days}) {
		t.Errorf("got %v, want 7 days", got.Within)
	}
}

func TestHashIsTheListingOfSha256sum(t *testing.T) {
	s := shipped(t, "youyang")
	var names []string
	data := map[string][]byte{}
	s.Files(func(name string, b []byte) { names = append(names, name); data[name] = b })
	slices.Sort(names)
	var listing bytes.Buffer
	for _, name := range names {
		fmt.Fprintf(&listing, "%x  %s\n", sha256.Sum256(data[name]), name)
	}
	if want := fmt.Sprintf("%x", sha256.Sum256(listing.Bytes())); s.Hash() != want {
		t.Errorf("got %s, want %s", s.Hash(), want)
	}
	packs := s.Packs()
	if len(packs) != 3 || packs[0].ID != "national" || packs[1].ID != "chongqing" || packs[2].ID != "youyang" || s.ID() != "youyang" {
		t.Fatalf("got %v, want national, chongqing and youyang", packs)
	}
	changed, err := Load(withFiles(map[string]string{"national/README.md": "x"}), "national")
	if err != nil {
		t.Fatal(err)
	}
	if changed.Packs()[0].Hash == packs[0].Hash || changed.Hash() == shipped(t, "national").Hash() {
		t.Error("one more file left the hash as it was")
	}
	visit := "id: visit\naudience: staff\nclass: work\ntitle: {zh: 走访, en: Visit}\nsections:\n  - id: one\n    title: {zh: 记录, en: Note}\n    fields:\n      - {id: seen, kind: longtext, label: {zh: 看到什么, en: What was seen}}\n"
	town, err := Load(withFiles(map[string]string{"town/forms/visit.yaml": visit}), "town")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Load(withFiles(map[string]string{"town/forms/visit.yaml": "any: [thing"}), "town"); !strings.Contains(fmt.Sprint(err), "town/forms/visit.yaml:1:6: the form is wrong") {
		t.Errorf("a broken form: got %v, want its place", err)
	}
	if got := town.Packs()[1].Forms; len(got) != 1 || got[0].Path != "town/forms/visit.yaml" || got[0].Hash != sum([]byte(visit)) {
		t.Errorf("got forms %v, want the file by name and hash", got)
	}
}

func TestNoticesOfYouyang(t *testing.T) {
	s := shipped(t, "youyang")
	for _, l := range []care.Level{care.LevelGeneral, care.LevelSerious, care.LevelMajor} {
		for _, n := range s.Notices(l) {
			if n.Minimum.IsZero() || n.AckWithin <= 0 || (n.AckUnit != duty.Hours && n.AckUnit != duty.WorkingHours) || n.Via == "" {
				t.Errorf("%v to %s: %+v is not complete", l, n.To, n)
			}
			if guardian := n.To == care.GuardianRole; n.Hold != guardian || (n.ConsentFromAge == 18) != guardian {
				t.Errorf("%v to %s: got hold %v, consent from %d", l, n.To, n.Hold, n.ConsentFromAge)
			}
			if (n.Origin == Floor) != strings.HasPrefix(n.Clause, "YY2023-2.6-") {
				t.Errorf("%v to %s: got origin %s with clause %s", l, n.To, n.Origin, n.Clause)
			}
			if n.To == care.SubjectTeacher && !n.WideRelease {
				t.Error("subject teachers are told before the notice is released")
			}
			if (n.To == care.ClassTeacher || n.To == care.Principal || n.To == care.GuardianRole) && n.WideRelease {
				t.Errorf("%v to %s waits for a release", l, n.To)
			}
		}
	}
	major := s.Notices(care.LevelMajor)[0]
	if major.AckWithin != 30*time.Minute || major.AckUnit != duty.Hours {
		t.Errorf("got %v %s, want 30 minutes by the clock", major.AckWithin, major.AckUnit)
	}
	if got := s.Notices(care.LevelNone); len(got) != 0 {
		t.Errorf("got %v, want nobody", got)
	}
}

func TestLevelsAndClauses(t *testing.T) {
	s := shipped(t, "youyang")
	if got := s.Level(care.LevelGeneral); got.Label.Zh != "一般心理问题" || got.Clause != "YY2023-2.6-02" || got.ReviewDays != 120 {
		t.Errorf("got %+v, want the label of YY2023", got)
	}
	for _, id := range []string{"YY2023-2.6-02", "YY2023-2.6-08", "NHC-12356"} {
		if c, ok := s.Clause(id); !ok || c.Text.IsZero() || len(c.ServedBy) == 0 {
			t.Errorf("clause %s: got %+v, want text and what serves it", id, c)
		}
	}
	if shipped(t, "national").Level(care.LevelGeneral).Clause != Ours {
		t.Error("loading a district changed the national pack")
	}
	shapes := map[string]bool{}
	for _, l := range care.Levels() {
		shapes[s.Level(l).Shape] = true
	}
	if len(shapes) != len(care.Levels()) {
		t.Error("two levels have the same shape")
	}
}

func TestTimersOfAnAlert(t *testing.T) {
	s := shipped(t, "youyang")
	alert, ok := s.Timer("alert_climb")
	if !ok || alert.ClimbFrom != FromOpened || alert.Climb[0].After != 2*time.Minute {
		t.Fatalf("got %+v, want steps from 2 minutes after opening", alert)
	}
	rung, next := duty.Climb(alert.Climb, 0, 5*60*1000)
	if rung != 2 || alert.Climb[rung-1].To != care.PsychologyLead || next != 6*60*1000 {
		t.Errorf("after five minutes: got rung %d, next %d, want the psychology lead and minute 6", rung, next)
	}
	alert.Climb[0].To = care.Pupil
	if again, _ := s.Timer("alert_climb"); again.Climb[0].To == care.Pupil {
		t.Error("a caller changed the stack")
	}
	if release, _ := s.Timer("wide_release"); release.Climb[0].To != care.Principal || release.Climb[0].After != 30*time.Minute {
		t.Errorf("got %+v, want the principal after 30 minutes", release)
	}
	if review, _ := s.TimerFor("review", care.LevelMajor); review.Within.String() != "14 days" || !review.Cadence {
		t.Errorf("got %+v, want every 14 days", review)
	}
}

func TestAccess(t *testing.T) {
	s := shipped(t, "youyang")
	for _, r := range s.Access() {
		admin := r.Role == care.SystemAdmin || r.Role == care.SecurityAdmin || r.Role == care.AuditAdmin
		content := !slices.Contains([]Data{DataSettings, DataIntervals, DataPosts, DataAudit}, r.Data)
		if admin && content {
			t.Errorf("an administrator has %+v", r)
		}
		psychology := r.Role == care.PsychologyLead || r.Role == care.PsychologyTeacher
		if (r.Data == DataAnswers || r.Data == DataScores || r.Data == DataSuggestion || r.Data == DataNotes) && !psychology {
			t.Errorf("outside the psychology staff: %+v", r)
		}
		if r.Data == DataNotes && r.Scope != ScopeAuthor {
			t.Errorf("notes beyond their author: %+v", r)
		}
	}
	own := AccessRow{care.ClassTeacher, DataLevel, ScopeOwnDuty, Read, Ours}
	if !slices.Contains(s.Access(), own) {
		t.Errorf("want %+v in the matrix", own)
	}
	less, err := Load(withFiles(map[string]string{"town/access.yaml": "access:\n  - {role: class_teacher, verb: read, scope: none, data: [level], clause: ours}\n"}), "town")
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(less.Access(), own) {
		t.Error("scope none did not take the class teacher's level away")
	}
}
