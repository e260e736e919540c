package instrument

// algorithms are the outcomes that no range of a total can express. Each
// returns the id of one of its band set's outcomes; ok is false while the
// answers don't settle it.
var algorithms = map[string]func(*view, *Result) (id string, ok bool){
	"any_cutoff":     anyCutoff,
	"phq9_dsm":       phq9DSM,
	"upi_categories": upiCategories,
	"cssrs_triage":   cssrsTriage,
	"asq":            asq,
}

// anyCutoff is positive when any default cut-off is met: SCL-90's three rules,
// one sign of an age point. On a form filled section by section one sign is
// enough even where the rest of its section is blank.
func anyCutoff(v *view, r *Result) (string, bool) {
	for n := 1; v.in.Sections && n <= len(v.in.Items); n++ {
		if v.yes(n) {
			return "positive", true
		}
	}
	if !r.Scored {
		return "", false
	}
	for i := range v.in.Cutoffs {
		c := &v.in.Cutoffs[i]
		if c.Default && (c.Informant == "" || c.Informant == v.sheet.Informant) && v.meets(c) {
			return "positive", true
		}
	}
	return "negative", true
}

// phq9DSM counts symptoms at 2 or more (item 9 at 1 or more). Five with item 1
// or 2 among them: major; two to four likewise: other. Kroenke 2001.
func phq9DSM(v *view, r *Result) (string, bool) {
	if !r.Scored {
		return "", false
	}
	symptoms, core := 0, false
	for i := range v.in.Items {
		s, ok := v.raw(i)
		if !ok || (s < 2 && (i != 8 || s < 1)) {
			continue
		}
		symptoms++
		core = core || i < 2
	}
	switch {
	case core && symptoms >= 5:
		return "major", true
	case core && symptoms >= 2:
		return "other", true
	default:
		return "none", true
	}
}

// upiCategories follows the two category rules of the Chinese revision; where
// sources differ (is category 2's key item an alternative or a condition, does
// item 64 count) a setting decides.
func upiCategories(v *view, r *Result) (string, bool) {
	if !r.Scored {
		return "", false
	}
	last := 64
	if v.in.setting(v.options.Settings, settingUPIAux) == "61-63" {
		last = 63
	}
	auxiliary := 0
	for n := 61; n <= last; n++ {
		if v.yes(n) {
			auxiliary++
		}
	}
	asks := v.in.setting(v.options.Settings, settingUPIAsks) == "64" && v.yes(64)
	if r.Total >= 25 || v.yes(25) || auxiliary >= 2 || asks {
		return "category_1", true
	}
	middle, key := r.Total >= 20, v.yes(8) || v.yes(16) || v.yes(26)
	if v.in.setting(v.options.Settings, settingUPICat2) == "and" {
		middle, key = middle && key, false
	}
	if middle || key || auxiliary == 1 {
		return "category_2", true
	}
	return "category_3", true
}

// cssrsTriage: item 6 is the lifetime behaviour, item 7 whether it was within
// three months. The gravest finding stands even when the rest was not
// answered; anything less needs all that was to be asked.
func cssrsTriage(v *view, r *Result) (string, bool) {
	switch {
	case v.yes(4) || v.yes(5) || v.yes(7):
		return "high", true
	case r.Missing > 0:
		return "", false
	case v.yes(3) || v.yes(6):
		return "moderate", true
	case v.yes(1) || v.yes(2):
		return "low", true
	default:
		return "none", true
	}
}

// asq: a refusal of items 1-4 counts as positive; item 5 (thoughts right now)
// is asked only then, and a refusal of it is taken as acute (ours: safer).
func asq(v *view, r *Result) (string, bool) {
	if v.yes(5) || v.declined(5) {
		return "acute_positive", true
	}
	positive, open := false, false
	for n := 1; n <= 5; n++ {
		if n < 5 {
			positive = positive || v.yes(n) || v.declined(n)
		}
		_, answered := v.raw(n - 1)
		open = open || (!answered && !v.declined(n) && v.asked(n-1))
	}
	if open {
		return "", false
	}
	if positive {
		return "positive_non_acute", true
	}
	return "negative", true
}
