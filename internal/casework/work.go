package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// Step is the one next thing to do about a row of My work; pages know where.
type Step string

// The steps.
const (
	StepAnswer      Step = "answer"      // say "I am going" to an alert
	StepCheck       Step = "check"       // file the safety check
	StepInterview   Step = "interview"   // talk with the pupil
	StepDecide      Step = "decide"      // the pupil was met: decide on a level or end
	StepAwait       Step = "await"       // the pupil was met: somebody else decides
	StepSecond      Step = "second"      // judge the end somebody proposed
	StepHomeSafe    Step = "home_safe"   // answer "is home safe?"
	StepRelease     Step = "release"     // release wide notices
	StepAcknowledge Step = "acknowledge" // read a notice
	StepPlan        Step = "plan"        // write the plan
	StepContact     Step = "contact"     // a talk with the pupil
	StepReview      Step = "review"      // review the level
	StepFinish      Step = "finish"      // finish with an outcome
	StepSit         Step = "sit"         // sit with a class of a round
	StepDrill       Step = "drill"       // answer the test alert
	StepEvidence    Step = "evidence"    // file what the unit did
	StepReach       Step = "reach"       // a contact with or visit to somebody in a programme
	StepGrade       Step = "grade"       // review the level of a programme, or judge the lifting of a flag
	StepGuardian    Step = "guardian"    // talk with the guardian
	StepForm        Step = "form"        // fill in the form that the timer names
	StepAgree       Step = "agree"       // be the second person of a proposal of the house
	StepInterval    Step = "interval"    // set an interval of the region
	StepFind        Step = "find"        // find and enter a guardian
	StepProtect     Step = "protect"     // take a child over whose home is not safe
	StepLook        Step = "look"        // nothing to do but to know
)

// Row is one line of My work.
type Row struct {
	ID     care.ID // of the duty, 0 where it is none
	Step   Step
	Ref    string
	RefID  care.ID
	Pupil  Chip
	What   care.Text // the timer's words
	Clause string
	Rule   string
	Era    act.Era        // the pack whose rule it is; zero: the one in use
	Of     care.Programme // the programme whose level demands it; "" for what belongs to none
	Form   string         // by which a contact in it is recorded
	Level  care.Level
	Due    care.Millis // 0 = none
	Stands duty.Standing
	Since  care.Millis
	Whom   Holder    // who is waited for
	Told   care.Role // of a notice: whom it tells
	Unit   care.Text // whose duty it is, where it is a unit's
	Round  care.ID   // of a class to sit with
}

// Work is everything that waits for one post.
type Work struct {
	Now     []Row // alerts, then late and today gravest first, then notices and test alerts
	Week    []Row // due in the next seven days
	Later   []Row
	Waiting []Row // others have to act
	At      care.Millis
}

// Next is what comes first when nothing waits now.
func (w Work) Next() (Row, bool) {
	for _, list := range [][]Row{w.Week, w.Later} {
		if len(list) > 0 {
			return list[0], true
		}
	}
	return Row{}, false
}

// Work reads a post's work.
func (r Room) Work(ctx context.Context, who act.Who) (w Work, err error) {
	err = r.View(ctx, who, func(t *act.Tx) (err error) { w, err = whole(t); return err })
	return w, err
}

// ExportWork is Work for a file that leaves the house; it is logged.
func (r Room) ExportWork(ctx context.Context, who act.Who) (w Work, err error) {
	err = r.Look(ctx, who, "casework.ExportWork", func(t *act.Tx) (err error) {
		w, err = whole(t)
		t.Showed("export", who.Post, len(w.Now)+len(w.Week)+len(w.Later)+len(w.Waiting))
		return err
	})
	return w, err
}

// whole is what a post's page of work shows: its own, and what it waits for.
func whole(t *act.Tx) (Work, error) {
	w, err := collect(t)
	if err != nil {
		return w, err
	}
	if w.Waiting, err = waiting(t); err != nil {
		return w, err
	}
	for _, list := range [][]Row{w.Now, w.Week, w.Later, w.Waiting} {
		for i := range list {
			if list[i].Pupil, err = chipOf(t, list[i].Pupil.Person); err != nil {
				return w, err
			}
			if p := &list[i].Pupil; !p.May && list[i].Of != "" && list[i].Of != care.StudentCare {
				p.Class = care.Text{} // with the programme it would say of a class that somebody in it is in it
			}
			if err := list[i].afterMeeting(t); err != nil {
				return w, err
			}
		}
	}
	return w, nil
}

