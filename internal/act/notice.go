package act

import (
	"fmt"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
)

// NoticeBody is what a recipient is told: the pack's minimum and what the
// author added. It never holds answers or scores.
type NoticeBody struct {
	Minimum care.Text    `json:"minimum"`
	Level   care.Text    `json:"level"`
	Says    []policy.Say `json:"says,omitempty"` // a guardian's: what the letter says
	Facts   string       `json:"facts,omitempty"`
	Where   string       `json:"where,omitempty"` // a guardian's: where the child is and with whom
	WhereAt care.Millis  `json:"where_at,omitempty"`
	Contact string       `json:"contact,omitempty"`
}

// Telling is what the notices of a confirmed level are made from.
type Telling struct {
	Episode care.Episode
	School  care.ID
	Class   care.ID
	Age     care.Majority // of an adult guardians learn only by consent or danger to life
	Consent bool          // the adult agrees that guardians are told
	Facts   string
	Where   string // where the person is now and with whom
}

// Notices makes the notices of a level: the floor of the document plus the care
// team. Several posts of one person give one notice; the guardian's is held
// until "is home safe?" is answered; wide ones wait for their release.
func (t *Tx) Notices(w Telling) ([]care.Notice, error) {
	var list []care.Notice
	told := map[care.ID]bool{t.Who.Person: true}
	release := false
	for _, rule := range t.Policy.NoticesOf(w.Episode.Programme, w.Episode.Level) {
		owed, err := t.noticesOf(rule, w, told)
		if err != nil {
			return nil, err
		}
		for _, n := range owed {
			if err := t.putNotice(rule, w, n); err != nil {
				return nil, err
			}
			if n.State == care.NoticeHeld {
				if err := t.ask(w, n); err != nil {
					return nil, err
				}
			}
			release = release || n.State == care.NoticeWaiting
		}
		list = append(list, owed...)
	}
	if !release {
		return list, nil
	}
	d, err := t.releaseDuty(w)
	if err == nil {
		_, err = t.OpenDuty(wideRelease, d)
	}
	return list, err
}

// The timers by which somebody decides about what was not sent yet.
const (
	homeSafe    = "home_safe"
	wideRelease = "wide_release"
)

// guardianTold is the kind of timer by which a guardian is told of a level, counted
// from when it was confirmed and not from when the notice was sent.
const guardianTold = "guardian_notice"

// toldBy is the last instant by which a guardian is told of a pupil's level; false
// for everybody else's notice.
func toldBy(p *policy.Stack, programme care.Programme, n care.Notice) (care.Millis, bool) {
	timer, ok := p.TimerFor(guardianTold, n.Level)
	if !ok || n.ToRole != care.GuardianRole || programme != care.StudentCare {
		return 0, false
	}
	return duty.DueAt(timer.Within, n.CreatedAt, p.Calendar()), true
}

// ackBy is the last instant by which a notice is acknowledged whose clock runs from an
// instant: the time of its row, and a guardian's never later than he is to be told.
func ackBy(p *policy.Stack, programme care.Programme, ack policy.Timer, n care.Notice, from care.Millis) care.Millis {
	due := duty.DueAt(ack.Within, from, p.Calendar())
	if by, ok := toldBy(p, programme, n); ok {
		due = max(min(due, by), from)
	}
	return due
}

// releaseChain is who releases wide notices, first choice first.
var releaseChain = []care.Role{care.PsychologyLead, care.DeputyPrincipal, care.Principal}

// releaseDuty asks the psychology lead (or the deputy) to release the wide notices;
// the timer climbs to the principal.
func (t *Tx) releaseDuty(w Telling) (care.Duty, error) {
	e := w.Episode
	post, err := t.SeatFor(Matter{Person: e.Person, Data: access.Identity}, w.Class, releaseChain...)
	return care.Duty{Person: e.Person, Unit: w.School, Ref: "episode", RefID: e.ID, Post: post, Level: e.Level, Period: fmt.Sprintf("%s.%d", e.Level, t.Now)}, err
}

