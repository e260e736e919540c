package supervision

import (
	"cmp"
	"slices"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/measure"
	"xinhuan/internal/policy"
)

// ClausePart is one clause of a folder.
type ClausePart struct {
	Clause   policy.Clause
	Document policy.Document
	Duties   []DutyTally // by cadence, of the unit and the units below
	Own      []Line      // the unit's own duties, with their days
	Kinds    []KindCount
	Evidence []int // places in Folder.Records
	Screened bool  // rounds are what is done for it
	Taught   bool  // lessons of the timetable are
	Adopted  bool  // the adoption of the rules is
	Ratios   []Staffed
	Forms    []FormCount
	Figures  []Figure
	Gaps     []Gap
	Planned  []policy.Capability // what the system does not do yet

	records []Record
}

// Proven tells whether anything the folder holds is evidence for the clause: a record, a
// signed lesson, a round that ended, sheets on file, rules that came into use.
func (f Folder) Proven(p ClausePart) bool {
	return len(p.Evidence) > 0 || p.Taught && f.SignedLessons() > 0 || p.Adopted && len(f.Packs) > 0 ||
		p.Screened && slices.ContainsFunc(f.Rounds, func(r RoundPart) bool { return r.State == care.CampaignClosed }) ||
		slices.ContainsFunc(p.Forms, func(n FormCount) bool { return n.AtLeast > 0 }) ||
		slices.ContainsFunc(p.Ratios, func(s Staffed) bool { return s.Units > 0 && s.Has > 0 })
}

// Concerns tells whether the unit has anything to do with the clause.
func (f Folder) Concerns(p ClausePart) bool {
	return f.Proven(p) || len(p.records) > 0 || p.Taught && len(f.Lessons) > 0 || slices.ContainsFunc(p.Ratios, func(s Staffed) bool { return s.Units > 0 }) || slices.ContainsFunc(p.Duties, func(d DutyTally) bool { return d.All() > 0 })
}

// DutyTally is how the units stand with one cadence. Voided duties don't count.
type DutyTally struct {
	Cadence                     policy.Cadence
	InTime, Afterwards, Missing int // done, done after the day, not done and late
	Coming                      int // not done, and its day has not come
}

// All is how many are asked for.
func (d DutyTally) All() int { return d.InTime + d.Afterwards + d.Missing + d.Coming }

// KindCount is the records of one kind. Participants leaves out records with so few
// that they might be known.
type KindCount struct {
	Sort         policy.Activity
	Records      int
	Minutes      int
	Participants int
	Few          int // records left out of Participants
}

// GapKind is why something is missing.
type GapKind string

// The kinds of gap.
const (
	GapLate   GapKind = "late"   // a duty whose day has passed
	GapRecord GapKind = "record" // nothing on record of what the clause names
	GapTarget GapKind = "target" // a figure below the clause's target
	GapStaff  GapKind = "staff"  // fewer people in posts than the clause asks for
)

// Gap is what is missing and since when.
type Gap struct {
	Kind  GapKind
	Text  care.Text
	Unit  care.Unit
	Count int
	Since care.Date // "" where nobody keeps it
}

// Few tells that a number of participants is not shown outside the unit.
func Few(n int) bool { return n > 0 && n < measure.Least }

func (w *gathering) clause(c policy.Clause) (p ClausePart, err error) {
	p = ClausePart{Clause: c, Taught: byLessons(w.t.Policy, c), Adopted: slices.Contains(c.ServedBy, adoptionRef)}
	p.Document, _ = w.t.Policy.Document(c.DocumentID())
	byCadence := map[string]bool{}
	for _, ref := range c.ServedBy {
		kind, id, _ := strings.Cut(ref, "/")
		switch kind {
		case "cadence":
			k, _, err := w.t.Cadence(id)
			if err != nil {
				return p, err
			}
			for _, d := range k.DoneBy {
				byCadence[d] = true
				p.Screened = p.Screened || strings.HasPrefix(d, "round/")
			}
			if err := w.cadence(&p, k); err != nil {
				return p, err
			}
		case "measure":
			fig, err := w.measure(id)
			if err != nil {
				return p, err
			}
			p.Figures = append(p.Figures, fig)
			if fig.Below() {
				p.Gaps = append(p.Gaps, Gap{Kind: GapTarget, Text: fig.Measure.Text, Unit: w.f.Unit, Count: int(fig.Denominator - fig.Numerator), Since: fig.From})
			}
		case "ratio":
			if err := w.ratio(&p, id); err != nil {
				return p, err
			}
		case "rules":
			p.Screened = true
		case "product":
			p.Screened = p.Screened || id == "rounds"
		}
	}
	w.kinds(&p, byCadence)
	if p.Forms, err = w.forms(c); err != nil {
		return p, err
	}
	for _, id := range c.Planned {
		k, _ := w.t.Policy.Product().Capability(id)
		p.Planned = append(p.Planned, k)
	}
	return p, nil
}

