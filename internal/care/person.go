package care

// PersonKind is why the region knows a person.
type PersonKind string

// The kinds of person. FHIR: Patient (pupil), Practitioner (staff).
const (
	PupilPerson PersonKind = "pupil"
	StaffPerson PersonKind = "staff"
)

// Identity is who a person is. It is only ever stored sealed; the fields are
// found through blind indexes.
type Identity struct {
	Name      string `json:"name"`
	Sex       string `json:"sex,omitempty"` // "m", "f" or ""
	Birth     Date   `json:"birth,omitempty"`
	StudentNo string `json:"student_no,omitempty"` // 学籍号
	IDNo      string `json:"id_no,omitempty"`      // 身份证件号
	Phone     string `json:"phone,omitempty"`
	Email     string `json:"email,omitempty"` // staff only
	Address   string `json:"address,omitempty"`
	Boarder   bool   `json:"boarder,omitempty"`
}

// Guardian is a parent or other person with legal custody. FHIR: RelatedPerson.
type Guardian struct {
	ID       ID     `json:"-"`
	Child    ID     `json:"-"`
	Rank     int    `json:"-"` // 1 is asked first
	Name     string `json:"name"`
	Relation string `json:"relation,omitempty"`
	Phone    string `json:"phone,omitempty"`
}

// TieKind is how a person belongs to a unit.
type TieKind string

// The kinds of tie. A village worker reaches a child by residence.
const (
	Enrolled TieKind = "enrolled"
	Resident TieKind = "resident"
	InDorm   TieKind = "dormitory"
	WardOf   TieKind = "ward"
	WorksAt  TieKind = "works_at"
	Followed TieKind = "followed" // left the school with open work: followed there until it is handed over or ends
)

// Tie binds a person to a unit from a day to a day ("" = still).
type Tie struct {
	ID      ID
	Person  ID
	Unit    ID
	Kind    TieKind
	FromOn  Date
	UntilOn Date
}

// Post is a seat: a role at a unit. Work, notices and access hang on it.
type Post struct {
	ID         ID
	Unit       ID
	Role       Role
	Substitute ID // the post that acts while this one is vacant
	ClosedOn   Date
}

// Holding is a person in a post from a day to a day ("" = still).
type Holding struct {
	ID      ID
	Post    ID
	Person  ID
	FromOn  Date
	UntilOn Date
}
