package supervision

import (
	"cmp"
	"context"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
)

// filesField is the field for files of the form of all kinds.
const filesField = "files"

// NewActivity is a record of a unit's work about to be filed.
type NewActivity struct {
	Unit   care.ID
	Kind   string
	Values questionnaire.Values // of the kind's form
	Files  act.Files            // new ones, by field
	Amends care.ID              // the record it takes the place of; 0 for a new one
	Round  care.ID              // the round it is about; an amendment stays with its record's
}

// FileActivity files what a unit did: checked, sealed and signed by its author. The
// duties it is evidence for are settled in the same transaction; it answers which of
// them it finished.
func (r Room) FileActivity(ctx context.Context, who act.Who, n NewActivity) (id care.ID, finished []Line, err error) {
	err = r.Do(ctx, who, "supervision.FileActivity", func(t *act.Tx) (err error) {
		id, finished, err = file(t, n)
		return err
	})
	return id, finished, err
}

func file(t *act.Tx, n NewActivity) (care.ID, []Line, error) {
	t.About("activity", n.Unit, 0)
	u, kind, def, err := fileable(t, n.Unit, n.Kind)
	if err != nil {
		return 0, nil, err
	}
	before, kept, err := amended(t, n)
	if err != nil {
		return 0, nil, err
	}
	round, err := aboutRound(t, n, before)
	if err != nil {
		return 0, nil, err
	}
	given, err := keepUnseen(t, before, n.Values)
	if err != nil {
		return 0, nil, err
	}
	v, files, err := t.Attach(def, given, n.Files, kept)
	if err != nil {
		return 0, nil, err
	}
	today := care.DateOf(t.Now.Time())
	if err := check(def, kind, v, today); err != nil {
		return 0, nil, err
	}
	clean := def.Clean(v)
	day, until := def.Days(clean)
	a := care.Activity{ID: t.NewID(), Unit: n.Unit, Kind: n.Kind, On: cmp.Or(day, today), EndedOn: until, Minutes: minutes(clean), Participants: whole(clean, "participants"),
		State: care.ActivityKept, Amends: n.Amends, AuthorPost: t.Who.Post, Author: t.Who.Person, FormHash: def.Hash, Round: round}
	if n.Amends != 0 {
		if err := t.EndActivity(before.ID, care.ActivityAmended); err != nil {
			return 0, nil, err
		}
	}
	if err := keep(t, a, def, clean, files); err != nil {
		return 0, nil, err
	}
	t.Detail(a.ID, a.Kind, a.On, n.Amends)
	if n.Amends != 0 && (before.Kind != a.Kind || before.On != a.On) {
		if _, err := settleFor(t, u, before.Activity); err != nil {
			return 0, nil, err
		}
	}
	finished, err := settleFor(t, u, a)
	return a.ID, finished, err
}

// aboutRound is the round that a record is about. A class has to be in it, and its
// author may see it there.
func aboutRound(t *act.Tx, n NewActivity, before Record) (care.ID, error) {
	if n.Amends != 0 {
		return before.Round, nil
	}
	if n.Round == 0 {
		return 0, nil
	}
	_, err := t.CampaignClass(n.Round, n.Unit)
	return n.Round, err
}

// fileable finds the form of a kind and decides whether the actor may file it at the
// unit: what it is for the need-to-know matrix stands in the form.
func fileable(t *act.Tx, unit care.ID, id string) (u care.Unit, kind policy.Activity, def *questionnaire.Definition, err error) {
	if u, err = t.Unit(unit); err != nil {
		return u, kind, nil, err
	}
	kind, ok := t.Policy.Activity(id)
	if !ok {
		if err = t.DecideUnit(access.Write, access.Activities, unit); err == nil {
			err = care.Invalidf("kind", "请选择活动类型", "choose the kind of activity")
		}
		return u, kind, nil, err
	}
	if def, err = formOf(t, kind); err != nil {
		return u, kind, nil, err
	}
	if err = decideWriting(t, def, u, id); err == nil && !kind.OfUnit(u.Kind, u.Stage) {
		err = notOfUnit(u, kind)
	}
	return u, kind, def, err
}

