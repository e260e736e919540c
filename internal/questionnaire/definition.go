package questionnaire

import "xinhuan/internal/care"

// Definition is a form: what it asks, of whom, and what its answers signal.
// Build one with LoadForms; a Definition is read-only afterwards and may be
// shared between goroutines. FHIR: Questionnaire.
type Definition struct {
	ID          string    `json:"id"`
	Audience    Audience  `json:"audience"`
	Title       care.Text `json:"title"`
	Intro       care.Text `json:"intro,omitzero"`
	Sections    []Section `json:"sections"`
	SignalRules []Signal  `json:"signals,omitempty"`
	Record      *Record   `json:"record,omitempty"`

	// Hash is the version: SHA-256 of Canonical in lower-case hex.
	Hash string `json:"-"`

	index     map[string]*Field
	canonical []byte
}

// Section is a group of fields under a heading.
type Section struct {
	ID     string    `json:"id"`
	Title  care.Text `json:"title"`
	Fields []Field   `json:"fields"`
}

// Field is one question, or with Kind Note one paragraph to read.
type Field struct {
	ID           string    `json:"id"`
	Kind         Kind      `json:"kind"`
	Label        care.Text `json:"label"`
	Help         care.Text `json:"help,omitzero"`
	Options      []Option  `json:"options,omitempty"`
	Required     bool      `json:"required,omitempty"`
	RequiredWhen *Cond     `json:"required_when,omitempty"`
	ShowWhen     *Cond     `json:"show_when,omitempty"`

	// Min and Max bound a Number's value, and the number of entries of a Multi,
	// GroupRepeat or Attachment.
	Min *float64 `json:"min,omitempty"`
	Max *float64 `json:"max,omitempty"`

	// MaxLen is in characters (not bytes); of each entry for GroupRepeat.
	MaxLen int `json:"max_len,omitempty"`

	// Class is the drawer of the archive the answer is sealed into.
	Class Class `json:"class,omitempty"`

	// PrefillFrom names what the page may put there before anybody writes; for
	// a Note, what it shows under the text. See PrefillSources.
	PrefillFrom string `json:"prefill_from,omitempty"`

	// Cases marks a number that counts children: a small one points at a child, so it
	// is shown only to who may open the children.
	Cases bool `json:"cases,omitempty"`

	// Share marks a number that is a share of children in a hundred, of those its
	// PrefillFrom counts: where it stands on few of them it is shown as Cases are.
	Share bool `json:"share,omitempty"`
}

// Option is one answer to choose. Codes are stored, labels are shown.
type Option struct {
	Code  string    `json:"code"`
	Label care.Text `json:"label"`
}

// Kind is how a field is answered.
type Kind string

// The kinds of fields.
const (
	ShortText   Kind = "text"
	LongText    Kind = "longtext"
	Choice      Kind = "choice"
	Multi       Kind = "multi"
	YesNo       Kind = "yesno"
	Date        Kind = "date" // 2006-01-02
	Time        Kind = "time" // 15:04
	Number      Kind = "number"
	Phone       Kind = "phone"
	Signature   Kind = "signature"    // the signer's name, written by the signer
	Note        Kind = "note"         // words to read; never has a value
	GroupRepeat Kind = "group-repeat" // a list of short texts
	Attachment  Kind = "attachment"   // files; the value lists their ids
)

// Audience is the most easily hurt reader of a form's words; it decides which
// words the form may use (a test reads them), not who fills it in.
type Audience string

// The audiences.
const (
	ForStaff    Audience = "staff"
	ForGuardian Audience = "guardian"
	ForPupil    Audience = "pupil"
)

// Class is a class of entries in a person's archive; each has its own key, so
// one class can be handed over or destroyed without the others.
type Class string

// The classes of the archive.
const (
	ClassIdentity    Class = "identity"
	ClassAnswers     Class = "answers"
	ClassScores      Class = "scores"
	ClassPlan        Class = "plan"  // level, plan and what was decided
	ClassNotes       Class = "notes" // counselling notes, for their author only
	ClassMedical     Class = "medical"
	ClassContacts    Class = "contacts"
	ClassProtection  Class = "protection"
	ClassWork        Class = "work"         // what a unit did; never about one person
	ClassPlanSummary Class = "plan_summary" // what recipients of a notice are to do, avoid and watch
	ClassPlanFamily  Class = "plan_family"  // what the family is to do: the guardian's part
)

// Limits of a field that names none (ours): long enough for a careful record,
// short enough that a pasted document is noticed.
const (
	defaultTextLen = 200
	defaultLongLen = 5000
	defaultEntries = 60
	defaultFiles   = 5
)

var yesNoOptions = []Option{
	{Code: "yes", Label: care.Text{Zh: "是", En: "Yes"}},
	{Code: "no", Label: care.Text{Zh: "否", En: "No"}},
}

// Choices are the options to draw: the field's own, or yes and no.
func (f *Field) Choices() []Option {
	if f.Kind == YesNo {
		return yesNoOptions
	}
	return f.Options
}

// option finds the label of a code.
func (f *Field) option(code string) (care.Text, bool) {
	for _, o := range f.Choices() {
		if o.Code == code {
			return o.Label, true
		}
	}
	return care.Text{}, false
}

// Field finds a field by id, or nil.
func (d *Definition) Field(id string) *Field { return d.index[id] }

// Fields lists all fields in the order of the form, notes included.
func (d *Definition) Fields() []*Field {
	var all []*Field
	for i := range d.Sections {
		for j := range d.Sections[i].Fields {
			all = append(all, &d.Sections[i].Fields[j])
		}
	}
	return all
}

func (d *Definition) buildIndex() {
	d.index = map[string]*Field{}
	for _, f := range d.Fields() {
		d.index[f.ID] = f
	}
}
