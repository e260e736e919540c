package instrument

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/table"
)

// TextImport is licensed wording that a school brings for an instrument.
//
// The CSV has the columns item, text_zh and text_en. item is a number on the
// form, "instruction", "option:CODE" for the common options, or
// "N:option:CODE" for an option of item N alone. A language is either given
// for all items or for none.
type TextImport struct {
	Instrument string
	CSV        []byte
	Licence    ImportedText
}

// ImportedText is the school's statement about its right to the text. Who
// holds which licence is the school's to know; the product records it and
// stops showing the text after ValidUntil.
type ImportedText struct {
	Holder     string    // who was granted the licence
	Reference  string    // contract, letter or page
	ValidUntil care.Date // last day
}

// ValidOn tells whether the licence covers a day.
func (t ImportedText) ValidOn(d care.Date) bool { return d <= t.ValidUntil }

func (t ImportedText) check() error {
	fields := map[string]care.Text{}
	if strings.TrimSpace(t.Holder) == "" {
		fields["holder"] = care.Text{Zh: "请填写许可持有人", En: "say who holds the licence"}
	}
	if strings.TrimSpace(t.Reference) == "" {
		fields["reference"] = care.Text{Zh: "请填写许可依据(合同、函件等)", En: "say what grants it (contract, letter)"}
	}
	if _, err := care.ParseDate(string(t.ValidUntil)); err != nil {
		fields["valid_until"] = care.Text{Zh: "请填写许可有效期,如 2026-09-01", En: "say until when it is valid, as 2026-09-01"}
	}
	if len(fields) > 0 {
		return &care.Error{Kind: care.Invalid, Op: "import text", Fields: fields}
	}
	return nil
}

// WithText returns a library in which the instrument carries the imported
// wording and a hash of its own. The file is checked whole: every fault is
// reported at once under "row N, column", and nothing is taken from a faulty
// file. Wording that ships can't be replaced, so that one version of a scale
// has one wording.
func (l *Library) WithText(imp TextImport) (*Library, error) {
	old, ok := l.byID[imp.Instrument]
	if !ok {
		return nil, care.Fail(care.NotFound, "import text", "没有这个量表", "there is no such instrument")
	}
	if old.External || old.Licence.Class == None {
		return nil, care.Fail(care.Invalid, "import text", "该量表只登记外部结果,不能导入题目", "of this instrument only outside results are recorded; its text can't be imported")
	}
	if err := imp.Licence.check(); err != nil {
		return nil, err
	}
	in := *old
	in.Options = slices.Clone(old.Options)
	in.Items = slices.Clone(old.Items)
	for i := range in.Items {
		in.Items[i].Options = slices.Clone(in.Items[i].Options)
	}
	if err := readText(&in, imp.CSV); err != nil {
		return nil, err
	}
	licence := imp.Licence
	in.Imported = &licence
	sum := sha256.Sum256(append([]byte(old.Hash), imp.CSV...))
	in.Hash = hex.EncodeToString(sum[:])
	return l.with(&in), nil
}

// textReader gathers the faults of one file.
type textReader struct {
	in      *Instrument
	columns []int
	given   [2][]bool // per language and item
	shipped [2]bool
	faults  map[string]care.Text
}

func (r *textReader) fault(line int, column, zh, en string) {
	r.faults[fmt.Sprintf("row %d, %s", line, column)] = care.Text{Zh: zh, En: en}
}

func readText(in *Instrument, data []byte) error {
	t, err := table.Open(bytes.NewReader(data))
	if err != nil {
		return err
	}
	columns, err := t.Columns("item", "text_zh", "text_en")
	if err != nil {
		return err
	}
	r := &textReader{in: in, columns: columns, faults: map[string]care.Text{}, shipped: [2]bool{in.HasText(care.Zh), in.HasText(care.En)}}
	r.given = [2][]bool{make([]bool, len(in.Items)), make([]bool, len(in.Items))}
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		r.row(row)
	}
	r.whole()
	if len(r.faults) > 0 {
		return &care.Error{Kind: care.Invalid, Op: "import text", Fields: r.faults}
	}
	return nil
}

func (r *textReader) row(row table.Row) {
	key := row.Text(r.columns[0])
	text := care.Text{Zh: row.Text(r.columns[1]), En: row.Text(r.columns[2])}
	if (text.Zh != "" && r.shipped[0]) || (text.En != "" && r.shipped[1]) {
		r.fault(row.Line, "text", "该语言的题目已随产品提供,不能替换", "the product ships the wording in this language; it can't be replaced")
		return
	}
	switch number, option, isOption := strings.Cut(key, "option:"); {
	case key == "instruction":
		put(&r.in.Instruction.Zh, &r.in.Instruction.En, text)
	case isOption:
		r.option(row.Line, strings.TrimSuffix(number, ":"), option, text)
	default:
		r.item(row.Line, key, text)
	}
}

func (r *textReader) item(line int, key string, text care.Text) {
	n, err := strconv.Atoi(key)
	if err != nil || n < 1 || n > len(r.in.Items) {
		r.fault(line, "item", "量表中没有这个条目", "the form has no such item")
		return
	}
	if r.given[0][n-1] || r.given[1][n-1] {
		r.fault(line, "item", "条目重复", "the item is given twice")
		return
	}
	if text.IsZero() {
		r.fault(line, "text", "题目为空", "the text is empty")
	}
	r.given[0][n-1], r.given[1][n-1] = text.Zh != "", text.En != ""
	put(&r.in.Items[n-1].Zh, &r.in.Items[n-1].En, text)
}

func (r *textReader) option(line int, number, code string, text care.Text) {
	options := r.in.Options
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > len(r.in.Items) || r.in.Items[n-1].Options == nil {
			r.fault(line, "item", "该条目没有自己的选项", "the item has no options of its own")
			return
		}
		options = r.in.Items[n-1].Options
	}
	for i := range options {
		if strconv.Itoa(options[i].Code) == code {
			put(&options[i].Zh, &options[i].En, text)
			return
		}
	}
	r.fault(line, "item", "没有这个选项", "there is no such option")
}

// whole refuses a language that covers some items and not others: half a scale
// in one language can't be shown to anybody.
func (r *textReader) whole() {
	any := false
	for lang, given := range r.given {
		column := [...]string{"text_zh", "text_en"}[lang]
		if !slices.Contains(given, true) {
			continue
		}
		any = true
		for i, ok := range given {
			if !ok {
				r.faults[fmt.Sprintf("item %d, %s", i+1, column)] = care.Text{Zh: "缺少该条目的题目", En: "the text of this item is missing"}
			}
		}
	}
	if !any {
		r.faults["item"] = care.Text{Zh: "文件中没有题目", En: "the file has no item text"}
	}
}

func put(zh, en *string, text care.Text) {
	if text.Zh != "" {
		*zh = text.Zh
	}
	if text.En != "" {
		*en = text.En
	}
}
