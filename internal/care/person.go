package care

// PersonKind is why the region knows a person.
type PersonKind string

// The kinds of person. FHIR: Patient (pupil), Practitioner (staff).
const (
	PupilPerson PersonKind = "pupil"
	StaffPerson PersonKind = "staff"
	AdultPerson PersonKind = "adult" // known only for the programme that looks after him
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
	ServedBy TieKind = "served"   // an adult's: where his programme was entered. It opens nothing to that unit: whoever looks after him does, and nobody by sitting there
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
	State   HomeState // of a residence
}

// HomeState is how a child lives where it is at home. The residence stays and with
// it the village's responsibility: a child that boards or is away is still that
// village's until another one takes over.
type HomeState string

// The states of a residence.
const (
	AtHome   HomeState = ""
	Boarding HomeState = "boarding" // at school in the week
	Away     HomeState = "away"     // lives elsewhere for a time, such as with parents who work away
)

var homeNames = map[HomeState]Text{AtHome: {"住在家里", "Lives at home"}, Boarding: {"住校", "Boards at school"}, Away: {"暂住外地", "Lives elsewhere for now"}}

// Name is the state's word on screen.
func (s HomeState) Name() Text { return homeNames[s] }

// Known tells whether there is such a state.
func (s HomeState) Known() bool { return homeNames[s] != (Text{}) }

// HomeStates lists the states in the order of a list box.
func HomeStates() []HomeState { return []HomeState{AtHome, Boarding, Away} }

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
