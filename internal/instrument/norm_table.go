package instrument

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/table"
)

// normReader gathers the rows and the faults of one table.
type normReader struct {
	in        *Instrument
	columns   map[string]int
	rows      []NormRow
	first     map[normKey]int // the line a case stood in first
	tables    map[string]bool // scale -> whether it is given raw score by raw score
	faults    map[string]care.Text
	line      int
	faultless bool // of the line being read
}

// normKey is what one row is about.
type normKey struct {
	scale, informant, sex string
	ages                  Ages
	raw                   float64
}

func (r *normReader) fault(column, zh, en string) {
	r.faults[fmt.Sprintf("row %d, %s", r.line, column)] = care.Text{Zh: zh, En: en}
	r.faultless = false
}

func readNorms(in *Instrument, data []byte) ([]NormRow, error) {
	t, err := table.Open(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	r := &normReader{in: in, columns: map[string]int{}, first: map[normKey]int{}, tables: map[string]bool{}, faults: map[string]care.Text{}}
	for _, name := range []string{"scale", "informant", "sex", "age_min", "age_max", "raw", "t", "percentile"} {
		if r.columns[name], err = t.Column(name); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"mean", "sd"} {
		if at := slices.Index(t.Names(), name); at >= 0 {
			r.columns[name] = at
		}
	}
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		r.row(row)
	}
	if len(r.rows) == 0 && len(r.faults) == 0 {
		r.faults["raw"] = care.Text{Zh: "文件中没有数据", En: "the file has no rows"}
	}
	if len(r.faults) > 0 {
		return nil, &care.Error{Kind: care.Invalid, Op: "import norms", Fields: r.faults}
	}
	return r.rows, nil
}

// number reads one figure; nil where the field is empty or no number.
func (r *normReader) number(row table.Row, name string) *float64 {
	at, ok := r.columns[name]
	if !ok {
		return nil
	}
	v, given, err := row.Number(at)
	if err != nil {
		r.fault(name, "不是数字", "not a number")
	}
	if err != nil || !given {
		return nil
	}
	return &v
}

func (r *normReader) row(row table.Row) {
	r.line, r.faultless = row.Line, true
	one := NormRow{Scale: row.Text(r.columns["scale"]), Informant: row.Text(r.columns["informant"]), Sex: row.Text(r.columns["sex"])}
	scale := r.in.scaleByID(one.Scale)
	if scale == nil || scale.Method == "none" {
		r.fault("scale", "没有这个分量表（总分写 total）", "there is no such scale (the total is called total)")
	}
	if one.Informant != "" && !slices.Contains(r.in.Informants, one.Informant) {
		r.fault("informant", fmt.Sprintf("该量表没有这种评定者，可用：%v", r.in.Informants), fmt.Sprintf("the instrument has no such informant; it has %v", r.in.Informants))
	}
	if one.Sex != "" && one.Sex != "male" && one.Sex != "female" {
		r.fault("sex", "只能是 male、female 或空", "must be male, female or empty")
	}
	one.Ages = Ages{Min: r.age(row, "age_min"), Max: r.age(row, "age_max")}
	if one.Ages.Max != 0 && one.Ages.Max < one.Ages.Min {
		r.fault("age_max", "小于 age_min", "is below age_min")
	}
	r.figures(row, scale, &one)
	key := normKey{one.Scale, one.Informant, one.Sex, one.Ages, one.Raw}
	if line, twice := r.first[key]; twice {
		r.fault("raw", fmt.Sprintf("与第 %d 行重复", line), fmt.Sprintf("row %d says it already", line))
	} else {
		r.first[key] = row.Line
	}
	if r.faultless {
		r.rows = append(r.rows, one)
	}
}

func (r *normReader) age(row table.Row, name string) int {
	v := r.number(row, name)
	if v == nil {
		return 0
	}
	if *v != float64(int(*v)) || *v < 0 || *v > 120 {
		r.fault(name, "应是整岁数", "must be whole years")
		return 0
	}
	return int(*v)
}

// figures reads what the row says: of one raw score, or of the whole distribution.
// A scale is given the one way or the other, because the first row that fits wins.
func (r *normReader) figures(row table.Row, scale *Scale, one *NormRow) {
	raw, mean, sd := r.number(row, "raw"), r.number(row, "mean"), r.number(row, "sd")
	one.T, one.Percentile = r.number(row, "t"), r.number(row, "percentile")
	if !r.faultless {
		return
	}
	byRaw := raw != nil
	if before, seen := r.tables[one.Scale]; seen && before != byRaw {
		r.fault("raw", "同一分量表要么逐分给出，要么给出均数和标准差", "a scale is given either score by score or by mean and sd")
	}
	r.tables[one.Scale] = byRaw
	switch {
	case !byRaw && (mean == nil || sd == nil || *sd <= 0 || one.T != nil || one.Percentile != nil):
		r.fault("raw", "请给出 raw 以及 t 或 percentile，或者只给出 mean 和大于 0 的 sd", "give raw with t or percentile, or only mean with an sd above 0")
	case !byRaw:
		one.Mean, one.SD = *mean, *sd
	case mean != nil || sd != nil:
		r.fault("mean", "给了 raw 的行不能再有 mean、sd", "a row with raw has no mean and sd")
	case one.T == nil && one.Percentile == nil:
		r.fault("t", "请给出 t 或 percentile", "give t or percentile")
	case len(scale.Range) == 2 && (*raw < scale.Range[0] || *raw > scale.Range[1]):
		r.fault("raw", "超出该分量表的得分范围", "is out of the scale's range")
	case one.T != nil && (*one.T < -50 || *one.T > 150):
		r.fault("t", "T 分应在 -50 与 150 之间", "a T score lies between -50 and 150")
	case one.Percentile != nil && (*one.Percentile < 0 || *one.Percentile > 100):
		r.fault("percentile", "应在 0 与 100 之间", "must lie between 0 and 100")
	default:
		one.Raw = *raw
	}
}
