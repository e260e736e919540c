package demo

import (
	"context"
	"math/rand/v2"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// year is what goes wrong in a simulated school year besides what people do.
type year struct {
	outages [][2]care.Date // first and last day on which the clock does not run
	night   care.Date      // from this evening until the next morning the region is locked
	locked  *act.Kernel
}

// The clock's outages and the locked night, as month and day: across the end of a
// month, across the beginning of a term, and across that of a quarter. Ours.
var (
	outages = [][2]string{{"10-03", "10-05"}, {"11-28", "12-03"}, {"02-10", "02-24"}, {"06-29", "07-02"}}
	night   = "01-14"
)

// newYear lays out the troubles of a year.
func newYear(ctx context.Context, k *act.Kernel, start care.Date) (*year, error) {
	y := &year{night: dayOf(start, night)}
	for _, o := range outages {
		y.outages = append(y.outages, [2]care.Date{dayOf(start, o[0]), dayOf(start, o[1])})
	}
	var err error
	y.locked, err = act.New(ctx, act.Config{DB: k.DB, Policy: k.Policy(), Forms: k.Forms(), Instruments: k.Instruments, Log: k.Log, Public: k.Public()})
	return y, err
}

// dayOf is a day of the school year that begins after start.
func dayOf(start care.Date, monthDay string) care.Date {
	d := care.Date(string(start[:5]) + monthDay)
	if d < start {
		d = care.Date(d.Time().AddDate(1, 0, 0).Format(time.DateOnly))
	}
	return d
}

// out tells whether the clock does not run at an instant.
func (y *year) out(now time.Time) bool {
	if y == nil {
		return false
	}
	day := dateOf(now)
	for _, o := range y.outages {
		if o[0] <= day && day <= o[1] {
			return true
		}
	}
	return false
}

// clockwork is the process that keeps the clock: in the locked night one that was
// started again after a power cut and has no key yet.
func (b *builder) clockwork(now time.Time) *act.Kernel {
	if y := b.year; y != nil && !now.Before(at(y.night, 20, 0)) && now.Before(at(y.night.AddDays(1), 9, 0)) {
		return y.locked
	}
	return b.Kernel
}

// neglects tells whether whoever has a duty lets it grow late: one seat in nine
// does so with half of its work. Ours.
func (b *builder) neglects(d care.Duty, r *rand.Rand) bool {
	who, known := b.posts[d.Post]
	if b.year == nil || !known || d.DueAt-d.OpenedAt < 24*3600*1000 {
		return false
	}
	late := b.dice(0, "neglects", b.names[who.Person], who.Role).IntN(9) == 0 && r.Float64() < .5
	if late {
		b.note(func(d *Diary) { d.Waited++ })
	}
	return late
}

// planYear puts on the agenda what a year has and a term's demonstration has not.
func (b *builder) planYear(context.Context) error {
	if b.year == nil {
		return nil
	}
	b.note(func(d *Diary) {
		for _, s := range b.schools {
			u := s.Unit()
			u.ID, u.OpenedOn = s.unit, "2000-09-01"
			d.Units = append(d.Units, u)
			for _, c := range s.classes {
				u := c.Unit()
				u.ID = c.unit
				d.Units = append(d.Units, u)
			}
		}
		for _, p := range b.district.Places {
			d.Units = append(d.Units, care.Unit{ID: b.places[p.Code], Kind: p.Kind, OpenedOn: "2000-01-01"})
		}
	})
	b.openClass()
	b.doDeeds()
	b.moveHomes()
	b.moveSchools()
	b.leaveProgrammes()
	b.changeSeats()
	return nil
}

// alone plans an event at an instant at which nothing else happens: it changes who
// sits where, which everybody else reads.
func (b *builder) alone(day care.Date, n int, do func(context.Context) error) {
	b.exact(at(day, 18, 30).Add(time.Duration(n)*time.Second+333*time.Millisecond), nil, do)
}
