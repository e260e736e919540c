package casework

import (
	"context"
	"encoding/json"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
)

// Entry puts somebody into a programme: a person of the roster, or one whom a unit
// registers for it.
type Entry struct {
	Person    care.ID
	New       Newcomer // whom a unit registers; only without a person
	Programme care.Programme
	Level     care.Level
	Reason    string               // on what basis, in facts
	Groups    []string             // groups of the pack that are a ground for it
	Values    questionnaire.Values // the programme's form of entry, where it has one
}

// Enter opens an episode in a programme other than pupil care (which a flag
// opens): with an owner, a next date and the duties of its level.
func (r Room) Enter(ctx context.Context, who act.Who, in Entry) (care.Episode, error) {
	var e care.Episode
	err := r.Do(ctx, who, "casework.Enter", func(t *act.Tx) (err error) {
		t.About("pupil", 0, in.Person)
		t.Detail(in.Programme, in.Level, in.New.Unit)
		p, err := programme(t, in.Programme)
		if err != nil {
			return err
		}
		person, known := in.Person, false
		if person != 0 {
			err = mayTake(t, p, person)
		} else {
			err = registers(t, p, in.New.Unit)
		}
		if err != nil {
			return err
		}
		until, err := checkEntry(t, p, in) // before anybody is looked up: what is wrong here tells nothing of him
		if err != nil {
			return err
		}
		if person == 0 {
			if person, known, err = register(t, p, in.New); known {
				t.About("pupil", 0, person)
				defer func() { err = t.Refused(err) }()
			}
			if err != nil {
				return err
			}
			t.About("pupil", 0, person)
		}
		if err := mayEnter(t, p, person); err != nil {
			return err
		}
		e = care.Episode{ID: t.NewID(), Person: person, Programme: in.Programme, State: care.EpisodeOpen, Level: in.Level, OpenedAt: t.Now, NextOn: t.Today, ValidTo: until}
		if e.OwnerPost, _, err = t.Responsible(person, p); err != nil {
			return err
		}
		if err := t.InsertEpisode(e); err != nil {
			return err
		}
		if p.Register != nil {
			if _, _, err := fileSheet(t, sheet{form: p.Register.Form, person: person, ref: "episode", refID: e.ID, values: in.Values}); err != nil {
				return err
			}
		}
		e, err = setProgrammeLevel(t, e, LevelReason{Reason: in.Reason, Groups: in.Groups})
		return err
	})
	return e, err
}

// mayTake decides whether the actor may enter somebody of the roster: as the page of
// entry does, whom he may not see does not exist for him. Who is of another kind than
// the programme registers is registered by his papers, by a unit that knows him.
func mayTake(t *act.Tx, p policy.Programme, person care.ID) error {
	if err := t.Decide(access.Read, access.Identity, person); err != nil {
		return err
	}
	if err := t.Decide(access.Write, access.Data(p.Data), person); err != nil || p.Register == nil {
		return err
	}
	who, err := t.Person(person)
	if err != nil {
		return err
	}
	age, err := t.AgeOf(person)
	if err != nil {
		return err
	}
	if grown := who.Kind == care.AdultPerson || age >= 18; grown != (p.Register.Person == care.AdultPerson) {
		return care.Fail(care.Invalid, "enter programme", "这个项目不从名册列入这个年龄的人，请由登记的单位按证件登记", "nobody of this age is entered from the roster; the unit that registers does it by the papers")
	}
	return nil
}

// programme finds a programme that people enter by hand.
func programme(t *act.Tx, id care.Programme) (policy.Programme, error) {
	p, ok := t.Policy.Programme(id)
	if !ok || id == care.StudentCare {
		return p, care.Fail(care.NotFound, "find programme", "本区域没有这个项目", "this region has no such programme")
	}
	return p, nil
}

// checkEntry checks what is asked of an entry, whoever it is about, and finds the last
// day of its basis. Without consent nobody is entered.
func checkEntry(t *act.Tx, p policy.Programme, in Entry) (until care.Date, err error) {
	if _, ok := p.At(in.Level); !ok {
		return "", care.Invalidf("level", "请选择这个项目的一个级别", "choose a level of this programme")
	}
	if in.Reason == "" {
		return "", care.Invalidf("reason", "请写明列入的依据和事实", "write on what basis and facts")
	}
	if err := t.Policy.CheckGroups(in.Programme, t.Today, in.Groups); err != nil {
		return "", err
	}
	if until, err = basisUntil(t, p, care.Date(in.Values.String(validTo))); err == nil && p.Register != nil {
		err = checkForm(t, p, in.Values)
	}
	return until, err
}

