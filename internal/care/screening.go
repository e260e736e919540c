package care

// CampaignState is where a screening round stands.
type CampaignState string

// A round goes one way: draft, ready, open, closed; it may be called off before
// it opened. It opens only after two duty adults acknowledged the test alert,
// and closes only when every flag has ended or has an owner.
const (
	CampaignDraft     CampaignState = "draft"
	CampaignReady     CampaignState = "ready"
	CampaignOpen      CampaignState = "open"
	CampaignClosed    CampaignState = "closed"
	CampaignCancelled CampaignState = "cancelled"
)

// Campaign is one screening round with scope, instruments and window.
type Campaign struct {
	ID         ID
	Unit       ID // whose subtree is screened
	SchoolYear int
	Title      string
	State      CampaignState
	OpensOn    Date
	ClosesOn   Date
	Battery    []BatteryItem
	Settings   CampaignSettings
	PackHash   string
	CreatedBy  ID // post
	CreatedAt  Millis
	ClosedAt   Millis
}

// BatteryItem names an instrument and the version that will be answered.
type BatteryItem struct {
	Instrument string `json:"instrument"`
	Version    string `json:"version"`
}

// CampaignSettings are a round's choices. Numbers are ours.
type CampaignSettings struct {
	Grades         []int  `json:"grades"`
	DailyCapacity  int    `json:"daily_capacity"`  // Share x duty posts
	ExpectedAlerts int    `json:"expected_alerts"` // danger answers per 1,000 pupils, for the capacity sum
	DutyPosts      []ID   `json:"duty_posts"`      // who is called by a danger answer, in order
	SharedRoom     bool   `json:"shared_room"`     // computer room: help looks like the next page
	LocalLine      string `json:"local_line"`
	LocalHours     string `json:"local_hours,omitempty"` // when it is answered, as policy.JoinHours writes it
}

// Share is how many pupils may answer in a day for one duty adult, so that he can
// check every expected danger answer that day; 0 where a round knows no cap.
// Adults are counted, not posts: one adult may hold several.
func (s CampaignSettings) Share() int {
	if len(s.DutyPosts) == 0 {
		return 0
	}
	return s.DailyCapacity / len(s.DutyPosts)
}

// ConsentDecision is what a guardian decided.
type ConsentDecision string

// The decisions of form F1.
const (
	ConsentAgree      ConsentDecision = "agree"
	ConsentDecline    ConsentDecision = "decline"
	ConsentNoSelfHarm ConsentDecision = "agree_without_self_harm"
)

// Allows tells whether a ticket may be issued.
func (d ConsentDecision) Allows() bool { return d == ConsentAgree || d == ConsentNoSelfHarm }

// Assent is what is known of the child's own wish where the guardian agreed.
type Assent string

// The wishes that somebody has to know of; "" is anything else.
const (
	AssentAsk       Assent = "ask"       // the guardian asks that the child be asked on the day
	AssentUnwilling Assent = "unwilling" // the child does not want to: no sheet, though the guardian agreed
)

// SittingState is where a pupil's sheet stands.
type SittingState string

// A sitting is started, then submitted or stopped; the first submit wins. One whose
// consent was withdrawn meanwhile ends at once and keeps no answer.
const (
	SittingStarted   SittingState = "started"
	SittingSubmitted SittingState = "submitted"
	SittingStopped   SittingState = "stopped"
	SittingWithdrawn SittingState = "withdrawn"
)

// AlertState is where a danger alert stands.
type AlertState string

// An alert is raised, answered by an adult who says "I am going", and ended by
// a recorded safety check. It never expires.
const (
	AlertRaised   AlertState = "raised"
	AlertAnswered AlertState = "answered"
	AlertEnded    AlertState = "ended"
)

// Alert is raised by a critical answer or by a pupil who asks for somebody. It
// is never a level. FHIR: Flag.
type Alert struct {
	ID         ID
	Person     ID
	School     ID
	Class      ID
	Campaign   ID
	Sitting    ID
	Source     AlertSource
	State      AlertState
	RaisedAt   Millis
	Rung       int    // how far it has climbed
	ClimbAt    Millis // when the next post is called; 0 = nobody left to call
	AnsweredBy ID     // post
	AnsweredAt Millis
	EndedAt    Millis
	Outcome    string // the safety check's outcome code
}

// AlertSource is why an alert was raised.
type AlertSource string

// The sources.
const (
	AlertItem AlertSource = "item" // a critical answer
	AlertHelp AlertSource = "help" // the pupil pressed the button
)
