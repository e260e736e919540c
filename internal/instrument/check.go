package instrument

import (
	"fmt"
	"regexp"
	"slices"

	"xinhuan/internal/questionnaire"
)

var (
	idPattern     = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	classes       = []Class{Ship, ShipRestricted, Key, None}
	grades        = []string{"V2", "V1", "K", "none", "inference", "ours"}
	informants    = []string{"self", "parent", "teacher", "carer", "counsellor", "interviewer", "doctor"}
	methods       = []string{"sum", "mean", "count", "mean_above", "none"}
	knownSettings = []string{settingOrder, settingRounding, settingLie, settingUPICat2, settingUPIAux, settingUPIAsks}
)

// complete fills what a file may leave out, refuses what makes no sense and
// compiles the scoring plan.
func (in *Instrument) complete() *flaw {
	for _, check := range []func() *flaw{in.checkHead, in.fillItems, in.checkScales, in.checkRules, in.checkSettings} {
		if f := check(); f != nil {
			return f
		}
	}
	in.compiled = compile(in)
	if f := in.checkRanges(); f != nil {
		return f
	}
	return in.checkBands()
}

func (in *Instrument) checkHead() *flaw {
	switch {
	case !idPattern.MatchString(in.ID):
		return flawf("id", "an id is lower-case letters, digits and _")
	case in.Names.Zh == "" || in.Names.En == "":
		return flawf("names", "both names are needed")
	case !slices.Contains(classes, in.Licence.Class):
		return flawf("licence.class", "unknown licence class %q", in.Licence.Class)
	case in.Licence.Statement == "":
		return flawf("licence", "the licence statement is missing")
	case len(in.Sources) == 0:
		return flawf("sources", "an instrument names its sources")
	case in.Direction != "" && in.Direction != "higher_worse" && in.Direction != "higher_better":
		return flawf("direction", "unknown direction %q", in.Direction)
	}
	for key, grade := range map[string]string{"scoring": in.Verification.Scoring, "cutoffs": in.Verification.Cutoffs,
		"loinc": in.Verification.LOINC, "licence": in.Verification.Licence} {
		if grade == "" {
			return flawf("verification", "the grade of %s is missing", key)
		}
	}
	for i, informant := range in.Informants {
		if !slices.Contains(informants, informant) {
			return flawf(fmt.Sprintf("informants[%d]", i), "unknown informant %q", informant)
		}
	}
	if in.Licence.Class == None && !in.External {
		return flawf("external", "an instrument of class none records external results only")
	}
	return nil
}

// fillItems makes Items complete in order, so that Items[n-1] is item n.
func (in *Instrument) fillItems() *flaw {
	if in.External {
		if len(in.Items)+len(in.Subscales)+len(in.Critical) > 0 {
			return flawf("external", "an external instrument has no items to score")
		}
		return nil
	}
	if in.ItemCount < 1 || in.ItemCount > 1000 {
		return flawf("item_count", "between 1 and 1000 items")
	}
	full := make([]Item, in.ItemCount)
	for i, item := range in.Items {
		at := fmt.Sprintf("items[%d].n", i)
		if item.N < 1 || item.N > in.ItemCount {
			return flawf(at, "item %d is not on the form", item.N)
		}
		if full[item.N-1].N != 0 {
			return flawf(at, "item %d is described twice", item.N)
		}
		full[item.N-1] = item
	}
	for i := range full {
		if full[i].N = i + 1; full[i].ID == "" {
			full[i].ID = fmt.Sprintf("%s.%d", in.ID, i+1)
		}
		options, at := full[i].Options, fmt.Sprintf("items[%d].options", i)
		if options == nil {
			options, at = in.Options, "options"
		}
		if f := checkOptions(at, options); f != nil {
			return f
		}
	}
	in.Items = full
	return nil
}

func checkOptions(at string, options []Option) *flaw {
	if len(options) < 2 {
		return flawf(at, "an item needs at least two options")
	}
	seen := map[int]bool{}
	for i, o := range options {
		if o.Code < 0 || o.Code > questionnaire.MaxCode || seen[o.Code] {
			return flawf(fmt.Sprintf("%s[%d].code", at, i), "a code is unique and between 0 and %d", questionnaire.MaxCode)
		}
		seen[o.Code] = true
	}
	return nil
}

func (in *Instrument) checkNumbers(at string, numbers []int) *flaw {
	seen := map[int]bool{}
	for i, n := range numbers {
		if n < 1 || n > len(in.Items) {
			return flawf(fmt.Sprintf("%s[%d]", at, i), "item %d is not on the form", n)
		}
		if seen[n] {
			return flawf(fmt.Sprintf("%s[%d]", at, i), "item %d is listed twice", n)
		}
		seen[n] = true
	}
	return nil
}

