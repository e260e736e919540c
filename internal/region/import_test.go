package region_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
)

// pupilList writes a list as schools send it; a line is school, class, name,
// birth, student number, guardian and phone.
func pupilList(lines ...string) region.ImportSource {
	return source("学校,班级,姓名,出生日期,学籍号,监护人姓名,监护人联系电话,现住址", lines)
}

func source(header string, lines []string) region.ImportSource {
	text := header + "\n" + strings.Join(lines, "\n") + "\n"
	return region.ImportSource{Name: "list.csv", Reader: strings.NewReader(text), Size: int64(len(text))}
}

type importing struct {
	*fixture.Fixture
	t   *testing.T
	who act.Who
}

func importer(t *testing.T, f *fixture.Fixture) importing {
	return importing{f, t, f.As(care.DistrictOfficer)}
}

func (i importing) stage(src region.ImportSource) region.ImportView {
	i.t.Helper()
	if src.Unit == 0 {
		src.Unit = i.Root
	}
	id, err := i.Regions.StagePupils(context.Background(), i.who, src)
	if err != nil {
		i.t.Fatal(err)
	}
	return i.view(id)
}

func (i importing) view(id care.ID) region.ImportView {
	i.t.Helper()
	v, err := i.Regions.ImportView(context.Background(), i.who, id)
	if err != nil {
		i.t.Fatal(err)
	}
	return v
}

func (i importing) apply(id care.ID, o region.ApplyOptions) region.ImportView {
	i.t.Helper()
	if err := i.Regions.ApplyImport(context.Background(), i.who, id, o); err != nil {
		i.t.Fatal(err)
	}
	return i.view(id)
}

func (i importing) read(fn func(t *act.Tx) error) {
	i.t.Helper()
	if err := i.View(context.Background(), act.System, fn); err != nil {
		i.t.Fatal(err)
	}
}

// find lists the pupils of a name with the class each is in.
func (i importing) find(name string) (people []care.Identity, ids, classes []care.ID) {
	i.t.Helper()
	i.read(func(t *act.Tx) error {
		digest, err := t.Index("name", name)
		if err != nil {
			return err
		}
		if ids, err = t.ByIndex("name", digest); err != nil {
			return err
		}
		for _, id := range ids {
			p, err := t.Person(id)
			if err != nil {
				return err
			}
			identity, err := t.Identity(p)
			if err != nil {
				return err
			}
			class, err := t.ClassIDOf(id)
			if err != nil && care.KindOf(err) != care.NotFound {
				return err
			}
			people, classes = append(people, identity), append(classes, class)
		}
		return nil
	})
	return people, ids, classes
}

func (i importing) faults(id care.ID) string {
	i.t.Helper()
	var list []string
	for page := 0; ; page++ {
		p, err := i.Regions.ImportFaults(context.Background(), i.who, id, page)
		if err != nil {
			i.t.Fatal(err)
		}
		for _, f := range p.Faults {
			list = append(list, fmt.Sprintf("%s %d %s %s", f.Severity, f.Row, f.Code, f.Text.Zh))
		}
		if len(p.Faults) < p.Size {
			return strings.Join(list, "\n")
		}
	}
}

// oldNames are lines for the pupils the fixture enrolled in Class.
func (i importing) old(change func(n int, line []string) []string) []string {
	var lines []string
	for n := range i.Pupils {
		line := []string{i.School.Name, "七年级1班", fmt.Sprintf("试验生%d号·%s", n+1, i.School.Name[:6]), "2013-05-12", fmt.Sprintf("T%s%03d", i.School.ID, n), fmt.Sprintf("家长%d", n+1), fmt.Sprintf("154000%05d", n), ""}
		if line = change(n, line); line != nil {
			lines = append(lines, strings.Join(line, ","))
		}
	}
	return lines
}

func unchanged(_ int, line []string) []string { return line }

