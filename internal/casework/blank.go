package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// About names the thing a form is about: an alert, a flag, a notice, an episode
// or, for a review, a pupil.
type About struct {
	Ref string
	ID  care.ID
}

// Blank is a form ready to be written: prefilled, or with what the author had
// written when the page was lost.
type Blank struct {
	Def    *questionnaire.Definition
	Values questionnaire.Values
	Saved  care.Millis // of the draft, 0 = none
	Pupil  Chip
	About  About
	Age    care.Majority // where the form asks what hangs on it
	Skip   []string      // fields that are nothing for this programme
}

// schoolParts are what only a school can do: the plan of a programme outside it is
// written without them.
var schoolParts = map[string][]string{"plan": {"class_adjustments", "adjustments_how"}}

// beside are the fields of a form that are nothing for the programme it is about.
func beside(t *act.Tx, form string, about About) ([]string, error) {
	p, err := aboutProgramme(t, about.Ref, about.ID)
	if err != nil || p == "" {
		return nil, err
	}
	return schoolParts[form], nil
}

// writes says which right filing a form needs.
func writes(def *questionnaire.Definition) access.Data { return access.Data(def.Writes()) }

// writesAbout is writes for a form about a thing: a form about a programme other
// than pupil care is that programme's.
func writesAbout(t *act.Tx, def *questionnaire.Definition, about About) access.Data {
	if p, err := aboutProgramme(t, about.Ref, about.ID); err == nil && p != "" {
		return t.DataOf(p)
	}
	return writes(def)
}

// mayFile asks whether the actor may file a form about something.
func mayFile(t *act.Tx, def *questionnaire.Definition, about About, person care.ID) error {
	switch {
	case about.Ref == "episode" && def.OnCare() && def.ID != "level_decision":
		if err := decideAbout(t, def, about, person); err != nil {
			return err // before anything is told of the programme
		}
		e, err := t.Episode(about.ID)
		if err == nil {
			_, err = careForm(t, e, def.ID)
		}
		if err == nil {
			err = ofAge(t, def, person)
		}
		return err
	case def.OnPerson() != (about.Ref == "pupil" && def.ID != "level_decision"):
		return care.Fail(care.NotFound, "open form", "没有这张表，或它有自己的办理步骤", "there is no such form here, or it has steps of its own")
	case def.OnPerson():
		if err := decideWrite(t, def, person); err != nil {
			return err
		}
		return ofAge(t, def, person)
	case slices.Contains(policy.ContactForms, def.ID):
		if err := decideAbout(t, def, about, person); err != nil {
			return err // before anything is told of the programme
		}
		if p, err := aboutProgramme(t, about.Ref, about.ID); err != nil || p == "" || contactForm(t, p) != def.ID {
			return care.Fail(care.NotFound, "open form", "这个项目没有这张表", "this programme has no such form")
		}
		return nil
	case def.ID != "home_safe" && noticeForms[def.ID] == "":
		return decideAbout(t, def, about, person)
	}
	if about.Ref != "notice" {
		return care.Fail(care.NotFound, "open form", "没有这张表", "there is no such form here")
	}
	n, err := t.Notice(about.ID)
	if err != nil {
		return err
	}
	if noticeForms[def.ID] != "" {
		_, err := mayDo(t, def.ID, n)
		return err
	}
	return judgesHome(t, n)
}

func decideAbout(t *act.Tx, def *questionnaire.Definition, about About, person care.ID) error {
	if p, err := aboutProgramme(t, about.Ref, about.ID); err != nil {
		return err
	} else if p != "" {
		return decideWriting(t, t.DataOf(p), person)
	}
	return t.Decide(access.Write, writes(def), person)
}