func (in *Instrument) checkScales() *flaw {
	if in.External {
		return nil
	}
	if in.Missing.Method == "" {
		return flawf("missing", "say what happens when answers are missing, with a source")
	}
	if in.Total.ID = "total"; in.Total.Method == "" {
		return flawf("total", "say how the total is made, or none")
	}
	if in.Total.Items == nil {
		for _, item := range in.Items {
			if !item.Unscored {
				in.Total.Items = append(in.Total.Items, item.N)
			}
		}
	}
	seen := map[string]bool{"total": true}
	for i := range in.Subscales {
		s, at := &in.Subscales[i], fmt.Sprintf("subscales[%d]", i)
		if !idPattern.MatchString(s.ID) || seen[s.ID] {
			return flawf(at+".id", "a sub-scale id is unique, of lower-case letters, digits and _")
		}
		seen[s.ID] = true
		if s.Zh == "" || s.En == "" {
			return flawf(at, "both names are needed")
		}
		if len(s.Items) == 0 {
			return flawf(at, "a sub-scale lists its items")
		}
		if f := in.checkScale(at, s); f != nil {
			return f
		}
	}
	return in.checkScale("total", &in.Total)
}

func (in *Instrument) checkScale(at string, s *Scale) *flaw {
	if !slices.Contains(methods, s.Method) {
		return flawf(at+".method", "unknown method %q", s.Method)
	}
	if s.Multiplier == 0 {
		s.Multiplier = 1
	}
	if s.Rounding != "" && s.Rounding != "half_up" && s.Rounding != "truncate" {
		return flawf(at+".rounding", "unknown rounding %q", s.Rounding)
	}
	if s.Missing == nil {
		s.Missing = &in.Missing
	}
	if s.Missing.Method != "none" && s.Missing.Method != "prorate" {
		return flawf(at+".missing.method", "none or prorate")
	}
	if s.Missing.Source == "" {
		return flawf("missing", "a missing-answer rule names its source, or says it is ours")
	}
	if f := checkSource("missing", s.Missing.Source, s.Missing.SourceZh); f != nil {
		return f
	}
	return in.checkNumbers(at+".items", s.Items)
}

// checkRanges compares every stated range with what the options can reach.
func (in *Instrument) checkRanges() *flaw {
	if in.External {
		return nil
	}
	for i, plan := range in.compiled.scales {
		at := "total.range"
		if i > 0 {
			at = fmt.Sprintf("subscales[%d].range", i-1)
		}
		stated := plan.scale.Range
		if len(stated) == 0 {
			continue
		}
		if len(stated) != 2 || stated[0] != plan.low || stated[1] != plan.high {
			return flawf(at, "the items reach %g to %g, the file says %v", plan.low, plan.high, stated)
		}
	}
	return nil
}

func (in *Instrument) checkRules() *flaw {
	if f := in.checkNumbers("reverse", in.Reverse); f != nil {
		return f
	}
	if len(in.Reverse) > 0 && len(in.Orders) > 0 {
		return flawf("reverse_orders", "give either reverse or reverse_orders")
	}
	for i, order := range in.Orders {
		if f := in.checkNumbers(fmt.Sprintf("reverse_orders[%d].items", i), order.Items); f != nil {
			return f
		}
	}
	for i, c := range in.Critical {
		at := fmt.Sprintf("critical[%d]", i)
		if c.Kind != "hard" && c.Kind != "soft" {
			return flawf(at+".kind", "hard or soft")
		}
		if c.Total == (c.Item != 0) || c.Item > len(in.Items) || c.Item < 0 {
			return flawf(at, "name one item of the form, or the total")
		}
		if c.AtLeast < 1 || c.Source == "" {
			return flawf(at, "a critical answer needs at_least and a source")
		}
		if f := checkSource(at, c.Source, c.SourceZh); f != nil {
			return f
		}
	}
	if lie := in.Validity.Lie; lie != nil {
		if lie.AtLeast < 1 || lie.Source == "" {
			return flawf("validity.lie", "a lie scale needs at_least and a source")
		}
		return in.checkNumbers("validity.lie.items", lie.Items)
	}
	return nil
}

func (in *Instrument) checkSettings() *flaw {
	for i, s := range in.Settings {
		at := fmt.Sprintf("settings[%d]", i)
		if !slices.Contains(knownSettings, s.ID) {
			return flawf(at+".id", "no code reads the setting %q", s.ID)
		}
		if !slices.Contains(s.Choices, s.Default) {
			return flawf(at+".default", "the default is one of the choices")
		}
		if s.Zh == "" || s.En == "" {
			return flawf(at, "both texts are needed")
		}
	}
	if len(in.Orders) > 0 && in.setting(nil, settingOrder) == "" {
		return flawf("settings", "named orders need the setting order")
	}
	return nil
}

// setting is the chosen value, or the default where nothing valid was chosen.
func (in *Instrument) setting(chosen map[string]string, id string) string {
	for i := range in.Settings {
		s := &in.Settings[i]
		if s.ID != id {
			continue
		}
		if v, ok := chosen[id]; ok && slices.Contains(s.Choices, v) {
			return v
		}
		return s.Default
	}
	return ""
}
