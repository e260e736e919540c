package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// FollowUp is F24's record of a follow-up: when the patient himself was spoken to or
// seen, it is a contact of the programme.
const FollowUp = "f24_follow_up"

// CareForms is the page of forms of one programme of one person.
type CareForms struct {
	Cared
	Pupil Chip
	Fill  []CareForm
	Filed []FiledLine // newest first
}

// CareForm is a form that may be filled in, and the open duty that it ends.
type CareForm struct {
	FormLine
	Ends *Row // nil where it ends none
}

// FormsOfCare lists the forms of somebody's programme; the opening is logged.
func (r Room) FormsOfCare(ctx context.Context, who act.Who, episode care.ID) (CareForms, error) {
	var f CareForms
	err := r.Do(ctx, who, "casework.FormsOfCare", func(t *act.Tx) error {
		f = CareForms{}
		e, p, err := openProgramme(t, episode, access.Write)
		if err != nil {
			return err
		}
		if f.Cared, _, err = caredOf(t, e); err != nil {
			return err
		}
		if f.Pupil, err = chipOf(t, e.Person); err != nil {
			return err
		}
		rows, err := t.RecordsFor("episode", e.ID)
		if err != nil {
			return err
		}
		slices.Reverse(rows)
		if f.Filed, err = filedLines(t, rows); err != nil {
			return err
		}
		return f.readFill(t, e, p)
	})
	return f, err
}

func (f *CareForms) readFill(t *act.Tx, e care.Episode, p policy.Programme) error {
	drafts, err := t.DraftsAbout(t.Who.Person, "episode", e.ID)
	if err != nil {
		return err
	}
	duties, err := t.DutiesAbout(e.Person)
	if err != nil {
		return err
	}
	for _, id := range t.Policy.CareForms(p, e.Level) {
		def, _ := t.K.Forms().Get(id)
		if suits, err := ageSuits(t, def, e.Person); err != nil || !suits {
			if err != nil {
				return err
			}
			continue
		}
		line := CareForm{FormLine: lineOf(def, drafts, f.Filed)}
		for _, d := range duties {
			timer, _ := t.Policy.Timer(d.Rule)
			if d.State == care.DutyOpen && d.Ref == "episode" && d.RefID == e.ID && timer.Form == id {
				row, err := dutyRow(t, d)
				if err != nil {
					return err
				}
				line.Ends = &row
			}
		}
		f.Fill = append(f.Fill, line)
	}
	return nil
}

// lineOf is a form with its draft and when it was last filed.
func lineOf(def *questionnaire.Definition, drafts []store.RecordDraft, filed []FiledLine) FormLine {
	line := FormLine{Def: def}
	for _, d := range drafts {
		if d.Form == def.ID {
			line.Draft = d.SavedAt
		}
	}
	for _, f := range filed {
		if f.Def.ID == def.ID {
			line.Last = max(line.Last, f.At)
		}
	}
	return line
}

// careForm finds a form of the programme that somebody is in.
func careForm(t *act.Tx, e care.Episode, form string) (*questionnaire.Definition, error) {
	p, _ := t.Policy.Programme(e.Programme)
	def, ok := t.K.Forms().Get(form)
	if !ok || e.Programme == care.StudentCare || !def.OnCare() || !slices.Contains(t.Policy.CareForms(p, e.Level), form) {
		return nil, care.Fail(care.NotFound, "open form", "这个项目没有这张表", "this programme has no such form")
	}
	return def, nil
}

