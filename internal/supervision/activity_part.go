package supervision

import (
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// reads and writes say what a form is for the need-to-know matrix.
func reads(def *questionnaire.Definition) access.Data  { return access.Data(def.Reads()) }
func writes(def *questionnaire.Definition) access.Data { return access.Data(def.Writes()) }

// stronger says what a part that is more than the unit's work is: names of a class
// are for who may know the class, whom somebody worried about for who plans.
var stronger = map[questionnaire.Class]access.Data{
	questionnaire.ClassIdentity: access.Identity, questionnaire.ClassAnswers: access.Answers, questionnaire.ClassScores: access.Scores, questionnaire.ClassPlan: access.Plan,
	questionnaire.ClassPlanSummary: access.PlanSummary, questionnaire.ClassPlanFamily: access.Plan, questionnaire.ClassNotes: access.Notes,
	questionnaire.ClassMedical: access.Medical, questionnaire.ClassContacts: access.Contacts, questionnaire.ClassProtection: access.Protection,
}

// readsPart tells whether the actor may open a part of a record. Its author reads
// what he wrote while he may still read such records.
func readsPart(t *act.Tx, a care.Activity, class questionnaire.Class) bool {
	data, is := stronger[class]
	return !is || a.Author == t.Who.Person || t.MayUnit(access.Read, data, a.Unit)
}

// keep stores a record: the part that is the unit's work in the record itself, one
// sealed part beside it for each stronger class, the words it was given to, and its
// author's signature.
func keep(t *act.Tx, a care.Activity, def *questionnaire.Definition, clean questionnaire.Values, files act.Attached) error {
	parts := def.Split(clean)
	body, err := t.Seal(a.Unit, envelope.Work, "activity", "body", a.ID, parts[questionnaire.ClassWork].Encode())
	if err != nil {
		return err
	}
	if err := t.KeepForm(def.Hash, def.ID, def.Canonical()); err != nil {
		return err
	}
	if err := t.InsertActivity(a, body); err != nil {
		return err
	}
	for class, part := range parts {
		if class == questionnaire.ClassWork {
			continue
		}
		p := store.RecordPart{ID: t.NewID(), Class: string(class)}
		if p.Sealed, err = t.Seal(a.Unit, envelope.Class(class), "record_part", "sealed", p.ID, part.Encode()); err != nil {
			return err
		}
		if err := t.InsertRecordPart(a.ID, p); err != nil {
			return err
		}
	}
	if err := t.KeepFiles(a.Unit, a.ID, def, clean, files); err != nil {
		return err
	}
	if err := dropDrafts(t, a); err != nil {
		return err
	}
	return t.Sign(a.ID, authorSlot)
}

// workOf opens what a record says of the work itself: its body.
func workOf(t *act.Tx, record care.ID) (questionnaire.Values, error) {
	sealed, err := t.ActivityBody(record)
	if err != nil {
		return nil, err
	}
	plain, err := t.Open("activity", "body", record, sealed)
	if err != nil {
		return nil, err
	}
	return questionnaire.DecodeValues(plain)
}

// valuesOf opens the parts of a record that its reader may open.
func valuesOf(t *act.Tx, a care.Activity, def *questionnaire.Definition) (v questionnaire.Values, hidden []questionnaire.Class, err error) {
	work, err := workOf(t, a.ID)
	if err != nil {
		return nil, nil, err
	}
	hidden = closeOlder(t, a, def, work)
	open := map[questionnaire.Class]questionnaire.Values{questionnaire.ClassWork: work}
	parts, err := t.RecordParts(a.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range parts {
		class := questionnaire.Class(p.Class)
		if !readsPart(t, a, class) {
			if !slices.Contains(hidden, class) {
				hidden = append(hidden, class)
			}
			continue
		}
		plain, err := t.Open("record_part", "sealed", p.ID, p.Sealed)
		if err != nil {
			return nil, nil, err
		}
		if open[class], err = questionnaire.DecodeValues(plain); err != nil {
			return nil, nil, err
		}
	}
	return questionnaire.Join(open), hidden, nil
}

// closeOlder takes out of the part that is the unit's work what the form in use counts to
// a stronger class the reader may not open: a sheet given to an older version of the form
// tells nobody more than a new one.
func closeOlder(t *act.Tx, a care.Activity, def *questionnaire.Definition, work questionnaire.Values) (hidden []questionnaire.Class) {
	now, ok := t.K.Forms().Get(def.ID)
	if !ok || now.Hash == def.Hash {
		return nil
	}
	for id := range work {
		f := now.Field(id)
		if f == nil || readsPart(t, a, f.Class) {
			continue
		}
		delete(work, id)
		if !slices.Contains(hidden, f.Class) {
			hidden = append(hidden, f.Class)
		}
	}
	return hidden
}