// cadence counts the duties of a cadence, keeps the unit's own and finds what is
// missing, by unit: a class's duty is its school's.
func (w *gathering) cadence(p *ClausePart, k policy.Cadence) error {
	tally := DutyTally{Cadence: k}
	late := map[care.ID]*Gap{}
	for _, d := range w.duties[policy.CadencePrefix+k.ID] {
		stands := w.t.Standing(d)
		if stands.State == duty.Void {
			continue // nobody asks for it any more
		}
		if d.RefID == w.f.Unit.ID {
			l, err := lineOf(w.t, w.f.Unit, d)
			if err != nil {
				return err
			}
			p.Own = append(p.Own, l)
		}
		switch {
		case stands.State == duty.Done && stands.LateBy > 0:
			tally.Afterwards++
		case stands.State == duty.Done:
			tally.InTime++
		case stands.State == duty.Late:
			tally.Missing++
			u, err := w.whole(d.RefID)
			if err != nil {
				return err
			}
			if late[u.ID] == nil {
				late[u.ID] = &Gap{Kind: GapLate, Text: k.Text, Unit: u, Since: care.DateOf(d.DueAt.Time())}
			}
			late[u.ID].Count++ // the first is the oldest: duties come in the order of their days
		default:
			tally.Coming++
		}
	}
	p.Duties = append(p.Duties, tally)
	var gaps []Gap
	for _, g := range late {
		gaps = append(gaps, *g)
	}
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Unit.Name, b.Unit.Name), cmp.Compare(a.Unit.ID, b.Unit.ID))
	})
	p.Gaps = append(p.Gaps, gaps...)
	return nil
}

// whole is the unit itself, or for a class its school unless the folder is the class's.
func (w *gathering) whole(id care.ID) (care.Unit, error) {
	u, err := w.unit(id)
	if err != nil || u.Kind != care.Class || u.ID == w.f.Unit.ID {
		return u, err
	}
	return w.unit(u.Parent)
}

// kinds counts the records by kind. Of what no cadence asks for by a day, having
// none at all is a gap, since the period began.
func (w *gathering) kinds(p *ClausePart, byCadence map[string]bool) {
	for _, kind := range kindsFor(w.t.Policy, p.Clause) {
		sort, _ := w.t.Policy.Activity(kind)
		n := KindCount{Sort: sort}
		for _, rec := range w.records[kind] {
			n.Records, n.Minutes = n.Records+1, n.Minutes+rec.Minutes
			if Few(rec.Participants) {
				n.Few++
			} else {
				n.Participants += rec.Participants
			}
			p.records = append(p.records, rec)
		}
		p.Kinds = append(p.Kinds, n)
		if n.Records == 0 && (!sort.Timetable || w.f.SignedLessons() == 0) && !byCadence["activity/"+kind] && slices.Contains(p.Clause.ServedBy, "activity/"+kind) && w.f.Period.From <= w.t.Today {
			p.Gaps = append(p.Gaps, Gap{Kind: GapRecord, Text: sort.Text, Unit: w.f.Unit, Since: w.f.Period.From})
		}
	}
}

// Figure is a measure of the clause, where it can be computed from units.
type Figure struct {
	Measure                policy.Measure
	Days                   // it is counted over
	Numerator, Denominator float64
	Value                  float64
	Computed               bool
	Why                    care.Text // why it is not computed
	InForce                bool
}

// Below tells that the figure misses its target, which counts today.
func (f Figure) Below() bool {
	return f.Computed && f.InForce && f.Measure.Target > 0 && f.Measure.TargetKind != "trend" && !f.Measure.Met(f.Value)
}

func (w *gathering) measure(id string) (Figure, error) {
	if f, ok := w.figures[id]; ok {
		return f, nil
	}
	m, _ := w.t.Policy.Measure(id)
	f, err := figure(w.t, m, w.f.Unit, w.f.Period)
	w.figures[id] = f
	return f, err
}

// figure counts a measure over the units of a subtree. Figures over people are not
// made here: they are in the overview, small ones hidden.
func figure(t *act.Tx, m policy.Measure, unit care.Unit, p Period) (Figure, error) {
	last := min(p.To, t.Today)
	span := duty.Recurrence{Span: m.Period}.On(last, t.Policy.Calendar())
	f := Figure{Measure: m, Days: Days{span.First, span.Last}, InForce: m.InForce(last)}
	if f.Why = m.Uncounted(); !f.Why.IsZero() {
		return f, nil
	}
	units, err := t.Below(unit.ID, m.Unit)
	if err != nil {
		return f, err
	}
	for _, u := range units {
		if len(m.Stages) > 0 && !slices.Contains(m.Stages, u.Stage) {
			continue
		}
		f.Denominator++
		has, err := hasAny(t, m.Having, u, f.Days)
		if err != nil {
			return f, err
		}
		if has {
			f.Numerator++
		}
	}
	if f.Value, f.Computed = m.Value(f.Numerator, f.Denominator); !f.Computed {
		f.Why = care.Text{Zh: "本单位及下级没有这类单位", En: "there is no unit of this kind here or below"}
	}
	return f, nil
}

func hasAny(t *act.Tx, having []string, u care.Unit, days Days) (bool, error) {
	for _, h := range having {
		kind, id, _ := strings.Cut(h, "/")
		switch kind {
		case "activity":
			sort, _ := t.Policy.Activity(id)
			n, err := t.Evidence(u.ID, id, days.From, days.To, sort.Standing, inner(u.Kind))
			if err != nil || n > 0 {
				return n > 0, err
			}
		case "cadence":
			k, _, err := t.Cadence(id)
			if err != nil {
				return false, err
			}
			n, err := have(t, k, u, days.From, days.To, t.Today)
			if err != nil || n.Held >= k.Count {
				return err == nil, err
			}
		case "post":
			posts, err := t.PostsAbove(u.ID, care.Role(id))
			if err != nil || len(posts) > 0 && posts[0].Depth == 0 && posts[0].Held {
				return err == nil, err
			}
		}
	}
	return false, nil
}