func TestAFirstImportEnrolsEverybodyOnce(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		i := importer(t, f)
		var lines []string
		for n := range 1200 {
			lines = append(lines, fmt.Sprintf("%s,七年级%d班,新生%d,2013-0%d-11,N%05d,家长%d,139%08d,", f.Other.Name, 2+n/50, n, 1+n%9, n, n, n))
		}
		v := i.stage(pupilList(lines...))
		if v.State != region.ImportStaged || v.Counts.New != 1200 || v.Counts.Classes != 24 || v.Errors != 0 || v.Counts.Left != 4 {
			t.Fatalf("staged: got %+v\n%s", v, i.faults(v.ID))
		}
		if _, ids, _ := i.find("新生7"); len(ids) != 0 {
			t.Fatal("staging wrote a pupil")
		}
		v = i.apply(v.ID, region.ApplyOptions{})
		if v.State != region.ImportApplied || v.Done != 1204 || v.Counts.LeftOut != 4 {
			t.Fatalf("applied: got %+v", v)
		}
		people, ids, classes := i.find("新生77")
		if len(ids) != 1 || people[0].StudentNo != "N00077" || people[0].Birth != "2013-06-11" {
			t.Fatalf("a new pupil: got %+v", people)
		}
		i.read(func(t *act.Tx) error {
			u, err := t.Unit(classes[0])
			if err != nil {
				return err
			}
			if u.Parent != f.Other.ID || u.Number != 3 || u.Entry != 2026 || u.Stage != care.Junior {
				i.t.Errorf("his class: got %+v", u)
			}
			g, err := t.GuardiansOf(ids[0])
			if err != nil || len(g) != 1 || g[0].Phone != "13900000077" {
				i.t.Errorf("his guardians: got %+v, %v", g, err)
			}
			rows, err := t.Imports(1)
			if err == nil {
				err = t.EachChunk(rows[0].ID, func(store.ImportChunk) error { i.t.Error("a chunk outlived its import"); return nil })
			}
			return err
		})

		again := i.stage(pupilList(lines...))
		if again.Counts.Same != 1200 || again.Counts.New+again.Counts.Changed+again.Counts.Moved+again.Counts.Doubtful != 0 {
			t.Errorf("the same list again: got %+v", again.Counts)
		}
	})
}

func TestAReimportIsAnUpdate(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		i := importer(t, f)
		lines := i.old(func(n int, line []string) []string {
			switch n {
			case 0:
				line[1] = "八年级1班" // moved
			case 1:
				return nil // left
			case 2:
				line[6] = "13911112222" // another phone of a guardian
			case 3:
				line[2] = "改名生" // a corrected name
			case 4:
				line[2], line[3] = "别人", "2012-01-01" // the number is somebody else's
			case 5:
				line[4] = "" // without number: alike
			}
			return line
		})
		lines = append(lines, f.School.Name+",八年级2班,转来生,2012-03-04,X900,,,")
		v := i.stage(pupilList(lines...))
		want := region.ImportCounts{New: 1, Moved: 1, Changed: 2, Same: 6, Left: 1, Doubtful: 2, Classes: 1, Schools: 1}
		if v.Counts != want {
			t.Fatalf("counts: got %+v, want %+v\n%s", v.Counts, want, i.faults(v.ID))
		}

		doubts, err := f.Regions.ImportRows(context.Background(), i.who, v.ID, region.RowDoubtful, 0)
		if err != nil || len(doubts.Lines) != 2 {
			t.Fatalf("doubtful rows: got %+v, %v", doubts, err)
		}
		decided := map[region.RowRef]care.ID{}
		for _, d := range doubts.Lines {
			switch d.Why {
			case "alike":
				decided[d.Ref] = d.Maybe[0].Person
				if d.Maybe[0].Person != f.Pupils[5] {
					t.Errorf("alike: got %v, want %v", d.Maybe[0].Person, f.Pupils[5])
				}
			case "number":
			default:
				t.Errorf("why: got %q", d.Why)
			}
		}
		changed, err := f.Regions.ImportRows(context.Background(), i.who, v.ID, region.RowChanged, 0)
		if err != nil || len(changed.Lines) != 2 {
			t.Fatalf("changed rows: got %+v, %v", changed, err)
		}
		for _, l := range changed.Lines {
			if got := strings.Join(l.Diff, ","); got != "name" && got != "guardians" {
				t.Errorf("diff: got %q, want name or guardians", got)
			}
		}

		v = i.apply(v.ID, region.ApplyOptions{LeaversToo: true, Doubtful: decided})
		if v.Counts.LeftOut != 1 {
			t.Errorf("left out: got %d, want the row nobody decided", v.Counts.LeftOut)
		}
		i.read(func(t *act.Tx) error {
			if c, err := t.ClassIDOf(f.Pupils[0]); c != f.Class2.ID {
				i.t.Errorf("the mover: got class %v, %v", c, err)
			}
			if _, err := t.ClassIDOf(f.Pupils[1]); care.KindOf(err) != care.NotFound {
				i.t.Errorf("the leaver: got %v, want no class", err)
			}
			g, err := t.GuardiansOf(f.Pupils[2])
			if err != nil || len(g) != 1 || g[0].Phone != "13911112222" {
				i.t.Errorf("the guardian: got %+v, %v", g, err)
			}
			if name, err := t.NameOf(f.Pupils[3]); name != "改名生" {
				i.t.Errorf("the corrected name: got %q, %v", name, err)
			}
			if name, err := t.NameOf(f.Pupils[4]); name == "别人" {
				i.t.Errorf("a doubtful row was guessed: got %q, %v", name, err)
			}
			return nil
		})
		if _, ids, _ := i.find("别人"); len(ids) != 0 {
			t.Error("an undecided row was written")
		}
		if _, ids, classes := i.find("转来生"); len(ids) != 1 || classes[0] == 0 {
			t.Error("the joiner is missing")
		}
	})
}

