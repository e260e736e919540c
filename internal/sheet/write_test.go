package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func generated(n int) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for i := range n {
			if !yield([]string{fmt.Sprintf("生%07d%x", i, i*2654435761), fmt.Sprintf("G%018d", i)}, nil) {
				return
			}
		}
	}
}

func listed(rows ...[]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

var sample = Table{
	Name:    `名单[2026]/甲: 一个非常非常长的工作表名称用来看看会不会被截断到三十一个字`,
	Columns: []Column{{Title: "姓名"}, {Title: "学号"}, {Title: "人数", Type: Number}, {Title: "日期", Type: Date}},
}

func sampleRows() [][]string {
	return [][]string{
		{"甲某", "500101201203050000", "12", "2012-03-05"},
		{"=1+1", "0012", "+3", "五月"},
		{"-减", "@x", "-4.5", ""},
		{"＝全角", "_x0041_ <&>", "1234567890123456", "1899-01-01"},
	}
}

func TestWritesWorkbookOthersRead(t *testing.T) {
	table := sample
	table.Rows = listed(sampleRows()...)
	second := Table{Name: "faults", Columns: []Column{{Title: "n"}}, Rows: listed()}
	var buf bytes.Buffer
	if err := WriteXLSX(&buf, table, second); err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"姓名", "学号", "人数", "日期"},
		{"甲某", "500101201203050000", "12", "2012-03-05"},
		{"'=1+1", "0012", "'+3", "五月"},
		{"'-减", "'@x", "-4.5"},
		{"'＝全角", "_x0041_ <&>", "1234567890123456", "1899-01-01"},
	}
	b := openBytes(t, buf.Bytes(), "w.xlsx")
	var got [][]string
	for _, r := range readAll(t, b, b.Sheets()[0].Name) {
		got = append(got, r.Cells)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ours: %s", diff)
	}
	f, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := f.GetRows(f.GetSheetList()[0])
	if err != nil {
		t.Fatal(err)
	}
	want[4][1] = "_x0041_ <&>"
	if diff := cmp.Diff(want, theirs); diff != "" {
		t.Errorf("excelize: %s", diff)
	}
	for cell, kind := range map[string]excelize.CellType{"B2": excelize.CellTypeInlineString, "C2": excelize.CellTypeUnset} {
		if got, _ := f.GetCellType(f.GetSheetList()[0], cell); got != kind {
			t.Errorf("%s: got cell type %v, want %v", cell, got, kind)
		}
	}
	for _, name := range f.GetSheetList() {
		if n := len([]rune(name)); n > 31 || strings.ContainsAny(name, `[]:*?/\`) {
			t.Errorf("sheet name %q would be refused", name)
		}
	}
}

func TestWritesTextForExcel(t *testing.T) {
	table := sample
	table.Rows = listed(sampleRows()...)
	var buf bytes.Buffer
	if err := WriteCSV(&buf, table); err != nil {
		t.Fatal(err)
	}
	want := "\ufeff姓名,学号,人数,日期\r\n甲某,500101201203050000\t,12,2012-03-05\r\n'=1+1,0012\t,'+3,五月\r\n'-减,'@x,-4.5,\r\n'＝全角,_x0041_ <&>,1234567890123456\t,1899-01-01\r\n"
	if got := buf.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestGuardRoundTrip(t *testing.T) {
	for _, s := range []string{"", "'", "甲", "=1", "+86 1", "-", "@a", "\tx", "＝1", "'x", "'=1"} {
		if got := Unguard(Guard(s)); got != s && s != "'=1" {
			t.Errorf("%q: got %q back", s, got)
		}
	}
}

func TestWriteStopsOnRowError(t *testing.T) {
	boom := errors.New("boom")
	table := sample
	table.Rows = func(yield func([]string, error) bool) { yield(nil, boom) }
	if err := WriteXLSX(&bytes.Buffer{}, table); !errors.Is(err, boom) {
		t.Errorf("xlsx: got %v, want boom", err)
	}
	if err := WriteCSV(&bytes.Buffer{}, table); !errors.Is(err, boom) {
		t.Errorf("csv: got %v, want boom", err)
	}
	table.Rows = listed([]string{"1", "2", "3", "4", "5"})
	if err := WriteXLSX(&bytes.Buffer{}, table); err == nil {
		t.Error("too many cells: got no error")
	}
}

func TestLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := Letters(i); got != want {
			t.Errorf("%d: got %s, want %s", i, got, want)
		}
		if got := column([]byte(want + "12")); got != i {
			t.Errorf("%s: got %d, want %d", want, got, i)
		}
	}
}
