package supervision

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/measure"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// hideSmall takes out of a sheet the small figures of cases, and those that would give
// them away, and shares that stand on few children, unless the reader may open the
// children of the unit. All figures of cases of one sheet are one row whose sum counts as
// known. Nobody is excepted for having written it: who opens no child has the figures
// from somebody who does.
func hideSmall(t *act.Tx, def *questionnaire.Definition, a care.Activity, v questionnaire.Values) (hidden []string, err error) {
	if t.MayUnit(access.Read, access.Suggestion, a.Unit) {
		return nil, nil
	}
	fields, cells := casesIn(t, def, v)
	if len(fields) > 0 {
		for i, hide := range measure.Suppress([][]int{cells}, false).Cells[0] {
			if hide {
				hidden = append(hidden, fields[i])
			}
		}
	}
	small, err := smallShares(t, def, a, v)
	if err != nil {
		return nil, err
	}
	hidden = append(hidden, small...)
	for _, field := range hidden {
		delete(v, field)
	}
	return hidden, nil
}

// casesIn are the answered figures of cases of a sheet.
func casesIn(t *act.Tx, def *questionnaire.Definition, v questionnaire.Values) (fields []string, cells []int) {
	for _, f := range def.Fields() {
		if n, ok := v.Number(f.ID); ok && (f.Cases || inUse(t, def, f).Cases) {
			fields, cells = append(fields, f.ID), append(cells, int(math.Ceil(n)))
		}
	}
	return fields, cells
}

// inUse is a field as the form in use has it: what that marks is marked too in sheets
// given to an older version of it.
func inUse(t *act.Tx, def *questionnaire.Definition, f *questionnaire.Field) *questionnaire.Field {
	if now, ok := t.K.Forms().Get(def.ID); ok && now.Field(f.ID) != nil {
		return now.Field(f.ID)
	}
	return f
}

// smallShares are the answered shares of a sheet that stand on few children, counted anew
// for the days of the report: those a share counts and the rest of the whole are two cells
// of one row whose sum is known. Two splits have to pass, that of the data and the one the
// written share says. Where nothing is counted nobody can tell how few there were.
func smallShares(t *act.Tx, def *questionnaire.Definition, a care.Activity, v questionnaire.Values) (small []string, err error) {
	var known map[string]share
	for _, f := range def.Fields() {
		now := inUse(t, def, f)
		n, ok := v.Number(f.ID)
		if !ok || !f.Share && !now.Share {
			continue
		}
		if known == nil {
			if known, err = sharesOf(t, a); err != nil {
				return nil, err
			}
		}
		s := known[strings.TrimPrefix(now.PrefillFrom, "figure.")]
		said := int(math.Round(n * float64(s.whole) / 100))
		if s.whole == 0 || fewIn(s.part, s.whole) || fewIn(said, s.whole) {
			small = append(small, f.ID)
		}
	}
	return small, nil
}

func fewIn(part, whole int) bool {
	part = min(part, whole)
	return slices.Contains(measure.Suppress([][]int{{part, whole - part}}, false).Cells[0], true)
}

// sharesOf counts what the shares of a report stand on.
func sharesOf(t *act.Tx, a care.Activity) (map[string]share, error) {
	span := store.Span{From: a.On, To: cmp.Or(a.EndedOn, a.On)}
	forms, err := t.FormCounts(a.Unit, span)
	if err != nil {
		return nil, err
	}
	u, err := t.Unit(a.Unit)
	if err != nil {
		return nil, err
	}
	return shares(t, u, span, forms)
}

// keepUnseen gives an amendment those figures of the record that its author is not
// shown and left empty: they stand as they were signed.
func keepUnseen(t *act.Tx, before Record, v questionnaire.Values) (questionnaire.Values, error) {
	if len(before.Small) == 0 {
		return v, nil
	}
	signed, err := workOf(t, before.ID)
	if err != nil {
		return nil, err
	}
	v = maps.Clone(v)
	for _, field := range before.Small {
		if !v.Answered(field) {
			v[field] = signed[field]
		}
	}
	return v, nil
}
