package supervision

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Ask is what an inspection folder is to be about.
type Ask struct {
	Unit    care.ID
	Year    int
	Term    int      // 0: the whole school year
	Clauses []string // ids, in the order of the documents
	Only    bool     // leave out clauses for which the unit has neither duty nor record
	Names   bool     // say who filed a record: for makers who may read posts
}

// Folder is the evidence of a unit and the units below it, clause by clause, as an
// inspection asks for it. It holds no child's matter, and names of staff only when
// asked for.
type Folder struct {
	ID      care.ID // of the act that began it; stands in the log
	Unit    care.Unit
	Above   string // name of the unit above, to tell two of the same name apart
	Period  Period
	At      care.Millis
	Pack    string // hash of the rules it was made by
	By      care.Role
	Names   bool
	Only    bool
	Clauses []ClausePart
	Records []Piece // every record once, oldest first; clauses point into it
	Rounds  []RoundPart
	Lessons []ClassTaught  // where a clause rests on lessons
	Packs   []AdoptionPart // where a clause rests on the adoption of rules
	LeftOut int            // clauses that Only left out
}

// Piece is an activity record as evidence.
type Piece struct {
	Record
	Topic   string
	Files   []string
	Author  string   // only with Names
	Clauses []string // that it is evidence for
}

// RoundPart is a round that covered the unit in the period: counts of work, which are
// shown whole.
type RoundPart struct {
	care.Campaign
	Classes, Due, Submitted, Valid int
	Late                           int // done after the round was closed
}

// Progress tells how far long work has come.
type Progress func(done, total int)

// BeginFolder decides whether a post may have a folder and writes down that it was
// asked for. What it answers names the folder in the log.
func (r Room) BeginFolder(ctx context.Context, who act.Who, ask Ask) (id care.ID, err error) {
	err = r.Do(ctx, who, "supervision.BeginFolder", func(t *act.Tx) error {
		id = t.NewID()
		if err := mayFolder(t, ask); err != nil {
			return err
		}
		t.About("folder", id, 0)
		t.Detail(ask.Unit, ask.Year, ask.Term, ask.Clauses, ask.Only, ask.Names)
		return nil
	})
	return id, err
}

func mayFolder(t *act.Tx, ask Ask) error {
	t.About("inspection", ask.Unit, 0)
	if err := t.DecideUnit(access.Read, access.Inspection, ask.Unit); err != nil {
		return err
	}
	if len(ask.Clauses) == 0 {
		return care.Invalidf("documents", "请至少选一份文件或一条条款", "choose at least one document or clause")
	}
	if ask.Names && !t.MayUnit(access.Read, access.Posts, ask.Unit) {
		return care.Invalidf("names", "您的岗位不能查看姓名", "your post may not see names")
	}
	_, err := PeriodOf(t.Policy.Calendar(), ask.Year, ask.Term)
	return err
}

// MayFolder tells whether a reader may have folders of a unit, and with names.
func (r Room) MayFolder(ctx context.Context, who act.Who, unit care.ID) (may, names bool, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		may, names = t.MayUnit(access.Read, access.Inspection, unit), t.MayUnit(access.Read, access.Posts, unit)
		return nil
	})
	return may, names, err
}

// Folder gathers what was begun.
func (r Room) Folder(ctx context.Context, who act.Who, id care.ID, ask Ask, tell Progress) (f Folder, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		if err := mayFolder(t, ask); err != nil {
			return err
		}
		f, err = gather(t, id, ask, tell)
		return err
	})
	return f, err
}

func gather(t *act.Tx, id care.ID, ask Ask, tell Progress) (f Folder, err error) {
	f = Folder{ID: id, At: t.Now, Pack: t.Policy.Hash(), By: t.Who.Role, Names: ask.Names, Only: ask.Only}
	if f.Unit, err = t.Unit(ask.Unit); err != nil {
		return f, err
	}
	if f.Unit.Parent != 0 {
		above, err := t.Unit(f.Unit.Parent)
		if err != nil {
			return f, err
		}
		f.Above = above.Name
	}
	if f.Period, err = PeriodOf(t.Policy.Calendar(), ask.Year, ask.Term); err != nil {
		return f, err
	}
	if f.Rounds, err = roundsIn(t, f.Unit.ID, f.Period.Days); err != nil {
		return f, err
	}
	w, err := newGathering(t, &f, ask)
	if err != nil {
		return f, err
	}
	if err := w.shared(); err != nil {
		return f, err
	}
	for _, c := range w.clauses {
		part, err := w.clause(c)
		if err != nil {
			return f, err
		}
		if ask.Only && !f.Concerns(part) {
			f.LeftOut++
			continue
		}
		f.Clauses = append(f.Clauses, part)
	}
	return f, w.pieces(tell)
}

// gathering is a folder being made: what clauses share is read once.
type gathering struct {
	t       *act.Tx
	f       *Folder
	clauses []policy.Clause
	duties  map[string][]care.Duty // by rule, of the unit and the units below
	records map[string][]Record    // by kind
	units   map[care.ID]care.Unit
	figures map[string]Figure // by measure
	staff   []StaffRow        // read when the first ratio asks
	filed   []store.FormsFiled
}

