package casework

import (
	"context"
	"encoding/json"
	"maps"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/questionnaire"
)

// Decision is a named person's decision about a level (form level_decision).
type Decision struct {
	Flag   care.ID // the flag it answers; 0 for a review of an open episode
	Person care.ID // for a review
	Values questionnaire.Values
	Groups []string // groups of the pack that are a ground for looking after the pupil
	Facts  string   // what recipients must know to act; never answers or scores
	Where  string   // where the pupil is now and with whom, where the guardian's row asks for it
}

// Decided is what came of it.
type Decided struct {
	Episode care.Episode
	Notices []care.Notice
	Second  bool // a second person must still agree
	Family  Family
}

// Decide confirms a level higher or lower than suggested, or ends the flag with
// a reason. A level of watch or above opens the pupil's episode, or moves the
// open one, with one owner and one next date, and tells whom the policy names.
func (r Room) Decide(ctx context.Context, who act.Who, d Decision) (Decided, error) {
	var out Decided
	err := r.Do(ctx, who, "casework.Decide", func(t *act.Tx) (err error) {
		out, err = r.decide(t, d)
		return err
	})
	return out, err
}

func (r Room) decide(t *act.Tx, d Decision) (Decided, error) {
	var f care.Flag
	if d.Flag != 0 {
		var err error
		if f, err = r.openFlag(t, d.Flag); err != nil {
			return Decided{}, err
		}
		d.Person = f.Person
	} else {
		t.About("pupil", 0, d.Person)
	}
	if !cosigns(t, f, d) {
		if err := t.Decide(access.Write, access.Level, d.Person); err != nil {
			return Decided{}, err
		}
	}
	level, err := levelOf(d.Values)
	if err != nil {
		return Decided{}, err
	}
	if err := r.mayDecide(t, f, d, level); err != nil {
		return Decided{}, err
	}
	ref, id := "pupil", d.Person
	if f.ID != 0 {
		ref, id = "flag", f.ID
	}
	values, err := r.completeDecision(t, f, d)
	if err != nil {
		return Decided{}, err
	}
	if _, _, err := fileSheet(t, sheet{form: "level_decision", person: d.Person, ref: ref, refID: id, values: values}); err != nil {
		return Decided{}, err
	}
	d.Values = values
	t.Detail(level.String())
	return r.carryOut(t, f, d, level)
}

// cosigns tells whether the actor is the second person who agrees to an end that
// was proposed. Where a school has one psychologist only, its deputy or principal
// is that person (askSecond calls them); they may agree, and decide nothing else.
func cosigns(t *act.Tx, f care.Flag, d Decision) bool {
	return d.Values.String("decision") == "end" && cosigner(t, f)
}

// cosigner tells whether the actor is a leader who is called as second person.
func cosigner(t *act.Tx, f care.Flag) bool {
	leader := t.Who.Role == care.DeputyPrincipal || t.Who.Role == care.Principal
	if !leader || !f.Critical || f.EndBy == 0 || f.State != care.FlagOpen {
		return false
	}
	return leads(t, f.Person)
}

// completeDecision fills in what is a fact and not a choice: the level before,
// whether a critical answer was the beginning, whether the pupil is of age, and who
// the other person is.
func (r Room) completeDecision(t *act.Tx, f care.Flag, d Decision) (questionnaire.Values, error) {
	v := maps.Clone(d.Values)
	before := f.Suggested
	if e, err := t.OpenEpisode(d.Person, care.StudentCare); err == nil {
		before = e.Level
	}
	v["level_before"] = questionnaire.TextValue(before.String())
	v["from_critical"] = questionnaire.BoolValue(f.Critical)
	if err := knowMajority(t, d.Person, v, "guardian_consent"); err != nil {
		return nil, err
	}
	other := "待第二人确认"
	if f.Proposed != "" {
		first, err := t.ProposerOf(f.ID)
		if err != nil {
			return nil, err
		}
		if name, err := t.NameOf(first); err == nil && name != "" && first != t.Who.Person {
			other = name
		}
	}
	v["second_person"] = questionnaire.TextValue(other)
	return v, nil
}

