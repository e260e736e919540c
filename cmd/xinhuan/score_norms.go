package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/table"
)

// normed is the instrument with the table of --norms. Whoever scores a file has the
// table at hand and answers for the right to it; nothing of it is kept.
func (c *ScoreCmd) normed(in *instrument.Instrument) (*instrument.Instrument, error) {
	if c.Informant != "" && !slices.Contains(in.Informants, c.Informant) {
		return nil, care.Invalidf("informant", fmt.Sprintf("%s 没有这种评定者，可用：%v", in.ID, in.Informants), fmt.Sprintf("%s has no such informant; it has %v", in.ID, in.Informants))
	}
	if c.Norms == "" {
		if c.NormSet != "" {
			return nil, care.Invalidf("norm_set", "--norm-set 要与 --norms 一起使用", "--norm-set goes with --norms")
		}
		return in, nil
	}
	data, err := os.ReadFile(c.Norms)
	if err != nil {
		return nil, &care.Error{Kind: care.NotFound, Op: "open norm table", Err: err, Text: care.Text{Zh: "常模表打不开", En: "the norm table cannot be opened"}}
	}
	return in.WithNormTable(c.normSet(in), instrument.NormSet{}, data)
}

// normSet is the set that the table is for; "" without a table.
func (c *ScoreCmd) normSet(in *instrument.Instrument) string {
	if c.Norms == "" {
		return ""
	}
	own := ""
	for _, set := range in.NormSets {
		if set.Default {
			own = set.ID
		}
	}
	return cmp.Or(c.NormSet, own, "table")
}

// placedBy are the figures that a norm set says something of, in the order of the
// columns.
func placedBy(in *instrument.Instrument, normSet string) (scales []string) {
	set, _ := in.NormSet(normSet)
	for _, id := range append([]string{"total"}, subscaleIDs(in)...) {
		if slices.ContainsFunc(set.Rows, func(r instrument.NormRow) bool { return r.Scale == id }) {
			scales = append(scales, id)
		}
	}
	return scales
}

func subscaleIDs(in *instrument.Instrument) (ids []string) {
	for _, s := range in.Subscales {
		ids = append(ids, s.ID)
	}
	return ids
}

// placeOn are the three columns of one figure.
func placeOn(norms []instrument.NormScore, scale string) []string {
	for _, n := range norms {
		if n.Scale == scale {
			return []string{optional(n.T), optional(n.Percentile), n.Band}
		}
	}
	return []string{"", "", ""}
}

func optional(x *float64) string {
	if x == nil {
		return ""
	}
	return scoreFigure(*x)
}

var sexWords = map[string]string{"": "", "male": "male", "m": "male", "男": "male", "1": "male", "female": "female", "f": "female", "女": "female", "2": "female"}

// who reads age and sex of a row; an empty field is unknown.
func (b *scoreColumns) who(row table.Row, sheet *instrument.Sheet) error {
	sheet.Age, sheet.Sex = 0, ""
	if b.age >= 0 {
		v, _, err := row.Number(b.age)
		if err != nil {
			return err
		}
		if v < 0 || v > 120 {
			return care.Invalidf("age", fmt.Sprintf("第 %d 行的年龄不对", row.Line), fmt.Sprintf("line %d has an impossible age", row.Line))
		}
		sheet.Age = int(v) // whole years that have passed
	}
	if b.sex >= 0 {
		sex, ok := sexWords[strings.ToLower(row.Text(b.sex))]
		if !ok {
			return care.Invalidf("sex", fmt.Sprintf("第 %d 行的性别看不懂：请写 male、female（或 m、f、男、女、1、2）", row.Line), fmt.Sprintf("line %d has a sex that can't be read: write male or female (or m, f, 1, 2)", row.Line))
		}
		sheet.Sex = sex
	}
	return nil
}
