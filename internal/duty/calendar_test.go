package duty

import (
	"time"

	"xinhuan/internal/care"
)

// autumn is a small calendar: weekdays, without the days in off, with the
// weekend days in on. School 08:00-17:30, offices 09:00-18:00.
type autumn struct{ off, on map[care.Date]bool }

// national is the National Day week of 2026 with its two make-up days
// (State Council notice of 2025-11-04).
var national = autumn{
	off: map[care.Date]bool{"2026-10-01": true, "2026-10-02": true, "2026-10-05": true, "2026-10-06": true, "2026-10-07": true},
	on:  map[care.Date]bool{"2026-09-20": true, "2026-10-10": true},
}

func (c autumn) IsSchoolDay(d care.Date) bool { return c.IsWorkingDay(d) }

func (c autumn) IsWorkingDay(d care.Date) bool {
	w := d.Time().Weekday()
	return c.on[d] || (w != time.Saturday && w != time.Sunday && !c.off[d])
}

func (c autumn) AtSchool(d care.Date) (open, close care.Millis) {
	m := care.MillisOf(d.Time())
	return m + 8*3600*1000, m + (17*60+30)*60*1000
}

func (c autumn) AtWork(d care.Date) (open, close care.Millis) {
	m := care.MillisOf(d.Time())
	return m + 9*3600*1000, m + 18*3600*1000
}

func at(s string) care.Millis {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, care.China)
	if err != nil {
		panic(err)
	}
	return care.MillisOf(t)
}

func clock(m care.Millis) string { return m.Time().In(care.China).Format("2006-01-02 15:04") }
