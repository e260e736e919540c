package supervision

import (
	"maps"
	"slices"
	"strings"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// prefill writes what is known before anybody writes, as far as the writer may know
// it.
func prefill(t *act.Tx, s Sheet, asked Asked) (questionnaire.Values, error) {
	known, err := knownOf(t, s, asked)
	if err != nil {
		return nil, err
	}
	if asks(s.Def, "figure.") && t.MayUnit(access.Read, access.Counts, s.Unit.ID) {
		span := monthOf(t.Today, asked.From)
		if asks(s.Def, "year.") {
			span = yearOf(t.Today, asked.From)
		}
		if err := figures(t, s.Unit, span, known); err != nil {
			return nil, err
		}
	}
	return s.Def.Prefilled(known), nil
}

// knownOf is what is known without counting anything.
func knownOf(t *act.Tx, s Sheet, asked Asked) (map[string]questionnaire.Value, error) {
	name, err := t.NameOf(t.Who.Person)
	if err != nil {
		return nil, err
	}
	known := map[string]questionnaire.Value{
		"today": questionnaire.TextValue(string(t.Today)), "now": questionnaire.TextValue(t.Now.Time().In(care.China).Format("15:04")),
		"actor.name": questionnaire.TextValue(name), "unit.name": questionnaire.TextValue(unitName(s.Unit, t.Today)), "activity.kind": questionnaire.TextValue(s.Kind.ID),
	}
	if s.Unit.Kind == care.Class {
		known["class.name"] = known["unit.name"]
	}
	maps.Copy(known, asked.Known)
	month, year := monthOf(t.Today, asked.From), yearOf(t.Today, asked.From)
	known["month.from"], known["month.until"] = questionnaire.TextValue(string(month.From)), questionnaire.TextValue(string(month.To))
	known["year.from"], known["year.until"] = questionnaire.TextValue(string(year.From)), questionnaire.TextValue(string(year.To))
	return known, nil
}

// asks tells whether a form wants something of a family of sources.
func asks(def *questionnaire.Definition, family string) bool {
	return slices.ContainsFunc(def.Fields(), func(f *questionnaire.Field) bool { return strings.HasPrefix(f.PrefillFrom, family) })
}

func unitName(u care.Unit, today care.Date) string {
	if u.Kind == care.Class {
		return u.ClassName(care.SchoolYear(today)).Zh
	}
	return u.Name
}

// monthOf is the month a report is about: the one asked for, else the last that is
// over, from the middle of a month on the present one.
func monthOf(today, from care.Date) store.Span {
	at := today.Time()
	if asked, err := care.ParseDate(string(from)); err == nil && asked <= today {
		at = asked.Time()
	} else if at.Day() < 15 {
		at = at.AddDate(0, 0, -at.Day())
	}
	first := time.Date(at.Year(), at.Month(), 1, 12, 0, 0, 0, care.China)
	return store.Span{From: care.DateOf(first), To: care.DateOf(first.AddDate(0, 1, -1))}
}

// yearOf is the school year a report is about: the one asked for, else the last that
// is over, in July and August the present one.
func yearOf(today, from care.Date) store.Span {
	year := care.SchoolYear(today)
	if asked, err := care.ParseDate(string(from)); err == nil && asked <= today {
		year = care.SchoolYear(asked)
	} else if m := today.Time().Month(); m != time.July && m != time.August {
		year--
	}
	return store.Span{From: day(year, 9, 1), To: day(year+1, 8, 31)}
}

// figures are what the data says of a unit in a stretch of days: its staff and lessons,
// and, for who may open the children behind them, its cases; whoever else writes the
// report gets those from the psychology staff, since a small figure points at a child.
func figures(t *act.Tx, u care.Unit, span store.Span, known map[string]questionnaire.Value) error {
	put := func(name string, n int) { known["figure."+name] = questionnaire.NumberValue(float64(n)) }
	if err := staffing(t, u, put); err != nil {
		return err
	}
	happened, err := teaching(t, u, span, put)
	if err != nil || !t.MayUnit(access.Read, access.Suggestion, u.ID) {
		return err
	}
	forms, err := t.FormCounts(u.ID, span)
	if err != nil {
		return err
	}
	levels, err := t.NewLevels(u.ID, span)
	if err != nil {
		return err
	}
	closed, err := t.Closed(u.ID, span)
	if err != nil {
		return err
	}
	counts := map[string]int{"interviews": forms["f5_interview"], "referred": forms["f12_referral"], "returned_slips": forms["f12_return_slip"], "on_leave": forms["f14_leave"],
		"sessions": forms["f16_counselling"], "new_general": levels[care.LevelGeneral], "new_serious": levels[care.LevelSerious], "new_major": levels[care.LevelMajor], "closed": closed}
	for name, n := range counts {
		put(name, n)
		happened = happened || n > 0
	}
	known["figure.nothing"] = questionnaire.BoolValue(!happened)
	return rates(t, u, span, forms, put)
}

// teaching are the lessons and trainings that were held, if any.
func teaching(t *act.Tx, u care.Unit, span store.Span, put func(string, int)) (any bool, err error) {
	lessons, err := lessonsHeld(t, u, span)
	if err != nil {
		return false, err
	}
	trainings := 0
	for _, kind := range []string{"teacher_training", "staff_training"} {
		n, err := t.Evidence(u.ID, kind, span.From, span.To, false, inner(u.Kind))
		if err != nil {
			return false, err
		}
		trainings += n
	}
	put("lessons", lessons)
	put("trainings", trainings)
	return lessons+trainings > 0, nil
}

// lessonsHeld are the lessons of all classes together, timetabled and recorded.
func lessonsHeld(t *act.Tx, u care.Unit, span store.Span) (n int, err error) {
	classes, err := classesOf(t, u.ID)
	if err != nil {
		return 0, err
	}
	for _, c := range classes {
		held, err := taught(t, c, span.From, span.To)
		if err != nil {
			return 0, err
		}
		n += held.Held
	}
	return n, nil
}

func staffing(t *act.Tx, u care.Unit, put func(string, int)) error {
	staff, err := seated(t, u.ID, psychologists)
	if err != nil {
		return err
	}
	put("staff", staff)
	late := 0
	open, err := t.DutyCounts(u.ID)
	for _, d := range open {
		late += d.Late
	}
	put("overdue", late)
	return err
}

// rates are shares of a hundred; without anything to divide by none is proposed.
func rates(t *act.Tx, u care.Unit, span store.Span, forms map[string]int, put func(string, int)) error {
	list, err := shares(t, u, span, forms)
	for name, s := range list {
		if s.whole > 0 {
			put(name, min(100, (200*s.part+s.whole)/(2*s.whole)))
		}
	}
	return err
}

// share is what a rate stands on: children or their papers, and of how many.
type share struct{ part, whole int }

// shares counts what the rates of a unit stand on in a stretch of days, by figure.
func shares(t *act.Tx, u care.Unit, span store.Span, forms map[string]int) (map[string]share, error) {
	list, err := roundsIn(t, u.ID, Days(span))
	if err != nil {
		return nil, err
	}
	var sum RoundPart
	for _, r := range list {
		sum.Due, sum.Submitted, sum.Valid = sum.Due+r.Due, sum.Submitted+r.Submitted, sum.Valid+r.Valid
	}
	out := map[string]share{"participation": {sum.Submitted, sum.Due}, "valid_rate": {sum.Valid, sum.Submitted}, "referral_rate": {forms["f12_return_slip"], forms["f12_referral"]}}
	for name, kind := range map[string]string{"interviewed_rate": "interview", "plan_rate": "plan"} {
		done, due, err := t.InTime(u.ID, kind, span)
		if err != nil {
			return nil, err
		}
		out[name] = share{done, due}
	}
	return out, nil
}
