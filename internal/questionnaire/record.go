package questionnaire

import "xinhuan/internal/care"

// Record says how a filled-in sheet of the form is kept. A form that pupils
// answer has none.
type Record struct {
	Filed Filed `json:"filed"`

	// Data is the kind of content that the general part of a sheet is for the
	// need-to-know matrix: who reads it, and who writes it unless Write says
	// otherwise. Parts of a stronger class keep the readers of that class.
	Data  string `json:"data"`
	Write string `json:"write,omitempty"`

	// Effect tells the writer what the system does with the sheet.
	Effect care.Text `json:"effect,omitzero"`

	// Signatures is how many different people sign; 0 is the author alone.
	Signatures int `json:"signatures,omitempty"`

	// Day and Until name the fields that say from which day to which a sheet about
	// a unit's work is: by them it is listed, and counts as evidence.
	Day   string `json:"day,omitempty"`
	Until string `json:"until,omitempty"`

	// Ages are those of the people it is about; nil = of any age.
	Ages *Ages `json:"ages,omitempty"`
}

// Ages are ages in full years, both ends included.
type Ages struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Suits tells whether the form is about people of an age.
func (d *Definition) Suits(age int) bool {
	return d.Record == nil || d.Record.Ages == nil || d.Record.Ages.From <= age && age <= d.Record.Ages.To
}

// Ages are those of the people the form is about; false = of any age.
func (d *Definition) Ages() (Ages, bool) {
	if d.Record == nil || d.Record.Ages == nil {
		return Ages{}, false
	}
	return *d.Record.Ages, true
}

// Filed is where a sheet is filed.
type Filed string

// The places.
const (
	FiledByAct    Filed = "act"    // an act of its own takes it and decides what follows
	FiledOnPerson Filed = "person" // kept in a person's file; nothing follows by itself
	FiledOnUnit   Filed = "unit"   // about a unit's work
	FiledOnCare   Filed = "care"   // about somebody in a programme; ends the duty whose timer names it
)

var (
	fileds = []Filed{FiledByAct, FiledOnPerson, FiledOnUnit, FiledOnCare}

	// recordData are the kinds of content of package access that a form can be.
	recordData = []string{"identity", "answers", "scores", "level", "plan", "interview", "protection", "medical", "notes", "contacts",
		"alerts", "consent", "round", "class_session", "posts", "activities", "concerns", "audit", "counts", "privacy"}
)

// RecordData lists the kinds of content a form may name.
func RecordData() []string { return append([]string(nil), recordData...) }

// OnPerson tells whether the form is filled in on a person's file.
func (d *Definition) OnPerson() bool { return d.Record != nil && d.Record.Filed == FiledOnPerson }

// OnCare tells whether the form may be filled in about somebody in a programme.
func (d *Definition) OnCare() bool {
	return d.OnPerson() || d.Record != nil && d.Record.Filed == FiledOnCare
}

// OnUnit tells whether the form is about a unit's work.
func (d *Definition) OnUnit() bool { return d.Record != nil && d.Record.Filed == FiledOnUnit }

// Days are the first and the last day a sheet about a unit's work is about, as far
// as its form asks for them.
func (d *Definition) Days(v Values) (day, until care.Date) {
	if d.Record == nil {
		return "", ""
	}
	return care.Date(v.String(d.Record.Day)), care.Date(v.String(d.Record.Until))
}

// Reads is the kind of content of the general part, "" when the form says none.
func (d *Definition) Reads() string {
	if d.Record == nil {
		return ""
	}
	return d.Record.Data
}

// Writes is the kind of content that filing the form takes.
func (d *Definition) Writes() string {
	if d.Record == nil || d.Record.Write == "" {
		return d.Reads()
	}
	return d.Record.Write
}

// Signers is how many different people sign a sheet.
func (d *Definition) Signers() int {
	if d.Record == nil {
		return 1
	}
	return max(1, d.Record.Signatures)
}

// Attachments lists the fields that take files.
func (d *Definition) Attachments() []*Field {
	var list []*Field
	for _, f := range d.Fields() {
		if f.Kind == Attachment {
			list = append(list, f)
		}
	}
	return list
}
