package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"text/tabwriter"

	"xinhuan/internal/care"
	"xinhuan/internal/psychometrics"
	"xinhuan/internal/table"
)

// AnalyseCmd reports how well a scale measured the people of a CSV file. It
// knows no instrument: the file, the item columns and the codes say everything,
// so any school's or researcher's data can be checked. docs/figures.md shows it
// on open data sets.
type AnalyseCmd struct {
	In       string   `required:"" type:"existingfile" placeholder:"FILE.csv" help:"CSV with a header row."`
	Items    []string `required:"" placeholder:"A,B,C" help:"Columns of the items in order; A1,...,A9 takes the columns from A1 to A9."`
	Reverse  []string `placeholder:"B" help:"Items answered the other way round; needs --min and --max."`
	Min      float64  `help:"Smallest value of a reversed item."`
	Max      float64  `help:"Largest value of a reversed item."`
	Subtract float64  `placeholder:"1" help:"Take this from every answer, where a file codes 1-4 what the scale counts 0-3."`
	Missing  string   `placeholder:"7,9" help:"Codes that mean no answer; an empty field always does."`
	Weight   string   `placeholder:"COLUMN" help:"Survey weights; adds weighted shares."`
	Where    string   `placeholder:"AGE>=20" help:"Keep only these rows; comparisons joined by &&."`
	Group    string   `placeholder:"COLUMN" help:"Repeat every figure for each value of this column."`
	Cut      *float64 `placeholder:"10" help:"Count people who score at or above."`
	Pair     string   `placeholder:"COLUMN" help:"Column telling the two waves apart, for retest and reliable change (lower is better)."`
	ID       string   `name:"id" placeholder:"COLUMN" help:"Column naming the person, for --pair."`
	Format   string   `enum:"json,text" default:"json" help:"json or text."`
}

// Run prints the report on standard output.
func (c *AnalyseCmd) Run() error {
	file, err := os.Open(c.In)
	if err != nil {
		return &care.Error{Kind: care.NotFound, Op: "open data file", Err: err,
			Text: care.Text{Zh: "打不开数据文件", En: "the data file can't be opened"}}
	}
	defer file.Close()
	return c.analyse(file, os.Stdout)
}

func (c *AnalyseCmd) analyse(in io.Reader, out io.Writer) error {
	if (c.Pair == "") != (c.ID == "") {
		return care.Invalidf("pair", "配对要同时给出 --pair 和 --id", "pairing needs both --pair and --id")
	}
	sheets, err := c.sheets(in)
	if err != nil {
		return err
	}
	report, err := psychometrics.Analyse(psychometrics.Question{
		Items: c.Items, Reverse: c.Reverse, Min: c.Min, Max: c.Max, Subtract: c.Subtract, Cut: c.Cut,
		Weighted: c.Weight != "", Grouped: c.Group != "", Paired: c.Pair != "",
	}, sheets)
	if err != nil {
		return err
	}
	if c.Format == "text" {
		return printReport(out, report)
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

// sheets reads the rows that pass the filter.
func (c *AnalyseCmd) sheets(in io.Reader) ([]psychometrics.Sheet, error) {
	read, err := c.reader(in)
	if err != nil {
		return nil, err
	}
	var sheets []psychometrics.Sheet
	for row, err := range read.table.Rows() {
		if err != nil {
			return nil, err
		}
		keep, err := read.keep(row)
		if err != nil {
			return nil, err
		}
		if !keep {
			continue
		}
		sheet, err := read.sheet(row)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

// sheetReader knows where in a row everything stands; -1 means not asked for.
type sheetReader struct {
	table                   *table.Table
	keep                    func(table.Row) (bool, error)
	codes                   table.CodeSet
	items                   []int
	weight, group, wave, id int
}

func (c *AnalyseCmd) reader(in io.Reader) (*sheetReader, error) {
	filter, err := table.ParseWhere(c.Where)
	if err != nil {
		return nil, err
	}
	r := &sheetReader{}
	if r.codes, err = table.Codes(c.Missing); err != nil {
		return nil, err
	}
	if r.table, err = table.Open(in); err != nil {
		return nil, err
	}
	if r.keep, err = filter.Bind(r.table); err != nil {
		return nil, err
	}
	for _, list := range []*[]string{&c.Items, &c.Reverse} { // from here on as the file has them
		if *list, err = r.table.Items(*list); err != nil {
			return nil, err
		}
	}
	if r.items, err = r.table.Columns(c.Items...); err != nil {
		return nil, err
	}
	for _, column := range []struct {
		name string
		at   *int
	}{{c.Weight, &r.weight}, {c.Group, &r.group}, {c.Pair, &r.wave}, {c.ID, &r.id}} {
		*column.at = -1
		if column.name == "" {
			continue
		}
		if *column.at, err = r.table.Column(column.name); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *sheetReader) sheet(row table.Row) (psychometrics.Sheet, error) {
	sheet := psychometrics.Sheet{Values: make([]float64, len(r.items))}
	for i, column := range r.items {
		v, ok, err := r.codes.Value(row, column)
		if err != nil {
			return sheet, err
		}
		if !ok {
			v = math.NaN()
		}
		sheet.Values[i] = v
	}
	sheet.Group, sheet.Wave, sheet.Person = r.text(row, r.group), r.text(row, r.wave), r.text(row, r.id)
	if r.weight < 0 {
		return sheet, nil
	}

	weight, ok, err := row.Number(r.weight)
	if err == nil && (!ok || weight < 0) {
		err = care.Invalidf("weight", fmt.Sprintf("第 %d 行没有有效的权重", row.Line), fmt.Sprintf("line %d has no valid weight", row.Line))
	}
	sheet.Weight = weight
	return sheet, err
}

func (r *sheetReader) text(row table.Row, column int) string {
	if column < 0 {
		return ""
	}
	return strings.Clone(row.Text(column))
}

// printReport writes what fits a terminal: the scale first, then its items.
func printReport(out io.Writer, report psychometrics.Report) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	all := append([]psychometrics.Report{report}, report.Groups...)
	for _, r := range all {
		if r.Group != nil {
			fmt.Fprintf(w, "\ngroup\t%s\n", *r.Group)
		}
		fmt.Fprintf(w, "n_total\t%d\nn\t%d\nalpha\t%s\nalpha_std\t%s\nomega\t%s\nmean\t%s\nsd\t%s\nsem\t%s\n",
			r.NTotal, r.N, r.Alpha, r.AlphaStd, r.Omega, r.Mean, r.SD, r.SEM)
		for _, p := range psychometrics.Percents {
			fmt.Fprintf(w, "quantile %d %%\t%s\n", p, r.Quantiles[fmt.Sprint(p)])
		}
		if r.Cut != nil {
			fmt.Fprintf(w, ">= %g\t%d (%s)\n", r.Cut.Value, r.Cut.N, r.Cut.Share)
			if r.Cut.WeightedShare != nil {
				fmt.Fprintf(w, ">= %g weighted\t%s\n", r.Cut.Value, *r.Cut.WeightedShare)
			}
		}
		fmt.Fprint(w, "item\tmean\tsd\titem_rest_r\talpha_if_dropped\n")
		for _, item := range r.Items {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", item.Item, item.Mean, item.SD, item.ItemRestR, item.AlphaIfDropped)
		}
	}
	if r := report.Retest; r != nil {
		fmt.Fprintf(w, "\nretest n\t%d\nretest r\t%s\nimproved\t%d\nworse\t%d\n", r.N, r.R, r.Improved, r.Worse)
	}
	return w.Flush()
}