// Blank opens a form about something. Only who may file it may open it.
func (r Room) Blank(ctx context.Context, who act.Who, form string, about About) (Blank, error) {
	b := Blank{About: about}
	err := r.View(ctx, who, func(t *act.Tx) (err error) {
		var ok bool
		if b.Def, ok = r.Forms().Get(form); !ok {
			return care.Fail(care.NotFound, "open form", "没有这张表", "there is no such form")
		}
		person, flag, err := aboutWhom(t, about)
		if err != nil {
			return err
		}
		if form != "level_decision" || !cosigner(t, flag) {
			if err := mayFile(t, b.Def, about, person); err != nil {
				return err
			}
		}
		if b.Pupil, err = chipOf(t, person); err != nil {
			return err
		}
		if b.Skip, err = beside(t, form, about); err != nil {
			return err
		}
		if form == "level_decision" || form == "home_safe" || form == "safety_check" {
			if b.Age, err = t.MajorityOf(person); err != nil {
				return err
			}
		}
		draft, err := t.RecordDraft(who.Person, form, about.Ref, about.ID)
		if err == nil {
			b.Saved = draft.SavedAt
			b.Values, err = openDraft(t, draft)
			return err
		}
		if care.KindOf(err) != care.NotFound {
			return err
		}
		b.Values, err = prefill(t, b.Def, person, flag)
		return err
	})
	return b, err
}

// SaveDraft keeps what an author has written so far, sealed for the author
// alone; filing the form forgets it.
func (r Room) SaveDraft(ctx context.Context, who act.Who, form string, about About, values questionnaire.Values) error {
	return r.Do(ctx, who, "casework.SaveDraft", func(t *act.Tx) error {
		def, ok := r.Forms().Get(form)
		if !ok {
			return care.Fail(care.NotFound, "save draft", "没有这张表", "there is no such form")
		}
		person, _, err := aboutWhom(t, about)
		if err != nil {
			return err
		}
		t.About(about.Ref, about.ID, person)
		if err := mayFile(t, def, about, person); err != nil {
			return err
		}
		d := store.RecordDraft{ID: t.NewID(), Author: who.Person, Form: form, Ref: about.Ref, RefID: about.ID}
		if d.Sealed, err = t.Seal(person, envelope.Notes, "record_draft", "sealed", d.ID, values.Encode()); err != nil {
			return err
		}
		return t.PutRecordDraft(d)
	})
}

func openDraft(t *act.Tx, d store.RecordDraft) (questionnaire.Values, error) {
	plain, err := t.Open("record_draft", "sealed", d.ID, d.Sealed)
	if err != nil {
		return nil, err
	}
	return questionnaire.DecodeValues(plain)
}

// aboutWhom finds the pupil a form is about, and the flag where there is one.
func aboutWhom(t *act.Tx, about About) (care.ID, care.Flag, error) {
	switch about.Ref {
	case "alert":
		a, err := t.Alert(about.ID)
		return a.Person, care.Flag{}, err
	case "flag":
		f, err := t.Tx.Flag(about.ID)
		return f.Person, f, err
	case "notice":
		n, err := t.Notice(about.ID)
		return n.Person, care.Flag{}, err
	case "episode":
		e, err := t.Episode(about.ID)
		return e.Person, care.Flag{}, err
	case "pupil":
		return about.ID, care.Flag{}, nil
	}
	return 0, care.Flag{}, care.Fail(care.NotFound, "open form", "没有这张表", "there is no such form here")
}

// Age is a span between two instants in words for people.
func Age(from, to care.Millis) care.Text {
	d := time.Duration(to-from) * time.Millisecond
	switch {
	case d < time.Minute:
		return care.Text{Zh: "不到 1 分钟", En: "less than a minute"}
	case d < time.Hour:
		n := int(d.Minutes())
		return care.Text{Zh: fmt.Sprintf("%d 分钟", n), En: fmt.Sprintf("%d min", n)}
	case d < 48*time.Hour:
		n := int(d.Hours())
		return care.Text{Zh: fmt.Sprintf("%d 小时", n), En: fmt.Sprintf("%d h", n)}
	}
	n := int(d.Hours() / 24)
	return care.Text{Zh: fmt.Sprintf("%d 天", n), En: care.Counted(n, "day", "days")}
}