func levelOf(v questionnaire.Values) (care.Level, error) {
	if v.String("decision") == "end" {
		return care.LevelNone, nil
	}
	return care.ParseLevel(v.String("level"))
}

// mayDecide holds the rules of who may decide what: nobody confirms without
// having met the pupil, except that major may be set from facts; only the
// psychology lead lowers an open episode, after a review meeting.
func (r Room) mayDecide(t *act.Tx, f care.Flag, d Decision, level care.Level) error {
	if f.ID != 0 && level != care.LevelMajor {
		met, err := hasRecord(t, "flag", f.ID, "f5_interview")
		if err != nil {
			return err
		}
		if !met {
			return care.Invalidf("decision", "请先当面与学生面谈并填写面谈记录，再确定级别", "meet the pupil and file the interview before deciding a level")
		}
	}
	if err := t.Policy.CheckGroups(care.StudentCare, t.Today, d.Groups); err != nil {
		return err
	}
	e, err := t.OpenEpisode(d.Person, care.StudentCare)
	if care.KindOf(err) == care.NotFound {
		if f.ID == 0 {
			return care.Fail(care.NotFound, "review", "该生没有进行中的个案", "this pupil has no open episode")
		}
		return nil
	}
	if err != nil {
		return err
	}
	if level < e.Level && t.Who.Role != care.PsychologyLead {
		return care.Fail(care.Forbidden, "lower level", "调低级别须由心理辅导站站长在评估会议后决定", "only the psychology lead lowers a level, after a review meeting")
	}
	return nil
}

func (r Room) carryOut(t *act.Tx, f care.Flag, d Decision, level care.Level) (Decided, error) {
	if level == care.LevelNone {
		return r.decideNone(t, f, d)
	}
	out, err := r.setLevel(t, f, d, level)
	if err != nil || f.ID == 0 {
		return out, err
	}
	f.End, f.EndBy, f.Episode = care.EndEpisode, t.Who.Post, out.Episode.ID
	return out, r.endFlag(t, f)
}

// decideNone ends a flag without an episode, or closes the open episode after a
// review. What a critical item raised takes two people.
func (r Room) decideNone(t *act.Tx, f care.Flag, d Decision) (Decided, error) {
	if f.ID == 0 {
		return Decided{}, r.closeEpisode(t, d)
	}
	end := care.FlagEnd(d.Values.String("end_reason"))
	if end != care.EndLeft {
		end = care.EndNoConcern
	}
	if f.Critical {
		first, err := r.needsSecond(t, f, end)
		if err != nil || first {
			return Decided{Second: first}, err
		}
		f.EndSecond = t.Who.Post
	} else {
		f.EndBy = t.Who.Post
	}
	f.End = end
	return Decided{}, r.endFlag(t, f)
}

// needsSecond records the first of two people and answers true; the second one
// must be somebody else and agree with the end proposed.
func (r Room) needsSecond(t *act.Tx, f care.Flag, end care.FlagEnd) (bool, error) {
	if f.Proposed != end || f.EndBy == 0 {
		if err := t.ProposeEnd(f.ID, end, t.Who.Post, t.Who.Person); err != nil {
			return false, err
		}
		return true, r.askSecond(t, f)
	}
	first, err := t.ProposerOf(f.ID)
	if err != nil {
		return false, err
	}
	if first == t.Who.Person {
		return false, care.Fail(care.Forbidden, "second person", "由危险回答引起的，须由另一位老师共同确认才能结束", "what began with a critical answer ends with two different people")
	}
	return false, nil
}

// askSecond asks the psychology lead, or the deputy when the lead proposed.
func (r Room) askSecond(t *act.Tx, f care.Flag) error {
	_, class, err := t.SchoolOf(f.Person)
	if err != nil {
		return err
	}
	for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher, care.DeputyPrincipal, care.Principal, care.DistrictOfficer} {
		post, err := t.Seat(class, role)
		if err != nil {
			return err
		}
		holder, err := t.Holder(post)
		if err != nil {
			return err
		}
		if holder != t.Who.Person {
			return t.Send("duty", post, 0, f.ID)
		}
	}
	return nil
}

