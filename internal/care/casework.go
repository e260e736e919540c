package care

// FlagState is where a flag stands.
type FlagState string

// A flag is open until a person met the child and confirmed a level or ended
// it with a reason.
const (
	FlagOpen  FlagState = "open"
	FlagEnded FlagState = "ended"
)

// FlagEnd is why a flag ended. The list is closed.
type FlagEnd string

// The ends of a flag.
const (
	EndEpisode   FlagEnd = "episode"    // a level of watch or above: an episode is open
	EndNoConcern FlagEnd = "no_concern" // met, and there is nothing to follow
	EndLeft      FlagEnd = "left"       // left the region; hand-over is separate
	EndRefused   FlagEnd = "refused"    // pupil and guardian refuse; recorded with the next step
	EndDuplicate FlagEnd = "duplicate"  // another flag of the same child covers it
)

// Flag says that somebody must meet a child: raised by a round's rules, by an
// alert or by a person's concern. It owns an interview duty until it ends.
// FHIR: Flag.
type Flag struct {
	ID        ID
	Person    ID
	School    ID
	Source    FlagSource
	Campaign  ID
	Sitting   ID
	Alert     ID
	Suggested Level
	Critical  bool // came from a critical item: ending it takes two
	State     FlagState
	PackHash  string
	OpenedAt  Millis
	EndedAt   Millis
	End       FlagEnd
	EndBy     ID // post
	EndSecond ID // second post, where two are needed
	Proposed  FlagEnd
	Episode   ID
}

// FlagSource is where a flag came from.
type FlagSource string

// The sources of flags.
const (
	FromRound   FlagSource = "round"
	FromAlert   FlagSource = "alert"
	FromConcern FlagSource = "concern"
)

// Programme is a kind of care with its own levels and cadences.
type Programme string

// The programmes the code knows by name; a pack may have more.
const (
	StudentCare     Programme = "student_care"      // every flagged pupil enters it
	ChildInHardship Programme = "child_in_hardship" // its level general is the flag of an abnormality
	StateWard       Programme = "state_ward"
	EmployeeCare    Programme = "employee_care"
)

// EpisodeState is open or closed.
type EpisodeState string

// The states of an episode.
const (
	EpisodeOpen   EpisodeState = "open"
	EpisodeClosed EpisodeState = "closed"
)

// Episode is a person in a programme: one open at most per pair, always with
// one owner post and one next date. FHIR: EpisodeOfCare.
type Episode struct {
	ID          ID
	Person      ID
	Programme   Programme
	State       EpisodeState
	Level       Level
	OwnerPost   ID
	NextOn      Date
	OpenedAt    Millis
	ClosedAt    Millis
	CloseReason string
	ContactOn   Date // when the person was last reached; "" = never. Not kept for pupil care
}

// LevelChange is one line of the append-only level history.
type LevelChange struct {
	ID       ID
	Episode  ID
	Person   ID
	Level    Level
	ByPost   ID
	ByPerson ID
	At       Millis
	ReviewOn Date
	PackHash string
}

// DutyState is open, done or void. Whether an open duty is late is not a state
// but a question for duty.Status.
type DutyState string

// The states of a duty.
const (
	DutyOpen DutyState = "open"
	DutyDone DutyState = "done"
	DutyVoid DutyState = "void" // its reason ended
)

// Duty says that a post must do something for somebody by a time, because of a
// rule. FHIR: Task.
type Duty struct {
	ID       ID
	Rule     string // timer or rule id of the pack
	Period   string // with rule and subject: the idempotency key
	Person   ID
	Unit     ID
	Ref      string // "flag", "alert", "episode", "notice", "sitting"
	RefID    ID
	Post     ID
	Level    Level
	OpenedAt Millis
	DueAt    Millis
	State    DutyState
	DoneAt   Millis
	DoneBy   ID // post
	Outcome  string
	Rung     int
	ClimbAt  Millis
}

// NoticeState is where a notice stands.
type NoticeState string

// A guardian's notice is held until "is home safe?" is answered; wide notices
// wait for release; every sent notice waits for an acknowledgement and climbs.
const (
	NoticeHeld         NoticeState = "held"    // home safety not yet answered
	NoticeWaiting      NoticeState = "waiting" // wide notice: not yet released
	NoticeSent         NoticeState = "sent"
	NoticeAcknowledged NoticeState = "acknowledged"
	NoticeWithheld     NoticeState = "withheld" // two persons decided; the protection path runs
)

// Notice tells one recipient what he needs to act. FHIR: Communication.
type Notice struct {
	ID        ID
	Person    ID
	Episode   ID
	Level     Level
	ToRole    Role
	ToPost    ID
	Guardian  ID
	Origin    string // "floor" or "care_team"
	Clause    string
	State     NoticeState
	CreatedAt Millis
	SentAt    Millis
	DueAt     Millis // acknowledge by
	AckAt     Millis
	AckBy     ID // post; 0 for a guardian
	Rung      int
	ClimbAt   Millis
}