// afterMeeting names what is left of an interview once the pupil was met.
func (row *Row) afterMeeting(t *act.Tx) error {
	if row.Step != StepInterview || row.Ref != "flag" {
		return nil
	}
	f, err := t.Tx.Flag(row.RefID)
	if err != nil {
		return err
	}
	stage, err := stageOf(t, f)
	switch {
	case stage == FlagMet && t.May(access.Write, access.Level, f.Person):
		row.Step = StepDecide
	case stage == FlagMet, stage == FlagProposed:
		row.Step = StepAwait
	}
	return err
}

// Badge counts what stands under Now; list and number come from one function.
func (r Room) Badge(ctx context.Context, who act.Who) (n int, err error) {
	err = r.View(ctx, who, func(t *act.Tx) (err error) { n, err = Waiting(t); return err })
	return n, err
}

// Waiting is Badge inside a reading under way, for the frame of every page.
func Waiting(t *act.Tx) (int, error) {
	w, err := collect(t)
	return len(w.Now), err
}

// noticesMost is how many notices one post's list reads. Ours.
const noticesMost = 200

func collect(t *act.Tx) (Work, error) {
	w := Work{At: t.Now}
	called, err := alertRows(t, &w)
	if err != nil {
		return w, err
	}
	if err := dutyRows(t, &w, called); err != nil {
		return w, err
	}
	if err := secondRows(t, &w); err != nil {
		return w, err
	}
	if err := noticeRows(t, &w); err != nil {
		return w, err
	}
	if err := proposalRows(t, &w); err != nil {
		return w, err
	}
	if err := sessionRows(t, &w); err != nil {
		return w, err
	}
	drills, err := t.DrillsFor(t.Who.Post)
	for _, c := range drills {
		w.Now = append(w.Now, Row{Step: StepDrill, Ref: "campaign", RefID: c, What: care.Text{Zh: "确认收到测试警报", En: "Acknowledge the test alert"}, Clause: policy.Ours})
	}
	return w, err
}

// sessionRows lists the classes that a round under way names this post to sit with
// and in which somebody has still to answer: today's, by the slips that are out,
// under Now.
func sessionRows(t *act.Tx, w *Work) error {
	watched, err := t.Watched(t.Who.Post)
	if err != nil {
		return err
	}
	for _, c := range watched {
		round, err := t.Campaign(c.Campaign)
		if err != nil {
			return err
		}
		if round.State == care.CampaignOpen && c.Due > 0 && c.Submitted+c.Stopped >= c.Due {
			continue
		}
		class, err := t.Unit(c.Unit)
		if err != nil {
			return err
		}
		tickets, err := t.TicketsIn(c.Campaign, c.Unit)
		if err != nil {
			return err
		}
		today := slices.ContainsFunc(tickets, func(k store.TicketRow) bool { return k.ValidOn == t.Today })
		name := class.ClassName(care.SchoolYear(t.Today))
		row := Row{Step: StepSit, Ref: "class", RefID: c.Unit, Round: c.Campaign, Clause: policy.Ours, What: care.Text{Zh: name.Zh + "：主试“" + round.Title + "”", En: name.En + ": sit with the class, " + round.Title}}
		if today && round.State == care.CampaignOpen {
			w.Now = append(w.Now, row)
			continue
		}
		w.Week = append(w.Week, row)
	}
	return nil
}

// alertRows lists the alerts this post was called to, except those that somebody
// else went to. It answers which alerts have a row, so that their duty has none.
func alertRows(t *act.Tx, w *Work) (map[care.ID]bool, error) {
	alerts, err := t.AlertsCalled(t.Who.Post)
	if err != nil {
		return nil, err
	}
	shown := map[care.ID]bool{}
	for _, a := range alerts {
		if a.State == care.AlertAnswered && a.AnsweredBy != t.Who.Post {
			continue
		}
		row := Row{Step: StepAnswer, Ref: "alert", RefID: a.ID, Pupil: Chip{Person: a.Person}, Level: care.LevelMajor, Since: a.RaisedAt, Due: a.RaisedAt,
			What: care.Text{Zh: "危险警报：马上去见学生", En: "Danger alert: go to the pupil now"}, Clause: policy.Ours, Rule: "alert_climb"}
		if a.State == care.AlertAnswered {
			row.Step, row.What = StepCheck, care.Text{Zh: "见到学生后填写安全核查", En: "File the safety check once you are with the pupil"}
		}
		row.Stands = duty.Standing{State: duty.Today}
		shown[a.ID] = true
		w.Now = append(w.Now, row)
	}
	return shown, nil
}

