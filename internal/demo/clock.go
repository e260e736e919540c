package demo

import (
	"fmt"
	"sync/atomic"
	"time"

	"xinhuan/internal/care"
)

// clock is the district's time. It only goes forward and never beyond its end.
type clock struct {
	ms  atomic.Int64
	end time.Time
}

// Now is what the acts read.
func (c *clock) Now() time.Time { return time.UnixMilli(c.ms.Load()).In(care.China) }

func (c *clock) set(t time.Time) error {
	if t.After(c.end) {
		return fmt.Errorf("demo: the clock would run ahead to %s", t)
	}
	if ms := t.UnixMilli(); ms > c.ms.Load() {
		c.ms.Store(ms)
	}
	return nil
}

// at is a time of a day in China.
func at(d care.Date, hour, minute int) time.Time {
	return d.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