// notOfUnit says that a unit has no records of a kind, and what to do.
func notOfUnit(u care.Unit, kind policy.Activity) error {
	what := u.Kind.Name()
	return care.Fail(care.Invalid, "file activity", "“"+kind.Text.Zh+"”不由“"+what.Zh+"”这类单位登记：请从“登记活动”列出的类型里选一种", "“"+kind.Text.En+"” is not recorded by a unit of the kind “"+what.En+"”: choose one of the kinds that “Record an activity” lists for it")
}

// amended reads the record that is being amended, which has to be one that counts
// still and of which the actor writes and sees every part, and the files it has.
func amended(t *act.Tx, n NewActivity) (before Record, kept map[care.ID]bool, err error) {
	kept = map[care.ID]bool{}
	if n.Amends == 0 {
		return before, kept, nil
	}
	a, _, err := own(t, n.Amends, access.Write)
	if err != nil {
		return before, nil, err
	}
	t.About("activity", n.Unit, 0)
	if a.Unit != n.Unit {
		return before, nil, care.Fail(care.Conflict, "amend activity", "更正不能换单位：请撤回后在另一单位重新登记", "an amendment keeps the unit: withdraw the record and file it at the other unit")
	}
	if before, err = opened(t, a); err != nil {
		return before, nil, err
	}
	if len(before.Hidden) > 0 {
		return before, nil, t.Refuse(writes(before.Def), 0)
	}
	for _, f := range before.Files {
		kept[f.ID] = true
	}
	return before, kept, nil
}

// Withdraw takes a record back: it no longer counts, and stays readable with its
// reason. Duties that lack evidence now are open again.
func (r Room) Withdraw(ctx context.Context, who act.Who, id care.ID, reason string) error {
	return r.Do(ctx, who, "supervision.WithdrawActivity", func(t *act.Tx) error {
		a, u, err := own(t, id, access.Write)
		if err != nil {
			return err
		}
		if reason == "" {
			return care.Invalidf("reason", "请写明为什么撤回", "say why it is withdrawn")
		}
		if err := t.EndActivity(id, care.ActivityWithdrawn); err != nil {
			return err
		}
		t.Detail(id, reason)
		_, err = settleFor(t, u, a)
		return err
	})
}

// EndStanding sets the last day of a standing record: the room closed, the agreement
// ran out.
func (r Room) EndStanding(ctx context.Context, who act.Who, id care.ID, on care.Date) error {
	return r.Do(ctx, who, "supervision.EndActivity", func(t *act.Tx) error {
		a, u, err := own(t, id, access.Write)
		if err != nil {
			return err
		}
		if _, err := care.ParseDate(string(on)); err != nil || on < a.On {
			return care.Invalidf("until_on", "最后一天不能早于开始日期", "the last day can't lie before the first")
		}
		if err := t.CloseActivity(id, on); err != nil {
			return err
		}
		t.Detail(id, on)
		_, err = settleFor(t, u, a)
		return err
	})
}

func own(t *act.Tx, id care.ID, verb access.Verb) (a care.Activity, u care.Unit, err error) {
	if a, err = t.Activity(id); err != nil {
		return a, u, err
	}
	t.About("activity", id, 0)
	def, err := definition(t, a)
	if err != nil {
		return a, u, err
	}
	if u, err = t.Unit(a.Unit); err != nil {
		return a, u, err
	}
	if verb == access.Write {
		return a, u, decideWriting(t, def, u, a.Kind)
	}
	return a, u, t.DecideUnit(verb, reads(def), a.Unit)
}

