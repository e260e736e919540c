package casework

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// RecordFile is a filed form with who wrote it and what was amended.
type RecordFile struct {
	RecordView
	Pupil    Chip
	By       Holder
	Before   *RecordView // the record it amends
	Changes  []questionnaire.Change
	Later    []RecordView // records that amend it
	MayAmend bool
}

// amendable are the forms whose content may turn out wrong. Decisions are made
// anew instead.
var amendable = map[string]bool{"f5_interview": true, "f6_risk": true, "safety_check": true, "plan": true, "safety_plan": true, "f9_guardian_contact": true, ContactForm: true}

// OpenRecord opens a filed form; a record of which nothing is for the reader
// answers "not found".
func (r Room) OpenRecord(ctx context.Context, who act.Who, id care.ID) (RecordFile, error) {
	var f RecordFile
	err := r.Do(ctx, who, "casework.OpenRecord", func(t *act.Tx) error {
		row, err := t.Record(id)
		if err != nil {
			return err
		}
		t.About("record", id, row.Person)
		if f, err = recordFile(t, row); err != nil {
			return err
		}
		if !readable(f.RecordView) {
			p, err := aboutProgramme(t, row.Ref, row.RefID)
			if err != nil {
				return err
			}
			return t.DecideAuthored(access.Read, partData(t, p, f.Def, questionnaire.ClassPlan), row.Person, row.Author)
		}
		return nil
	})
	return f, err
}

func recordFile(t *act.Tx, row store.RecordRow) (RecordFile, error) {
	var f RecordFile
	var err error
	if f.RecordView, err = openRecord(t, row); err != nil {
		return f, err
	}
	if f.Pupil, err = chipOf(t, row.Person); err != nil {
		return f, err
	}
	if f.By, err = holderOf(t, row.AuthorPost); err != nil {
		return f, err
	}
	f.MayAmend = mayAmend(t, row, f.RecordView)
	rows, err := t.RecordsOf(row.Person)
	if err != nil {
		return f, err
	}
	for _, other := range rows {
		switch {
		case other.ID == row.Amends:
			v, err := openRecord(t, other)
			if err != nil {
				return f, err
			}
			f.Before, f.Changes = &v, f.Def.Diff(v.Values, f.Values)
		case other.Amends == row.ID:
			v, err := openRecord(t, other)
			if err != nil {
				return f, err
			}
			f.Later = append(f.Later, v)
			f.MayAmend = false // the newest one is amended
		}
	}
	return f, nil
}

// mayAmend: the author amends, or whoever may write such records and sees all of
// this one; else an amendment would lose what its writer could not see.
func mayAmend(t *act.Tx, row store.RecordRow, v RecordView) bool {
	return amendable[row.Form] && len(v.Hidden) == 0 && t.May(access.Write, writesAbout(t, v.Def, About{row.Ref, row.RefID}), row.Person)
}

// Amend files a corrected record beside the old one; nothing is overwritten. A
// risk form that turns out urgent raises the pupil's flag like a new one.
func (r Room) Amend(ctx context.Context, who act.Who, id care.ID, values questionnaire.Values) (care.ID, error) {
	var made care.ID
	err := r.Do(ctx, who, "casework.Amend", func(t *act.Tx) error {
		row, err := t.Record(id)
		if err != nil {
			return err
		}
		t.About("record", id, row.Person)
		f, err := recordFile(t, row)
		if err != nil {
			return err
		}
		if len(f.Later) > 0 {
			return care.Fail(care.Conflict, "amend", "这份记录已被更正过，请在最新的一份上更正", "this record was amended already; amend the newest one")
		}
		if !f.MayAmend {
			return t.Refuse(writesAbout(t, f.Def, About{row.Ref, row.RefID}), row.Person)
		}
		if err := sameContact(row.Form, f.Values, values); err != nil {
			return err
		}
		var def *questionnaire.Definition
		made, def, err = fileSheet(t, sheet{form: row.Form, person: row.Person, ref: row.Ref, refID: row.RefID, amends: id, values: values})
		if err != nil {
			return err
		}
		return r.raiseAmended(t, row, def, values)
	})
	return made, err
}

// sameContact: what finished duties (how, when, whether the child was reached) is
// not changed afterwards; another contact is filed instead.
func sameContact(form string, before, after questionnaire.Values) error {
	if form != ContactForm {
		return nil
	}
	for _, field := range []string{"kind", "contacted_on", "outcome"} {
		if before.String(field) != after.String(field) {
			return care.Invalidf(field, "方式、日期和结果不能更正，因为它们已经用来认定工作完成；请另记一次", "how, when and with what outcome can't be amended, since duties were finished by it; record another contact")
		}
	}
	return nil
}

func (r Room) raiseAmended(t *act.Tx, row store.RecordRow, def *questionnaire.Definition, values questionnaire.Values) error {
	if !contains(def.Signals(values), questionnaire.SignalUrgent) {
		return nil
	}
	school, _, err := t.SchoolOf(row.Person)
	if err != nil {
		return err
	}
	_, _, err = t.Flag(care.Flag{Person: row.Person, School: school, Source: care.FromConcern, Suggested: care.LevelMajor, Critical: true},
		[]act.FlagReason{{Rule: "f6.urgent", Clause: "ours", Level: care.LevelMajor, Text: care.Text{Zh: "更正后的安全评估显示情况紧急", En: "the amended risk form says urgent"}}})
	return err
}