func TestLeaversStayUnlessAskedFor(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	v := i.stage(pupilList(i.old(func(n int, line []string) []string {
		if n > 6 {
			return nil
		}
		return line
	})...))
	if v.Counts.Left != 5 || !strings.Contains(i.faults(v.ID), "many_leavers") {
		t.Errorf("got %+v\n%s", v.Counts, i.faults(v.ID))
	}
	i.apply(v.ID, region.ApplyOptions{})
	i.read(func(t *act.Tx) error {
		if n, err := t.CountIn(f.School.ID, care.Enrolled); n != 12 {
			i.t.Errorf("enrolled: got %d, %v, want 12", n, err)
		}
		return nil
	})
}

// A faulty row may be anybody of its school: nobody may be said to have left.
func TestFaultyRowsHoldLeaversBack(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	lines := i.old(func(n int, line []string) []string {
		if n == 3 {
			line[4] = "1.23E+17"
		}
		return line
	})
	v := i.stage(pupilList(lines...))
	if v.Counts.Left != 0 || v.Counts.HeldBack != 1 || v.Counts.Faulty != 1 || v.Errors != 1 {
		t.Fatalf("got %+v\n%s", v, i.faults(v.ID))
	}
	err := f.Regions.ApplyImport(context.Background(), i.who, v.ID, region.ApplyOptions{LeaversToo: true})
	if care.KindOf(err) != care.Conflict {
		t.Errorf("errors must block: got %v", err)
	}
	if v = i.apply(v.ID, region.ApplyOptions{LeaversToo: true, GoodRows: true}); v.State != region.ImportApplied {
		t.Errorf("the good rows: got %+v", v)
	}
}

func TestFaultsSayWhereAndWhatToDoAndQuoteNobody(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	v := i.stage(pupilList("青溪试验中学,七年级1班,赵小甲,2013-05-12,A1,,,", f.School.Name+",七年级1班,,2013-05-12,A2,,,", f.School.Name+",七年级1班,钱小乙,2013-05-12,A3,,,",
		f.School.Name+",七年级1班,钱小乙,2013-05-12,A3,,,", "合计,,,,,,,4"))
	got := i.faults(v.ID)
	for _, want := range []string{"error 2 unknown_school 系统中没有这所学校；名称相近的有：青溪试验学校", "error 3 missing_name", "error 5 duplicate_number", "warning 6 stray_row"} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
	for _, secret := range []string{"赵小甲", "钱小乙", "A3"} {
		if strings.Contains(got, secret) {
			t.Errorf("a fault quotes %q", secret)
		}
	}
	if v.Errors != 3 || v.Counts.Faulty != 3 {
		t.Errorf("got %d errors, %d faulty rows, want 3 and 3", v.Errors, v.Counts.Faulty)
	}
}

