package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// periodOf names the period of duties that a decision opens. It is the decision's own:
// two of one instant (acts of a moment share it) must not take each other's duties for
// their own, or the second ends them and opens none.
func periodOf(t *act.Tx, e care.Episode) string { return fmt.Sprintf("%s.%s", e.Level, t.NewID()) }

// levelDuties opens the duties that the pack's row of a level demands and sets the episode's next date. The
// duties of the former level end, since their reason does.
func (r Room) levelDuties(t *act.Tx, e care.Episode, school care.ID, review care.Date) (care.Episode, error) {
	if err := voidDuties(t, e, "level_changed"); err != nil {
		return e, err
	}
	period := periodOf(t, e)
	p, _ := t.Policy.Programme(care.StudentCare)
	level, _ := p.At(e.Level)
	for _, rule := range level.Timers {
		d := care.Duty{Person: e.Person, Unit: school, Ref: "episode", RefID: e.ID, Post: e.OwnerPost, Level: e.Level, Period: period}
		if strings.HasPrefix(rule, "review.") {
			d.DueAt = care.MillisOf(review.AddDays(1).Time()) - 1
		}
		if _, err := t.OpenDuty(rule, d); err != nil {
			return e, err
		}
	}
	if e.Level >= care.LevelSerious {
		d := care.Duty{Person: e.Person, Unit: school, Ref: "episode", RefID: e.ID, Post: e.OwnerPost, Level: e.Level, Period: period}
		if _, err := t.OpenDuty(districtReport+e.Level.String(), d); err != nil {
			return e, err
		}
	}
	return r.keepNext(t, e, school)
}

// The report of a level to the district, and what the district then has to do.
const (
	districtReport  = "district_report."
	districtForward = "district_forward."
)

// reported ends the duty to report to the district, since a notice did it, and asks
// the district to tell the health authority and a psychiatric institution, where the
// pack has a time for that at this level. Only the notice lets the district open what
// it is about, so a report by phone asks for nothing yet. However many officers read
// the report, one of them tells the others: the first who was told of this level.
func reported(t *act.Tx, e care.Episode, told []care.Notice) error {
	if len(told) == 0 {
		return nil
	}
	if err := t.FinishDuty(districtReport+e.Level.String(), "episode", e.ID, "done"); err != nil {
		return err
	}
	rule := districtForward + e.Level.String()
	i := slices.IndexFunc(told, func(n care.Notice) bool { return n.Level == e.Level })
	if _, ok := t.Policy.Timer(rule); !ok || e.State != care.EpisodeOpen || i < 0 {
		return nil
	}
	n := told[i]
	school, _, err := t.SchoolOf(e.Person)
	if err != nil {
		return err
	}
	_, err = t.OpenDuty(rule, care.Duty{Person: e.Person, Unit: school, Ref: "notice", RefID: n.ID, Post: n.ToPost, Level: n.Level})
	return err
}

// voidDuties ends an episode's duties whose reason ended. The release of wide
// notices stays: they wait until somebody decides, whatever becomes of the level.
func voidDuties(t *act.Tx, e care.Episode, outcome string) error {
	duties, err := t.DutiesAbout(e.Person)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if d.State != care.DutyOpen || d.Ref != "episode" || d.RefID != e.ID || d.Rule == "wide_release" {
			continue
		}
		if err := t.EndDuty(d.ID, care.DutyVoid, t.Who.Post, outcome); err != nil {
			return err
		}
	}
	return nil
}

// keepNext sets an episode's next date to its first open duty. When none is
// open the next contact is opened: an episode is never without a next step.
func (r Room) keepNext(t *act.Tx, e care.Episode, school care.ID) (care.Episode, error) {
	for range 2 {
		duties, err := t.DutiesAbout(e.Person)
		if err != nil {
			return e, err
		}
		var first care.Millis
		for _, d := range duties {
			if d.State == care.DutyOpen && d.Ref == "episode" && d.RefID == e.ID && (first == 0 || d.DueAt < first) {
				first = d.DueAt
			}
		}
		if first != 0 {
			e.NextOn = care.DateOf(first.Time())
			return e, t.UpdateEpisode(e)
		}
		d := care.Duty{Person: e.Person, Unit: school, Ref: "episode", RefID: e.ID, Post: e.OwnerPost, Level: e.Level, Period: periodOf(t, e)}
		if _, err := t.OpenDuty("contact."+e.Level.String(), d); err != nil {
			return e, err
		}
	}
	return e, fmt.Errorf("casework: episode %s has no next step", e.ID)
}

