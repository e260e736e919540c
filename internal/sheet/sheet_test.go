package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"xinhuan/internal/care"
)

func openBytes(t testing.TB, data []byte, name string) *Book {
	t.Helper()
	b, err := Open(bytes.NewReader(data), int64(len(data)), name)
	if err != nil {
		t.Fatalf("open %s: %v", name, err)
	}
	return b
}

func readAll(t testing.TB, b *Book, sheet string) []Row {
	t.Helper()
	var rows []Row
	for row, err := range b.Rows(sheet) {
		if err != nil {
			t.Fatalf("row %d: %v", row.Number, err)
		}
		rows = append(rows, row)
	}
	return rows
}

func lastError(b *Book, sheet string) (rows int, err error) {
	for _, e := range b.Rows(sheet) {
		if e != nil {
			return rows, e
		}
		rows++
	}
	return rows, nil
}

// parts of a minimal workbook; a test changes what it is about.
func workbookParts(sheetXML string) map[string]string {
	return map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheetXML,
	}
}

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestReadsWhatExcelizeWrote(t *testing.T) {
	f := excelize.NewFile()
	f.NewSheet("藏")
	f.SetSheetVisible("藏", false)
	day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	own := `yyyy"年"m"月"d"日"`
	chinese, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &own})
	rich := []excelize.RichTextRun{{Text: "半"}, {Text: "截", Font: &excelize.Font{Bold: true}}}
	f.SetCellRichText("Sheet1", "B1", rich)
	for cell, v := range map[string]any{"A1": "姓名", "D1": true, "A3": " <空格> & \"引号\" ", "C3": 41000, "D3": 40973, "E3": 0.1 + 0.2, "F3": 13800000000, "G3": false, "H3": 1.5} {
		f.SetCellValue("Sheet1", cell, v)
	}
	f.SetCellStyle("Sheet1", "C3", "C3", day)
	f.SetCellStyle("Sheet1", "D3", "D3", chinese)
	f.MergeCell("Sheet1", "A5", "C5")
	f.SetCellValue("Sheet1", "A5", "合并")
	f.SetCellFormula("Sheet1", "B6", "1+1")
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}

	b := openBytes(t, buf.Bytes(), "a.xlsx")
	if diff := cmp.Diff([]Sheet{{Name: "Sheet1"}, {Name: "藏", Hidden: true}}, b.Sheets()); diff != "" {
		t.Error(diff)
	}
	want := []Row{
		{"Sheet1", 1, []string{"姓名", "半截", "", "TRUE"}},
		{"Sheet1", 3, []string{` <空格> & "引号" `, "", "2012-04-01", "2012-03-05", "0.3", "13800000000", "FALSE", "1.5"}},
		{"Sheet1", 5, []string{"合并"}},
	}
	for range 2 { // a book can be read again
		if diff := cmp.Diff(want, readAll(t, b, "Sheet1")); diff != "" {
			t.Error(diff)
		}
	}
	if _, err := lastError(b, "没有"); care.KindOf(err) != care.NotFound {
		t.Errorf("unknown sheet: got %v, want not found", err)
	}
}

func TestAgreesWithExcelizeOnAHundredThousandRows(t *testing.T) {
	const rows = 100_000
	f := excelize.NewFile()
	sw, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i <= rows; i++ {
		cell, _ := excelize.CoordinatesToCellName(1, i)
		sw.SetRow(cell, []any{fmt.Sprintf("生%06d", i), i, i%2 == 0, nil, fmt.Sprintf("<&>%d", i%97)})
	}
	sw.Flush()
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	again, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()), excelize.Options{UnzipXMLSizeLimit: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := again.Rows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range openBytes(t, buf.Bytes(), "b.xlsx").Rows("Sheet1") {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if !theirs.Next() {
			t.Fatalf("row %d: excelize has no more", n)
		}
		want, err := theirs.Columns()
		if err != nil {
			t.Fatal(err)
		}
		if row.Number != n || strings.Join(row.Cells, "|") != strings.Join(want, "|") {
			t.Fatalf("row %d: got %q, want %q", row.Number, row.Cells, want)
		}
	}
	if n != rows {
		t.Fatalf("got %d rows, want %d", n, rows)
	}
}

