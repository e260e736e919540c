package supervision

import (
	"maps"
	"math"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/measure"
	"xinhuan/internal/questionnaire"
)

// hideSmall takes out of a sheet the small figures of cases, and those that would give
// them away, unless the reader may open the children of the unit. All figures of cases
// of one sheet are one row whose sum counts as known. Nobody is excepted for having
// written it: who opens no child has the figures from somebody who does.
func hideSmall(t *act.Tx, def *questionnaire.Definition, unit care.ID, v questionnaire.Values) (hidden []string) {
	fields, cells := casesIn(t, def, v)
	if len(fields) == 0 || t.MayUnit(access.Read, access.Suggestion, unit) {
		return nil
	}
	for i, hide := range measure.Suppress([][]int{cells}, false).Cells[0] {
		if hide {
			hidden = append(hidden, fields[i])
			delete(v, fields[i])
		}
	}
	return hidden
}

// casesIn are the answered figures of cases of a sheet. What the form in use marks is
// marked too in sheets given to an older version of it.
func casesIn(t *act.Tx, def *questionnaire.Definition, v questionnaire.Values) (fields []string, cells []int) {
	now, _ := t.K.Forms().Get(def.ID)
	for _, f := range def.Fields() {
		marked := f.Cases
		if now != nil && now.Field(f.ID) != nil {
			marked = marked || now.Field(f.ID).Cases
		}
		if n, ok := v.Number(f.ID); ok && marked {
			fields, cells = append(fields, f.ID), append(cells, int(math.Ceil(n)))
		}
	}
	return fields, cells
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
