package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"
)

// roster makes the XLSX of a million pupils, 8 columns, with shared strings (as
// office programs save) or inline ones (as exporting programs write).
func roster(b *testing.B, rows int, shared bool) []byte {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	parts := workbookParts("")
	delete(parts, "xl/worksheets/sheet1.xml")
	for name, text := range parts {
		w, _ := z.Create(name)
		io.WriteString(w, text)
	}
	cell := func(w io.Writer, col string, row, column int, text string) {
		if shared {
			fmt.Fprintf(w, `<c r="%s%d" t="s"><v>%d</v></c>`, col, row, (row-1)*2+column)
		} else {
			fmt.Fprintf(w, `<c r="%s%d" s="1" t="inlineStr"><is><t>%s</t></is></c>`, col, row, text)
		}
	}
	if shared {
		w, _ := z.Create("xl/sharedStrings.xml")
		io.WriteString(w, `<sst>`)
		for i := range rows {
			fmt.Fprintf(w, `<si><t>生某%07d</t></si><si><t>G50010120120305%04d</t></si>`, i, i)
		}
		io.WriteString(w, `</sst>`)
	}
	w, _ := z.Create("xl/worksheets/sheet1.xml")
	io.WriteString(w, `<worksheet><sheetData>`)
	for i := 1; i <= rows; i++ {
		fmt.Fprintf(w, `<row r="%d">`, i)
		cell(w, "A", i, 0, fmt.Sprintf("生某%07d", i))
		cell(w, "B", i, 1, fmt.Sprintf("G50010120120305%04d", i))
		for _, c := range "CDEFGH" {
			fmt.Fprintf(w, `<c r="%c%d" s="1"><v>%d</v></c>`, c, i, 20120000+i%1000)
		}
		io.WriteString(w, `</row>`)
	}
	io.WriteString(w, `</sheetData></worksheet>`)
	z.Close()
	return buf.Bytes()
}

func benchmarkRead(b *testing.B, shared bool) {
	const rows = 1_000_000
	data := roster(b, rows, shared)
	b.ReportMetric(float64(len(data))/1e6, "fileMB")
	runtime.GC()
	var before, peak runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		book, err := Open(bytes.NewReader(data), int64(len(data)), "r.xlsx")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for row, err := range book.Rows("甲") {
			if err != nil {
				b.Fatal(err)
			}
			if n++; n%250_000 == 0 {
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				peak.HeapInuse = max(peak.HeapInuse, now.HeapInuse)
			}
			_ = row
		}
		if n != rows {
			b.Fatalf("got %d rows", n)
		}
	}
	b.ReportMetric(float64(peak.HeapInuse-before.HeapInuse)/1e6, "heapMB")
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReadMillionShared(b *testing.B) { benchmarkRead(b, true) }
func BenchmarkReadMillionInline(b *testing.B) { benchmarkRead(b, false) }

func BenchmarkWriteMillion(b *testing.B) {
	for b.Loop() {
		if err := WriteXLSX(io.Discard, Table{"大", []Column{{Title: "a"}, {Title: "b"}}, generated(1_000_000)}); err != nil {
			b.Fatal(err)
		}
	}
}
