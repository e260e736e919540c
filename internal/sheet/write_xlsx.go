package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"xinhuan/internal/care"
)

// maxRows is the height of a worksheet in every office program.
const maxRows = 1 << 20

// Styles of the written workbook, by position in cellXfs below.
const (
	styleText   = 1
	styleDate   = 2
	styleHeader = 3
)

// WriteXLSX writes a workbook of one or more sheets to w as the rows come: text
// stands in the cells themselves, so nothing is collected in memory or on disk.
// The first row is bold and stays on screen. Text cells never become formulas
// or numbers. A table of more rows than a worksheet holds is an error.
func WriteXLSX(w io.Writer, tables ...Table) error {
	if len(tables) == 0 {
		return care.Fail(care.Internal, "write sheet", "没有可写的表格", "a workbook needs at least one sheet")
	}
	z := zip.NewWriter(w)
	if err := writeFrame(z, tables); err != nil {
		return err
	}
	for i, t := range tables {
		part, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err != nil {
			return err
		}
		bw := bufio.NewWriterSize(part, 64<<10)
		if err := writeSheet(bw, t); err != nil {
			return err
		}
		if err := bw.Flush(); err != nil {
			return err
		}
	}
	return z.Close()
}

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	nsMain   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	nsRel    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPkgRel = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	typeMain = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// writeFrame writes the parts around the sheets.
func writeFrame(z *zip.Writer, tables []Table) error {
	types := &strings.Builder{}
	book := &strings.Builder{}
	rels := &strings.Builder{}
	types.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + typeMain + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + typeMain + `styles+xml"/>`)
	book.WriteString(xmlHead + `<workbook ` + nsMain + ` xmlns:r="` + nsRel + `"><sheets>`)
	rels.WriteString(xmlHead + `<Relationships ` + nsPkgRel + `><Relationship Id="rIdStyles" Type="` + nsRel + `/styles" Target="styles.xml"/>`)
	names := map[string]bool{}
	for i, t := range tables {
		n := i + 1
		fmt.Fprintf(types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, typeMain)
		fmt.Fprintf(book, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escaped(sheetName(t.Name, n, names)), n, n)
		fmt.Fprintf(rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, nsRel, n)
	}
	types.WriteString(`</Types>`)
	book.WriteString(`</sheets></workbook>`)
	rels.WriteString(`</Relationships>`)
	for _, part := range [][2]string{
		{"[Content_Types].xml", types.String()},
		{"_rels/.rels", xmlHead + `<Relationships ` + nsPkgRel + `><Relationship Id="rId1" Type="` + nsRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", book.String()},
		{"xl/_rels/workbook.xml.rels", rels.String()},
		{"xl/styles.xml", styles},
	} {
		pw, err := z.Create(part[0])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(pw, part[1]); err != nil {
			return err
		}
	}
	return nil
}

// styles holds: plain, text (49 is "@"), ISO date, bold header.
const styles = xmlHead + `<styleSheet ` + nsMain + `><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`

func writeSheet(w *bufio.Writer, t Table) error {
	w.WriteString(xmlHead + `<worksheet ` + nsMain + `><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	if len(t.Columns) > 0 {
		w.WriteString(`<cols>`)
		for i, c := range t.Columns {
			fmt.Fprintf(w, `<col min="%d" max="%d" width="%.1f" customWidth="1"/>`, i+1, i+1, width(c))
		}
		w.WriteString(`</cols>`)
	}
	w.WriteString(`<sheetData><row r="1">`)
	for i, c := range t.Columns {
		writeText(w, i, 1, styleHeader, Guard(c.Title))
	}
	w.WriteString(`</row>`)
	n := 1
	for cells, err := range t.Rows {
		if err != nil {
			return err
		}
		if err := checkRow(t, cells); err != nil {
			return err
		}
		if n++; n > maxRows {
			return care.Fail(care.Invalid, "write sheet", "超过 1048576 行，请按学校分开导出，或导出为 CSV", "there are more than 1,048,576 rows; export school by school, or as CSV")
		}
		fmt.Fprintf(w, `<row r="%d">`, n)
		for i, s := range cells {
			writeCell(w, i, n, t.Columns[i].Type, s)
		}
		if _, err := w.WriteString(`</row>`); err != nil {
			return err
		}
	}
	_, err := w.WriteString(`</sheetData></worksheet>`)
	return err
}

func writeCell(w *bufio.Writer, column, row int, t Type, s string) {
	switch {
	case s == "":
	case t == Number && decimal(s):
		fmt.Fprintf(w, `<c r="%s%d"><v>%s</v></c>`, Letters(column), row, s)
	case t == Date && isDay(s):
		day, _ := time.Parse(time.DateOnly, s)
		serial := day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour)
		fmt.Fprintf(w, `<c r="%s%d" s="%d"><v>%d</v></c>`, Letters(column), row, styleDate, serial)
	default:
		writeText(w, column, row, styleText, Guard(s))
	}
}

// isDay leaves days before March 1900 as text: serial numbers are off there.
func isDay(s string) bool {
	day, err := time.Parse(time.DateOnly, s)
	return err == nil && day.Year() > 1900
}

func writeText(w *bufio.Writer, column, row, style int, s string) {
	w.WriteString(`<c r="`)
	w.WriteString(Letters(column))
	w.WriteString(strconv.Itoa(row))
	w.WriteString(`" s="`)
	w.WriteString(strconv.Itoa(style))
	w.WriteString(`" t="inlineStr"><is><t xml:space="preserve">`)
	xml.EscapeText(w, []byte(protectEscapes(s)))
	w.WriteString(`</t></is></c>`)
}

// protectEscapes keeps text that looks like an escape (_x0041_) from being read
// as one (ECMA-376 part 1, 22.9.2.19).
func protectEscapes(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return strings.ReplaceAll(s, "_x", "_x005F_x")
}

func escaped(s string) string {
	b := &strings.Builder{}
	xml.EscapeText(b, []byte(s))
	return b.String()
}

// Letters names a column: 0 is A.
func Letters(i int) string {
	var b [4]byte
	at := len(b)
	for i++; i > 0; i = (i - 1) / 26 {
		at--
		b[at] = byte('A' + (i-1)%26)
	}
	return string(b[at:])
}

func width(c Column) float64 {
	if c.Width > 0 {
		return c.Width
	}
	n := 4
	for _, r := range c.Title {
		n++
		if r > 0x2e80 { // Chinese characters are two wide
			n++
		}
	}
	return float64(max(n, 10))
}

// sheetName makes a name every office program accepts: at most 31 characters,
// none of []:*?/\, not quoted, not taken.
func sheetName(name string, n int, taken map[string]bool) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, name), " '")
	for utf8.RuneCountInString(name) > 31 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	if key := strings.ToLower(name); name == "" || taken[key] {
		name = fmt.Sprintf("Sheet%d", n)
	}
	taken[strings.ToLower(name)] = true
	return name
}
