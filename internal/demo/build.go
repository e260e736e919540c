package demo

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
	"xinhuan/internal/supervision"
	"xinhuan/internal/synthetic"
)

// Options says which district is built.
type Options struct {
	Pupils   int                                // in all grades; synthetic.MinPupils..MaxPupils
	Seed     uint64                             // the same seed gives the same district
	Schools  int                                // 0 = as many as such a district has
	Year     *Diary                             // live a whole school year, with what goes wrong in one, and write it down here
	Now      time.Time                          // the last instant of its life
	Progress func(step string, done, total int) // nil = silent; called by one goroutine
}

// The steps that Progress names, in order.
const (
	StepStaff  = "staff"  // schools whose staff is in place
	StepPupils = "pupils" // pupils enrolled
	StepDays   = "days"   // days lived through
)

// builder is a district while it is being built.
type builder struct {
	*act.Kernel
	o           Options
	clock       *clock
	regions     region.Room
	screening   screening.Room
	casework    casework.Room
	supervision supervision.Room
	district    *synthetic.District
	start       care.Date

	root     care.ID
	officer  act.Who
	security act.Who // confirms what takes two
	system   act.Who
	places   map[string]care.ID
	posts    map[care.ID]act.Who // every post that is or was held
	names    map[care.ID]string  // of staff, for signatures
	schools  []*school
	today    *school  // whose round is open now
	children []*child // in hardship, of all grades
	agenda   agenda
	nextTick time.Time
	looking  chan error   // a look of the clock under way; nil = none
	lookedAt time.Time    // when it began
	silent   atomic.Int64 // alerts that nobody answered yet
	year     *year        // what goes wrong in it; nil in a demonstration
	shown    care.Date
}

// Build founds a district in an empty database and lets it live until now. The
// kernel must be unlocked and used by nobody else meanwhile; its database's clock
// is replaced and put back.
func Build(ctx context.Context, k *act.Kernel, o Options) error {
	b := newBuilder(k, o)
	before := k.DB.Now
	k.DB.Now = b.clock.Now
	defer func() { k.DB.Now = before }()

	if d := o.Year; d != nil {
		var err error
		d.Courses = map[care.ID][]Moment{}
		d.Events = map[care.ID][]Event{}
		if b.year, err = newYear(ctx, k, b.start); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		defer b.year.locked.Close()
	}
	return k.DB.Relaxed(ctx, func() error {
		for _, step := range []func(context.Context) error{b.found, b.hire, b.enrol, b.hireVillages, b.foundInstitutions, b.enterChildren, b.planRounds, b.planToday, b.planYear, b.live, b.writeMade} {
			if err := step(ctx); err != nil {
				return fmt.Errorf("demo: %w", err)
			}
		}
		return nil
	})
}

func newBuilder(k *act.Kernel, o Options) *builder {
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	o.Now = o.Now.In(care.China).Truncate(time.Second)
	year := care.SchoolYear(dateOf(o.Now))
	b := &builder{Kernel: k, o: o, clock: &clock{end: o.Now}, regions: region.Room{Kernel: k}, screening: screening.ForPupils(k), casework: casework.Room{Kernel: k}, supervision: supervision.Room{Kernel: k},
		district: synthetic.NewOf(o.Seed, o.Pupils, o.Schools, care.Date(fmt.Sprintf("%d-09-01", year))),
		start:    care.Date(fmt.Sprintf("%d-08-25", year)),
		places:   map[string]care.ID{}, posts: map[care.ID]act.Who{}, names: map[care.ID]string{}}
	b.nextTick = at(b.start.AddDays(7), tickHours[0], 0)
	b.clock.ms.Store(at(b.start, 9, 0).UnixMilli())
	return b
}

// progress tells the days of the district's life, once a day.
func (b *builder) progress(now time.Time) {
	day := dateOf(now)
	if day == b.shown {
		return
	}
	b.shown = day
	b.o.Progress(StepDays, days(b.start, day), days(b.start, dateOf(b.o.Now)))
}

func days(from, to care.Date) int { return int(to.Time().Sub(from.Time()).Hours() / 24) }
