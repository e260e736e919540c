package sheet

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

func FuzzWorksheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="b"><v>1</v></c></row></sheetData></worksheet>`)
	f.Add(`<x:row><x:c r='B2' t="inlineStr"><x:is><x:t>&#65;<![CDATA[x]]></x:t></x:is></x:c></x:row>`)
	f.Add(`<row><c s="1"><v>40973.5</v></c></row><!-- > --><?a?>`)
	f.Fuzz(func(t *testing.T, xml string) {
		parts := workbookParts(xml)
		parts["xl/sharedStrings.xml"] = `<sst><si><t>甲</t></si></sst>`
		parts["xl/styles.xml"] = `<s><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>`
		data := zipOf(t, parts)
		b, err := Open(bytes.NewReader(data), int64(len(data)), "f.xlsx")
		if err != nil {
			return
		}
		for row, err := range b.Rows("甲") {
			if err != nil {
				return
			}
			if len(row.Cells) == 0 || len(row.Cells) > defaultLimits.maxCells || row.Number < 1 {
				t.Fatalf("row %d of %d cells", row.Number, len(row.Cells))
			}
			for _, c := range row.Cells {
				if !utf8.ValidString(c) {
					t.Fatalf("invalid text %q", c)
				}
			}
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open(bytes.NewReader(data), int64(len(data)), "f")
		if err != nil {
			return
		}
		for _, s := range b.Sheets() {
			for row, err := range b.Rows(s.Name) {
				if err == nil && len(row.Cells) == 0 {
					t.Fatal("a row without cells")
				}
			}
		}
	})
}