// settleFor settles every duty that a record is evidence for: of its unit, and of
// the units it is part of.
func settleFor(t *act.Tx, u care.Unit, a care.Activity) (finished []Line, err error) {
	units, err := wholes(t, u)
	if err != nil {
		return nil, err
	}
	cal := t.Policy.Calendar()
	cadences, err := counting(t, a.Kind)
	if err != nil {
		return nil, err
	}
	for _, c := range cadences {
		for _, w := range units {
			if !c.Binds(w.Kind, w.Stage) {
				continue
			}
			for _, p := range periodsFor(c, a, cal) {
				rule := policy.CadencePrefix + c.ID
				d, err := t.DutyOf(rule, refUnit, w.ID, p.Name)
				if care.KindOf(err) == care.NotFound {
					continue
				}
				if err != nil {
					return nil, err
				}
				if err := settle(t, d); err != nil {
					return nil, err
				}
				after, err := t.DutyOf(rule, refUnit, w.ID, p.Name)
				if err != nil {
					return nil, err
				}
				if d.State == care.DutyOpen && after.State == care.DutyDone {
					finished = append(finished, Line{Duty: after, Cadence: c})
				}
			}
		}
	}
	return finished, nil
}

// periodsFor are the periods a record may count for: the one of its day, the one a
// fixed date before it began, and today's for what stands.
func periodsFor(c policy.Cadence, a care.Activity, cal *policy.Calendar) []duty.Period {
	r := c.Recurrence()
	list := []duty.Period{r.On(a.On, cal)}
	if c.Period == duty.FixedDates {
		list = append(list, r.On(a.On.AddDays(-duty.LeadDays), cal))
	}
	for p := r.Next(list[0], cal); a.EndedOn == "" && p.Name != "" && len(list) < 24 && p.First <= care.DateOf(a.At.Time()); p = r.Next(p, cal) {
		list = append(list, p)
	}
	return list
}

// wholes are the unit and the units above that it is part of.
func wholes(t *act.Tx, u care.Unit) ([]care.Unit, error) {
	above, err := t.Ancestors(u.ID)
	if err != nil {
		return nil, err
	}
	out := []care.Unit{u}
	for _, w := range above {
		if w.ID != u.ID && inner(w.Kind) {
			out = append(out, w)
		}
	}
	return out, nil
}

// check is the form's own check, what the kind needs, and the days.
func check(def *questionnaire.Definition, kind policy.Activity, v questionnaire.Values, today care.Date) error {
	if err := def.Check(v).Err("file activity"); err != nil {
		return err
	}
	faults := map[string]care.Text{}
	for _, need := range kind.Needs {
		if need == "attachment" {
			if len(v.Strings(filesField)) == 0 {
				faults[filesField] = care.Text{Zh: "“" + kind.Text.Zh + "”需要附文件", En: "“" + kind.Text.En + "” needs a file"}
			}
			continue
		}
		if v.String(need) == "" && whole(v, need) == 0 {
			faults[need] = care.Text{Zh: "“" + kind.Text.Zh + "”需要填写这一项", En: "“" + kind.Text.En + "” needs this"}
		}
	}
	on, ended := def.Days(v)
	if on > today {
		faults[def.Record.Day] = care.Text{Zh: "只登记已经发生的：日期不能晚于今天", En: "only what has happened: the day can't lie after today"}
	}
	if ended != "" && ended < on {
		faults[def.Record.Until] = care.Text{Zh: "最后一天不能早于开始日期", En: "the last day can't lie before the first"}
	}
	if len(faults) == 0 {
		return nil
	}
	return &care.Error{Kind: care.Invalid, Op: "file activity", Fields: faults,
		Text: care.Text{Zh: "有 " + strconv.Itoa(len(faults)) + " 处需要补充，已填的内容都还在", En: care.Counted(len(faults), "field needs", "fields need") + " attention; nothing was lost"}}
}

func whole(v questionnaire.Values, field string) int {
	n, _ := v.Number(field)
	return int(n)
}

// minutes is the length of the activity; hours are turned into minutes.
func minutes(v questionnaire.Values) int {
	if n := whole(v, "minutes"); n > 0 {
		return n
	}
	h, _ := v.Number("hours")
	return int(h * 60)
}