// mayEnter checks what the programme asks of the person.
func mayEnter(t *act.Tx, p policy.Programme, person care.ID) error {
	ties, err := t.CurrentTies([]care.ID{person})
	if err != nil {
		return err
	}
	if p.Register != nil && p.Register.Tie == care.WardOf && !slices.ContainsFunc(ties, func(tie care.Tie) bool { return tie.Kind == care.WardOf }) {
		return care.Fail(care.Invalid, "enter programme", "名册上没有机构监护这名儿童，请由机构登记", "the roster names no institution as this child's guardian; the institution registers it")
	}
	if err := freshEyes(t, p, person); err != nil {
		return err
	}
	if p.ID == string(care.EmployeeCare) {
		post, _, err := t.Responsible(person, p)
		if err != nil {
			return err
		}
		if seat, err := t.Post(post); err != nil || seat.Role != care.PsychologyLead {
			return care.Fail(care.Conflict, "enter programme", "附近没有有人值守的心理咨询中心，员工的事不能交给用人单位", "no counselling centre with anybody in it is near, and an employer may not take this over")
		}
	}
	return nil
}

// setProgrammeLevel appends a line to the history and brings duties, owner and
// next date in order. Bodies whom the pack names for the level are told.
func setProgrammeLevel(t *act.Tx, e care.Episode, why LevelReason) (care.Episode, error) {
	had, err := t.Levels(e.ID)
	if err != nil {
		return e, err
	}
	line := care.LevelChange{ID: t.NewID(), Episode: e.ID, Person: e.Person, Level: e.Level, ByPost: t.Who.Post, ByPerson: t.Who.Person, ReviewOn: reviewOn(t, e), PackHash: t.Policy.Hash()}
	sealed, err := sealReason(t, e, "level_change", line.ID, why)
	if err != nil {
		return e, err
	}
	if err := t.InsertLevel(line, sealed); err != nil {
		return e, err
	}
	if err := t.UpdateEpisode(e); err != nil {
		return e, err
	}
	s, err := t.Settle(e)
	if err != nil || len(had) > 0 && had[len(had)-1].Level >= e.Level {
		return s.Episode, err
	}
	return s.Episode, tellOf(t, s)
}

// tellOf tells whom the pack names for a level of this programme; the matrix of the
// documents is about pupil care and names nobody here. They learn the pack's
// minimum; why the level was set stays in the file.
func tellOf(t *act.Tx, s act.Settled) error {
	if len(t.Policy.NoticesOf(s.Episode.Programme, s.Episode.Level)) == 0 {
		return nil
	}
	age, err := t.MajorityOf(s.Episode.Person)
	if err != nil {
		return err
	}
	_, err = t.Notices(act.Telling{Episode: s.Episode, School: s.Unit, Class: s.Unit, Age: age})
	return err
}

func sealReason(t *act.Tx, e care.Episode, table string, id care.ID, why LevelReason) ([]byte, error) {
	plain, err := json.Marshal(why)
	if err != nil {
		return nil, err
	}
	return t.Seal(e.Person, t.EntriesOf(e.Programme), table, "reason", id, plain)
}

// reviewOn is when the level has to be looked at again: by the level's own timer
// of that name, or after the usual longest time of that level.
func reviewOn(t *act.Tx, e care.Episode) care.Date {
	p, _ := t.Policy.Programme(e.Programme)
	level, _ := p.At(e.Level)
	for _, id := range level.Timers {
		if timer, ok := t.Policy.Timer(id); ok && timer.Kind() == "review" {
			return care.DateOf(t.DueAt(timer).Time())
		}
	}
	return t.Today.AddDays(max(1, t.Policy.Level(e.Level).ReviewDays))
}

// openProgramme reads an open episode of a programme and decides about it.
func openProgramme(t *act.Tx, id care.ID, verb access.Verb) (care.Episode, policy.Programme, error) {
	e, err := t.Episode(id)
	if err != nil {
		return e, policy.Programme{}, err
	}
	t.About("episode", id, e.Person)
	p, err := programme(t, e.Programme)
	if err != nil {
		return e, p, err
	}
	if verb == access.Write {
		err = decideWriting(t, access.Data(p.Data), e.Person)
	} else {
		err = t.Decide(verb, access.Data(p.Data), e.Person)
	}
	if err != nil {
		return e, p, err
	}
	if e.State != care.EpisodeOpen {
		return e, p, care.Fail(care.Conflict, "open episode", "已经退出这个项目", "this person has left the programme")
	}
	return e, p, nil
}

// decideWriting asks whether the actor may write about somebody who is in a programme
// with this content. The right to enter people is no right over whom one may not read,
// and to them it is not said that somebody is in the programme.
func decideWriting(t *act.Tx, data access.Data, person care.ID) error {
	if err := t.Decide(access.Read, data, person); err != nil {
		return err
	}
	return t.Decide(access.Write, data, person)
}

