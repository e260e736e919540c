package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"xinhuan/instruments"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/instrument"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/table"
)

// ScoreCmd scores a data set with one instrument: a row a person on standard
// output, a summary on standard error.
type ScoreCmd struct {
	Instrument string   `help:"Instrument id, such as phq9." required:""`
	In         string   `help:"CSV file with a header; - reads standard input." required:""`
	Items      []string `help:"Columns of the items in order; A1,...,A9 takes the columns from A1 to A9." required:"" sep:","`
	Missing    string   `help:"Codes that mean no answer, such as 7,9."`
	ID         string   `name:"id" help:"Column that names the person." required:""`
	Weight     string   `help:"Column of survey weights, for the weighted figures of the summary."`
	Where      string   `help:"Rows to keep, such as 'AGE>=20 && SEX==1'."`
	Format     string   `help:"Output format." enum:"csv,json" default:"csv"`
	Summary    string   `help:"Also write the summary to this file as JSON."`
	Norms      string   `help:"CSV norm table (columns as in instruments/README.md); adds T and percentile of each figure behind the other columns." placeholder:"FILE"`
	NormSet    string   `help:"Id of the norm set that the table is for (default: the instrument's own, else table)." placeholder:"ID"`
	Age        string   `help:"Column of the age in whole years, for norms and bands by age." placeholder:"COLUMN"`
	Sex        string   `help:"Column of the sex (male, female; m, f; 男, 女; 1, 2), for norms and bands by sex." placeholder:"COLUMN"`
	Informant  string   `help:"Who answered: self, parent or teacher (default: the instrument's first)." placeholder:"WHO"`
	config.Scales
}

// Run scores the file named by the flags. A wrong column, code or option fails
// as care.Invalid with line and column, never with the value.
func (c *ScoreCmd) Run() error { return c.run(os.Stdin, os.Stdout, os.Stderr) }

