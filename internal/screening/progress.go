package screening

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Mark is what an invigilator sees of a pupil: who is done, nothing else.
type Mark string

// The marks. "done" covers submitted and stopped alike: neighbours and
// invigilators can't tell who gave up.
const (
	NoConsent Mark = "no_consent"
	Waiting   Mark = "waiting"
	Answering Mark = "answering"
	Done      Mark = "done"
	Absent    Mark = "absent"
)

// PupilMark is one line of a class's progress.
type PupilMark struct {
	Person care.ID
	Name   string
	Mark   Mark
	Reason string // of an absence
	Ask    bool   // the guardian asks that the child be asked before he begins
}

// ClassProgress lists a class's pupils with their marks, by name.
func (r Room) ClassProgress(ctx context.Context, who act.Who, campaign, class care.ID) (store.ClassTally, []PupilMark, error) {
	var tally store.ClassTally
	var list []PupilMark
	err := r.View(ctx, who, func(t *act.Tx) (err error) {
		if _, tally, err = decideSession(t, access.Read, campaign, class); err != nil {
			return err
		}
		if err := t.DecideUnit(access.Read, access.Roster, class); err != nil {
			return err
		}
		list, err = marks(t, campaign, class)
		return err
	})
	return tally, list, err
}

func marks(t *act.Tx, campaign, class care.ID) ([]PupilMark, error) {
	pupils, err := classList(t, class)
	if err != nil {
		return nil, err
	}
	consents, err := t.ConsentsIn(campaign, class)
	if err != nil {
		return nil, err
	}
	state, err := sittingStates(t, campaign, class)
	if err != nil {
		return nil, err
	}
	absences, err := t.AbsencesIn(campaign, class)
	if err != nil {
		return nil, err
	}
	list := make([]PupilMark, 0, len(pupils))
	for _, p := range pupils {
		list = append(list, PupilMark{Person: p.Person, Name: p.Name, Mark: markOf(consents[p.Person].Decision, state[p.Person], absences[p.Person]), Reason: absences[p.Person],
			Ask: consents[p.Person].Assent == care.AssentAsk})
	}
	return list, nil
}

func markOf(d care.ConsentDecision, s care.SittingState, absence string) Mark {
	switch {
	case s == care.SittingSubmitted || s == care.SittingStopped:
		return Done
	case s == care.SittingStarted:
		return Answering
	case !d.Allows():
		return NoConsent
	case absence != "":
		return Absent
	}
	return Waiting
}

// AbsenceReasons is the closed list (form F4).
var AbsenceReasons = map[string]care.Text{
	"ill":       {Zh: "生病", En: "ill"},
	"leave":     {Zh: "请假", En: "on leave"},
	"truant":    {Zh: "未到校，原因待了解", En: "not at school, reason unknown"},
	"exam":      {Zh: "外出考试或比赛", En: "at an exam or contest"},
	"suspended": {Zh: "休学", En: "suspended studies"},
	"technical": {Zh: "设备故障", En: "technical failure"},
	"declined":  {Zh: "本人不愿参加", En: "did not want to"},
}

// RecordAbsence says why a pupil did not answer; the make-up session is a duty.
func (r Room) RecordAbsence(ctx context.Context, who act.Who, campaign, person care.ID, reason string) error {
	return r.Do(ctx, who, "screening.RecordAbsence", func(t *act.Tx) error {
		if AbsenceReasons[reason].IsZero() {
			return care.Invalidf("reason", "请选择原因", "choose a reason")
		}
		school, class, err := t.SchoolOf(person)
		if err != nil {
			return err
		}
		c, _, err := decideSession(t, access.Write, campaign, class)
		if err != nil {
			return err
		}
		if over(c) {
			return errOver
		}
		t.About("campaign", campaign, person)
		row := store.AbsenceRow{Campaign: campaign, Class: class, Person: person, Reason: reason, ByPost: who.Post}
		if err := t.PutAbsence(row); err != nil {
			return err
		}
		if reason == "declined" || reason == "suspended" {
			return nil
		}
		post, err := t.SeatFor(act.Matter{Unit: class, Data: access.Session}, class, care.PsychologyTeacher, care.PsychologyLead, care.DeputyPrincipal)
		if err != nil {
			return err
		}
		_, err = t.OpenDuty("makeup_session", care.Duty{Unit: school, Ref: "class", RefID: class, Period: campaign.String(), Post: post})
		return err
	})
}

// Rounds lists the rounds an actor may see, those of whose classes he sits with one,
// and those whose test alert was sent to his post.
func (r Room) Rounds(ctx context.Context, who act.Who) ([]care.Campaign, error) {
	var list []care.Campaign
	err := r.View(ctx, who, func(t *act.Tx) error {
		all, err := t.Campaigns()
		if err != nil {
			return err
		}
		called, err := t.DrillsFor(who.Post)
		if err != nil {
			return err
		}
		watched, err := t.Watched(who.Post)
		if err != nil {
			return err
		}
		for _, c := range all {
			above, err := t.Inside(c.Unit, who.Unit)
			if err != nil {
				return err
			}
			below, err := t.Inside(who.Unit, c.Unit)
			if err != nil {
				return err
			}
			if (above || below) && t.Access.May(who.Role, access.Read, access.Round) || slices.ContainsFunc(watched, func(w store.ClassTally) bool { return w.Campaign == c.ID }) || slices.Contains(called, c.ID) || (who.Post != 0 && c.State != care.CampaignDraft && slices.Contains(c.Settings.DutyPosts, who.Post)) {
				list = append(list, c)
			}
		}
		return nil
	})
	return list, err
}

// Round reads a round with the classes an actor may see.
func (r Room) Round(ctx context.Context, who act.Who, campaign care.ID) (care.Campaign, []store.ClassTally, []store.Drill, error) {
	var c care.Campaign
	var classes []store.ClassTally
	var drills []store.Drill
	err := r.View(ctx, who, func(t *act.Tx) (err error) {
		if err := t.DecideUnit(access.Read, access.Round, who.Unit); err != nil {
			return err
		}
		if c, err = t.Campaign(campaign); err != nil {
			return err
		}
		if classes, err = t.CampaignClasses(campaign, who.Unit); err != nil {
			return err
		}
		drills, err = t.Drills(campaign)
		return err
	})
	return c, classes, drills, err
}