// Leave closes an episode. Whoever alone looks after the child does not end that
// alone: a child director's end is the supervisor's to decide. While an abnormality
// is known or something is late, only what ends everything ends it. Whoever leaves the
// unit that entered him is no longer tied to it.
func (r Room) Leave(ctx context.Context, who act.Who, episode care.ID, reason care.Leaving, facts string) error {
	return r.Do(ctx, who, "casework.Leave", func(t *act.Tx) error {
		e, p, err := openProgramme(t, episode, access.Write)
		if err != nil {
			return err
		}
		t.Detail(reason)
		if !slices.Contains(p.Leavings(), reason) {
			return care.Invalidf("reason", "请选择退出的原因", "choose why it ends")
		}
		if facts == "" {
			return care.Invalidf("facts", "请写明核实的情况", "write what was verified")
		}
		if t.Who.Role == care.ChildDirector {
			return t.Refuse(access.Data(p.Data), e.Person)
		}
		if err := borneOut(t, e, reason); err != nil {
			return err
		}
		if !reason.AtOnce() {
			if err := nothingOpen(t, e, p); err != nil {
				return err
			}
		}
		return leave(t, e, p, reason, facts)
	})
}

// borneOut checks the reasons that the file itself shows: a basis that ran out, and an
// objection that waits to be judged.
func borneOut(t *act.Tx, e care.Episode, reason care.Leaving) error {
	if reason == care.Expired && (e.ValidTo == "" || e.ValidTo > t.Today) {
		return care.Invalidf("reason", "依据还没有到期，请选择实际的原因", "the basis has not run out; choose what the reason really is")
	}
	if reason != care.Contested {
		return nil
	}
	_, objects, err := objection(t, e)
	if err == nil && !objects {
		err = care.Invalidf("reason", "没有登记过等待判断的异议；本人有异议的，请先登记", "no objection waits to be judged; record it first if the person objects")
	}
	return err
}

func nothingOpen(t *act.Tx, e care.Episode, p policy.Programme) error {
	if e.Programme == care.ChildInHardship && e.Level > p.Lowest() {
		return care.Fail(care.Conflict, "leave programme", "“发现异常”还没有解除，不能退出", "an abnormality is still known; lift that flag first")
	}
	duties, err := t.DutiesAbout(e.Person)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if d.State == care.DutyOpen && d.Ref == "episode" && d.RefID == e.ID && d.DueAt < t.Now {
			return care.Fail(care.Conflict, "leave programme", "还有逾期没有办的事，办完才能退出", "something is late; do it before ending this")
		}
	}
	return nil
}

// leave writes the last line of the history, at no level, and ends the duties.
func leave(t *act.Tx, e care.Episode, p policy.Programme, reason care.Leaving, facts string) error {
	line := care.LevelChange{ID: t.NewID(), Episode: e.ID, Person: e.Person, Level: care.LevelNone, ByPost: t.Who.Post, ByPerson: t.Who.Person, ReviewOn: t.Today, PackHash: t.Policy.Hash()}
	sealed, err := sealReason(t, e, "level_change", line.ID, LevelReason{Reason: facts, Evidence: []string{string(reason)}})
	if err != nil {
		return err
	}
	if err := t.InsertLevel(line, sealed); err != nil {
		return err
	}
	if err := endProposal(t, e, "left"); err != nil {
		return err
	}
	if err := t.VoidDuties("episode", e.ID, "left"); err != nil {
		return err
	}
	if err := t.CloseEpisode(e.ID, string(reason)); err != nil {
		return err
	}
	return untie(t, e.Person, p)
}

// programmeForms are the forms of a programme's episode and the kinds of duty each
// finishes when it reached somebody.
var programmeForms = map[string][]string{
	"plan":                {"plan"},
	"f9_guardian_contact": {"guardian_told", "help_advice"},
}

// fileProgrammeForm is FileForm for a programme other than pupil care.
func fileProgrammeForm(t *act.Tx, e care.Episode, form string, values questionnaire.Values) error {
	kinds, ok := programmeForms[form]
	if !ok {
		return care.Fail(care.NotFound, "file form", "这个项目没有这张表", "this programme has no such form")
	}
	if e.State != care.EpisodeOpen {
		return care.Fail(care.Conflict, "file form", "已经退出这个项目", "this person has left the programme")
	}
	_, def, err := fileSheet(t, sheet{form: form, person: e.Person, ref: "episode", refID: e.ID, values: values})
	if err != nil || contains(def.Signals(values), questionnaire.SignalUnreached) {
		return err
	}
	s, err := t.Settle(e)
	if err != nil {
		return err
	}
	return finishMatters(t, &s, kinds, t.Today)
}

// finishMatters finishes the open duties of some kinds and settles what follows.
func finishMatters(t *act.Tx, s *act.Settled, kinds []string, on care.Date) error {
	for _, d := range slices.Clone(s.Duties) {
		timer, ok := t.Policy.Timer(d.Rule)
		if !ok || d.State != care.DutyOpen || !slices.Contains(kinds, timer.Kind()) {
			continue
		}
		if _, err := t.Finish(s, d.ID, on, "done"); err != nil {
			return err
		}
	}
	_, err := t.Settle(s.Episode)
	return err
}
