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
func DateOf(t time.Time) Date { return dateOf(t.In(China).Date()) }

// dateOf writes a day. Periods are counted day by day, a million times in a district's
// morning; time.Format and time.Parse take five times as long.
func dateOf(year int, month time.Month, day int) Date {
	if year < 0 || year > 9999 {
		return Date(time.Date(year, month, day, 0, 0, 0, 0, China).Format(time.DateOnly))
	}
	b := [10]byte{4: '-', 7: '-'}
	pad(b[:4], year)
	pad(b[5:7], int(month))
	pad(b[8:], day)
	return Date(b[:])
}

func pad(to []byte, n int) {
	for i := len(to) - 1; i >= 0; i-- {
		to[i] = '0' + byte(n%10)
		n /= 10
	}
}

// parts reads a day's numbers; zeros where it is none.
func (d Date) parts() (year int, month time.Month, day int) {
	if len(d) != 10 || d[4] != '-' || d[7] != '-' {
		return 0, 0, 0
	}
	for i := range d {
		if i != 4 && i != 7 && (d[i] < '0' || d[i] > '9') {
			return 0, 0, 0
		}
	}
	at := func(i int) int { return 10*int(d[i]-'0') + int(d[i+1]-'0') }
	return 100*at(0) + at(2), time.Month(at(5)), at(8)
}

// ParseDate checks that the text is a real day.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", Invalidf("date", "日期应写成 2026-09-01", "write the date as 2026-09-01")
	}
	return Date(s), nil
}

// Time is midnight (China time) at the start of the day; the zero time where it is none.
func (d Date) Time() time.Time {
	year, month, day := d.parts()
	t := time.Date(year, month, day, 0, 0, 0, 0, China)
	if month == 0 || t.Month() != month || t.Day() != day {
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
func (d Date) AddDays(n int) Date { return dateOf(d.Time().AddDate(0, 0, n).Date()) }

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