// FileCare files a form about somebody in a programme. What was reached or done ends
// the duty whose timer names the form; an attempt ends nothing.
func (r Room) FileCare(ctx context.Context, who act.Who, episode care.ID, form string, values questionnaire.Values, files Files) (care.ID, error) {
	var made care.ID
	err := r.Do(ctx, who, "casework.FileCare", func(t *act.Tx) error {
		e, _, err := openProgramme(t, episode, access.Write)
		if err != nil {
			return err
		}
		def, err := careForm(t, e, form)
		if err != nil {
			return err
		}
		t.Detail(form)
		if err := onDays(t, e, def, values); err != nil {
			return err
		}
		if made, _, err = fileSheet(t, sheet{form: form, person: e.Person, ref: "episode", refID: e.ID, values: values, files: files}); err != nil {
			return err
		}
		if err := raiseUrgentInCare(t, e.Person, def, values); err != nil {
			return err
		}
		if form == FollowUp {
			return followedUp(t, e, values)
		}
		if contains(def.Signals(values), questionnaire.SignalUnreached) {
			return nil
		}
		return finishByForm(t, e, form)
	})
	return made, err
}

// onDays holds that a follow-up lies between entering and today, like any contact.
func onDays(t *act.Tx, e care.Episode, def *questionnaire.Definition, values questionnaire.Values) error {
	on := care.Date(values.String("visited_on"))
	if def.ID == FollowUp && on != "" && (on > t.Today || on < care.DateOf(e.OpenedAt.Time())) {
		return care.Invalidf("visited_on", "日期要在列入之后、今天或以前", "the day lies between entering the programme and today")
	}
	return nil
}

// followedUp counts a follow-up as the contact it was: in person by where they met,
// by phone only when the patient spoke himself. What a family tells is written down
// and reaches nobody.
func followedUp(t *act.Tx, e care.Episode, values questionnaire.Values) error {
	kind := map[string]string{"clinic": "meeting", "home": "visit"}[values.String("form")]
	if seen, _ := values.Bool("seen"); !seen {
		kind = ""
		if values.String("form") == "phone" && values.String("who") == "patient" {
			kind = "call"
		}
	}
	if kind == "" {
		return nil
	}
	on := care.Date(values.String("visited_on"))
	if err := t.SetContact(e.ID, on); err != nil {
		return err
	}
	s, err := t.Settle(e)
	if err != nil {
		return err
	}
	if _, err := t.Reached(&s, kind, on); err != nil {
		return err
	}
	_, err = t.Settle(s.Episode)
	return err
}

// finishByForm ends the open duties of an episode whose timers name a form.
func finishByForm(t *act.Tx, e care.Episode, form string) error {
	s, err := t.Settle(e)
	if err != nil {
		return err
	}
	for _, d := range slices.Clone(s.Duties) {
		timer, ok := t.Policy.Timer(d.Rule)
		if !ok || timer.Form != form || d.State != care.DutyOpen {
			continue
		}
		if _, err := t.Finish(&s, d.ID, t.Today, "done"); err != nil {
			return err
		}
	}
	_, err = t.Settle(s.Episode)
	return err
}

// raiseUrgentInCare raises the flag of a pupil when a sheet of another programme says
// urgent. The school learns that it is urgent, not which programme found it; who goes
// to no school has none to tell.
func raiseUrgentInCare(t *act.Tx, person care.ID, def *questionnaire.Definition, values questionnaire.Values) error {
	if _, _, err := t.SchoolOf(person); err != nil {
		if care.KindOf(err) == care.NotFound {
			err = nil
		}
		return err
	}
	return raiseUrgent(t, person, def, values, "form.urgent", care.Text{Zh: "一份记录显示情况紧急", En: "a record says urgent"})
}

// finishMeeting ends the duties of a pupil's care whose timers name a form that was
// filed in the pupil's file, such as the case meeting.
func (r Room) finishMeeting(t *act.Tx, person care.ID, form string) error {
	e, err := t.OpenEpisode(person, care.StudentCare)
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	duties, err := t.DutiesAbout(person)
	if err != nil {
		return err
	}
	for _, d := range duties {
		timer, _ := t.Policy.Timer(d.Rule)
		if d.State != care.DutyOpen || d.Ref != "episode" || d.RefID != e.ID || timer.Form != form {
			continue
		}
		if err := r.finish(t, d, "done"); err != nil {
			return err
		}
	}
	return nil
}
