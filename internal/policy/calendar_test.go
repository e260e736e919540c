package policy

import (
	"testing"
	"time"

	"xinhuan/internal/care"
)

func civil(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, care.China)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDaysOfTheCalendar(t *testing.T) {
	c := shipped(t, "national").Calendar()
	for _, d := range []struct {
		day            care.Date
		school, office bool
	}{
		{"2026-11-20", true, true},   // a Friday
		{"2026-11-21", false, false}, // a Saturday
		{"2026-10-01", false, false}, // National Day
		{"2026-10-08", true, true},   // the Thursday after it
		{"2026-10-10", true, true},   // a Saturday made up
		{"2026-02-14", false, true},  // made up in the winter holiday: offices only
		{"2026-02-16", false, false}, // Spring Festival
		{"2026-02-25", false, true},  // winter holiday
		{"2026-03-05", true, true},   // first day of term
		{"2026-08-03", false, true},  // summer holiday
		{"2025-09-28", true, true},   // a Sunday made up
		{"2025-04-27", true, true},   // a Sunday made up, by the yearly terms
		{"2025-07-20", false, false}, // a Sunday in summer
		{"2027-02-05", false, false}, // New Year's Eve of 2027
		{"2027-06-09", false, false}, // Dragon Boat Festival of 2027
		{"2030-10-15", true, true},   // yearly terms, past autumn's start
		{"2030-01-15", true, true},   // yearly terms, past New Year
		{"2030-02-01", false, true},  // yearly terms, winter
	} {
		if got := c.IsSchoolDay(d.day); got != d.school {
			t.Errorf("school on %s: got %v, want %v", d.day, got, d.school)
		}
		if got := c.IsWorkingDay(d.day); got != d.office {
			t.Errorf("offices on %s: got %v, want %v", d.day, got, d.office)
		}
	}
}

// Counts of the State Council's notices: days off and days worked for them.
func TestHolidaysOfTheNotices(t *testing.T) {
	off, makeup := map[int]int{}, map[int]int{}
	for _, h := range shipped(t, "national").Calendar().Holidays() {
		year := h.From.Time().Year()
		if h.Published != (year < 2027) {
			t.Errorf("%s: got published %v", h.ID, h.Published)
		}
		for d := h.From; d <= h.To; d = d.AddDays(1) {
			off[year]++
		}
		makeup[year] += len(h.Makeup)
	}
	if off[2025] != 28 || makeup[2025] != 5 {
		t.Errorf("2025: got %d days off and %d worked, want 28 and 5", off[2025], makeup[2025])
	}
	if off[2026] != 33 || makeup[2026] != 6 {
		t.Errorf("2026: got %d days off and %d worked, want 33 and 6", off[2026], makeup[2026])
	}
	if off[2027] != 13 || makeup[2027] != 0 {
		t.Errorf("2027: got %d days off and %d worked, want the regulation's 13 and 0", off[2027], makeup[2027])
	}
}

func TestHoursOfRounds(t *testing.T) {
	c := shipped(t, "national").Calendar()
	for _, h := range []struct {
		at           string
		school, last bool
	}{
		{"2026-11-19 16:45", true, false},  // Thursday
		{"2026-11-20 07:59", false, false}, // Friday
		{"2026-11-20 08:00", true, false},
		{"2026-11-20 16:29", true, false},
		{"2026-11-20 16:30", true, true},
		{"2026-11-20 17:29", true, true},
		{"2026-11-20 17:30", false, false},
		{"2026-09-30 16:45", true, true},  // before National Day
		{"2026-10-09 16:45", true, false}, // the Saturday after is made up
		{"2026-11-21 10:00", false, false},
	} {
		if got := c.SchoolHours(civil(h.at)); got != h.school {
			t.Errorf("school hours at %s: got %v, want %v", h.at, got, h.school)
		}
		if got := c.LastPeriodBeforeBreak(civil(h.at)); got != h.last {
			t.Errorf("last period at %s: got %v, want %v", h.at, got, h.last)
		}
	}
	if why, blocked := c.BlockedOn("2026-06-08"); !blocked || why.IsZero() {
		t.Error("rounds are not blocked in the examination")
	}
}

func TestHotlineHours(t *testing.T) {
	night := Hotline{Number: "1", Hours: []HotlineHours{{Days: []string{"fri"}, From: "20:00", To: "02:00"}}}
	for at, want := range map[string]bool{
		"2026-11-20 19:59": false, "2026-11-20 20:00": true, "2026-11-21 01:59": true, "2026-11-21 02:00": false,
		"2026-11-20 01:00": false, // the night before was no Friday
	} {
		if got := night.OpenAt(civil(at)); got != want {
			t.Errorf("at %s: got %v, want %v", at, got, want)
		}
	}
	if !(Hotline{Hours: []HotlineHours{{From: "00:00", To: "24:00"}}}).OpenAt(civil("2026-11-20 23:59")) {
		t.Error("a line open all day is closed at 23:59")
	}
	// The instant counts, not the zone it is written in.
	if !night.OpenAt(civil("2026-11-20 20:30").UTC()) {
		t.Error("the same instant in UTC is closed")
	}
}