var stepOf = map[string]Step{"interview": StepInterview, "safety_check": StepCheck, "home_safe": StepHomeSafe, "wide_release": StepRelease,
	"plan": StepPlan, "contact": StepContact, "first_contact": StepContact, "review": StepReview, "find_guardian": StepFind, "protection_report": StepProtect}

func dutyRow(t *act.Tx, d care.Duty) (row Row, err error) {
	kind, _, _ := strings.Cut(d.Rule, ".")
	step, ok := stepOf[kind]
	switch {
	case d.Ref == "unit":
		step = StepEvidence
	case d.Rule == "set_interval":
		step = StepInterval
	case d.Ref == "episode" && kind == "interview":
		step = StepContact
	case !ok && Plain(d):
		step = StepFinish
	case !ok:
		step = StepLook
	}
	of := care.Programme("")
	if p, ok := t.Policy.ProgrammeOf(d.Rule); ok {
		if of = care.Programme(p.ID); of != care.StudentCare {
			step = programmeStep(t, d)
		}
	}
	if d.Ref == "level_proposal" {
		step = StepGrade
		if e, ok, err := programmeDuty(t, d); err == nil && ok {
			of = e.Programme
		}
	}
	form := contactForm(t, of)
	if timer, ok := t.Policy.Timer(d.Rule); ok && timer.Form != "" && d.Ref == "episode" {
		step, form = StepForm, timer.Form
	}
	row = Row{ID: d.ID, Of: of, Form: form, Step: step, Ref: d.Ref, RefID: d.RefID, Pupil: Chip{Person: d.Person}, Level: d.Level, Rule: d.Rule, Due: d.DueAt, Since: d.OpenedAt, Stands: t.Standing(d)}
	if row.Era, err = t.EraOfDuty(d); err != nil {
		return row, err
	}
	row.What, row.Clause = wordsOf(row.Era, d.Rule)
	if c, known := t.Policy.Cadence(d.Period); known && step == StepInterval {
		row.What, row.Clause = care.Text{Zh: row.What.Zh + "：" + c.Text.Zh, En: row.What.En + ": " + c.Text.En}, c.Clause
	}
	return row, nil
}

// wordsOf is what a rule asks, in its pack's words, and by which clause.
func wordsOf(e act.Era, rule string) (care.Text, string) {
	if e.Pack != nil {
		if o, ok := e.Pack.Obligation(rule); ok {
			return o.Text, o.Clause
		}
	}
	return care.Text{Zh: rule, En: rule}, policy.Ours
}

// programmeStep is what a programme's duty asks for: whose timer counts kinds of
// contact is done by a contact.
func programmeStep(t *act.Tx, d care.Duty) Step {
	timer, _ := t.Policy.Timer(d.Rule)
	switch kind := timer.Kind(); {
	case len(timer.Counts) > 0:
		return StepReach
	case kind == "review" || kind == policy.BasisReview:
		return StepGrade
	case kind == "guardian_told" || kind == "help_advice":
		return StepGuardian
	case kind == "plan":
		return StepPlan
	}
	return StepLook
}

const weekAhead = 7 * 24 * 3600 * 1000 // milliseconds

func dutyRows(t *act.Tx, w *Work, called map[care.ID]bool) error {
	duties, err := t.DutiesOf(t.Who.Post)
	if err != nil {
		return err
	}
	var now []Row
	for _, d := range duties {
		if d.Ref == "alert" && called[d.RefID] {
			continue
		}
		row, err := dutyRow(t, d)
		if err != nil {
			return err
		}
		if row.Step == StepEvidence && d.RefID != t.Who.Unit { // such as the same lessons of several classes
			if row.Unit, err = unitText(t, d.RefID); err != nil {
				return err
			}
		}
		switch {
		case row.Stands.State == duty.Late || row.Stands.State == duty.Today:
			now = append(now, row)
		case d.DueAt <= t.Now+weekAhead:
			w.Week = append(w.Week, row)
		default:
			w.Later = append(w.Later, row)
		}
	}
	slices.SortStableFunc(now, func(a, b Row) int { return cmp.Or(cmp.Compare(b.Level, a.Level), cmp.Compare(a.Due, b.Due)) })
	w.Now = append(w.Now, now...)
	return nil
}

// secondRows lists what needs a second person, and this reader could be it.
func secondRows(t *act.Tx, w *Work) error {
	if !secondMay(t.Who.Role) {
		return nil
	}
	flags, err := t.FlagsProposed(t.Who.Unit)
	if err != nil {
		return err
	}
	for _, f := range flags {
		first, err := t.ProposerOf(f.ID)
		if err != nil {
			return err
		}
		if first != t.Who.Person && (t.May(access.Write, access.Level, f.Person) || cosigner(t, f)) {
			w.Now = append(w.Now, Row{Step: StepSecond, Ref: "flag", RefID: f.ID, Pupil: Chip{Person: f.Person}, Level: f.Urgency(), Clause: policy.Ours,
				What: care.Text{Zh: "有人提出结束，需要您作为第二人判断", En: "An end was proposed; a second person has to judge"}, Since: f.OpenedAt})
		}
	}
	notices, err := t.NoticesDoubted(t.Who.Unit)
	if err != nil {
		return err
	}
	for _, n := range notices {
		votes, err := t.Votes(n.ID)
		if err != nil {
			return err
		}
		mine := false
		for _, v := range votes {
			mine = mine || v.Person == t.Who.Person
		}
		e, err := t.Episode(n.Episode)
		if err != nil {
			return err
		}
		if mine || e.Programme != care.StudentCare && !team(t, e) || !t.May(access.Write, access.Notices, n.Person) || ownsDuty(w, "notice", n.ID) {
			continue
		}
		w.Now = append(w.Now, Row{Step: StepHomeSafe, Ref: "notice", RefID: n.ID, Pupil: Chip{Person: n.Person}, Level: n.Level, Clause: policy.Ours, Due: n.DueAt,
			What: care.Text{Zh: "“家里是否安全”需要第二人判断", En: "\"Is home safe?\" needs a second person"}, Since: n.CreatedAt})
	}
	return nil
}

// proposalRows lists what somebody proposed in the house and this reader may agree to.
func proposalRows(t *act.Tx, w *Work) error {
	open, err := t.ToSecond()
	for _, p := range open {
		row := Row{Step: StepAgree, Ref: p.Kind, RefID: p.ID, Clause: policy.Ours, Due: p.ExpiresAt, Since: p.At, Stands: duty.Standing{State: duty.Waiting},
			What: care.Text{Zh: "任命或新密码，需要您作为第二人确认", En: "An appointment or a new password needs you as the second person"}}
		if p.Kind == act.ProposePack {
			row.What = care.Text{Zh: "有人提议采用另一个规则包，需要您作为第二人判断", En: "Somebody proposed another pack; it needs you as the second person"}
		}
		w.Now = append(w.Now, row)
	}
	return err
}

// secondRoles may be the second person where two are needed.
var secondRoles = []care.Role{care.PsychologyLead, care.PsychologyTeacher, care.DeputyPrincipal, care.Principal}

func secondMay(role care.Role) bool { return slices.Contains(secondRoles, role) }

func ownsDuty(w *Work, ref string, id care.ID) bool {
	for _, list := range [][]Row{w.Now, w.Week, w.Later} {
		if slices.ContainsFunc(list, func(r Row) bool { return r.Ref == ref && r.RefID == id }) {
			return true
		}
	}
	return false
}

func noticeRows(t *act.Tx, w *Work) error {
	notices, err := t.NoticesTo(t.Who.Post, noticesMost)
	if err != nil {
		return err
	}
	slices.SortStableFunc(notices, func(a, b care.Notice) int { return cmp.Compare(b.Level, a.Level) })
	for _, n := range notices {
		if n.State == care.NoticeSent {
			era, err := t.EraOfNotice(n)
			if err != nil {
				return err
			}
			w.Now = append(w.Now, Row{Step: StepAcknowledge, Ref: "notice", RefID: n.ID, Pupil: Chip{Person: n.Person}, Clause: n.Clause, Era: era, Told: n.ToRole, Due: n.DueAt, Since: n.SentAt,
				What: care.Text{Zh: "阅读并确认一条通知", En: "Read and acknowledge a notice"}, Stands: act.Acknowledged(n, t.Now)})
		}
	}
	return nil
}
