package supervision

import (
	"context"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Form is the form of an activity record, and filesField its field for files.
const (
	Form       = "activity"
	filesField = "files"
)

// NewActivity is an activity record about to be filed.
type NewActivity struct {
	Unit   care.ID
	Kind   string
	Values questionnaire.Values // of the form activity
	Files  act.Files            // new ones, by field
	Amends care.ID              // the record it takes the place of; 0 for a new one
}

// FileActivity files what a unit did. The duties it is evidence for are settled in
// the same transaction; it answers which of them it finished.
func (r Room) FileActivity(ctx context.Context, who act.Who, n NewActivity) (id care.ID, finished []Line, err error) {
	err = r.Do(ctx, who, "supervision.FileActivity", func(t *act.Tx) (err error) {
		id, finished, err = file(t, n)
		return err
	})
	return id, finished, err
}

func file(t *act.Tx, n NewActivity) (care.ID, []Line, error) {
	u, err := t.Unit(n.Unit)
	if err != nil {
		return 0, nil, err
	}
	t.About("activity", n.Unit, 0)
	if err := t.DecideUnit(access.Write, access.Activities, n.Unit); err != nil {
		return 0, nil, err
	}
	kind, ok := t.Policy.Activity(n.Kind)
	if !ok {
		return 0, nil, care.Invalidf("kind", "请选择活动类型", "choose the kind of activity")
	}
	def, ok := t.K.Forms().Get(Form)
	if !ok {
		return 0, nil, care.Fail(care.Internal, "file activity", "缺少活动记录表", "the form of activity records is missing")
	}
	kept, err := filesBefore(t, n.Amends)
	if err != nil {
		return 0, nil, err
	}
	v, files, err := t.Attach(def, n.Values, n.Files, kept)
	if err != nil {
		return 0, nil, err
	}
	n.Values = v
	today := care.DateOf(t.Now.Time())
	if err := check(def, kind, n.Values, today); err != nil {
		return 0, nil, err
	}
	a := care.Activity{ID: t.NewID(), Unit: n.Unit, Kind: n.Kind, On: care.Date(n.Values.String("held_on")), EndedOn: care.Date(n.Values.String("until_on")),
		Minutes: minutes(n.Values), Participants: whole(n.Values, "participants"), State: care.ActivityKept, Amends: n.Amends,
		AuthorPost: t.Who.Post, Author: t.Who.Person, FormHash: def.Hash}
	if n.Amends != 0 {
		before, err := t.Activity(n.Amends)
		if err != nil {
			return 0, nil, err
		}
		if before.Unit != n.Unit {
			return 0, nil, care.Fail(care.Conflict, "amend activity", "更正不能换单位：请撤回后在另一单位重新登记", "an amendment keeps the unit: withdraw the record and file it at the other unit")
		}
		if err := t.EndActivity(before.ID, care.ActivityAmended); err != nil {
			return 0, nil, err
		}
	}
	clean := def.Clean(n.Values)
	body, err := t.Seal(n.Unit, envelope.Work, "activity", "body", a.ID, clean.Encode())
	if err != nil {
		return 0, nil, err
	}
	if err := t.InsertActivity(a, body); err != nil {
		return 0, nil, err
	}
	if err := t.KeepFiles(n.Unit, a.ID, def, clean, files); err != nil {
		return 0, nil, err
	}
	t.Detail(a.ID, a.Kind, a.On, n.Amends)
	if n.Amends != 0 {
		if before, err := t.Activity(n.Amends); err != nil {
			return 0, nil, err
		} else if before.Kind != a.Kind || before.On != a.On {
			if _, err := settleFor(t, u, before); err != nil {
				return 0, nil, err
			}
		}
	}
	finished, err := settleFor(t, u, a)
	return a.ID, finished, err
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
	if err = t.DecideUnit(verb, access.Activities, a.Unit); err != nil {
		return a, u, err
	}
	u, err = t.Unit(a.Unit)
	return a, u, err
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
	if on := care.Date(v.String("held_on")); on > today {
		faults["held_on"] = care.Text{Zh: "只登记已经发生的：日期不能晚于今天", En: "only what has happened: the day can't lie after today"}
	}
	if ended := care.Date(v.String("until_on")); ended != "" && ended < care.Date(v.String("held_on")) {
		faults["until_on"] = care.Text{Zh: "最后一天不能早于开始日期", En: "the last day can't lie before the first"}
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

// Record is an activity record as a reader sees it.
type Record struct {
	care.Activity
	Sort   policy.Activity // its kind
	Where  care.Unit
	By     care.Role
	Values questionnaire.Values
	Def    *questionnaire.Definition
	Files  []act.FileLine
	May    bool // amend and withdraw
}

// Open reads one record.
func (r Room) Open(ctx context.Context, who act.Who, id care.ID) (rec Record, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		rec = Record{}
		a, u, err := own(t, id, access.Read)
		if err != nil {
			return err
		}
		if rec, err = opened(t, a); err != nil {
			return err
		}
		rec.Where = u
		rec.May = a.State == care.ActivityKept && t.MayUnit(access.Write, access.Activities, a.Unit)
		return nil
	})
	return rec, err
}

// opened reads what a record says, and which post filed it.
func opened(t *act.Tx, a care.Activity) (rec Record, err error) {
	rec.Activity = a
	rec.Sort, _ = t.Policy.Activity(a.Kind)
	if rec.Def, err = definition(t, a.FormHash); err != nil {
		return rec, err
	}
	if rec.Values, err = valuesOf(t, a.ID); err != nil {
		return rec, err
	}
	if rec.Files, err = t.FilesOf(rec.Def, rec.Values); err != nil {
		return rec, err
	}
	post, err := t.Post(a.AuthorPost)
	rec.By = post.Role
	return rec, err
}

func definition(t *act.Tx, hash string) (*questionnaire.Definition, error) {
	if def, ok := t.K.Forms().ByHash(hash); ok {
		return def, nil
	}
	if def, ok := t.K.Forms().Get(Form); ok {
		return def, nil
	}
	return nil, care.Fail(care.Internal, "open activity", "缺少活动记录表", "the form of activity records is missing")
}

// List is the kept records of a unit and the units below it.
func (r Room) List(ctx context.Context, who act.Who, unit care.ID, f store.ActivityFilter, limit, offset int) (list []Record, total int, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		list = nil
		if err := t.DecideUnit(access.Read, access.Activities, unit); err != nil {
			return err
		}
		if total, err = t.CountActivitiesBelow(unit, f); err != nil {
			return err
		}
		rows, err := t.ActivitiesBelow(unit, f, limit, offset)
		if err != nil {
			return err
		}
		for _, a := range rows {
			rec := Record{Activity: a}
			rec.Sort, _ = t.Policy.Activity(a.Kind)
			if rec.Where, err = t.Unit(a.Unit); err != nil {
				return err
			}
			list = append(list, rec)
		}
		return nil
	})
	return list, total, err
}