// Outcomes is the closed list of how a duty is finished. An attempt is not a
// contact: it is recorded and the duty stays open.
var Outcomes = map[string]care.Text{
	"done":      {Zh: "已完成", En: "done"},
	"attempted": {Zh: "尝试过，未完成（不算完成）", En: "attempted, not done (does not count)"},
	"refused":   {Zh: "对方不接受", En: "refused"},
	"not_due":   {Zh: "情况已变，不再需要", En: "no longer needed"},
}

// FinishDuty ends one of an episode's duties with an outcome. The forms that
// finish a duty by themselves (plan, contact) go through FileForm.
func (r Room) FinishDuty(ctx context.Context, who act.Who, id care.ID, outcome string) error {
	return r.Do(ctx, who, "casework.FinishDuty", func(t *act.Tx) error {
		d, err := t.Duty(id)
		if err != nil {
			return err
		}
		t.About("duty", id, d.Person)
		t.Detail(d.Rule, outcome)
		if err := ownDuty(t, d); err != nil {
			return err
		}
		if Outcomes[outcome].IsZero() {
			return care.Invalidf("outcome", "请选择结果", "choose an outcome")
		}
		if !Plain(d) {
			return care.Fail(care.Conflict, "finish duty", "这项工作要通过对应的表单完成", "this duty is finished by its form")
		}
		if outcome == "attempted" {
			return nil
		}
		if e, ok, err := programmeDuty(t, d); err != nil || ok {
			return errors.Join(err, finishPlain(t, e, d, outcome))
		}
		return r.finish(t, d, outcome)
	})
}

// Plain tells whether a duty may be finished by an outcome alone. What needs
// facts (an interview, a safety check, a plan, a contact) needs its form.
func Plain(d care.Duty) bool {
	kind, _, _ := strings.Cut(d.Rule, ".")
	return slices.Contains([]string{"district_report", "district_report_written", "district_forward", "makeup_session", "retake", policeAnswer}, kind)
}

func ownDuty(t *act.Tx, d care.Duty) error {
	if d.Post == t.Who.Post {
		return nil
	}
	if d.Rule == policeAnswer { // of a child taken over by somebody, nobody else asks
		return t.Refuse(access.Protection, d.Person)
	}
	if d.Person == 0 {
		return t.DecideUnit(access.Write, access.Session, d.Unit)
	}
	if e, ok, err := programmeDuty(t, d); err != nil {
		return err
	} else if ok {
		return decideWriting(t, t.DataOf(e.Programme), e.Person)
	}
	return t.Decide(access.Write, access.Plan, d.Person)
}

// programmeDuty tells whether a duty belongs to a programme other than pupil care.
func programmeDuty(t *act.Tx, d care.Duty) (care.Episode, bool, error) {
	if d.Ref != "episode" && d.Ref != "level_proposal" {
		return care.Episode{}, false, nil
	}
	e, err := t.Episode(d.RefID)
	return e, err == nil && e.Programme != care.StudentCare, err
}

// finishPlain ends a duty of a programme that no form belongs to.
func finishPlain(t *act.Tx, e care.Episode, d care.Duty, outcome string) error {
	if e.ID == 0 || e.State != care.EpisodeOpen {
		return nil
	}
	s, err := t.Settle(e)
	if err != nil {
		return err
	}
	done, err := t.Finish(&s, d.ID, t.Today, outcome)
	if err == nil && !done {
		err = care.Fail(care.Conflict, "finish duty", "今天已经记录过，不用再记", "this was recorded today already")
	}
	if err != nil {
		return err
	}
	_, err = t.Settle(s.Episode)
	return err
}

func (r Room) finish(t *act.Tx, d care.Duty, outcome string) error {
	if err := t.EndDuty(d.ID, care.DutyDone, t.Who.Post, outcome); err != nil {
		return err
	}
	if d.Ref != "episode" {
		return nil
	}
	e, err := t.Episode(d.RefID)
	if err != nil || e.State != care.EpisodeOpen {
		return err
	}
	timer, err := t.Timer(d.Rule)
	if err != nil {
		return err
	}
	if timer.Cadence {
		// The period names the one it follows: done at the instant it was opened, it must still come again.
		next := care.Duty{Person: d.Person, Unit: d.Unit, Ref: d.Ref, RefID: d.RefID, Post: e.OwnerPost, Level: e.Level, Period: fmt.Sprintf("%s.%s", e.Level, d.ID)}
		if _, err := t.OpenDuty(d.Rule, next); err != nil {
			return err
		}
	}
	_, err = r.keepNext(t, e, d.Unit)
	return err
}

