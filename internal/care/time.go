package care

import "time"

// Millis is an instant: milliseconds since 1970 in UTC. Databases hold instants
// only in this form.
type Millis int64

// MillisOf turns a time into an instant.
func MillisOf(t time.Time) Millis { return Millis(t.UnixMilli()) }

// Time turns the instant into a time in UTC.
func (m Millis) Time() time.Time { return time.UnixMilli(int64(m)).UTC() }

// Date is a calendar day in the region's civil time, as ISO text "2006-01-02";
// "" means no day. Text dates sort and compare correctly in SQL and in Go.
type Date string

// China is the civil time of every region: UTC+8 without summer time.
var China = time.FixedZone("CST", 8*3600)

// DateOf is the civil day of an instant.
func DateOf(t time.Time) Date { return Date(t.In(China).Format(time.DateOnly)) }

// ParseDate checks that the text is a real day.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", Invalidf("date", "日期应写成 2026-09-01", "write the date as 2026-09-01")
	}
	return Date(s), nil
}

// Time is midnight (China time) at the start of the day.
func (d Date) Time() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), China)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Words writes the day as 2026年11月21日, 21 Nov 2026. The English one does not
// break at the end of a line; no day is no words.
func (d Date) Words() Text {
	t := d.Time()
	if t.IsZero() {
		return Text{}
	}
	return Text{Zh: t.Format("2006年1月2日"), En: t.Format("2\u00a0Jan\u00a02006")}
}

// AddDays moves the day.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// Age is the whole years between birth and the day.
func Age(birth, on Date) int {
	b, o := birth.Time(), on.Time()
	years := o.Year() - b.Year()
	if o.Month() < b.Month() || (o.Month() == b.Month() && o.Day() < b.Day()) {
		years--
	}
	return years
}

// SchoolYear is the year in which the school year containing the day began;
// it begins on 1 September.
func SchoolYear(d Date) int {
	t := d.Time()
	if t.Month() < time.September {
		return t.Year() - 1
	}
	return t.Year()
}