func TestReadsSharedStringsAndOddXML(t *testing.T) {
	parts := workbookParts(`<?xml version="1.0"?><!-- a > b --><x:worksheet xmlns:x="n"><x:sheetData>` +
		`<x:row><x:c t="s"><x:v>1</x:v></x:c><x:c t="s"><x:v>0</x:v></x:c><x:c/><x:c r='E1' t='str' foo="a>b"><x:f>A1&amp;"x"</x:f><x:v>和&#23383;&#x5B57;&bogus;</x:v></x:c></x:row>` +
		`<x:row r="4"><x:c r="B4" s="1"><x:v>36526.5</x:v></x:c><x:c r="A4"><x:v>5.0010120120305E+17</x:v></x:c><x:c r="C4" t="inlineStr"><x:is><x:t><![CDATA[<原样>&]]></x:t></x:is></x:c>` +
		`<x:c r="D4" t="d"><x:v>2012-03-05T00:00:00</x:v></x:c><x:c r="E4" t="e"><x:v>#N/A</x:v></x:c></x:row>` +
		`<x:row r="5"/></x:sheetData><x:mergeCells/>`) // the closing tag is missing: what matters was read
	parts["xl/sharedStrings.xml"] = `<sst><si><t>换_x000D_行</t></si><si><r><t>拼</t></r><r><t xml:space="preserve">音 </t></r><rPh sb="0" eb="1"><t>pin</t></rPh></si></sst>`
	parts["xl/styles.xml"] = `<styleSheet><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>`
	got := readAll(t, openBytes(t, zipOf(t, parts), "c.xlsx"), "甲")
	want := []Row{
		{"甲", 1, []string{"拼音 ", "换\r行", "", "", "和字字&bogus;"}},
		{"甲", 4, []string{"500101201203050000", "2000-01-01 12:00:00", "<原样>&", "2012-03-05", "#N/A"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReads1904Dates(t *testing.T) {
	parts := workbookParts(`<worksheet><sheetData><row><c s="0"><v>0</v></c><c s="0"><v>39511</v></c></row></sheetData></worksheet>`)
	parts["xl/workbook.xml"] = strings.Replace(parts["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
	parts["xl/styles.xml"] = `<s><cellXfs><xf numFmtId="14"/></cellXfs></s>`
	got := readAll(t, openBytes(t, zipOf(t, parts), "d.xlsx"), "甲")
	if diff := cmp.Diff([]Row{{"甲", 1, []string{"1904-01-01", "2012-03-05"}}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestDateFormats(t *testing.T) {
	for code, want := range map[string]bool{
		"General": false, "0.00": false, "0.00E+00": false, "@": false, `"d"0`: false, "[Red]0": false, "[h]:mm": false, `#,##0_);\(#,##0\)`: false,
		"yyyy-mm-dd": true, `yyyy"年"m"月"`: true, "[$-804]aaaa;@": false, "m/d/yy": true, "h:mm AM/PM": true, `[$-F800]dddd, mmmm dd, yyyy`: true, "e年m月d日": true,
	} {
		if got := dateFormat(code); got != want {
			t.Errorf("%s: got %v, want %v", code, got, want)
		}
	}
}

func TestSerialDays(t *testing.T) {
	for raw, want := range map[string]string{"1": "1900-01-01", "59": "1900-02-28", "61": "1900-03-01", "0.5": "12:00:00", "40973.999999999": "2012-03-06", "60": "", "-1": "", "9999999": ""} {
		got, ok := appendDate(nil, []byte(raw), false)
		if string(got) != want || ok != (want != "") {
			t.Errorf("%s: got %q %v, want %q", raw, got, ok, want)
		}
	}
}

func compound(names ...string) []byte {
	data := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 70_000)...)
	for _, n := range names {
		for _, u := range utf16.Encode([]rune(n)) {
			data = append(data, byte(u), byte(u>>8))
		}
	}
	return data
}

func TestRefusesWithAdvice(t *testing.T) {
	plain := workbookParts(`<worksheet><sheetData/></worksheet>`)
	noSheet := workbookParts("")
	delete(noSheet, "xl/worksheets/sheet1.xml")
	for name, c := range map[string]struct {
		data []byte
		say  string
	}{
		"empty":      {nil, "empty"},
		"old xls":    {compound("Workbook"), "old .xls"},
		"encrypted":  {compound("EncryptionInfo", "EncryptedPackage"), "password"},
		"web page":   {[]byte("\ufeff<html><table><tr><td>1"), ".xlsx workbook"},
		"xml table":  {[]byte(`<?xml version="1.0"?><Workbook>`), ".xlsx workbook"},
		"ods":        {zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), ".xlsx workbook"},
		"plain zip":  {zipOf(t, map[string]string{"a.csv": "1"}), "not a table"},
		"docx":       {zipOf(t, map[string]string{"[Content_Types].xml": "<a/>", "word/document.xml": ""}), ".xlsx workbook"},
		"no sheet":   {zipOf(t, noSheet), "not a table"},
		"binary":     {[]byte("\x7fELF\x00\x00"), "not a table"},
		"cut":        {zipOf(t, plain)[:200], "damaged"},
		"no newline": {append([]byte("PK\x03\x04"), make([]byte, 100)...), "damaged"},
	} {
		_, err := Open(bytes.NewReader(c.data), int64(len(c.data)), "x")
		var e *care.Error
		if !errors.As(err, &e) || e.Kind != care.Invalid || !strings.Contains(e.Text.En, c.say) || e.Text.Zh == "" {
			t.Errorf("%s: got %v, want Invalid about %q", name, err, c.say)
		}
	}
}

func TestStopsHostileWorkbooks(t *testing.T) {
	sheet := func(body string) map[string]string {
		return workbookParts(`<worksheet><sheetData>` + body + `</sheetData></worksheet>`)
	}
	entities := sheet("")
	entities["xl/worksheets/sheet1.xml"] = `<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>`
	for name, c := range map[string]struct {
		parts map[string]string
		lim   func(*limits)
		say   string
	}{
		"ratio":     {sheet(strings.Repeat(`<row r="1"><c><v>1</v></c></row>`, 3<<20)), func(l *limits) { l.ratio = 100 }, "unpacks"},
		"part":      {sheet(strings.Repeat(`<row></row>`, 3<<20)), func(l *limits) { l.part = 16 << 20 }, "unpacks"},
		"total":     {sheet(strings.Repeat(" ", 2<<20)), func(l *limits) { l.total = 1 << 20 }, "unpacks"},
		"parts":     {sheet(""), func(l *limits) { l.parts = 3 }, "unpacks"},
		"long tag":  {sheet(`<row ` + strings.Repeat("a", 2<<20)), nil, "far too long"},
		"long text": {sheet(`<row><c t="str"><v>` + strings.Repeat("a", 3<<20) + `</v></c></row>`), nil, "far too long"},
		"wide":      {sheet(`<row><c r="XFD1"><v>1</v></c></row>`), nil, "1024 columns"},
		"bad index": {sheet(`<row><c t="s"><v>7</v></c></row>`), nil, "damaged"},
		"entities":  {entities, nil, "damaged"},
		"unclosed":  {workbookParts(`<worksheet><sheetData><row><c><v>1</v></c></row><row>`), nil, "damaged"},
	} {
		lim := defaultLimits
		if c.lim != nil {
			c.lim(&lim)
		}
		data := zipOf(t, c.parts)
		b, err := open(bytes.NewReader(data), int64(len(data)), "x.xlsx", lim)
		if err == nil {
			_, err = lastError(b, "甲")
		}
		var e *care.Error
		if !errors.As(err, &e) || e.Kind != care.Invalid || !strings.Contains(e.Text.En, c.say) {
			t.Errorf("%s: got %v, want Invalid about %q", name, err, c.say)
		}
	}
}

func TestBoundsSharedStrings(t *testing.T) {
	parts := workbookParts(`<worksheet><sheetData/></worksheet>`)
	parts["xl/sharedStrings.xml"] = `<sst>` + strings.Repeat(`<si><t>0123456789</t></si>`, 1000) + `</sst>`
	data := zipOf(t, parts)
	lim := defaultLimits
	lim.strings = 15_000
	_, err := open(bytes.NewReader(data), int64(len(data)), "x.xlsx", lim)
	if err == nil || !strings.Contains(err.Error(), "split it by school") {
		t.Errorf("got %v, want advice to split the file", err)
	}
}

func TestArenaAcrossBlocks(t *testing.T) {
	a := &arena{max: 1 << 30}
	long := strings.Repeat("长", 300_000)
	for i := range 20 {
		if err := a.add([]byte(fmt.Sprint(i, long))); err != nil {
			t.Fatal(err)
		}
		a.add(nil)
	}
	for i := range 20 {
		got, ok := a.appendTo(nil, 2*i)
		if want := fmt.Sprint(i, long); !ok || string(got) != want {
			t.Fatalf("string %d: got %d bytes, want %d", i, len(got), len(want))
		}
		if got, ok := a.appendTo(nil, 2*i+1); !ok || len(got) != 0 {
			t.Fatalf("empty string %d: got %q %v", i, got, ok)
		}
	}
	if _, ok := a.appendTo(nil, 40); ok {
		t.Error("index past the end: got a string")
	}
}

func TestReadsTextTables(t *testing.T) {
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String("姓名,班级\r\n甲某,一班\r\n")
	gb4, _ := simplifiedchinese.GB18030.NewEncoder().String("姓名\t班级\n𠮷某\t一班")
	u16 := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune("姓名\t班级\r\n甲某\t一班\r\n")) {
		u16 = append(u16, byte(u), byte(u>>8))
	}
	late, _ := simplifiedchinese.GBK.NewEncoder().String(strings.Repeat("a,b\n", 100_000) + "甲某,一班\n")
	for name, c := range map[string]struct {
		data string
		form TextForm
		last []string
		n    int
		line int
	}{
		"utf-8":      {"姓名,班级\n甲某,一班", TextForm{"utf-8", false, ',', false}, []string{"甲某", "一班"}, 2, 2},
		"bom":        {"\ufeff姓名;班级\r\n\r\n\"甲;\"\"某\";一班\r\n", TextForm{"utf-8", true, ';', true}, []string{`甲;"某`, "一班"}, 2, 3},
		"gbk":        {gbk, TextForm{"gb18030", false, ',', true}, []string{"甲某", "一班"}, 2, 2},
		"gb18030":    {gb4, TextForm{"gb18030", false, '\t', false}, []string{"𠮷某", "一班"}, 2, 2},
		"utf-16":     {string(u16), TextForm{"utf-16le", true, '\t', true}, []string{"甲某", "一班"}, 2, 2},
		"late gbk":   {late, TextForm{"gb18030", false, ',', true}, []string{"甲某", "一班"}, 100_001, 100_001},
		"sep line":   {"sep=;\na;b\n", TextForm{"utf-8", false, ';', true}, []string{"a", "b"}, 1, 2},
		"two lines":  {"a,b\n\"1\n2\",3\n4,5\n", TextForm{"utf-8", false, ',', true}, []string{"4", "5"}, 3, 4},
		"one column": {"姓名\n甲某\n", TextForm{"utf-8", false, ',', true}, []string{"甲某"}, 2, 2},
		"trailing":   {"a,b,,\n1,2,,\n", TextForm{"utf-8", false, ',', true}, []string{"1", "2", "", ""}, 2, 2},
	} {
		b := openBytes(t, []byte(c.data), "目录/名单.csv")
		if b.Text != c.form {
			t.Errorf("%s: got form %+v, want %+v", name, b.Text, c.form)
		}
		rows := readAll(t, b, "名单")
		if len(rows) != c.n {
			t.Errorf("%s: got %d rows, want %d", name, len(rows), c.n)
			continue
		}
		if diff := cmp.Diff(Row{"名单", c.line, c.last}, rows[len(rows)-1]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestStopsUnclosedQuotes(t *testing.T) {
	short := "a,b\n\"x,1\n" + strings.Repeat("c,d\n", 30)
	long := "a,b\n\"x,1\n" + strings.Repeat("c,d\n", 1<<20)
	for _, data := range []string{short, long} {
		_, err := lastError(openBytes(t, []byte(data), "q.csv"), "q")
		if err == nil || !strings.Contains(err.Error(), "closing quote") {
			t.Errorf("%d bytes: got %v, want a word about the quote", len(data), err)
		}
	}
}

func TestNothingIsWrittenToDisk(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	var buf bytes.Buffer
	if err := WriteXLSX(&buf, Table{"大", []Column{{Title: "a"}, {Title: "b"}}, generated(200_000)}); err != nil {
		t.Fatal(err)
	}
	n, err := lastError(openBytes(t, buf.Bytes(), "x.xlsx"), "大")
	if err != nil || n != 200_001 {
		t.Fatalf("got %d rows, %v", n, err)
	}
	left, _ := filepath.Glob(filepath.Join(temp, "*"))
	if len(left) > 0 {
		t.Errorf("got %v in the temp folder, want nothing", left)
	}
}
