package table

import (
	"errors"
	"io"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

func open(t *testing.T, text string) *Table {
	t.Helper()
	table, err := Open(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestOpenToleratesByteOrderMarkQuotesAndSpaces(t *testing.T) {
	table := open(t, "\uFEFF\"id\", 甲题 ,\"a,b\"\r\n1,\" 2 \",\"x,y\"\r\n2,,z\r\n")
	columns, err := table.Columns("a,b", "甲题", "id")
	if err != nil {
		t.Fatal(err)
	}
	row, err := table.Next()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := row.Text(columns[0]), "x,y"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if v, ok, err := row.Number(columns[1]); v != 2 || !ok || err != nil {
		t.Errorf("got %v %v %v, want 2 true nil", v, ok, err)
	}
	row, err = table.Next()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := row.Number(columns[1]); ok || err != nil {
		t.Errorf("got %v %v, want an empty field to be missing", ok, err)
	}
	if row.Line != 3 {
		t.Errorf("got line %d, want 3", row.Line)
	}
	if _, err := table.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want io.EOF", err)
	}
}

func TestMissingColumnNamesTheKnownOnes(t *testing.T) {
	_, err := open(t, "id,q1,q2\n").Column("Q1")
	if care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), "id, q1, q2") {
		t.Errorf("got %v, want an Invalid error that lists id, q1, q2", err)
	}
}

func TestBrokenFilesAreRefusedWithTheLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "no header"},
		{"nameless column", "a,,c\n", "column 2"},
		{"column twice", "a,b,a\n", `"a" twice`},
		{"short row", "a,b\n1,2\n3\n", "line 3"},
		{"no number", "a,b\n1,2\n3,secret\n", "line 3, column b"},
	} {
		table, err := Open(strings.NewReader(c.text))
		for err == nil {
			var row Row
			if row, err = table.Next(); err == nil {
				_, _, err = row.Number(1)
			}
		}
		if errors.Is(err, io.EOF) || care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an Invalid error with %q", c.name, err, c.want)
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error repeats the value: %v", c.name, err)
		}
	}
}

func TestWhere(t *testing.T) {
	const data = "AGE,SEX,年级\n19,1,初一\n20,1,初二\n35,2,初一\n,2,高一\n50,,初一\n"
	for _, c := range []struct {
		expr string
		want string // lines kept
	}{
		{"", "2 3 4 5 6"},
		{"AGE>=20", "3 4 6"},
		{"AGE>20", "4 6"},
		{"AGE<20", "2"},
		{"AGE<=20 && SEX==1", "2 3"},
		{"SEX!=1", "4 5"},
		{"年级=='初一'", "2 4 6"},
		{`年级 != "初一"`, "3 5"},
		{"年级==高一", "5"},
	} {
		filter, err := ParseWhere(c.expr)
		if err != nil {
			t.Fatalf("%s: %v", c.expr, err)
		}
		table := open(t, data)
		keep, err := filter.Bind(table)
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		for row, err := range table.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			ok, err := keep(row)
			if err != nil {
				t.Fatal(err)
			}
			if ok {
				kept = append(kept, string(rune('0'+row.Line)))
			}
		}
		if got := strings.Join(kept, " "); got != c.want {
			t.Errorf("%q: got lines %s, want %s", c.expr, got, c.want)
		}
	}
}

func TestWhereRefusesWhatItCannotRead(t *testing.T) {
	for _, expr := range []string{"AGE", "AGE=20", "AGE>", ">=3", "A>1 || B>2", "A>1 &&", "A<'x'", "A=>3", "A!3"} {
		if f, err := ParseWhere(expr); care.KindOf(err) != care.Invalid {
			t.Errorf("%q: got %+v, %v, want an Invalid error", expr, f, err)
		}
	}
}

func TestCodesStandForNoAnswer(t *testing.T) {
	set, err := Codes("7, 9,NA")
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]bool{"": true, " ": true, "7": true, "9.0": true, "NA": true, "0": false, "77": false, "x": false} {
		if got := set.Has(field); got != want {
			t.Errorf("%q: got %v, want %v", field, got, want)
		}
	}
	if _, err := Codes("7,,9"); care.KindOf(err) != care.Invalid {
		t.Errorf("got %v, want an Invalid error", err)
	}
}
