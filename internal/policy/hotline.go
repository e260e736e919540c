package policy

import (
	"slices"
	"strings"
	"time"

	"xinhuan/internal/care"
)

// Hotline is a number to call.
type Hotline struct {
	Number string         `yaml:"number"`
	Text   care.Text      `yaml:"text"` // its name
	Note   care.Text      `yaml:"note"` // what it is for
	Always bool           `yaml:"always"`
	Hours  []HotlineHours `yaml:"hours"`
	Source `yaml:",inline"`
}

// HotlineHours are hours of certain days; To may pass midnight.
type HotlineHours struct {
	Days []string `yaml:"days"` // mon ... sun; empty: every day
	From string   `yaml:"from"`
	To   string   `yaml:"to"`
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} // as time.Weekday counts

var hotlineShape = shape[Hotline]{
	list:   "hotlines",
	key:    func(r *Hotline) string { return r.Number },
	source: func(r *Hotline) *Source { return &r.Source },
	number: func(r *Hotline) (float64, string) { return float64(r.weeklyMinutes()) / 60, "hours a week" },
}

func checkHotline(f *file, i int, r *Hotline) {
	f.complete(at("hotlines", i, "text"), "text", r.Text)
	f.complete(at("hotlines", i, "note"), "note", r.Note)
	if strings.Trim(r.Number, "0123456789-") != "" {
		f.fault(at("hotlines", i, "number"), "电话号码只能由数字和 - 组成", "a number consists of digits and -")
	}
	if r.Always == (len(r.Hours) > 0) {
		f.fault(at("hotlines", i), "请写 always: true 或 hours 之一", "write either always: true or hours")
	}
	for j, h := range r.Hours {
		if _, err := parseSpan(h.From, h.To); err != nil {
			f.fault(at("hotlines", i, "hours", j), "时间应写成 from: \"08:00\"、to: \"02:00\"", "write times as from: \"08:00\" and to: \"02:00\"")
		}
		for _, d := range h.Days {
			f.oneOf(at("hotlines", i, "hours", j, "days"), "days", d, weekdays)
		}
	}
}

func (h HotlineHours) on(w time.Weekday) bool {
	return len(h.Days) == 0 || slices.Contains(h.Days, weekdays[w])
}

// length is in minutes; hours may pass midnight, and equal ends mean the whole day.
func (h HotlineHours) length() int {
	s, _ := parseSpan(h.From, h.To)
	if s.to <= s.from {
		return 24*60 - s.from + s.to
	}
	return s.to - s.from
}

func (r *Hotline) weeklyMinutes() int {
	if r.Always {
		return 7 * 24 * 60
	}
	sum := 0
	for _, h := range r.Hours {
		days := len(h.Days)
		if days == 0 {
			days = 7
		}
		sum += days * h.length()
	}
	return sum
}

// OpenAt tells whether somebody answers at the instant.
func (r Hotline) OpenAt(now time.Time) bool {
	if r.Always {
		return true
	}
	now = now.In(care.China)
	minute, today := now.Hour()*60+now.Minute(), now.Weekday()
	yesterday := (today + 6) % 7
	return slices.ContainsFunc(r.Hours, func(h HotlineHours) bool {
		s, _ := parseSpan(h.From, h.To)
		if s.to > s.from {
			return h.on(today) && s.from <= minute && minute < s.to
		}
		return h.on(today) && minute >= s.from || h.on(yesterday) && minute < s.to
	})
}

// EveryHotline lists all numbers, with their hours.
func (s *Stack) EveryHotline() []Hotline { return slices.Clone(s.hotlines) }

// Hotlines lists the numbers that answer at the instant: those for talking
// first, then those that are always there for danger to life.
func (s *Stack) Hotlines(now time.Time) []Hotline {
	var talk, danger []Hotline
	for _, h := range s.hotlines {
		switch {
		case !h.InForce(care.DateOf(now)):
		case h.Always:
			danger = append(danger, h)
		case h.OpenAt(now):
			talk = append(talk, h)
		}
	}
	return append(talk, danger...)
}

var dayWords = map[string]care.Text{"mon": {Zh: "一", En: "Mon"}, "tue": {Zh: "二", En: "Tue"}, "wed": {Zh: "三", En: "Wed"}, "thu": {Zh: "四", En: "Thu"}, "fri": {Zh: "五", En: "Fri"}, "sat": {Zh: "六", En: "Sat"}, "sun": {Zh: "日", En: "Sun"}}

// When says in words at which hours a line is answered.
func (h Hotline) When() care.Text {
	if h.Always {
		return care.Text{Zh: "24 小时", En: "day and night"}
	}
	var zh, en []string
	for _, span := range h.Hours {
		days := care.Text{Zh: "每天", En: "daily"}
		switch {
		case slices.Equal(span.Days, []string{"mon", "tue", "wed", "thu", "fri"}):
			days = care.Text{Zh: "周一至周五", En: "Monday to Friday"}
		case len(span.Days) > 0:
			var z, e []string
			for _, d := range span.Days {
				z, e = append(z, dayWords[d].Zh), append(e, dayWords[d].En)
			}
			days = care.Text{Zh: "周" + strings.Join(z, "、"), En: strings.Join(e, ", ")}
		}
		to := care.Text{Zh: span.To, En: span.To}
		if span.To <= span.From {
			to = care.Text{Zh: "次日 " + span.To, En: span.To + " the next day"}
		}
		zh, en = append(zh, days.Zh+" "+span.From+"–"+to.Zh), append(en, days.En+" "+span.From+"–"+to.En)
	}
	return care.Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}
}
