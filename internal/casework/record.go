package casework

import (
	"fmt"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// dataOf says which kind of content a form's class of entries is for the
// need-to-know matrix.
var dataOf = map[questionnaire.Class]access.Data{
	"identity":     access.Interview, // whom somebody talked with belongs to the talk
	"answers":      access.Answers,
	"scores":       access.Scores,
	"plan":         access.Plan,
	"plan_summary": access.PlanSummary,
	"plan_family":  access.Plan, // whoever is told of it at school needs not know what the family does
	"notes":        access.Notes,
	"medical":      access.Medical,
	"contacts":     access.Interview,
	"protection":   access.Protection,
	"work":         access.Activities,
}

// readsPart tells whether the actor may read one class of a record. Recipients of
// a notice were told of one episode: plans of earlier ones are not for them.
func readsPart(t *act.Tx, row store.RecordRow, p care.Programme, def *questionnaire.Definition, class questionnaire.Class) bool {
	if !t.MayAuthored(access.Read, partData(t, p, def, class), row.Person, row.Author) {
		return false
	}
	if p != "" || class != questionnaire.ClassPlanSummary || t.May(access.Read, access.Plan, row.Person) {
		return true
	}
	e, err := t.Episode(row.RefID)
	return err == nil && row.Ref == "episode" && e.State == care.EpisodeOpen
}

// dataOfPart says who reads a part of a form: the general part as the form itself
// says, the stronger classes as the class says.
func dataOfPart(def *questionnaire.Definition, class questionnaire.Class) access.Data {
	if class == questionnaire.ClassPlan && def.Reads() != "" {
		return access.Data(def.Reads())
	}
	return dataOf[class]
}

// aboutProgramme finds the programme, other than pupil care, that a record is about.
func aboutProgramme(t *act.Tx, ref string, id care.ID) (care.Programme, error) {
	if ref == "notice" {
		n, err := t.Notice(id)
		if err != nil {
			return "", err
		}
		ref, id = "episode", n.Episode
	}
	if ref != "episode" {
		return "", nil
	}
	e, err := t.Episode(id)
	if err != nil || e.Programme == care.StudentCare {
		return "", err
	}
	return e.Programme, nil
}

// partData says what a part of a record is for the need-to-know matrix: in a
// programme other than pupil care ("") all of it is that programme's, notes apart.
func partData(t *act.Tx, p care.Programme, def *questionnaire.Definition, class questionnaire.Class) access.Data {
	if p == "" || dataOf[class] == access.Notes {
		return dataOfPart(def, class)
	}
	return t.DataOf(p)
}

// entriesOf says under which class of entries each part of a sheet is sealed.
func entriesOf(t *act.Tx, s sheet) (func(questionnaire.Class) envelope.Class, error) {
	p, err := aboutProgramme(t, s.ref, s.refID)
	return func(class questionnaire.Class) envelope.Class {
		if p == "" || dataOf[class] == access.Notes {
			return envelope.Class(class)
		}
		return t.EntriesOf(p)
	}, err
}

// sheet is a form about to be filed.
type sheet struct {
	form   string
	person care.ID
	ref    string // "flag", "alert", "episode", "notice", "pupil"
	refID  care.ID
	amends care.ID
	values questionnaire.Values
	files  Files
	kept   map[care.ID]bool // files of the amended record that may be named again
}

// fileSheet checks a form whole and stores it: one sealed part per class of
// entries, so that each reader opens only what his post needs, the definition
// it was given to, and the author's signature. Records are amended by later
// ones, never edited.
func fileSheet(t *act.Tx, s sheet) (care.ID, *questionnaire.Definition, error) {
	def, ok := t.K.Forms().Get(s.form)
	if !ok {
		return 0, nil, fmt.Errorf("casework: no form %q", s.form)
	}
	if s.amends == 0 { // what was filed in time is amended at any age
		if err := ofAge(t, def, s.person); err != nil {
			return 0, def, err
		}
	}
	values, files, err := t.Attach(def, s.values, s.files, s.kept)
	if err != nil {
		return 0, def, err
	}
	s.values = values
	if err := def.Check(s.values).Err("file " + s.form); err != nil {
		return 0, def, err
	}
	row := store.RecordRow{ID: t.NewID(), Person: s.person, Form: s.form, FormHash: def.Hash, Ref: s.ref, RefID: s.refID, Amends: s.amends,
		AuthorPost: t.Who.Post, Author: t.Who.Person}
	if err := t.KeepForm(def.Hash, def.ID, def.Canonical()); err != nil {
		return 0, def, err
	}
	if err := t.InsertRecord(row); err != nil {
		return 0, def, err
	}
	if err := t.DropRecordDraft(t.Who.Person, s.form, s.ref, s.refID); err != nil {
		return 0, def, err
	}
	entries, err := entriesOf(t, s)
	if err != nil {
		return 0, def, err
	}
	clean := def.Clean(s.values)
	for class, part := range def.Split(clean) {
		id := t.NewID()
		sealed, err := t.Seal(s.person, entries(class), "record_part", "sealed", id, part.Encode())
		if err != nil {
			return 0, def, err
		}
		if err := t.InsertRecordPart(row.ID, store.RecordPart{ID: id, Class: string(class), Sealed: sealed}); err != nil {
			return 0, def, err
		}
	}
	if err := t.KeepFiles(row.Person, row.ID, def, clean, files); err != nil {
		return 0, def, err
	}
	return row.ID, def, t.Sign(row.ID, authorSlot)
}

// definition finds the words a record was given to.
func definition(t *act.Tx, row store.RecordRow) (*questionnaire.Definition, error) {
	if def, ok := t.K.Forms().ByHash(row.FormHash); ok {
		return def, nil
	}
	body, err := t.Form(row.FormHash)
	if err == nil {
		return questionnaire.Restore(body)
	}
	if def, ok := t.K.Forms().Get(row.Form); ok && care.KindOf(err) == care.NotFound {
		return def, nil
	}
	return nil, fmt.Errorf("casework: record %s: unknown form: %w", row.ID, err)
}

// RecordView is a filed form as one reader may see it.
type RecordView struct {
	ID     care.ID
	Person care.ID
	Form   string
	Title  care.Text
	At     care.Millis
	Post   care.ID
	Author care.ID
	Amends care.ID
	Ref    string
	RefID  care.ID
	Values questionnaire.Values // of the classes the reader may open
	Hidden []questionnaire.Class
	Def    *questionnaire.Definition
}

// openRecord opens the parts of a record that the actor may read.
func openRecord(t *act.Tx, row store.RecordRow) (RecordView, error) {
	p, err := aboutProgramme(t, row.Ref, row.RefID)
	if err != nil {
		return RecordView{}, err
	}
	return openParts(t, row, func(def *questionnaire.Definition, class questionnaire.Class) bool {
		return readsPart(t, row, p, def, class)
	})
}

// openParts opens the parts of a record that may be opened; the others stay sealed.
func openParts(t *act.Tx, row store.RecordRow, may func(*questionnaire.Definition, questionnaire.Class) bool) (RecordView, error) {
	v := RecordView{ID: row.ID, Person: row.Person, Form: row.Form, At: row.At, Post: row.AuthorPost, Author: row.Author, Amends: row.Amends, Ref: row.Ref, RefID: row.RefID}
	def, err := definition(t, row)
	if err != nil {
		return v, err
	}
	v.Def, v.Title = def, def.Title
	guard := def // who may read is what the form says now, whatever it said then
	if now, ok := t.K.Forms().Get(row.Form); ok {
		guard = now
	}
	parts, err := t.RecordParts(row.ID)
	if err != nil {
		return v, err
	}
	open := map[questionnaire.Class]questionnaire.Values{}
	for _, p := range parts {
		class := questionnaire.Class(p.Class)
		if !may(guard, class) {
			v.Hidden = append(v.Hidden, class)
			continue
		}
		plain, err := t.Open("record_part", "sealed", p.ID, p.Sealed)
		if err != nil {
			return v, err
		}
		values, err := questionnaire.DecodeValues(plain)
		if err != nil {
			return v, err
		}
		open[class] = values
	}
	v.Values = questionnaire.Join(open)
	return v, nil
}
