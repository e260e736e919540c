package main

import (
	"context"
	"fmt"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
)

// Research data is enrolled in classes of this size, some hundred pupils an act. Ours.
const (
	enrolClass = 50
	enrolBatch = 500
)

// enrol makes pupils of the unknown ids, at a school made for them. They are
// numbers of a data set, never people: a real region refuses.
func (e *entry) enrol(ctx context.Context, name string, rows []answerRow) error {
	kind, err := e.k.DB.Kind(ctx)
	if err != nil {
		return err
	}
	if kind != "demo" {
		return care.Fail(care.Forbidden, "enrol", "只有演示数据库可以为研究数据建立学生", "only a demo database enrols research data")
	}
	if err := e.staffSchool(ctx, name); err != nil {
		return err
	}
	var missing []*answerRow
	for i := range rows {
		if rows[i].person == 0 {
			missing = append(missing, &rows[i])
		}
	}
	room := region.Room{Kernel: e.k}
	classes, err := e.classes(ctx, room, (len(missing)+enrolClass-1)/enrolClass)
	if err != nil {
		return err
	}
	for from := 0; from < len(missing); from += enrolBatch {
		some := missing[from:min(from+enrolBatch, len(missing))]
		list := make([]region.NewPupil, len(some))
		for i, r := range some {
			list[i] = region.NewPupil{Class: classes[(from+i)/enrolClass], Identity: care.Identity{Name: "研究数据 " + r.number, StudentNo: r.number}}
		}
		ids, err := room.EnrolPupils(ctx, e.who, list)
		if err != nil {
			return err
		}
		for i, r := range some {
			r.person = ids[i]
		}
		fmt.Fprintf(e.progress, "enrolled %d of %d\n", from+len(some), len(missing))
	}
	return nil
}

// staffSchool finds or makes the school with those a round needs, and goes on
// as its psychology lead.
func (e *entry) staffSchool(ctx context.Context, name string) error {
	room := region.Room{Kernel: e.k}
	school, err := schoolNamed(ctx, e.k, e.root, name)
	if care.KindOf(err) == care.NotFound {
		school, err = room.AddUnit(ctx, e.who, care.Unit{Parent: e.root.ID, Kind: care.School, Name: name, Stage: care.Senior})
		if err == nil {
			err = e.hire(ctx, []region.NewStaff{
				{Name: "研究站长", Seats: []region.Seat{{Unit: school.ID, Role: care.PsychologyLead}}},
				{Name: "研究值班一", Seats: []region.Seat{{Unit: school.ID, Role: care.DutyAdult}}},
				{Name: "研究值班二", Seats: []region.Seat{{Unit: school.ID, Role: care.DutyAdult}}},
			})
		}
	}
	if err != nil {
		return err
	}
	e.school = school
	return e.k.View(ctx, e.who, func(t *act.Tx) error {
		duty, err := t.PostsOf(school.ID, care.DutyAdult)
		if err != nil {
			return err
		}
		for _, p := range duty {
			who, err := holderOf(t, p.ID)
			if err != nil {
				return err
			}
			e.duty = append(e.duty, who)
		}
		lead, err := t.Seat(school.ID, care.PsychologyLead)
		if err != nil {
			return err
		}
		e.who, err = holderOf(t, lead)
		return err
	})
}

// hire adds staff with the security administrator as second person: whoever runs a
// command with the region's key stands for both.
func (e *entry) hire(ctx context.Context, staff []region.NewStaff) error {
	var second act.Who
	err := e.k.View(ctx, e.who, func(t *act.Tx) error {
		post, err := t.Seat(e.root.ID, care.SecurityAdmin)
		if err != nil {
			return err
		}
		second, err = holderOf(t, post)
		return err
	})
	if err == nil {
		_, err = region.Room{Kernel: e.k}.Hire(ctx, e.who, second, staff)
	}
	return err
}

// classes adds as many first-year classes as are needed, after those the school
// has, as the officer: a psychology lead adds none.
func (e *entry) classes(ctx context.Context, room region.Room, n int) ([]care.ID, error) {
	boss, _, err := officer(ctx, e.k)
	if err != nil {
		return nil, err
	}
	var units []care.Unit
	err = e.k.View(ctx, e.who, func(t *act.Tx) error {
		have, err := t.Below(e.school.ID, care.Class)
		last := 0
		for _, c := range have {
			last = max(last, c.Number)
		}
		for i := range n {
			units = append(units, care.Unit{ID: t.NewID(), Parent: e.school.ID, Kind: care.Class, Stage: care.Senior, Entry: care.SchoolYear(t.Today), Number: last + i + 1})
		}
		return err
	})
	if err != nil || n == 0 {
		return nil, err
	}
	ids := make([]care.ID, n)
	for i, u := range units {
		ids[i] = u.ID
	}
	return ids, room.AddUnits(ctx, boss, units)
}

// open finds the round, or plans and opens one for the research school.
func (e *entry) open(ctx context.Context, campaign string) error {
	if campaign != "new" {
		id, err := care.ParseID(campaign)
		if err != nil {
			return err
		}
		return e.k.View(ctx, e.who, func(t *act.Tx) (err error) {
			e.campaign, err = t.Campaign(id)
			return err
		})
	}
	var today care.Date
	err := e.k.Do(ctx, e.who, "import.AnyHour", func(t *act.Tx) error { // nobody sits in a classroom and waits for an adult
		today = t.Today
		t.About("setting", 0, 0)
		return t.PutSetting(screening.AnyHour, "yes", e.who.Post)
	})
	if err != nil {
		return err
	}
	var posts []care.ID
	for _, d := range e.duty {
		posts = append(posts, d.Post)
	}
	e.campaign, err = e.room.PlanRound(ctx, e.who, screening.Plan{Unit: e.school.ID, Title: "研究数据 " + e.instrument, OpensOn: today, ClosesOn: today.AddDays(30),
		Grades: []int{10}, Instruments: []string{e.instrument}, DutyPosts: posts})
	if err != nil {
		return err
	}
	if err := e.room.SendDrill(ctx, e.who, e.campaign.ID); err != nil {
		return err
	}
	for _, d := range e.duty {
		if err := e.room.AckDrill(ctx, d, e.campaign.ID); err != nil {
			return err
		}
	}
	return e.room.OpenRound(ctx, e.who, e.campaign.ID)
}

// consent records that the data may be used: the survey's own consent, taken by
// whoever published it.
func (e *entry) consent(ctx context.Context, rows []answerRow) error {
	for from := 0; from < len(rows); from += enrolBatch {
		var list []screening.NewConsent
		for _, r := range rows[from:min(from+enrolBatch, len(rows))] {
			if r.person != 0 {
				list = append(list, screening.NewConsent{Person: r.person, Decision: care.ConsentAgree, Channel: "batch"})
			}
		}
		if err := e.room.RecordConsents(ctx, e.who, e.campaign.ID, list); err != nil {
			return err
		}
	}
	return nil
}