// formDuties says which duties a filed form finishes.
var formDuties = map[string][]string{
	"plan":                {"plan"},
	"f9_guardian_contact": {},
	"f5_interview":        {"interview", "first_contact", "contact"},
}

// FileForm files a form about a pupil's open episode and finishes the duties it
// answers. An attempt to reach somebody finishes nothing.
func (r Room) FileForm(ctx context.Context, who act.Who, episode care.ID, form string, values questionnaire.Values) error {
	return r.Do(ctx, who, "casework.FileForm", func(t *act.Tx) error {
		kinds, ok := formDuties[form]
		if !ok && form != "safety_plan" {
			return care.Fail(care.NotFound, "file form", "没有这张表", "there is no such form here")
		}
		e, err := t.Episode(episode)
		if err != nil {
			return err
		}
		t.About("episode", episode, e.Person)
		t.Detail(form)
		if e.Programme != care.StudentCare {
			if err := decideWriting(t, t.DataOf(e.Programme), e.Person); err != nil {
				return err
			}
			return fileProgrammeForm(t, e, form, values)
		}
		data := access.Plan
		if form == "f5_interview" {
			data = access.Interview
		}
		if err := t.Decide(access.Write, data, e.Person); err != nil {
			return err
		}
		if e.State != care.EpisodeOpen {
			return care.Fail(care.Conflict, "file form", "个案已结束", "the episode is closed")
		}
		_, def, err := fileSheet(t, sheet{form: form, person: e.Person, ref: "episode", refID: episode, values: values})
		if err != nil || contains(def.Signals(values), questionnaire.SignalUnreached) {
			return err
		}
		if form == "f9_guardian_contact" {
			if err := acknowledgeSpoken(t, e); err != nil {
				return err
			}
		}
		return r.finishKinds(t, e, kinds)
	})
}

// acknowledgeSpoken stops the clock of a guardian's notice once somebody talked
// with the guardian: not every family has a phone that opens links.
func acknowledgeSpoken(t *act.Tx, e care.Episode) error {
	list, err := t.NoticesOf(e.ID)
	if err != nil {
		return err
	}
	for _, n := range list {
		if n.Guardian == 0 || n.State != care.NoticeSent {
			continue
		}
		if err := acknowledge(t, n, t.Who.Post); err != nil {
			return err
		}
	}
	return nil
}

func (r Room) finishKinds(t *act.Tx, e care.Episode, kinds []string) error {
	duties, err := t.DutiesAbout(e.Person)
	if err != nil {
		return err
	}
	for _, d := range duties {
		kind, _, _ := strings.Cut(d.Rule, ".")
		if d.State != care.DutyOpen || d.Ref != "episode" || d.RefID != e.ID || !slices.Contains(kinds, kind) {
			continue
		}
		if err := r.finish(t, d, "done"); err != nil {
			return err
		}
	}
	return nil
}

// closeEpisode ends an episode after a review that set no level.
func (r Room) closeEpisode(t *act.Tx, d Decision) error {
	e, err := t.OpenEpisode(d.Person, care.StudentCare)
	if err != nil {
		return err
	}
	flags, err := t.FlagsOf(d.Person)
	if err != nil {
		return err
	}
	for _, f := range flags {
		if f.State == care.FlagOpen {
			return care.Fail(care.Conflict, "close episode", "该生还有未处理的预警，不能结案", "the pupil has an open flag; the episode can't be closed")
		}
	}
	if err := t.CloseEpisode(e.ID, d.Values.String("end_reason")); err != nil {
		return err
	}
	if err := reviewed(t, e); err != nil {
		return err
	}
	if err := voidDuties(t, e, "closed"); err != nil {
		return err
	}
	return t.Unfollow(e.Person)
}

// HandOver gives an episode to another owner post with its open duties.
func (r Room) HandOver(ctx context.Context, who act.Who, episode, post care.ID) error {
	return r.Do(ctx, who, "casework.HandOver", func(t *act.Tx) error {
		e, err := t.Episode(episode)
		if err != nil {
			return err
		}
		t.About("episode", episode, e.Person)
		if e.Programme != care.StudentCare {
			return care.Fail(care.NotFound, "hand over", "这个项目按居住地确定负责人，不能单独移交", "who is responsible in this programme follows where the person lives; it is not handed over by hand")
		}
		if err := t.Decide(access.Write, access.Plan, e.Person); err != nil {
			return err
		}
		if err := mayInherit(t, e, post); err != nil {
			return err
		}
		before := e.OwnerPost
		e.OwnerPost = post
		if err := t.HandTo(e, before); err != nil {
			return err
		}
		return t.Unfollow(e.Person)
	})
}
