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

// Urgency is where work about a flag stands among other work: a danger answer is
// met as early as the gravest suggestions are, whatever level the rules suggest.
// It orders; it is nobody's level.
func (f Flag) Urgency() Level {
	if f.Critical {
		return max(f.Suggested, LevelSerious)
	}
	return f.Suggested
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
	EmployeeCare    Programme = "employee_care"
)

// Leaving is why somebody left a programme. The list is closed; a pack says which of
// them its programme knows.
type Leaving string

// The reasons that a programme has to bear out.
const (
	Contested Leaving = "contested"
	Expired   Leaving = "expired"
)

// leavingNames are the reasons' words, in the order of a list box.
var leavingNames = []struct {
	leaving Leaving
	name    Text
}{
	{"adult", Text{"年满十八岁", "Came of age"}},
	{"resolved", Text{"经核实，情况已不再符合", "Verified: the reason is gone"}},
	{"home", Text{"已由家庭或其他监护人接手照护", "A family or another guardian took over"}},
	{"moved", Text{"迁出，对方已接收", "Moved, and was taken over there"}},
	{"agreed", Text{"与本人和家庭商定结束", "Ended by agreement"}},
	{"replaced", Text{"已换人接替", "Somebody else took over"}},
	{"psychiatrist", Text{"精神科医师决定不再管理", "A psychiatrist decided to end it"}},
	{"withdrawn", Text{"本人要求结束", "The person asked for it"}},
	{Contested, Text{"本人异议成立", "The person's objection was right"}},
	{Expired, Text{"依据到期，没有新的依据", "The basis ran out, and there is no new one"}},
	{"died", Text{"去世", "Died"}},
}

// Leavings lists the reasons in the order of a list box.
func Leavings() (out []Leaving) {
	for _, l := range leavingNames {
		out = append(out, l.leaving)
	}
	return out
}

// Name is the reason's words on screen; zero for one that is not in the list.
func (l Leaving) Name() Text {
	for _, n := range leavingNames {
		if n.leaving == l {
			return n.name
		}
	}
	return Text{}
}

// AtOnce tells whether the reason ends everything, whatever is still open: who died or
// moved, whose will it is, and who should not be in it, is kept by nothing.
func (l Leaving) AtOnce() bool {
	return l == "died" || l == "moved" || l == "withdrawn" || l == Contested || l == Expired
}

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
	ValidTo     Date // last day of its basis, where the programme demands one; "" = none
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
	NoticeVoid         NoticeState = "void"     // not yet sent when a pack came that no longer names the recipient
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