func TestTwinsWithExchangedNumbersAreForAPerson(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	first := []string{f.School.Name + ",七年级1班,孙大,2013-07-07,B1,,,", f.School.Name + ",七年级1班,孙二,2013-07-07,B2,,,"}
	i.apply(i.stage(pupilList(first...)).ID, region.ApplyOptions{})
	v := i.stage(pupilList(f.School.Name+",七年级1班,孙大,2013-07-07,B2,,,", f.School.Name+",七年级1班,孙二,2013-07-07,B1,,,"))
	if v.Counts.Doubtful != 2 || v.Counts.Changed != 0 {
		t.Errorf("got %+v, want two doubtful rows", v.Counts)
	}
}

// A school's own number says nothing about another school's pupils.
func TestLocalNumbersBelongToTheirSchool(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	i.apply(i.stage(pupilList(f.School.Name+",七年级1班,周甲,2013-07-07,2026001,,,")).ID, region.ApplyOptions{})
	v := i.stage(pupilList(f.Other.Name + ",七年级1班,吴乙,2013-08-08,2026001,,,"))
	if v.Counts.New != 1 || v.Counts.Doubtful != 0 {
		t.Errorf("got %+v, want a new pupil", v.Counts)
	}
	no := "G500242201307079999"
	i.apply(i.stage(pupilList(f.School.Name+",七年级1班,郑丙,2013-07-07,"+no+",,,")).ID, region.ApplyOptions{})
	v = i.stage(pupilList(f.Other.Name + ",七年级1班,郑丙,2013-07-07," + no + ",,,"))
	if v.Counts.Moved != 1 {
		t.Errorf("a national number follows the pupil: got %+v, want one mover", v.Counts)
	}
}

// Whoever keeps the roster of a village, a township or an institution has no school in
// it: a list of pupils is the school's or the district's.
func TestNobodyImportsPupilsWhereNoSchoolIs(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	c, in := f.Countryside(t), f.Institutions(t)
	for _, who := range []act.Who{c.Director, c.Supervisor, in.Head} {
		src := pupilList(i.old(unchanged)...)
		src.Unit = who.Unit
		if _, err := f.Regions.StagePupils(context.Background(), who, src); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s stages: got %v, want forbidden", who.Role, err)
		}
	}
}

func TestOnlyWhoMayWriteTheRosterImports(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	ctx := context.Background()
	v := i.stage(pupilList(i.old(unchanged)...))
	for _, who := range []act.Who{f.As(care.ClassTeacher), f.As(care.Principal), f.As(care.AuditAdmin), f.AsOther(care.PsychologyLead)} {
		src := pupilList(i.old(unchanged)...)
		src.Unit = f.School.ID
		if _, err := f.Regions.StagePupils(ctx, who, src); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s stages: got %v, want forbidden", who.Role, err)
		}
		if _, err := f.Regions.ImportView(ctx, who, v.ID); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s looks: got %v, want forbidden", who.Role, err)
		}
		if _, err := f.Regions.ImportFaults(ctx, who, v.ID, 0); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s reads faults: got %v, want forbidden", who.Role, err)
		}
		if _, err := f.Regions.ImportRows(ctx, who, v.ID, region.RowNew, 0); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s reads rows: got %v, want forbidden", who.Role, err)
		}
		if err := f.Regions.ApplyImport(ctx, who, v.ID, region.ApplyOptions{}); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s applies: got %v, want forbidden", who.Role, err)
		}
		if err := f.Regions.CancelImport(ctx, who, v.ID); care.KindOf(err) != care.Forbidden {
			t.Errorf("%s cancels: got %v, want forbidden", who.Role, err)
		}
	}
	lead := importing{f, t, f.As(care.PsychologyLead)}
	src := pupilList(f.Other.Name+",七年级1班,王丁,2013-07-07,C1,,,", f.School.Name+",七年级1班,冯戊,2013-07-07,C2,,,")
	src.Unit = f.School.ID
	if v := lead.stage(src); v.Errors != 1 || v.Counts.New != 1 {
		t.Errorf("a school's list reaches that school only: got %+v\n%s", v, lead.faults(v.ID))
	}
}