func (c *ScoreCmd) run(stdin io.Reader, stdout, stderr io.Writer) error {
	library, err := instrument.Load(instruments.Chosen(c.WithoutRestricted)...)
	if err != nil {
		return err
	}
	in, ok := library.Get(c.Instrument)
	if !ok {
		return unknownInstrument(c.Instrument, library)
	}
	if why := in.Unscored(); !why.IsZero() {
		return care.Invalidf("instrument", why.Zh, why.En)
	}
	if in, err = c.normed(in); err != nil {
		return err
	}
	if c.In != "-" {
		f, err := os.Open(c.In)
		if err != nil {
			return &care.Error{Kind: care.NotFound, Op: "open data set", Err: err, Text: care.Text{Zh: "文件打不开", En: "the file cannot be opened"}}
		}
		defer f.Close()
		stdin = f
	}
	summary, err := c.score(in, stdin, stdout)
	if err != nil {
		return err
	}
	if err := summary.print(stderr); err != nil {
		return err
	}
	if c.Summary == "" {
		return nil
	}
	data, err := json.MarshalIndent(summary, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(c.Summary, append(data, '\n'), 0o600)
}

func unknownInstrument(id string, library *instrument.Library) error {
	var known []string
	for _, in := range library.All() {
		known = append(known, in.ID)
	}
	list := strings.Join(known, ", ")
	return care.Invalidf("instrument", fmt.Sprintf("没有量表 %q;现有:%s", id, list), fmt.Sprintf("there is no instrument %q; known: %s", id, list))
}

// scoreColumns are the columns of the data set that scoring reads.
type scoreColumns struct {
	items      []int
	id, weight int
	age, sex   int // -1 without
	keep       func(table.Row) (bool, error)
	missing    table.CodeSet
}

func (c *ScoreCmd) bind(in *instrument.Instrument, t *table.Table) (*scoreColumns, error) {
	names, err := expandItems(c.Items, t.Names())
	if err != nil {
		return nil, err
	}
	if len(names) != len(in.Items) {
		return nil, care.Invalidf("items", fmt.Sprintf("%s 有 %d 个条目,给出了 %d 列", in.ID, len(in.Items), len(names)), fmt.Sprintf("%s has %d items, %d columns were given", in.ID, len(in.Items), len(names)))
	}
	b := &scoreColumns{weight: -1, age: -1, sex: -1}
	if b.items, err = t.Columns(names...); err != nil {
		return nil, err
	}
	if b.id, err = t.Column(c.ID); err != nil {
		return nil, err
	}
	for _, column := range []struct {
		name string
		at   *int
	}{{c.Weight, &b.weight}, {c.Age, &b.age}, {c.Sex, &b.sex}} {
		if column.name == "" {
			continue
		}
		if *column.at, err = t.Column(column.name); err != nil {
			return nil, err
		}
	}
	if b.missing, err = table.Codes(c.Missing); err != nil {
		return nil, err
	}
	filter, err := table.ParseWhere(c.Where)
	if err != nil {
		return nil, err
	}
	b.keep, err = filter.Bind(t)
	return b, err
}

// expandItems reads "A1,...,A9" as the columns from A1 to A9 in the file's
// order.
func expandItems(given, known []string) ([]string, error) {
	var names []string
	for i, name := range given {
		name = strings.TrimSpace(name)
		if name != "..." {
			names = append(names, name)
			continue
		}
		if i == 0 || i == len(given)-1 {
			return nil, care.Invalidf("items", "省略号须在两列之间", "... stands between two columns")
		}
		from, to := slices.Index(known, strings.TrimSpace(given[i-1])), slices.Index(known, strings.TrimSpace(given[i+1]))
		if from < 0 || to <= from {
			return nil, care.Invalidf("items", "省略号两侧的列不存在或次序不对", "the columns around ... do not exist or are in the wrong order")
		}
		names = append(names, known[from+1:to]...)
	}
	return names, nil
}

func (c *ScoreCmd) score(in *instrument.Instrument, r io.Reader, w io.Writer) (*scoreSummary, error) {
	t, err := table.Open(r)
	if err != nil {
		return nil, err
	}
	b, err := c.bind(in, t)
	if err != nil {
		return nil, err
	}
	out := newScoreWriter(c.Format, w, in, c.normSet(in))
	summary := newScoreSummary(in, c.Weight != "")
	summary.NormSet = c.normSet(in)
	sheet := instrument.Sheet{Answers: make(questionnaire.Answers, len(b.items)), Informant: c.Informant}
	for row, err := range t.Rows() {
		if err != nil {
			return nil, err
		}
		keep, err := b.keep(row)
		if err != nil {
			return nil, err
		}
		if !keep {
			continue
		}
		weight, err := b.read(in, row, sheet.Answers)
		if err != nil {
			return nil, err
		}
		if err := b.who(row, &sheet); err != nil {
			return nil, err
		}
		result := in.Score(sheet, instrument.Options{})
		summary.add(result, weight)
		if err := out.row(row.Text(b.id), result); err != nil {
			return nil, err
		}
	}
	summary.finish()
	return summary, out.close()
}

// read fills the answers of one row and returns its weight (1 without one).
func (b *scoreColumns) read(in *instrument.Instrument, row table.Row, answers questionnaire.Answers) (float64, error) {
	for i, column := range b.items {
		v, ok, err := b.missing.Value(row, column)
		if err != nil {
			return 0, err
		}
		answers[i] = questionnaire.Missing
		if !ok {
			continue
		}
		if v < 0 || v > questionnaire.MaxCode || v != float64(int(v)) {
			return 0, noSuchOption(row, i)
		}
		answers[i] = questionnaire.Answer(v)
	}
	if err := in.Check(answers); err != nil {
		for i := range answers {
			var e *care.Error
			if errors.As(err, &e) && !e.Fields[in.Items[i].ID].IsZero() {
				return 0, noSuchOption(row, i)
			}
		}
		return 0, err
	}
	if b.weight < 0 {
		return 1, nil
	}
	weight, ok, err := row.Number(b.weight)
	if err == nil && (!ok || weight < 0) {
		err = care.Invalidf("weight", fmt.Sprintf("第 %d 行没有可用的权重", row.Line), fmt.Sprintf("line %d has no usable weight", row.Line))
	}
	return weight, err
}

func noSuchOption(row table.Row, item int) error {
	return care.Invalidf("items", fmt.Sprintf("第 %d 行,第 %d 题:没有这个选项(缺失代码用 --missing 说明)", row.Line, item+1),
		fmt.Sprintf("line %d, item %d: there is no such option (name missing codes with --missing)", row.Line, item+1))
}

// scoreWriter writes one row a person as CSV or as a JSON array.
type scoreWriter struct {
	in     *instrument.Instrument
	placed []string // figures that the norm table places; nil without one
	csv    *csv.Writer
	out    *bufio.Writer
	rows   int
	record []string
}

func newScoreWriter(format string, w io.Writer, in *instrument.Instrument, normSet string) *scoreWriter {
	s := &scoreWriter{in: in, out: bufio.NewWriter(w), placed: placedBy(in, normSet)}
	if format == "json" {
		return s
	}
	s.csv = csv.NewWriter(s.out)
	header := []string{"id", "total"}
	for _, sub := range in.Subscales {
		header = append(header, sub.ID)
	}
	header = append(header, "band", "critical", "missing", "flags")
	for _, scale := range s.placed {
		header = append(header, scale+"_t", scale+"_percentile", scale+"_t_band")
	}
	s.csv.Write(header)
	return s
}

func (s *scoreWriter) row(id string, r instrument.Result) error {
	s.rows++
	if s.csv == nil {
		return s.object(id, r)
	}
	s.record = append(s.record[:0], id, s.total(r))
	for i := range s.in.Subscales {
		value := ""
		if i < len(r.Subscales) && r.Subscales[i].Scored {
			value = scoreFigure(r.Subscales[i].Value)
		}
		s.record = append(s.record, value)
	}
	s.record = append(s.record, r.Band, strings.Join(r.Critical, ";"), strconv.Itoa(r.Missing), strings.Join(r.Flags, ";"))
	for _, scale := range s.placed {
		s.record = append(s.record, placeOn(r.Norms, scale)...)
	}
	return s.csv.Write(s.record)
}

func (s *scoreWriter) total(r instrument.Result) string {
	if !r.Scored || !s.in.HasTotal() {
		return ""
	}
	return scoreFigure(r.Total)
}

func scoreFigure(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func (s *scoreWriter) object(id string, r instrument.Result) error {
	subscales := map[string]*float64{}
	for i := range r.Subscales {
		subscales[r.Subscales[i].ID] = nil
		if r.Subscales[i].Scored {
			subscales[r.Subscales[i].ID] = &r.Subscales[i].Value
		}
	}
	row := struct {
		ID        string                 `json:"id"`
		Total     *float64               `json:"total"`
		Subscales map[string]*float64    `json:"subscales"`
		Band      string                 `json:"band"`
		Critical  []string               `json:"critical"`
		Missing   int                    `json:"missing"`
		Flags     []string               `json:"flags"`
		Norms     []instrument.NormScore `json:"norms,omitempty"`
	}{id, nil, subscales, r.Band, append([]string{}, r.Critical...), r.Missing, append([]string{}, r.Flags...), r.Norms}
	if s.total(r) != "" {
		row.Total = &r.Total
	}
	data, err := json.Marshal(row)
	if err != nil {
		return err
	}
	lead := ",\n"
	if s.rows == 1 {
		lead = "[\n"
	}
	s.out.WriteString(lead)
	_, err = s.out.Write(data)
	return err
}

func (s *scoreWriter) close() error {
	if s.csv != nil {
		s.csv.Flush()
		if err := s.csv.Error(); err != nil {
			return err
		}
		return s.out.Flush()
	}
	if s.rows == 0 {
		s.out.WriteString("[")
	}
	s.out.WriteString("\n]\n")
	return s.out.Flush()
}
