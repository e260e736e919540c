package roster

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"xinhuan/internal/sheet"
)

var testContext = Context{Calendar: Calendar{Today: "2026-10-10"}, School: "甲中学"}

func bookOf(t testing.TB, csv string) *sheet.Book {
	t.Helper()
	b, err := sheet.Open(strings.NewReader(csv), int64(len(csv)), "名单.csv")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func codes(faults []Fault) (out []string) {
	for _, f := range faults {
		out = append(out, f.Code)
	}
	return out
}

// pupils reads a list whose headings must be faultless.
func pupils(t testing.TB, ctx Context, csv string) ([]PupilRow, [][]Fault) {
	t.Helper()
	b := bookOf(t, csv)
	m, hf := Header(b, Pupils, nil)
	if Worst(hf) == Error {
		t.Fatalf("headings: %v", codes(hf))
	}
	var rows []PupilRow
	var faults [][]Fault
	for row, f := range ReadPupils(b, m, ctx) {
		rows = append(rows, row)
		faults = append(faults, f)
	}
	return rows, faults
}

func TestReadsTheNationalExport(t *testing.T) {
	id := idNumber("50010120140305001")
	list := "甲中学学生基本信息表,,,\n填表说明：带★的必填,,,\n" +
		"序号,学校名称,年级★,班级★,姓名★,性别★,出生日期★,身份证件类型,身份证件号★,全国学籍号,民族,现住址,户口所在地,联系电话,入学年月,就读方式,是否留守儿童,学生状态,成员1姓名,成员1关系,成员1联系电话,成员2姓名,成员2关系,成员2联系电话,政治面貌\n" +
		"1,甲中学,七年级,七年级(3)班,张 三,男,20140305,居民身份证," + id + ",G" + id + ",汉族,某路1号,某县,13800138000,202609,住校,非留守儿童,在校,张某,父亲,13800138001,李某,母亲,13800138002,群众\n"
	b := bookOf(t, list)
	m, hf := Header(b, Pupils, nil)
	if diff := cmp.Diff([]string{"unknown_column"}, codes(hf)); diff != "" {
		t.Fatal(diff)
	}
	if hf[0].Header != "政治面貌" || hf[0].Row != 3 || hf[0].Column != 25 {
		t.Errorf("unknown column: got %+v", hf[0])
	}
	n := 0
	for row, faults := range ReadPupils(b, m, testContext) {
		n++
		want := PupilRow{Sheet: "名单", Number: 4, School: "甲中学", Class: Class{Junior, 1, 2026, 3}, GradeText: "七年级", ClassText: "七年级(3)班",
			Name: "张三", Sex: Male, Birth: "2014-03-05", StudentNo: "G" + id, IDType: "居民身份证", IDNo: id, Ethnic: "汉族", Phone: "13800138000", Address: "某路1号", Household: "某县",
			Boarder: Yes, LeftBehind: No, EntryYear: 2026, EntryMonth: 9, Status: Enrolled,
			Guardians: []Guardian{{"张某", "父亲", "13800138001"}, {"李某", "母亲", "13800138002"}}}
		if diff := cmp.Diff(want, row); diff != "" {
			t.Error(diff)
		}
		if len(faults) > 0 {
			t.Errorf("got faults %v, want none", codes(faults))
		}
	}
	if n != 1 {
		t.Errorf("got %d rows, want 1", n)
	}
}

func TestReadsEnglishAndTeachersTables(t *testing.T) {
	rows, faults := pupils(t, testContext, "Full Name,Grade,Class,Date of Birth,Gender,Student No.,Guardian Name,Guardian Phone,Boarder\nAnn Lee,Grade 7,Class 3,2014-03-05,F,S001,Bo Lee,13800138001,no\n")
	if rows[0].Class != (Class{Junior, 1, 2026, 3}) || rows[0].Sex != Female || rows[0].Boarder != No || rows[0].Guardians[0] != (Guardian{"Bo Lee", "", "13800138001"}) || len(faults[0]) > 0 {
		t.Errorf("english: got %+v %v", rows[0], codes(faults[0]))
	}
	rows, faults = pupils(t, testContext, "姓名,班级,出生年月日,父亲姓名,联系电话,母亲,母亲电话\n甲某,初一2班,2014.3.5,乙某,13800138001,丙某,13800138002\n")
	want := []Guardian{{"乙某", "父亲", "13800138001"}, {"丙某", "母亲", "13800138002"}}
	if diff := cmp.Diff(want, rows[0].Guardians); diff != "" || rows[0].Phone != "" || len(faults[0]) > 0 {
		t.Errorf("teacher's: got %+v %v: %s", rows[0], codes(faults[0]), diff)
	}
}

func TestFaultsOfRows(t *testing.T) {
	const head = "姓名,性别,出生日期,身份证号,学籍号,年级,班级,联系电话,是否住校,学生状态,学校\n"
	id := idNumber("50010120140305001")
	known := testContext
	known.KnownSchool = func(s string) bool { return s == "甲中学" }
	for name, c := range map[string]struct {
		row  string
		want []string
	}{
		"good":            {"甲,男,2014-03-05," + id + ",S1,七年级,1,13800138000,是,在校,", nil},
		"no name":         {",男,2014-03-05,,S1,七年级,1,,,,", []string{"missing_name"}},
		"total":           {"合计：30人,,,,,,,,,,", []string{"stray_row"}},
		"lone note":       {",,,,,,,,,,备注", []string{"stray_row"}},
		"digits in name":  {"甲1,男,2014-03-05,,,七年级,1,,,,", []string{"name_shape"}},
		"broken letters":  {"\ufffd某,男,2014-03-05,,,七年级,1,,,,", []string{"unreadable"}},
		"bad date":        {"甲,男,2014-13-05,,,七年级,1,,,,", []string{"bad_date"}},
		"ambiguous date":  {"甲,男,3/5/2014,,,七年级,1,,,,", []string{"ambiguous_date"}},
		"future":          {"甲,男,2027-03-05,,,七年级,1,,,,", []string{"future_date"}},
		"no birth":        {"甲,男,,,,七年级,1,,,,", []string{"missing_birth"}},
		"bad sex":         {"甲,某,2014-03-05,,,七年级,1,,,,", []string{"bad_sex"}},
		"checksum":        {"甲,男,2014-03-05,500101201403050019,,七年级,1,,,,", []string{"id_checksum"}},
		"id length":       {"甲,男,2014-03-05,5001012014,,七年级,1,,,,", []string{"id_shape"}},
		"permit":          {"甲,男,2014-03-05,H12345678,,七年级,1,,,,", nil},
		"rounded":         {"甲,男,2014-03-05,5.00101E+17,,七年级,1,,,,", []string{"number_lost"}},
		"birth and id":    {"甲,男,2014-03-06," + id + ",,七年级,1,,,,", []string{"birth_id"}},
		"sex and id":      {"甲,女,2014-03-05," + id + ",,七年级,1,,,,", []string{"sex_id"}},
		"too young":       {"甲,男,2018-03-05,,,九年级,1,,,,", []string{"age_grade"}},
		"too old":         {"甲,男,2003-03-05,,,七年级,1,,,,", []string{"age_grade"}},
		"phone":           {"甲,男,2014-03-05,,,七年级,1,138,,,", []string{"phone_shape"}},
		"no class":        {"甲,男,2014-03-05,,,七年级,,,,,", []string{"missing_class"}},
		"no grade":        {"甲,男,2014-03-05,,,,,,,,", []string{"missing_grade"}},
		"grade not class": {"甲,男,2014-03-05,,,七年级,八年级1班,,,,", []string{"grade_class"}},
		"boarder":         {"甲,男,2014-03-05,,,七年级,1,,可能,,", []string{"bad_yes_no"}},
		"status":          {"甲,男,2014-03-05,,,七年级,1,,,奇怪,", []string{"bad_status"}},
		"school":          {"甲,男,2014-03-05,,,七年级,1,,,,乙中学", []string{"unknown_school"}},
		"cohort no class": {"甲,男,2012-03-05,,,初2027级,,,,,", []string{"cohort_reading", "missing_class"}},
	} {
		_, faults := pupils(t, known, head+c.row+"\n")
		if diff := cmp.Diff(c.want, codes(faults[0])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFindsPeopleListedTwice(t *testing.T) {
	id := idNumber("50010120140305001")
	head := "学校,姓名,出生日期,身份证号,学籍号,年级,班级\n"
	_, faults := pupils(t, testContext, head+
		"甲中学,甲,2014-03-05,"+id+",1,七年级,1\n"+
		"乙中学,乙,2014-03-05,,1,七年级,1\n"+ // the number is another school's
		"甲中学,丙,2014-03-05,,1,七年级,1\n"+
		"甲中学,丁,2014-03-05,"+id+",2,七年级,1\n"+
		"甲中学,甲,2014/3/5,,3,七年级,1\n"+
		"甲中学,甲,2014/3/5,,4,七年级,2\n")
	var got [][]string
	for _, f := range faults {
		got = append(got, codes(f))
	}
	if diff := cmp.Diff([][]string{nil, nil, {"duplicate_number"}, {"duplicate_id"}, {"possible_twin"}, nil}, got); diff != "" {
		t.Error(diff)
	}
	if f := faults[2][0]; f.Message.Zh != "学号与第 2 行重复" || f.Message.En != "the student number is the same as in row 2" || f.Header != "学籍号" || f.Column != 5 {
		t.Errorf("got %+v", f)
	}
}

func TestFaultsNeverQuoteThePerson(t *testing.T) {
	secret := []string{"欧阳秘密", "13800138999", "2014-03-09", "500101201403059999", "G987", "秘密路", "秘密校", "秘密班", "秘密状态", "秘密监护"}
	row := "欧阳秘密,某性,2014-03-09,500101201403059999,G987 秘密,秘密班,秘密班,13800138999x,秘密,秘密状态,秘密校,秘密路,秘密监护,1380013899\n"
	ctx := testContext
	ctx.KnownSchool = func(string) bool { return false }
	_, faults := pupils(t, ctx, "姓名,性别,出生日期,身份证号,学籍号,年级,班级,联系电话,是否住校,学生状态,学校,现住址,监护人姓名,监护人电话\n"+row+row)
	all := slices.Concat(faults...)
	if len(all) < 12 {
		t.Fatalf("got %d faults: %v, want many", len(all), codes(all))
	}
	for _, f := range all {
		text := fmt.Sprintf("%+v", f)
		for _, s := range secret {
			if strings.Contains(text, s) {
				t.Errorf("%s quotes %q: %s", f.Code, s, text)
			}
		}
	}
}

func TestSheetsOfAWorkbook(t *testing.T) {
	f := excelize.NewFile()
	f.SetSheetName("Sheet1", "说明")
	f.SetCellValue("说明", "A1", "请填写各班名单")
	for _, name := range []string{"七年级1班", "七年级2班", "旧表"} {
		f.NewSheet(name)
		f.SetSheetRow(name, "A1", &[]any{name + "花名册"})
		f.MergeCell(name, "A1", "D1")
		f.SetSheetRow(name, "A3", &[]any{"姓名", "学号", "出生日期", "登录密码"})
		f.SetSheetRow(name, "A4", &[]any{"甲某", 20260001, "2014-03-05", "123456"})
		f.SetSheetRow(name, "A5", &[]any{"姓名", "学号", "出生日期", "登录密码"})
		f.SetSheetRow(name, "A6", &[]any{"合计", "", "", ""})
	}
	f.SetSheetVisible("旧表", false)
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	b, err := sheet.Open(bytes.NewReader(buf.Bytes()), int64(buf.Len()), "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	m, hf := Header(b, Pupils, nil)
	if diff := cmp.Diff([]string{"password_column", "password_column", "hidden_sheet", "sheet_skipped"}, codes(hf)); diff != "" {
		t.Error(diff)
	}
	var got []string
	for row, faults := range ReadPupils(b, m, testContext) {
		got = append(got, fmt.Sprintf("%s %d %d %s %v", row.Sheet, row.Number, row.Class.No, row.StudentNo, codes(faults)))
		if strings.Contains(fmt.Sprintf("%+v", row), "123456") {
			t.Error("the password was kept")
		}
		for _, f := range faults {
			if f.Code == "duplicate_number" && !strings.Contains(f.Message.En, "row 4 of sheet") {
				t.Errorf("got %q, want the sheet named", f.Message.En)
			}
		}
	}
	want := []string{"七年级1班 4 1 20260001 []", "七年级1班 6 0  [stray_row]", "七年级2班 4 2 20260001 [duplicate_number]", "七年级2班 6 0  [stray_row]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHeadingsAndOverrides(t *testing.T) {
	list := "称呼,班,学号,学号,备注2\n甲某,七年级1班,1,2,x\n"
	b := bookOf(t, list)
	if _, hf := Header(b, Pupils, nil); Worst(hf) != Error {
		t.Errorf("without a name column: got %v", codes(hf))
	}
	m, hf := Header(b, Pupils, map[string]Field{"称呼": FieldName, "备注2": FieldIgnore})
	if diff := cmp.Diff([]string{"duplicate_column"}, codes(hf)); diff != "" {
		t.Error(diff)
	}
	for row := range ReadPupils(b, m, testContext) {
		if row.Name != "甲某" || row.StudentNo != "1" || row.Class.No != 1 {
			t.Errorf("got %+v", row)
		}
	}
	late := strings.Repeat("说明,,\n", 10) + "姓名,班级,学号\n甲,七年级1班,1\n"
	if _, hf := Header(bookOf(t, late), Pupils, nil); !slices.Contains(codes(hf), "no_header") {
		t.Errorf("headings in row 11: got %v, want no_header", codes(hf))
	}
}

func TestTemplatesAreUnderstood(t *testing.T) {
	for kind := range templates {
		for _, zh := range []bool{true, false} {
			line := ""
			for _, c := range Template(kind, zh) {
				line += c.Title + ","
			}
			m, hf := Header(bookOf(t, strings.TrimSuffix(line, ",")+"\n"), kind, nil)
			if len(hf) > 0 {
				t.Errorf("%s zh=%v: got %v", kind, zh, hf)
			}
			if len(m.Sheets) == 1 && slices.Contains(m.Sheets[0].Fields, "") {
				t.Errorf("%s zh=%v: an unknown heading in %v", kind, zh, m.Sheets[0])
			}
		}
	}
}

func TestBrokenFileIsAFault(t *testing.T) {
	b := bookOf(t, "姓名,班级\n甲,七年级1班\n\"乙,七年级1班\n"+strings.Repeat("丙,七年级1班\n", 50))
	m, _ := Header(b, Pupils, nil)
	var last []Fault
	for _, f := range ReadPupils(b, m, testContext) {
		last = f
	}
	if len(last) != 1 || last[0].Code != "file" || !strings.Contains(last[0].Do.Zh, "引号") {
		t.Errorf("got %+v, want the fault file with advice", last)
	}
}

func BenchmarkMillionPupils(b *testing.B) {
	var buf bytes.Buffer
	buf.WriteString("学校,年级,班级,姓名,性别,出生日期,学籍号,联系电话\n")
	for i := range 1_000_000 {
		year, grade := 2013-i%3, []string{"七年级", "八年级", "九年级"}[i%3]
		id := idNumber(fmt.Sprintf("5%05d%d%02d%02d%03d", i/13%90000, year, i%12+1, i%28+1, i%1000))
		fmt.Fprintf(&buf, "第%d中学,%s,%d班,生某%c%c%c,%s,%d-%02d-%02d,G%s,138%08d\n", i/1500, grade, i%20+1, '一'+i%1000, '一'+i/1000%1000, '一'+i/77%900, []string{"女", "男"}[i%2], year, i%12+1, i%28+1, id, i)
	}
	data := buf.Bytes()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		book, err := sheet.Open(bytes.NewReader(data), int64(len(data)), "a.csv")
		if err != nil {
			b.Fatal(err)
		}
		m, _ := Header(book, Pupils, nil)
		n := 0
		for _, f := range ReadPupils(book, m, testContext) {
			if len(f) > 0 && f[0].Code != "name_shape" {
				b.Fatalf("row %d: %v", n+2, codes(f))
			}
			if n++; n == 999_999 {
				runtime.GC() // what is live, not what awaits collection
				runtime.ReadMemStats(&after)
			}
		}
		if n != 1_000_000 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(after.HeapInuse-before.HeapInuse)/1e6, "heapMB")
}