func TestACancelledImportIsForgotten(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	ctx := context.Background()
	v := i.stage(pupilList(f.School.Name + ",七年级1班,陈己,2013-07-07,D1,,,"))
	if err := f.Regions.CancelImport(ctx, i.who, v.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.Regions.ApplyImport(ctx, i.who, v.ID, region.ApplyOptions{}); care.KindOf(err) != care.Conflict {
		t.Errorf("applying it: got %v, want conflict", err)
	}
	i.read(func(t *act.Tx) error {
		if _, err := t.Chunk(v.ID, 0); care.KindOf(err) != care.NotFound {
			i.t.Errorf("its chunks: got %v, want none", err)
		}
		return nil
	})
	if _, ids, _ := i.find("陈己"); len(ids) != 0 {
		t.Error("a cancelled row was written")
	}
}

func TestResidenceIsFoundByTownshipAndVillage(t *testing.T) {
	f := fixture.SQLite(t)
	i := importer(t, f)
	ctx := context.Background()
	add := func(u care.Unit) care.Unit {
		u, err := f.Regions.AddUnit(ctx, i.who, u)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	a, b := add(care.Unit{Parent: f.Root, Kind: care.Township, Name: "龙潭镇"}), add(care.Unit{Parent: f.Root, Kind: care.Township, Name: "麻旺镇"})
	add(care.Unit{Parent: a.ID, Kind: care.Village, Name: "新田村"})
	want := add(care.Unit{Parent: b.ID, Kind: care.Village, Name: "新田村民委员会", Code: "500242103201"})
	v := i.stage(pupilList(f.School.Name+",七年级1班,褚庚,2013-07-07,E1,,,酉阳县麻旺镇新田村三组", f.School.Name+",七年级1班,卫辛,2013-07-07,E2,,,新田村", f.School.Name+",七年级1班,蒋壬,2013-07-07,E3,,,500242103201"))
	if v.Counts.Placed != 2 || v.Counts.Unplaced != 1 {
		t.Errorf("got %+v, want two placed and the ambiguous one not", v.Counts)
	}
	i.apply(v.ID, region.ApplyOptions{})
	for name, placed := range map[string]bool{"褚庚": true, "卫辛": false, "蒋壬": true} {
		_, ids, _ := i.find(name)
		i.read(func(t *act.Tx) error {
			ties, err := t.CurrentTies(ids)
			got := care.ID(0)
			for _, tie := range ties {
				if tie.Kind == care.Resident {
					got = tie.Unit
				}
			}
			if (got == want.ID) != placed || (got != 0) != placed {
				i.t.Errorf("%s: got village %v, placed should be %v", name, got, placed)
			}
			return err
		})
	}
}

// TestAFaultNamesItsColumn: also the warning of a class that will be added, and one that is
// found only beside the people of the system.
func TestAFaultNamesItsColumn(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		i := importer(t, f)
		v := i.stage(pupilList(f.School.Name+",七年级9班,赵小甲,2013-05-12,A1,,,", f.School.Name+",七年级1班,,2013-05-12,A2,,,"))
		p, err := f.Regions.ImportFaults(context.Background(), i.who, v.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, f := range p.Faults {
			got[f.Code] = f.Column + " " + f.Header
		}
		for code, want := range map[string]string{"class_new": "2 班级", "missing_name": "3 姓名"} {
			if got[code] != want {
				t.Errorf("%s: column %q of %v, want %q", code, got[code], got, want)
			}
		}
	})
}
