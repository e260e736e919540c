package act

import (
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
)

// NoticeBody is what a recipient is told: the pack's minimum and what the
// author added. It never holds answers or scores.
type NoticeBody struct {
	Minimum care.Text `json:"minimum"`
	Level   care.Text `json:"level"`
	Facts   string    `json:"facts,omitempty"`
	Contact string    `json:"contact,omitempty"`
}

// Telling is what the notices of a confirmed level are made from.
type Telling struct {
	Episode care.Episode
	School  care.ID
	Class   care.ID
	Age     int  // on the day; from 18 on guardians learn only by consent or danger to life
	Consent bool // the adult pupil agrees that guardians are told
	Facts   string
}

// Notices makes the notices of a level: the floor of the document plus the care
// team. Several posts of one person give one notice; the guardian's is held
// until "is home safe?" is answered; wide ones wait for their release.
func (t *Tx) Notices(w Telling) ([]care.Notice, error) {
	var list []care.Notice
	told := map[care.ID]bool{t.Who.Person: true}
	for _, rule := range t.Policy.NoticesOf(w.Episode.Programme, w.Episode.Level) {
		made, err := t.noticesOf(rule, w, told)
		if err != nil {
			return nil, err
		}
		list = append(list, made...)
	}
	return list, nil
}

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
		if n, err = t.insertNotice(rule, w, n); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// recipients finds the posts of a role around the pupil: all held ones at the
// class or the school, or whoever acts for a vacant one.
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
	post, err := t.Seat(w.Class, append([]care.Role{role}, CareChain...)...)
	return []care.ID{post}, err
}

func (t *Tx) guardianNotice(rule policy.Notice, w Telling) ([]care.Notice, error) {
	if rule.ConsentFromAge > 0 && w.Age >= rule.ConsentFromAge && !w.Consent && w.Episode.Level < care.LevelMajor {
		return nil, nil
	}
	guardians, err := t.Guardians(w.Episode.Person)
	if err != nil || len(guardians) == 0 {
		return nil, err
	}
	n, err := t.insertNotice(rule, w, care.Notice{ToRole: care.GuardianRole, Guardian: guardians[0].ID, State: care.NoticeHeld})
	if err != nil {
		return nil, err
	}
	_, err = t.OpenDuty("home_safe", care.Duty{Person: w.Episode.Person, Unit: w.School, Ref: "notice", RefID: n.ID, Post: w.Episode.OwnerPost, Level: n.Level})
	return []care.Notice{n}, err
}

func (t *Tx) insertNotice(rule policy.Notice, w Telling, n care.Notice) (care.Notice, error) {
	n.ID, n.Person, n.Episode, n.Level = t.NewID(), w.Episode.Person, w.Episode.ID, w.Episode.Level
	n.Origin, n.Clause, n.CreatedAt = string(rule.Origin), rule.Clause, t.Now
	ack, err := t.Timer(rule.Ack)
	if err != nil {
		return n, err
	}
	n.DueAt = t.DueAt(ack)
	if n.State == care.NoticeSent {
		n.SentAt, n.ClimbAt = t.Now, n.DueAt
	}
	body := NoticeBody{Minimum: rule.Minimum, Level: t.Policy.Level(n.Level).Label, Facts: w.Facts}
	if p, ok := t.Policy.Programme(w.Episode.Programme); ok && w.Episode.Programme != care.StudentCare {
		body.Level = p.Label(n.Level)
	}
	if n.ToRole == care.GuardianRole {
		body.Level = care.Text{} // guardians are told facts, never a level
	}
	sealed, err := t.SealJSON(n.Person, t.EntriesOf(w.Episode.Programme), "notice", "body", n.ID, body)
	if err != nil {
		return n, err
	}
	if err := t.InsertNotice(n, w.School, sealed); err != nil {
		return n, err
	}
	if n.State != care.NoticeSent {
		return n, nil
	}
	return n, t.Send("notice", n.ToPost, 0, n.ID)
}

// SendNotice releases a held or waiting notice; its clock starts now.
func (t *Tx) SendNotice(n care.Notice) (care.Notice, error) {
	from := n.State
	rule, _ := t.noticeRule(n)
	n.State, n.SentAt = care.NoticeSent, t.Now
	if ack, err := t.Timer(rule.Ack); err == nil {
		n.DueAt = t.DueAt(ack)
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
	around, err := t.around(e)
	if err != nil {
		return err
	}
	post, err := t.Seat(around, to)
	if err != nil {
		return err
	}
	if n.Guardian != 0 {
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

// around is the unit from which those around a person are looked for: a pupil's
// class, else where the programme reaches him.
func (t *Tx) around(e care.Episode) (care.ID, error) {
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
