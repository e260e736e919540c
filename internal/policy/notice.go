package policy

import (
	"slices"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// Origin says why somebody is told.
type Origin string

// The origins: Floor is what the document demands, CareTeam is added by us.
const (
	Floor    Origin = "floor"
	CareTeam Origin = "care_team"
)

// Notice is one row of the matrix: who must be told when a level is confirmed.
type Notice struct {
	To             care.Role // guardian for the guardian
	Via            Tier
	Origin         Origin
	Minimum        care.Text // what must at least be told: facts needed to act, never answers or scores
	Says           []Say     // of a guardian's notice: what the letter says, in order
	Ack            string    // id of the timer that AckWithin comes from
	AckWithin      time.Duration
	AckUnit        duty.Unit // WorkingHours, or Hours for time by the clock
	ClimbTo        care.Role // who is told when nobody acknowledges; "" for the district, which can't be vacant
	Clause         string
	Hold           bool // wait until "is home safe?" is answered
	WideRelease    bool // wait for the psychology lead or the deputy; climbs to the principal (timer wide_release)
	ConsentFromAge int  // of guardians 18, by law: from then on only with the person's consent or with danger to life
}

type noticeRow struct {
	Programme      care.Programme `yaml:"programme"` // empty: student_care
	Level          care.Level     `yaml:"level"`
	To             care.Role      `yaml:"to"`
	Via            Tier           `yaml:"via"`
	Origin         Origin         `yaml:"origin"`
	Minimum        care.Text      `yaml:"minimum"`
	Says           []Say          `yaml:"says"` // guardians only; none: UsualSays
	Ack            string         `yaml:"ack"`
	ClimbTo        care.Role      `yaml:"climb_to"`
	Hold           bool           `yaml:"hold"`
	WideRelease    bool           `yaml:"wide_release"`
	ConsentFromAge int            `yaml:"consent_from_age"`
	Source         `yaml:",inline"`
}

var noticeShape = shape[noticeRow]{
	list:   "notices",
	key:    func(r *noticeRow) string { return r.place() + "/" + string(r.To) },
	source: func(r *noticeRow) *Source { return &r.Source },
}

// place is the matrix a row stands in: a level's of pupil care, or that of a level of
// another programme.
func (r *noticeRow) place() string {
	if r.Programme != "" && r.Programme != care.StudentCare {
		return string(r.Programme) + "/" + r.Level.String()
	}
	return r.Level.String()
}

func checkNotice(f *file, i int, r *noticeRow) {
	f.role(at("notices", i, "to"), r.To)
	f.oneOf(at("notices", i, "via"), "via", string(r.Via), asStrings(tiers))
	f.oneOf(at("notices", i, "origin"), "origin", string(r.Origin), []string{string(Floor), string(CareTeam)})
	f.complete(at("notices", i, "minimum"), "minimum", r.Minimum)
	if r.Level == care.LevelNone {
		f.fault(at("notices", i, "level"), "无级别时不通知任何人", "nobody is told of no level")
	}
	if (r.Origin == Floor) == (r.Clause == Ours) {
		f.fault(at("notices", i, "origin"), "floor 是条款的要求，须注明条款；care_team 是本产品的默认，clause 写 ours", "floor is what a clause demands and cites it; care_team is ours")
	}
	if r.ClimbTo == "" && r.To != care.DistrictOfficer {
		f.fault(at("notices", i), "缺少 climb_to：请写无人确认时通知谁", "climb_to is missing: say who is told when nobody acknowledges")
	} else if r.ClimbTo != "" {
		f.role(at("notices", i, "climb_to"), r.ClimbTo)
	}
	if r.WideRelease && r.Programme != "" && r.Programme != care.StudentCare {
		f.fault(at("notices", i, "wide_release"), "只有学生关怀（student_care）有人放行通知，其他项目请去掉 wide_release", "only pupil care (student_care) has somebody to release notices: leave wide_release out in another programme")
	}
	if r.To == care.GuardianRole && (!r.Hold || r.ConsentFromAge != care.AdultFrom) {
		f.fault(at("notices", i), "监护人通知须有 hold: true 和 consent_from_age: 18", "a guardian's notice needs hold: true and consent_from_age: 18")
	}
	checkSays(f, i, r)
}

// notice joins a row with its acknowledgement timer.
func (s *Stack) notice(f *file, r *noticeRow) Notice {
	n := Notice{To: r.To, Via: r.Via, Origin: r.Origin, Minimum: r.Minimum, Ack: r.Ack, ClimbTo: r.ClimbTo, Clause: r.Clause,
		Hold: r.Hold, WideRelease: r.WideRelease, ConsentFromAge: r.ConsentFromAge, AckUnit: duty.Hours}
	if n.Says = slices.Clone(r.Says); n.To == care.GuardianRole && len(n.Says) == 0 {
		n.Says = UsualSays(r.Level)
	}
	t, ok := s.timerByID[r.Ack]
	within, known := t.Within.Duration()
	if !ok || !known {
		f.fault(nil, "%s 级通知 %s 的 ack“%s”须是 duties.yaml 中以 minutes、hours 或 working_hours 计的时限",
			"the ack %[3]q of the %[1]s notice to %[2]s must be a timer of duties.yaml in minutes, hours or working_hours", r.Level, string(r.To), r.Ack)
	}
	if t.Within.Unit == duty.WorkingHours {
		n.AckUnit = duty.WorkingHours
	}
	n.AckWithin = within
	return n
}

// Notices lists who must be told when a pupil's level is confirmed: the floor of
// the document first, then the care team.
func (s *Stack) Notices(l care.Level) []Notice { return s.NoticesOf(care.StudentCare, l) }

// NoticesOf lists who must be told when somebody comes to a level of a programme.
// The matrix of the documents is about pupil care; another programme has rows of
// its own or none.
func (s *Stack) NoticesOf(p care.Programme, l care.Level) []Notice {
	return slices.Clone(s.notices[noticeKey{p, l}])
}

type noticeKey struct {
	programme care.Programme
	level     care.Level
}
