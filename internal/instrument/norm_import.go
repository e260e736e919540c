package instrument

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/table"
)

// NormImport is a licensed norm table. The CSV has the columns scale,
// informant, sex, age_min, age_max, raw, t and percentile; an empty informant,
// sex or age holds for everybody.
type NormImport struct {
	Instrument string
	Set        string // a norm set that the instrument's file names
	CSV        []byte
	Licence    ImportedText
}

// WithNorms returns a library in which the norm set carries the table; faults
// are reported like WithText does, all at once.
func (l *Library) WithNorms(imp NormImport) (*Library, error) {
	old, ok := l.byID[imp.Instrument]
	if !ok {
		return nil, care.Fail(care.NotFound, "import norms", "没有这个量表", "there is no such instrument")
	}
	at := slices.IndexFunc(old.NormSets, func(s NormSet) bool { return s.ID == imp.Set })
	if at < 0 {
		return nil, care.Invalidf("set", "该量表没有这套常模", "the instrument names no such norm set")
	}
	if err := imp.Licence.check(); err != nil {
		return nil, err
	}
	rows, err := readNorms(old, imp.CSV)
	if err != nil {
		return nil, err
	}
	in := *old
	in.NormSets = slices.Clone(old.NormSets)
	in.NormSets[at].Rows = rows
	sum := sha256.Sum256(append([]byte(old.Hash+imp.Set), imp.CSV...))
	in.Hash = hex.EncodeToString(sum[:])
	return l.with(&in), nil
}

func readNorms(in *Instrument, data []byte) ([]NormRow, error) {
	t, err := table.Open(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	c, err := t.Columns("scale", "informant", "sex", "age_min", "age_max", "raw", "t", "percentile")
	if err != nil {
		return nil, err
	}
	faults := map[string]care.Text{}
	var rows []NormRow
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		one := NormRow{Scale: row.Text(c[0]), Informant: row.Text(c[1]), Sex: row.Text(c[2])}
		if in.scaleByID(one.Scale) == nil {
			faults[fmt.Sprintf("row %d, scale", row.Line)] = care.Text{Zh: "没有这个分量表", En: "there is no such scale"}
		}
		var numbers [5]float64
		for i := range numbers {
			v, _, err := row.Number(c[3+i])
			if err != nil {
				faults[fmt.Sprintf("row %d, %s", row.Line, t.Names()[c[3+i]])] = care.Text{Zh: "不是数字", En: "not a number"}
			}
			numbers[i] = v
		}
		one.Ages = Ages{Min: int(numbers[0]), Max: int(numbers[1])}
		one.Raw, one.T, one.Percentile = numbers[2], numbers[3], numbers[4]
		rows = append(rows, one)
	}
	if len(rows) == 0 {
		faults["raw"] = care.Text{Zh: "文件中没有数据", En: "the file has no rows"}
	}
	if len(faults) > 0 {
		return nil, &care.Error{Kind: care.Invalid, Op: "import norms", Fields: faults}
	}
	return rows, nil
}