// noticesOf works out the notices of one row of the matrix for those who are not in
// told, and puts them there; it writes nothing.
func (t *Tx) noticesOf(rule policy.Notice, w Telling, told map[care.ID]bool) ([]care.Notice, error) {
	if rule.To == care.GuardianRole {
		return t.guardianNotice(rule, w)
	}
	posts, err := t.recipients(rule.To, w)
	if err != nil {
		return nil, err
	}
	var list []care.Notice
	for _, post := range posts {
		holder, err := t.Holder(post)
		if err != nil {
			return nil, err
		}
		if told[holder] {
			continue
		}
		told[holder] = true
		n := care.Notice{ToRole: rule.To, ToPost: post, State: care.NoticeSent}
		if rule.WideRelease {
			n.State = care.NoticeWaiting
		}
		if n, err = t.draftNotice(rule, w, n); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// recipients finds the posts of a role around the pupil: all held ones at the
// class or the school, or whoever acts for a vacant one. Of another programme than pupil
// care nobody at the school is told instead: the role's own ladder is, then the district.
func (t *Tx) recipients(role care.Role, w Telling) ([]care.ID, error) {
	above, err := t.Ancestors(w.Class)
	if err != nil {
		return nil, err
	}
	for _, u := range above {
		posts, err := t.PostsOf(u.ID, role)
		if err != nil {
			return nil, err
		}
		var list []care.ID
		for _, p := range posts {
			acting, err := t.Acting(p.ID)
			if err != nil {
				return nil, err
			}
			if acting != 0 {
				list = append(list, acting)
			}
		}
		if len(list) > 0 {
			return list, nil
		}
	}
	chain := append([]care.Role{role}, CareChain...)
	if w.Episode.Programme != care.StudentCare {
		chain = append([]care.Role{role}, ladders[role]...)
	}
	post, err := t.Seat(w.Class, chain...)
	return []care.ID{post}, err
}

// guardianNotice is the notice of the guardian asked first. With nobody on the roster
// it waits all the same: somebody has to find one.
func (t *Tx) guardianNotice(rule policy.Notice, w Telling) ([]care.Notice, error) {
	if w.Age == care.Adult && !w.Consent && w.Episode.Level < care.LevelMajor {
		return nil, nil
	}
	guardians, err := t.Guardians(w.Episode.Person)
	if err != nil {
		return nil, err
	}
	n := care.Notice{ToRole: care.GuardianRole, State: care.NoticeHeld}
	if len(guardians) > 0 {
		n.Guardian = guardians[0].ID
	}
	n, err = t.draftNotice(rule, w, n)
	return []care.Notice{n}, err
}

func (t *Tx) draftNotice(rule policy.Notice, w Telling, n care.Notice) (care.Notice, error) {
	n.ID, n.Person, n.Episode, n.Level = t.NewID(), w.Episode.Person, w.Episode.ID, w.Episode.Level
	n.Origin, n.Clause, n.CreatedAt = string(rule.Origin), rule.Clause, t.Now
	ack, err := t.Timer(rule.Ack)
	if err != nil {
		return n, err
	}
	n.DueAt = ackBy(t.Policy, w.Episode.Programme, ack, n, t.Now)
	if n.State == care.NoticeSent {
		n.SentAt, n.ClimbAt = t.Now, n.DueAt
	}
	return n, nil
}

// putNotice writes a notice with what it says, and sends it unless it waits.
func (t *Tx) putNotice(rule policy.Notice, w Telling, n care.Notice) error {
	body := NoticeBody{Minimum: rule.Minimum, Facts: w.Facts}
	if n.Level > care.LevelNone {
		body.Level = t.Policy.Level(n.Level).Label
	}
	if p, ok := t.Policy.Programme(w.Episode.Programme); ok && n.Level > care.LevelNone && w.Episode.Programme != care.StudentCare {
		body.Level = p.Label(n.Level)
	}
	if n.ToRole == care.GuardianRole {
		body.Level = care.Text{} // guardians are told facts, never a level
		if body.Says = rule.Says; w.Where != "" {
			body.Where, body.WhereAt = w.Where, t.Now
		}
	}
	sealed, err := t.SealJSON(n.Person, t.EntriesOf(w.Episode.Programme), "notice", "body", n.ID, body)
	if err != nil {
		return err
	}
	if err := t.InsertNotice(n, w.School, sealed); err != nil {
		return err
	}
	if n.State != care.NoticeSent {
		return nil
	}
	return t.Send("notice", n.ToPost, 0, n.ID)
}

// SendNotice releases a held or waiting notice; its clock starts now.
func (t *Tx) SendNotice(n care.Notice) (care.Notice, error) {
	from := n.State
	e, err := t.Episode(n.Episode)
	if err != nil {
		return n, err
	}
	rule, _ := t.noticeRule(n)
	n.State, n.SentAt = care.NoticeSent, t.Now
	if ack, err := t.Timer(rule.Ack); err == nil {
		n.DueAt = ackBy(t.Policy, e.Programme, ack, n, t.Now)
	}
	n.ClimbAt = n.DueAt
	if err := t.UpdateNotice(n, from); err != nil {
		return n, err
	}
	return n, t.Send("notice", n.ToPost, n.Guardian, n.ID)
}

// noticeRule finds the row of the matrix a notice came from.
func (t *Tx) noticeRule(n care.Notice) (policy.Notice, bool) {
	e, err := t.Episode(n.Episode)
	if err != nil {
		return policy.Notice{}, false
	}
	for _, rule := range t.Policy.NoticesOf(e.Programme, n.Level) {
		if rule.To == n.ToRole {
			return rule, true
		}
	}
	return policy.Notice{}, false
}

// climbNotice tells the next role that nobody acknowledged. A guardian's
// silence goes to the episode's owner, who then calls by phone.
func (k *Kernel) climbNotice(t *Tx, n care.Notice) error {
	rule, _ := t.noticeRule(n)
	to := rule.ClimbTo
	if to == "" {
		to = care.DistrictOfficer
	}
	e, err := t.Episode(n.Episode)
	if err != nil {
		return err
	}
	around, err := t.Around(e)
	if err != nil {
		return err
	}
	chain := []care.Role{to}
	if e.Programme != care.StudentCare {
		chain = append(chain, ladders[to]...)
	}
	post, err := t.Seat(around, chain...)
	if err != nil {
		return err
	}
	if n.ToRole == care.GuardianRole {
		post = e.OwnerPost
	}
	t.About("notice", n.ID, n.Person)
	n.Rung++
	n.ClimbAt = t.Now + care.Millis(max(rule.AckWithin, climbAgain).Milliseconds())
	if err := t.UpdateNotice(n, care.NoticeSent); err != nil {
		return err
	}
	return t.Send("notice", post, 0, n.ID)
}

// Around is the unit from which those around a person are looked for: a pupil's
// class, else where the programme reaches him.
func (t *Tx) Around(e care.Episode) (care.ID, error) {
	if e.Programme == care.StudentCare {
		_, class, err := t.SchoolOf(e.Person)
		return class, err
	}
	p, _ := t.Policy.Programme(e.Programme)
	return t.Base(e.Person, p)
}

// NoticeBodyOf opens what a notice says.
func (t *Tx) NoticeBodyOf(n care.Notice) (NoticeBody, error) {
	blob, err := t.NoticeBody(n.ID)
	if err != nil {
		return NoticeBody{}, err
	}
	var b NoticeBody
	return b, t.OpenJSON("notice", "body", n.ID, blob, &b)
}

// Acknowledged tells whether a notice's clock has stopped.
func Acknowledged(n care.Notice, now care.Millis) duty.Standing {
	state := duty.Open
	if n.State == care.NoticeAcknowledged {
		state = duty.Done
	}
	return duty.Status(duty.Duty{Rule: "notice", Opened: n.CreatedAt, Due: n.DueAt, Closed: n.AckAt, State: state}, now)
}