func (r Room) endFlag(t *act.Tx, f care.Flag) error {
	if err := t.EndFlag(f); err != nil {
		return err
	}
	if err := t.EndDuties("flag", f.ID, string(f.End)); err != nil {
		return err
	}
	return t.Unfollow(f.Person)
}

// setLevel opens the pupil's episode at a level or moves the open one, appends
// to the history, opens the level's duties and makes its notices.
func (r Room) setLevel(t *act.Tx, f care.Flag, d Decision, level care.Level) (Decided, error) {
	school, class, err := t.SchoolOf(d.Person)
	if err != nil {
		return Decided{}, err
	}
	e, err := t.OpenEpisode(d.Person, care.StudentCare)
	fresh := care.KindOf(err) == care.NotFound
	if err != nil && !fresh {
		return Decided{}, err
	}
	before := e.Level
	if f.ID == 0 {
		if err := reviewed(t, e); err != nil {
			return Decided{}, err
		}
	}
	if fresh {
		e = care.Episode{ID: t.NewID(), Person: d.Person, Programme: care.StudentCare, State: care.EpisodeOpen, OpenedAt: t.Now}
		if e.OwnerPost, err = t.SeatFor(act.CaseOf(d.Person), class, act.CareChain...); err != nil {
			return Decided{}, err
		}
	}
	e.Level, e.NextOn = level, t.Today
	if fresh {
		err = t.InsertEpisode(e)
	} else {
		err = t.UpdateEpisode(e)
	}
	if err != nil {
		return Decided{}, err
	}
	review, err := r.appendLevel(t, e, d)
	if err != nil {
		return Decided{}, err
	}
	if e, err = r.levelDuties(t, e, school, review); err != nil {
		return Decided{}, err
	}
	if !fresh && level > before && (f.ID == 0 || level == care.LevelMajor) {
		if e, err = r.meetAgain(t, e, school); err != nil {
			return Decided{}, err
		}
	}
	out := Decided{Episode: e}
	if fresh || level > before {
		out.Family, out.Notices, err = r.notify(t, e, school, class, d)
	}
	return out, err
}

// meetAgain asks for a talk on the day a level was raised by a review or from facts:
// what a flag raised was talked about before.
func (r Room) meetAgain(t *act.Tx, e care.Episode, school care.ID) (care.Episode, error) {
	d := care.Duty{Person: e.Person, Unit: school, Ref: "episode", RefID: e.ID, Post: e.OwnerPost, Level: e.Level, Period: periodOf(t, e)}
	if _, err := t.OpenDuty("interview.raised", d); err != nil {
		return e, err
	}
	return r.keepNext(t, e, school)
}

func (r Room) appendLevel(t *act.Tx, e care.Episode, d Decision) (care.Date, error) {
	review := care.Date(d.Values.String("next_review_on"))
	latest := t.Today.AddDays(t.Policy.Level(e.Level).ReviewDays)
	if review == "" || review > latest {
		review = latest
	}
	l := care.LevelChange{ID: t.NewID(), Episode: e.ID, Person: e.Person, Level: e.Level, ByPost: t.Who.Post, ByPerson: t.Who.Person, ReviewOn: review, PackHash: t.Policy.Hash()}
	plain, err := json.Marshal(LevelReason{Reason: d.Values.String("reason"), Evidence: d.Values.Strings("evidence"), Groups: d.Groups})
	if err != nil {
		return "", err
	}
	sealed, err := t.Seal(e.Person, envelope.Plan, "level_change", "reason", l.ID, plain)
	if err != nil {
		return "", err
	}
	return review, t.InsertLevel(l, sealed)
}

// LevelReason is why a level was set, as sealed beside it.
type LevelReason struct {
	Reason   string   `json:"reason"`
	Evidence []string `json:"evidence"`
	Groups   []string `json:"groups,omitempty"`
}
