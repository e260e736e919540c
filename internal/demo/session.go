package demo

import (
	"context"
	"fmt"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/synthetic"
)

// session hands out a class's slips and lets it answer in a period. Occasion is
// "" for the first time and counts the make-up sessions after it.
func (b *builder) session(ctx context.Context, c *class, start time.Time, occasion string) error {
	byID := make(map[care.ID]*pupil, len(c.pupils))
	for _, p := range c.pupils {
		byID[p.id] = p
	}
	tickets, err := b.screening.IssueTickets(ctx, c.school.invigilator(c), c.school.round.ID, c.unit, dateOf(b.now()))
	if err != nil {
		return fmt.Errorf("tickets of school %d: %w", c.school.Index, err)
	}
	for _, t := range tickets {
		p := byID[t.Person]
		p.ticket = t
		b.answer(p, start, occasion)
	}
	b.soon(start.Add(minutes(35)), nil, func(ctx context.Context) error { return b.attendClass(ctx, c) })
	return nil
}

// sheet is what a pupil does with the round's instruments.
type sheet struct {
	screening.Answers
	absent bool
	stops  bool
	danger questionnaire.Answer // to PHQ-9 item 9; below 1 = none
}

// dangerItem is the item of PHQ-9 about thoughts of being better off dead or of
// hurting oneself.
const dangerItem = 9

func (b *builder) sheetOf(p *pupil, occasion string) sheet {
	on := func(id string) string {
		if occasion == "" {
			return id
		}
		return id + "@" + occasion
	}
	phq, gad := b.district.Answers(p.Pupil, on("phq9"), 9, 4), b.district.Answers(p.Pupil, on("gad7"), 7, 4)
	if phq.Absent {
		return sheet{absent: true}
	}
	if p.consent == care.ConsentNoSelfHarm {
		phq.Answers[dangerItem-1] = questionnaire.Missing
	}
	s := sheet{Answers: screening.Answers{Answers: map[string]questionnaire.Answers{"phq9": phq.Answers, "gad7": gad.Answers},
		Elapsed: map[string][]int32{"phq9": elapsed(phq), "gad7": elapsed(gad)}}}
	s.stops = phq.StopAt >= 0
	s.danger = phq.Answers[dangerItem-1]
	return s
}

func elapsed(r synthetic.Response) []int32 {
	list := make([]int32, len(r.ElapsedMS))
	for i, ms := range r.ElapsedMS {
		list[i] = int32(ms)
	}
	return list
}

// answer plans a pupil's sitting.
func (b *builder) answer(p *pupil, start time.Time, occasion string) {
	s := b.sheetOf(p, occasion)
	r := b.dice(p.key, "sitting", occasion)
	if s.absent {
		b.soon(start.Add(minutes(20)), p, func(ctx context.Context) error { return b.absent(ctx, p, r.Float64()) })
		return
	}
	b.sit(p, s, start, r.Float64() < .75, start.Add(minutes(between(r, 8, 14))))
}

// sit plans signing in at start, the danger answer at the moment it is given
// (or, where promptly is false because the network was away, with the sheet), and
// the end of the sitting.
func (b *builder) sit(p *pupil, s sheet, start time.Time, promptly bool, end time.Time) {
	b.exact(start, p, func(ctx context.Context) (err error) {
		p.sitting, err = b.screening.SignIn(ctx, p.ticket.ClassCode, p.ticket.Code)
		return err
	})
	if s.danger > 0 && promptly {
		b.exact(start.Add(end.Sub(start)/2), p, func(ctx context.Context) error {
			_, err := b.screening.Critical(ctx, p.sitting.Sitting, p.sitting.Token, "phq9", dangerItem, s.danger)
			if err != nil {
				return err
			}
			b.happened(p, Event{What: Danger, Sitting: p.sitting.Sitting})
			return b.raised(ctx, p)
		})
	}
	b.exact(end, p, func(ctx context.Context) error { return b.handIn(ctx, p, s, promptly) })
}

// handIn submits the sheet, or stops.
func (b *builder) handIn(ctx context.Context, p *pupil, s sheet, alerted bool) error {
	at := p.sitting
	if s.stops {
		if _, err := b.screening.SaveDraft(ctx, at.Sitting, at.Token, 1, s.Answers); err != nil {
			return err
		}
		if err := b.screening.Stop(ctx, at.Sitting, at.Token); err != nil {
			return err
		}
		b.happened(p, Event{What: Stopped, Sitting: at.Sitting})
		return nil
	}
	if _, err := b.screening.Submit(ctx, at.Sitting, at.Token, s.Answers); err != nil {
		return err
	}
	b.happened(p, Event{What: Handed, Sitting: at.Sitting, Sheet: s.Answers, Spared: p.consent == care.ConsentNoSelfHarm})
	if s.danger > 0 && !alerted {
		return b.raised(ctx, p)
	}
	return nil
}

// absenceShares are the reasons of an absence; ours.
var absenceShares = []struct {
	reason string
	until  float64
}{{"ill", .5}, {"leave", .8}, {"exam", .88}, {"technical", .92}, {"truant", .94}, {"suspended", .97}, {"declined", 1}}

func (b *builder) absent(ctx context.Context, p *pupil, x float64) error {
	for _, share := range absenceShares {
		if x < share.until {
			err := b.screening.RecordAbsence(ctx, p.class.school.invigilator(p.class), p.class.school.round.ID, p.id, share.reason)
			if err == nil {
				b.happened(p, Event{What: Absent, Kind: share.reason, Class: p.class.unit, Round: p.class.school.round.ID})
			}
			return err
		}
	}
	return nil
}

// makeup is a later session for absentees and retakes, class by class, and the
// end of the duty to hold one.
func (b *builder) makeup(ctx context.Context, s *school, day care.Date, nth int) error {
	for i, c := range s.screened() {
		if err := b.session(ctx, c, at(day, 14, 40), fmt.Sprint(nth)); err != nil {
			return err
		}
		b.later(at(day, 15, 30).Add(minutes(3*i%60)), nil, func(ctx context.Context) error { return b.endMakeup(ctx, c) })
	}
	return nil
}

func (b *builder) endMakeup(ctx context.Context, c *class) error {
	var d care.Duty
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		d, err = t.OpenDutyFor("makeup_session", "class", c.unit)
		return err
	})
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	return b.casework.FinishDuty(ctx, who, d.ID, "done")
}
