package casework

import (
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// climbedMost is how much late work of a subtree one reading looks through. Ours.
const climbedMost = 300

// waiting lists what others have to do: for alerts somebody else went to, for
// the pupils this post is responsible for, and late work that climbed up to it.
func waiting(t *act.Tx) ([]Row, error) {
	list, err := waitingAlerts(t)
	if err != nil {
		return nil, err
	}
	episodes, err := t.EpisodesOwned(t.Who.Post)
	if err != nil {
		return nil, err
	}
	for _, e := range episodes {
		rows, err := waitingFor(t, e)
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	climbed, err := climbed(t)
	return append(list, climbed...), err
}

func waitingAlerts(t *act.Tx) ([]Row, error) {
	alerts, err := t.AlertsCalled(t.Who.Post)
	if err != nil {
		return nil, err
	}
	var list []Row
	for _, a := range alerts {
		if a.State != care.AlertAnswered || a.AnsweredBy == t.Who.Post {
			continue
		}
		row := Row{Step: StepLook, Ref: "alert", RefID: a.ID, Pupil: Chip{Person: a.Person}, Since: a.AnsweredAt, Clause: policy.Ours,
			What: care.Text{Zh: "已有人去见学生，等安全核查", En: "Somebody went to the pupil; the safety check is to come"}}
		if row.Whom, err = holderOf(t, a.AnsweredBy); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, nil
}

// waitingFor lists the notices of an episode that others have not answered and
// the duties about the pupil that lie elsewhere.
func waitingFor(t *act.Tx, e care.Episode) ([]Row, error) {
	notices, err := t.NoticesOf(e.ID)
	if err != nil {
		return nil, err
	}
	var list []Row
	for _, n := range notices {
		if n.State != care.NoticeSent || n.ToPost == t.Who.Post {
			continue
		}
		row := Row{Step: StepLook, Ref: "notice", RefID: n.ID, Pupil: Chip{Person: n.Person}, Since: n.SentAt, Due: n.DueAt, Clause: n.Clause, Told: n.ToRole,
			What: care.Text{Zh: "等确认收到通知", En: "Waiting for an acknowledgement"}, Stands: act.Acknowledged(n, t.Now), Whom: Holder{Role: n.ToRole}}
		if row.Era, err = t.EraOfNotice(n); err != nil {
			return nil, err
		}
		if n.ToPost != 0 {
			if row.Whom, err = holderOf(t, n.ToPost); err != nil {
				return nil, err
			}
		}
		list = append(list, row)
	}
	duties, err := t.DutiesAbout(e.Person)
	if err != nil {
		return nil, err
	}
	for _, d := range duties {
		if d.State != care.DutyOpen || d.Post == t.Who.Post || protectionKept(t, d) {
			continue
		}
		row, err := dutyRow(t, d)
		if err != nil {
			return nil, err
		}
		if row.Of != "" && row.Of != e.Programme || row.Of == "" && e.Programme != care.StudentCare {
			continue // another programme's work is not this one's to know
		}
		row.Step = StepLook
		if row.Whom, err = holderOf(t, d.Post); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, nil
}

// climbed lists late duties of others about which this post was called: the duty
// stays with its owner, but whoever was called should see why.
func climbed(t *act.Tx) ([]Row, error) {
	duties, err := t.DutiesBelow(t.Who.Unit, t.Now, climbedMost)
	if err != nil {
		return nil, err
	}
	var list []Row
	for _, d := range duties {
		if d.Post == t.Who.Post || d.Rung == 0 {
			continue
		}
		if _, known := t.Policy.Obligation(d.Rule); !known {
			continue
		}
		called, err := t.Called(d)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(called, t.Who.Post) {
			continue
		}
		row, err := dutyRow(t, d)
		if err != nil {
			return nil, err
		}
		if row.Step != StepRelease && row.Step != StepEvidence {
			row.Step = StepLook
		}
		if d.Ref == "unit" {
			if row.Unit, err = unitText(t, d.RefID); err != nil {
				return nil, err
			}
		}
		if row.Whom, err = holderOf(t, d.Post); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, nil
}
