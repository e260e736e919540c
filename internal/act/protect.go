package act

import (
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// protectionReport is the timer by which somebody takes a child over whose guardian is
// not told because home is not safe.
const protectionReport = "protection_report"

// protectionChain is who takes over: the protection post around the pupil, else the
// district. Never only the school. Ours.
var protectionChain = []care.Role{care.ProtectionOfficer, care.DistrictOfficer}

// protectionMinimum is what whoever takes over is told; whom the child fears and where
// it sleeps stands in the record, which his duty opens.
var protectionMinimum = care.Text{Zh: "经两人判断，这名学生家里不安全，监护人通知不发。请接手保护：核对孩子今晚在哪里、谁照看，需要时马上报警，并填写保护处理记录。",
	En: "Two people judged that this pupil's home is not safe; the guardian's notice is not sent. Take over protection: see where the child is tonight and with whom, call the police at once where needed, and file the protection record."}

// protectionMatter is what taking over leads to: what is known of the harm, and a
// record of what was done. In another programme than pupil care that is its own.
func (t *Tx) protectionMatter(d care.Duty) (Matter, error) {
	m := Matter{Person: d.Person, Unit: d.Unit, Data: access.Protection, Writes: true, Protects: true}
	n, err := t.Notice(d.RefID)
	if err != nil {
		return m, err
	}
	e, err := t.Episode(n.Episode)
	if m.Of = e.Programme; e.Programme != care.StudentCare {
		m.Data = t.DataOf(e.Programme)
	}
	return m, err
}

// Protect gives a child whose guardian's notice was withheld to the protection post,
// with a date, and tells it. The episode stays with its owner.
func (t *Tx) Protect(n care.Notice) error {
	e, err := t.Episode(n.Episode)
	if err != nil {
		return err
	}
	d := care.Duty{Person: n.Person, Ref: "notice", RefID: n.ID, Level: n.Level}
	if d.Unit, err = t.noticeUnit(e); err != nil {
		return err
	}
	around, err := t.Around(e)
	if err != nil {
		return err
	}
	m, err := t.protectionMatter(d)
	if err != nil {
		return err
	}
	if d.Post, err = t.protector(m, around); err != nil {
		return err
	}
	if _, err := t.OpenDuty(protectionReport, d); err != nil {
		return err
	}
	return t.tellProtector(e, d)
}

// protector finds who takes a child over: the protection post of the unit around it or
// beside that, up to the district; else that of the township in which it lives, which
// may lie on no line of the school's; else the district's.
func (t *Tx) protector(m Matter, around care.ID) (care.ID, error) {
	ties, err := t.CurrentTies([]care.ID{m.Person})
	if err != nil {
		return 0, err
	}
	from := []care.ID{around}
	for _, tie := range ties {
		if tie.Kind == care.Resident {
			from = append(from, tie.Unit)
		}
	}
	for _, unit := range from {
		above, err := t.Ancestors(unit)
		if err != nil {
			return 0, err
		}
		for _, u := range above {
			if u.Kind == care.District || u.Kind == care.City {
				break // what is beside the district is of any township
			}
			for _, seat := range []func(filter, care.ID, care.Role) (care.ID, error){t.seatAt, t.seatBeside} {
				if post, err := seat(t.able(m), u.ID, care.ProtectionOfficer); post != 0 || err != nil {
					return post, err
				}
			}
		}
	}
	return t.SeatFor(m, around, protectionChain...)
}

// policeAnswer is the timer by which whoever protects a child asks the police what came
// of the report.
const policeAnswer = "police_answer"

// AskPolice opens the duty to ask the police on a day, for whoever has the duty to
// protect; an earlier day that was still to come is dealt with by the new record.
func (t *Tx) AskPolice(protect care.Duty, on care.Date) error {
	if had, err := t.OpenDutyFor(policeAnswer, protect.Ref, protect.RefID); err == nil {
		if had.Period == string(on) {
			return nil
		}
		if err := t.EndDuty(had.ID, care.DutyDone, t.Who.Post, "asked"); err != nil {
			return err
		}
	} else if care.KindOf(err) != care.NotFound {
		return err
	}
	_, err := t.OpenDuty(policeAnswer, care.Duty{Person: protect.Person, Unit: protect.Unit, Ref: protect.Ref, RefID: protect.RefID, Post: protect.Post, Level: protect.Level,
		Period: string(on), DueAt: care.MillisOf(max(on, t.Today).AddDays(1).Time()) - 1})
	return err
}

// tellProtector tells by a notice of no level: it is none of the matrix.
func (t *Tx) tellProtector(e care.Episode, d care.Duty) error {
	post, err := t.Post(d.Post)
	if err != nil {
		return err
	}
	timer, err := t.Timer(protectionReport)
	if err != nil {
		return err
	}
	rule := policy.Notice{To: post.Role, Origin: policy.CareTeam, Minimum: protectionMinimum, Ack: "notice_ack.major", Clause: timer.Clause}
	if timer.Clause != policy.Ours {
		rule.Origin = policy.Floor
	}
	n, err := t.draftNotice(rule, Telling{Episode: e}, care.Notice{ToRole: post.Role, ToPost: d.Post, State: care.NoticeSent})
	if err != nil {
		return err
	}
	n.Level = care.LevelNone
	return t.putNotice(rule, Telling{Episode: e, School: d.Unit}, n)
}

// protectAgain is Protect for a notice that was withheld before, unless somebody was
// called meanwhile.
func (t *Tx) protectAgain(id care.ID) error {
	bare, _, err := t.Unprotected()
	if err != nil || !slices.Contains(bare, id) {
		return err
	}
	n, err := t.Notice(id)
	if err != nil {
		return err
	}
	t.About("notice", id, n.Person)
	return t.Protect(n)
}
