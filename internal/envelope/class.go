package envelope

import (
	"encoding/binary"

	"xinhuan/internal/care"
)

// Class is a class of entries in a person's archive. Each has data keys of its
// own, so that one class can be shredded or handed over without the others.
type Class string

// The classes. Their names are bound into sealed data keys and never change.
const (
	Identity    Class = "identity"     // names, numbers, birth date, phone, address
	Answers     Class = "answers"      // answer sheets and drafts
	Scores      Class = "scores"       // scores, rule ids, suggestions
	Plan        Class = "plan"         // reasons of levels, individual plan
	PlanSummary Class = "plan_summary" // the plan's part for recipients of a notice
	PlanFamily  Class = "plan_family"  // the plan's part for the guardian
	Notes       Class = "notes"        // counselling notes, for the author only
	Medical     Class = "medical"      // referral, return slip, medication
	Contacts    Class = "contacts"     // interviews, visits, follow-up
	Protection  Class = "protection"   // suspected harm by others
	Work        Class = "work"         // texts that are not about one person

	// Everything of one programme other than pupil care: reasons, plans, contacts.
	Hardship      Class = "hardship"
	Wards         Class = "wards"
	Patients      Class = "patients"
	KeyPopulation Class = "key_population"
	Employees     Class = "employee_care"
)

// Classes lists the classes of a person's archive, and Work.
func Classes() []Class {
	return []Class{Identity, Answers, Scores, Plan, PlanSummary, PlanFamily, Notes, Medical, Contacts, Protection, Work, Hardship, Wards, Patients, KeyPopulation, Employees}
}

// Known tells whether the class exists.
func (c Class) Known() bool {
	for _, k := range Classes() {
		if k == c {
			return true
		}
	}
	return false
}

// Place is where a blob stands. It is bound to the content, so a blob copied to
// another row, column, table or region no longer opens.
type Place struct {
	Region care.Region
	Table  string
	Column string
	Row    care.ID
}

// complete tells whether the place names one cell of the key's region. Tables
// and columns have at most 255 bytes, as their length is written in one.
func (p Place) complete(region care.Region) bool {
	return p.Region == region && p.Row > 0 && p.Table != "" && p.Column != "" && len(p.Table) < 256 && len(p.Column) < 256
}

// size is the length of what appendTo writes.
func (p Place) size() int { return 8 + 8 + 1 + len(p.Table) + 1 + len(p.Column) }

func (p Place) appendTo(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(p.Region))
	b = binary.BigEndian.AppendUint64(b, uint64(p.Row))
	b = append(b, byte(len(p.Table)))
	b = append(b, p.Table...)
	b = append(b, byte(len(p.Column)))
	return append(b, p.Column...)
}

func be64(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }
