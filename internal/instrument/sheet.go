package instrument

import (
	"fmt"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// Check refuses, as care.Invalid, answers that can't belong to this instrument:
// a wrong number of them, or a code that the item does not print. The message
// names the item, never the answer.
func (in *Instrument) Check(answers questionnaire.Answers) error {
	if in.External {
		return care.Fail(care.Invalid, "check sheet", "该量表只登记外部结果,不在此作答", "of this instrument only outside results are recorded; it is not answered here")
	}
	if len(answers) != len(in.Items) {
		return care.Invalidf("answers", fmt.Sprintf("应有 %d 个条目的作答", len(in.Items)), fmt.Sprintf("the sheet must have %d answers", len(in.Items)))
	}
	fields := map[string]care.Text{}
	for i, a := range answers {
		if a == questionnaire.Missing || a == questionnaire.Declined {
			continue
		}
		table := in.compiled.scores[i]
		if a < 0 || int(a) >= len(table) || table[a] == noOption {
			fields[in.Items[i].ID] = care.Text{Zh: fmt.Sprintf("第 %d 题没有这个选项", i+1), En: fmt.Sprintf("item %d has no such option", i+1)}
		}
	}
	if len(fields) > 0 {
		return &care.Error{Kind: care.Invalid, Op: "check sheet", Fields: fields}
	}
	return nil
}

// CheckOptions refuses, as care.Invalid, a band set or a setting that the
// instrument does not have. Configuration is checked with it once; Score falls
// back to the defaults and raises FlagOption.
func (in *Instrument) CheckOptions(o Options) error {
	has := func(b BandSet) bool { return b.ID == o.BandSet }
	if o.BandSet != "" && !slices.ContainsFunc(in.BandSets, has) {
		return care.Invalidf("band_set", "没有这套划界标准", "there is no such band set")
	}
	for id, choice := range o.Settings {
		fits := func(s Setting) bool { return s.ID == id && slices.Contains(s.Choices, choice) }
		if !slices.ContainsFunc(in.Settings, fits) {
			return care.Invalidf(id, "没有这项设置或这个取值", "there is no such setting, or it can't have this value")
		}
	}
	return nil
}

// ItemOptions are the options of item n (its number on the form).
func (in *Instrument) ItemOptions(n int) []Option {
	if own := in.Items[n-1].Options; own != nil {
		return own
	}
	return in.Options
}

// BandName is the wording of a band or outcome of a band set; zero where
// unknown.
func (in *Instrument) BandName(set, band string) care.Text {
	for _, b := range in.BandSets {
		if b.ID != set {
			continue
		}
		for _, o := range b.Outcomes {
			if o.ID == band {
				return o.Name()
			}
		}
		for _, s := range b.Scales {
			for _, one := range s.Bands {
				if one.ID == band {
					return care.Text{Zh: one.Zh, En: one.En}
				}
			}
		}
	}
	return care.Text{}
}