func newGathering(t *act.Tx, f *Folder, ask Ask) (*gathering, error) {
	w := &gathering{t: t, f: f, duties: map[string][]care.Duty{}, records: map[string][]Record{}, units: map[care.ID]care.Unit{}, figures: map[string]Figure{}}
	if err := w.owed(); err != nil {
		return nil, err
	}
	unread, err := unreadKinds(t, f.Unit.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range ask.Clauses {
		c, ok := t.Policy.Clause(id)
		if !ok {
			return nil, care.Invalidf("clauses", "没有条款 "+id, "there is no clause "+id)
		}
		w.clauses = append(w.clauses, c)
		for _, kind := range kindsFor(t.Policy, c) {
			if _, read := w.records[kind]; read || slices.Contains(unread, kind) {
				continue
			}
			sort, _ := t.Policy.Activity(kind)
			if w.records[kind], err = recordsOf(t, sort, f.Unit.ID, f.Period.Days, everyRecord); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

// dueAfter is how long after the end of its period a duty may be due, in days, as
// periodOf looks back for it.
const dueAfter = 6 * 7

// owed reads the duties that belong to the folder's period: those whose own period ends in
// it, though their day may come later, as that of a term's lessons, which wait for their
// last signature.
func (w *gathering) owed() error {
	cal := w.t.Policy.Calendar()
	reach := w.f.Period.reach(cal)
	from, to := Days{reach.From.AddDays(-dueAfter), reach.To.AddDays(dueAfter)}.span()
	duties, err := w.t.UnitDutiesBelow(w.f.Unit.ID, from, to)
	if err != nil {
		return err
	}
	type one struct {
		rule, period string
		due          care.Millis
	}
	ends := map[one]care.Date{} // units share their periods
	for _, d := range duties {
		key := one{d.Rule, d.Period, d.DueAt}
		last, known := ends[key]
		if !known {
			id, _ := strings.CutPrefix(d.Rule, policy.CadencePrefix)
			c, ok, err := w.t.Cadence(id)
			if err != nil {
				return err
			}
			if last = care.DateOf(d.DueAt.Time()); ok {
				last = periodOf(c, d, cal).Last
			}
			ends[key] = last
		}
		if reach.From <= last && last <= reach.To {
			w.duties[d.Rule] = append(w.duties[d.Rule], d)
		}
	}
	return nil
}

// shared reads what several clauses rest on and nobody files.
func (w *gathering) shared() (err error) {
	if slices.ContainsFunc(w.clauses, func(c policy.Clause) bool { return byLessons(w.t.Policy, c) }) {
		if w.f.Lessons, err = taughtIn(w.t, w.f.Unit, w.f.Period.Days, w.f.Names); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(w.clauses, func(c policy.Clause) bool { return slices.Contains(c.ServedBy, adoptionRef) }) {
		w.f.Packs, err = adopted(w.t, w.f.Period.Days)
	}
	return err
}

// adoptionRef is what a clause about the rules themselves is bound to.
const adoptionRef = "product/pack_adoption"

// everyRecord is more records than a region has.
const everyRecord = 1 << 30

func (w *gathering) unit(id care.ID) (care.Unit, error) {
	if u, ok := w.units[id]; ok {
		return u, nil
	}
	u, err := w.t.Unit(id)
	w.units[id] = u
	return u, err
}

// pieces opens the records that the clauses are shown with, each once, oldest first,
// and lets the clauses point to them.
func (w *gathering) pieces(tell Progress) error {
	at := map[care.ID]*Piece{}
	for _, c := range w.f.Clauses {
		for _, rec := range c.records {
			p, ok := at[rec.ID]
			if !ok {
				p = &Piece{Record: rec}
				at[rec.ID] = p
			}
			p.Clauses = append(p.Clauses, c.Clause.ID)
		}
	}
	for _, p := range at {
		w.f.Records = append(w.f.Records, *p)
	}
	slices.SortFunc(w.f.Records, func(a, b Piece) int { return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.ID, b.ID)) })
	number := map[care.ID]int{}
	for i := range w.f.Records {
		if err := w.open(&w.f.Records[i]); err != nil {
			return err
		}
		number[w.f.Records[i].ID] = i
		if tell != nil && (i%50 == 0 || i+1 == len(w.f.Records)) {
			tell(i+1, len(w.f.Records))
		}
	}
	for i := range w.f.Clauses {
		c := &w.f.Clauses[i]
		for _, rec := range c.records {
			c.Evidence = append(c.Evidence, number[rec.ID])
		}
		slices.Sort(c.Evidence)
		c.records = nil
	}
	return nil
}

// open reads what a record says of itself.
func (w *gathering) open(p *Piece) (err error) {
	var whole Record
	if whole, err = opened(w.t, p.Activity); err != nil {
		return err
	}
	p.By, p.Topic = whole.By, cmp.Or(whole.Values.String("topic"), whole.Values.String("theme"))
	for _, f := range whole.Files {
		p.Files = append(p.Files, f.Name)
	}
	if w.f.Names {
		p.Author, err = w.t.NameOf(p.Activity.Author)
	}
	return err
}

func roundsIn(t *act.Tx, unit care.ID, days Days) ([]RoundPart, error) {
	rounds, err := t.Campaigns()
	if err != nil {
		return nil, err
	}
	var out []RoundPart
	for _, c := range slices.Backward(rounds) { // oldest first
		if c.State != care.CampaignOpen && c.State != care.CampaignClosed || c.OpensOn > days.To || c.ClosesOn < days.From {
			continue
		}
		tallies, err := t.CampaignClasses(c.ID, unit)
		if err != nil {
			return nil, err
		}
		part := RoundPart{Campaign: c, Classes: len(tallies)}
		for _, tally := range tallies {
			part.Due, part.Submitted, part.Valid = part.Due+tally.Due, part.Submitted+tally.Submitted, part.Valid+tally.Valid
		}
		closings, err := t.Closings(c.ID, unit)
		if err != nil {
			return nil, err
		}
		for _, n := range store.Late(tallies, closings) {
			part.Late += n
		}
		if part.Classes > 0 {
			out = append(out, part)
		}
	}
	return out, nil
}
