package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
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
	Skip     []string // fields that are nothing for its programme
	Files    []act.FileLine
	Signed   []Signed
	MaySign  bool
}

// amendable are the forms whose content may turn out wrong. Decisions are made
// anew instead.
var amendable = map[string]bool{"f5_interview": true, "f6_risk": true, "safety_check": true, "plan": true, "safety_plan": true, "f9_guardian_contact": true, ContactForm: true, AdultContact: true}

// OpenRecord opens a filed form; a record of which nothing is for the reader
// answers "not found".
func (r Room) OpenRecord(ctx context.Context, who act.Who, id care.ID) (RecordFile, error) {
	var f RecordFile
	err := r.Do(ctx, who, "casework.OpenRecord", func(t *act.Tx) error {
		v, err := openReadable(t, id)
		if err != nil {
			return err
		}
		if f, err = recordFile(t, v); err != nil {
			return err
		}
		f.Skip, err = beside(t, v.Form, About{Ref: v.Ref, ID: v.RefID})
		return err
	})
	return f, err
}

// openReadable opens a record of which something is for the reader.
func openReadable(t *act.Tx, id care.ID) (RecordView, error) {
	row, err := t.Record(id)
	if err != nil {
		return RecordView{}, err
	}
	t.About("record", id, row.Person)
	v, err := openRecord(t, row)
	if err != nil || readable(v) {
		return v, err
	}
	p, err := aboutProgramme(t, row.Ref, row.RefID)
	if err != nil {
		return v, err
	}
	return v, t.DecideAuthored(access.Read, partData(t, p, v.Def, questionnaire.ClassPlan), row.Person, row.Author)
}

func recordFile(t *act.Tx, v RecordView) (RecordFile, error) {
	f := RecordFile{RecordView: v}
	var err error
	if f.Pupil, err = chipOf(t, v.Person); err != nil {
		return f, err
	}
	if f.By, err = holderOf(t, v.Post); err != nil {
		return f, err
	}
	if f.Files, err = t.FilesOf(v.Def, v.Values); err != nil {
		return f, err
	}
	if f.Signed, err = signedBy(t, v.ID); err != nil {
		return f, err
	}
	f.MayAmend, f.MaySign = mayAmend(t, v), maySign(t, v, len(f.Signed))
	rows, err := t.RecordsOf(v.Person)
	if err != nil {
		return f, err
	}
	for _, other := range rows {
		switch {
		case other.ID == v.Amends:
			before, err := openRecord(t, other)
			if err != nil {
				return f, err
			}
			f.Before, f.Changes = &before, f.Def.Diff(before.Values, f.Values)
		case other.Amends == v.ID:
			later, err := openRecord(t, other)
			if err != nil {
				return f, err
			}
			f.Later = append(f.Later, later)
			f.MayAmend, f.MaySign = false, false // the newest one is amended and signed
		}
	}
	return f, nil
}

// mayAmend: the author amends, or whoever may write such records and sees all of
// this one; else an amendment would lose what its writer could not see.
func mayAmend(t *act.Tx, v RecordView) bool {
	if len(v.Hidden) > 0 {
		return false
	}
	if v.Def.OnPerson() && v.Ref == "pupil" {
		return t.MayAuthored(access.Write, writes(v.Def), v.Person, v.Author)
	}
	return (amendable[v.Form] || v.Def.OnCare()) && t.May(access.Write, writesAbout(t, v.Def, About{v.Ref, v.RefID}), v.Person)
}

// Amend files a corrected record beside the old one; nothing is overwritten. A
// sheet that turns out urgent raises the pupil's flag like a new one.
func (r Room) Amend(ctx context.Context, who act.Who, id care.ID, values questionnaire.Values, files Files) (care.ID, error) {
	var made care.ID
	err := r.Do(ctx, who, "casework.Amend", func(t *act.Tx) error {
		row, err := t.Record(id)
		if err != nil {
			return err
		}
		t.About("record", id, row.Person)
		v, err := openRecord(t, row)
		if err != nil {
			return err
		}
		f, err := recordFile(t, v)
		if err != nil {
			return err
		}
		if len(f.Later) > 0 {
			return care.Fail(care.Conflict, "amend", "这份记录已被更正过，请在最新的一份上更正", "this record was amended already; amend the newest one")
		}
		if !f.MayAmend {
			return t.Refuse(writesAbout(t, v.Def, About{row.Ref, row.RefID}), row.Person)
		}
		if err := sameContact(row.Form, f.Values, values); err != nil {
			return err
		}
		kept := map[care.ID]bool{}
		for _, file := range f.Files {
			kept[file.ID] = true
		}
		var def *questionnaire.Definition
		made, def, err = fileSheet(t, sheet{form: row.Form, person: row.Person, ref: row.Ref, refID: row.RefID, amends: id, values: values, files: files, kept: kept})
		if err != nil {
			return err
		}
		return raiseUrgent(t, row.Person, def, values, "f6.urgent", care.Text{Zh: "更正后的安全评估显示情况紧急", En: "the amended safety assessment says urgent"})
	})
	return made, err
}

// sameContact: what finished duties (how, when, whether the child was reached) is
// not changed afterwards; another contact is filed instead.
func sameContact(form string, before, after questionnaire.Values) error {
	fields := []string{"kind", "contacted_on", "outcome"}
	switch {
	case form == FollowUp:
		fields = []string{"form", "visited_on", "who", "seen"}
	case !slices.Contains(policy.ContactForms, form):
		return nil
	}
	for _, field := range fields {
		if !before[field].Equal(after[field]) {
			return care.Invalidf(field, "方式、日期和结果不能更正，因为它们已经用来认定工作完成；请另记一次", "how, when and with what outcome can't be amended, since duties were finished by it; record another contact")
		}
	}
	return nil
}

// raiseUrgent raises the pupil's flag when a sheet's answers say urgent.
func raiseUrgent(t *act.Tx, person care.ID, def *questionnaire.Definition, values questionnaire.Values, rule string, why care.Text) error {
	if !contains(def.Signals(values), questionnaire.SignalUrgent) {
		return nil
	}
	school, _, err := t.SchoolOf(person)
	if err != nil {
		return err
	}
	_, _, err = t.Flag(care.Flag{Person: person, School: school, Source: care.FromConcern, Suggested: care.LevelMajor, Critical: true},
		[]act.FlagReason{{Rule: rule, Clause: "ours", Level: care.LevelMajor, Text: why}})
	return err
}
