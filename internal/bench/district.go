package bench

import (
	"context"
	"fmt"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
)

// District is one school of invented pupils with an open round; everything in
// it was made through the acts.
type District struct {
	Round   care.Campaign
	Tickets []screening.Ticket
}

const (
	classSize  = 50
	enrolChunk = 500 // pupils in one act; ours
)

// Prepare founds a district in an empty database and gives every pupil a ticket
// for today. The round asks PHQ-9 and GAD-7, 16 questions.
func Prepare(ctx context.Context, k *act.Kernel, pupils int) (*District, error) {
	m := &maker{ctx: ctx, k: k, regions: region.Room{Kernel: k}, screening: screening.Room{Kernel: k}}
	classes, err := m.found(pupils)
	if err != nil {
		return nil, fmt.Errorf("bench: found: %w", err)
	}
	children, err := m.enrol(classes, pupils)
	if err != nil {
		return nil, fmt.Errorf("bench: enrol: %w", err)
	}
	d, err := m.open(classes, children)
	if err != nil {
		return nil, fmt.Errorf("bench: open the round: %w", err)
	}
	return d, nil
}

type maker struct {
	ctx       context.Context
	k         *act.Kernel
	regions   region.Room
	screening screening.Room
	root      care.ID
	school    care.Unit
	officer   act.Who
	lead      act.Who
	duty      [2]act.Who
}

func (m *maker) found(pupils int) ([]care.Unit, error) {
	founded, err := m.regions.Found(m.ctx, region.Founding{Kind: "demo", Name: "测速区", Pack: "youyang", System: region.NewStaff{Name: "系统员"},
		Security: region.NewStaff{Name: "安全员"}, Audit: region.NewStaff{Name: "审计员"}, Officer: region.NewStaff{Name: "区县员"}})
	if err != nil {
		return nil, err
	}
	m.root = founded.Root
	if m.officer, err = m.holder(founded.Root, care.DistrictOfficer); err != nil {
		return nil, err
	}
	if m.school, err = m.regions.AddUnit(m.ctx, m.officer, care.Unit{Parent: founded.Root, Kind: care.School, Name: "测速学校", Stage: care.Junior}); err != nil {
		return nil, err
	}
	classes := make([]care.Unit, (pupils+classSize-1)/classSize)
	for i := range classes {
		classes[i] = care.Unit{ID: m.k.DB.NewID(), Parent: m.school.ID, Kind: care.Class, Stage: care.Junior,
			Entry: care.SchoolYear(care.DateOf(m.k.DB.Now())), Number: i + 1}
	}
	if err := m.regions.AddUnits(m.ctx, m.officer, classes); err != nil {
		return nil, err
	}
	return classes, m.appoint()
}

func (m *maker) appoint() error {
	var staff []region.NewStaff
	for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher, care.DutyAdult} {
		staff = append(staff, region.NewStaff{Name: "教师" + role.Name().Zh, Seats: []region.Seat{{Unit: m.school.ID, Role: role}}})
	}
	security, err := m.holder(m.root, care.SecurityAdmin)
	if err != nil {
		return err
	}
	if _, err := m.regions.Hire(m.ctx, m.officer, security, staff); err != nil {
		return err
	}
	if m.lead, err = m.holder(m.school.ID, care.PsychologyLead); err != nil {
		return err
	}
	if m.duty[0], err = m.holder(m.school.ID, care.DutyAdult); err != nil {
		return err
	}
	m.duty[1], err = m.holder(m.school.ID, care.PsychologyTeacher)
	return err
}

// holder acts as whoever holds a post.
func (m *maker) holder(unit care.ID, role care.Role) (who act.Who, err error) {
	err = m.k.View(m.ctx, act.System, func(t *act.Tx) error {
		posts, err := t.PostsOf(unit, role)
		if err != nil {
			return err
		}
		person, err := t.Holder(posts[0].ID)
		who = act.Who{Actor: access.Actor{Person: person, Post: posts[0].ID, Unit: unit, Role: role}, Purpose: "daily_work"}
		return err
	})
	return who, err
}

func (m *maker) enrol(classes []care.Unit, pupils int) ([]care.ID, error) {
	var all []care.ID
	for len(all) < pupils {
		var rows []region.NewPupil
		for i := len(all); i < min(pupils, len(all)+enrolChunk); i++ {
			rows = append(rows, region.NewPupil{Class: classes[i/classSize].ID, Identity: care.Identity{Name: fmt.Sprintf("测速生%d", i+1),
				Sex: []string{"m", "f"}[i%2], Birth: "2013-05-12", StudentNo: fmt.Sprintf("B%07d", i)}})
		}
		ids, err := m.regions.EnrolPupils(m.ctx, m.officer, rows)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	return all, nil
}

func (m *maker) open(classes []care.Unit, children []care.ID) (*District, error) {
	// Sheets are measured at any hour of the day.
	err := m.k.Do(m.ctx, act.System, "bench.AnyHour", func(t *act.Tx) error { return t.PutSetting(screening.AnyHour, "yes", 0) })
	if err != nil {
		return nil, err
	}
	today := care.DateOf(m.k.DB.Now())
	c, err := m.screening.PlanRound(m.ctx, m.lead, screening.Plan{Unit: m.school.ID, Title: "测速", OpensOn: today, ClosesOn: today.AddDays(30),
		Grades: []int{7}, Instruments: []string{"phq9", "gad7"}, DutyPosts: []care.ID{m.duty[0].Post, m.duty[1].Post}, PerAdult: len(children)})
	if err != nil {
		return nil, err
	}
	if err := m.screening.SendDrill(m.ctx, m.lead, c.ID); err != nil {
		return nil, err
	}
	for _, adult := range m.duty {
		if err := m.screening.AckDrill(m.ctx, adult, c.ID); err != nil {
			return nil, err
		}
	}
	for from := 0; from < len(children); from += enrolChunk {
		var list []screening.NewConsent
		for _, child := range children[from:min(len(children), from+enrolChunk)] {
			list = append(list, screening.NewConsent{Person: child, Decision: care.ConsentAgree, Channel: "batch"})
		}
		if err := m.screening.RecordConsents(m.ctx, m.lead, c.ID, list); err != nil {
			return nil, err
		}
	}
	if err := m.screening.OpenRound(m.ctx, m.lead, c.ID); err != nil {
		return nil, err
	}
	d := &District{Round: c}
	for _, class := range classes {
		tickets, err := m.screening.IssueTickets(m.ctx, m.lead, c.ID, class.ID, today)
		if err != nil {
			return nil, err
		}
		d.Tickets = append(d.Tickets, tickets...)
	}
	return d, nil
}
