package supervision

import (
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Evidence is what stands behind a clause in a unit and the units below it in one
// school year: their duties, their records, the posts they hold and the figures of it.
type Evidence struct {
	Clause  policy.Clause
	Unit    care.Unit
	Year    int
	Duties  []DutyCount
	Kinds   []KindOnFile
	Unread  []policy.Activity // kinds that count for it and that the reader may not read
	Records []Record          // newest first, at most recordsMost
	Total   int               // records in all
	Ratios  []Staffed
	Figures []Figure
}

// KindOnFile is how much of one kind of evidence is on file.
type KindOnFile struct {
	Sort    policy.Activity
	Records int
	Lessons int         // signed, of the timetable
	Writers []care.Role // who may file such a record
	May     bool        // the reader may, at the unit
}

// DutyCount is how the units stand with one cadence.
type DutyCount struct {
	Cadence          policy.Cadence
	Open, Late, Done int
}

// recordsMost is how many records one clause lists. Ours; the list page has all.
const recordsMost = 200

// Has tells whether a record is among the evidence.
func (e Evidence) Has(id care.ID) bool {
	return slices.ContainsFunc(e.Records, func(r Record) bool { return r.ID == id })
}

// Empty tells that the clause rests on nothing that units do.
func (e Evidence) Empty() bool {
	return len(e.Duties)+len(e.Kinds)+len(e.Unread)+len(e.Ratios)+len(e.Figures) == 0
}

// Evidence gathers what stands behind a clause.
func (r Room) Evidence(ctx context.Context, who act.Who, clause string, unit care.ID, year int) (e Evidence, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		if err := t.DecideUnit(access.Read, access.Activities, unit); err != nil {
			return err
		}
		e, err = evidence(t, clause, unit, year)
		return err
	})
	return e, err
}

func evidence(t *act.Tx, clause string, unit care.ID, year int) (e Evidence, err error) {
	c, ok := t.Policy.Clause(clause)
	if !ok {
		return e, care.Fail(care.NotFound, "evidence", "没有这一条款", "there is no such clause")
	}
	e = Evidence{Clause: c, Year: year}
	if e.Unit, err = t.Unit(unit); err != nil {
		return e, err
	}
	from, to := yearSpan(year)
	days := Days{care.DateOf(from.Time()), care.DateOf(to.Time())}
	unread, err := unreadKinds(t, unit)
	if err != nil {
		return e, err
	}
	for _, kind := range kindsFor(t.Policy, c) {
		sort, _ := t.Policy.Activity(kind)
		if slices.Contains(unread, kind) {
			e.Unread = append(e.Unread, sort)
			continue
		}
		on, err := onFile(t, sort, e.Unit, days)
		if err != nil {
			return e, err
		}
		e.Kinds, e.Total = append(e.Kinds, on), e.Total+on.Records
		list, err := recordsOf(t, sort, unit, days, recordsMost)
		if err != nil {
			return e, err
		}
		e.Records = append(e.Records, list...)
	}
	slices.SortStableFunc(e.Records, func(a, b Record) int { return strings.Compare(string(b.On), string(a.On)) })
	if len(e.Records) > recordsMost {
		e.Records = e.Records[:recordsMost]
	}
	if err := e.numbers(t); err != nil {
		return e, err
	}
	for _, ref := range c.ServedBy {
		id, ok := strings.CutPrefix(ref, policy.CadencePrefix)
		if !ok {
			continue
		}
		k, known, err := t.Cadence(id)
		if err != nil {
			return e, err
		}
		if !known {
			continue
		}
		n, err := t.RuleCount(policy.CadencePrefix+id, unit, from, to)
		if err != nil {
			return e, err
		}
		e.Duties = append(e.Duties, DutyCount{k, n.Open, n.Late, n.Done})
	}
	return e, nil
}

// onFile counts what there is of a kind in a unit and the units below it, and says who
// may file it.
func onFile(t *act.Tx, sort policy.Activity, unit care.Unit, days Days) (k KindOnFile, err error) {
	k.Sort = sort
	f := days.filter(sort)
	if f.Hidden, err = hiddenBelow(t, unit.ID, sort); err != nil {
		return k, err
	}
	if k.Records, err = t.CountActivitiesBelow(unit.ID, f); err != nil {
		return k, err
	}
	if sort.Timetable {
		signed, err := t.MonthsBelow(unit.ID, days.From.Month(), days.To.Month())
		if err != nil {
			return k, err
		}
		for _, m := range signed {
			k.Lessons += len(m.Days)
		}
	}
	def, err := formOf(t, sort)
	if err != nil {
		return k, err
	}
	for _, role := range care.StaffRoles() {
		if t.Access.May(role, access.Write, writes(def)) {
			k.Writers = append(k.Writers, role)
		}
	}
	k.May = sort.OfUnit(unit.Kind, unit.Stage) && mayWrite(t, def, unit, sort.ID)
	return k, nil
}

// numbers adds the ratios and measures that serve the clause.
func (e *Evidence) numbers(t *act.Tx) error {
	period, err := PeriodOf(t.Policy.Calendar(), e.Year, 0)
	if err != nil {
		return err
	}
	var staff []StaffRow
	for _, ref := range e.Clause.ServedBy {
		kind, id, _ := strings.Cut(ref, "/")
		switch kind {
		case "ratio":
			if staff == nil {
				if staff, err = staffBelow(t, e.Unit.ID); err != nil {
					return err
				}
			}
			for _, r := range t.Policy.Ratios() {
				if r.ID == id {
					e.Ratios = append(e.Ratios, staffed(r, staff))
				}
			}
		case "measure":
			m, _ := t.Policy.Measure(id)
			f, err := figure(t, m, e.Unit, period)
			if err != nil {
				return err
			}
			e.Figures = append(e.Figures, f)
		}
	}
	return nil
}

// Days are the days from the first to the last of a period.
type Days struct{ From, To care.Date }

// filter finds the records of a kind in the days: done on one of them, or standing
// on one, also when it was set up in an earlier year.
func (d Days) filter(kind policy.Activity) store.ActivityFilter {
	return store.ActivityFilter{Kind: kind.ID, From: d.From, To: d.To, Standing: kind.Standing}
}

// recordsOf lists the records of a kind in a unit and the units below it.
func recordsOf(t *act.Tx, kind policy.Activity, unit care.ID, days Days, most int) (list []Record, err error) {
	f := days.filter(kind)
	if f.Hidden, err = hiddenBelow(t, unit, kind); err != nil {
		return nil, err
	}
	rows, err := t.ActivitiesBelow(unit, f, most, 0)
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		rec := Record{Activity: a, Sort: kind}
		if rec.Where, err = t.Unit(a.Unit); err != nil {
			return nil, err
		}
		list = append(list, rec)
	}
	return list, nil
}

// kindsFor are the kinds of activity that are evidence for a clause: named by it,
// or by a cadence that serves it.
func kindsFor(p *policy.Stack, c policy.Clause) []string {
	var out []string
	add := func(ref string) {
		if id, ok := strings.CutPrefix(ref, "activity/"); ok && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, ref := range c.ServedBy {
		add(ref)
		if id, ok := strings.CutPrefix(ref, policy.CadencePrefix); ok {
			k, _ := p.Cadence(id)
			for _, d := range k.DoneBy {
				add(d)
			}
		}
		if id, ok := strings.CutPrefix(ref, "measure/"); ok {
			m, _ := p.Measure(id)
			for _, h := range m.Having {
				add(h)
			}
		}
	}
	return out
}
