package ui

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"xinhuan/internal/care"
)

// Date writes a day as 2026年11月21日 or 21 Nov 2026, which does not break at
// the end of a line; no day is a dash.
func (p Page) Date(d care.Date) string {
	if s := p.T(d.Words()); s != "" {
		return s
	}
	return "–"
}

// When writes an instant in China time: 2026年11月21日 14:05 or 21 Nov 2026, 14:05.
func (p Page) When(m care.Millis) string {
	if m == 0 {
		return "–"
	}
	return whole(m.Time().In(care.China).Format(p.L("2006年1月2日 15:04", "2\u00a0Jan\u00a02006, 15:04")))
}

// whole keeps dates (2026年11月21日) and spans (8:00–22:00, 1–15日) in one line: a
// browser would break them at the signs. The joiner has no width and no sound; English
// dates have hard spaces for the same reason.
func whole(s string) string {
	if !strings.ContainsAny(s, "年月日–") {
		return s
	}
	var b strings.Builder
	before := ' '
	for _, r := range s {
		if isDigit(before) && strings.ContainsRune("年月日", r) || isDigit(r) && strings.ContainsRune("年月–", before) {
			b.WriteRune(Joiner)
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// WholeName keeps a person's name, two to four signs as a rule, in one line. What is
// longer may break, so that a narrow column holds it.
func WholeName(name string) string {
	if utf8.RuneCountInString(name) > 6 {
		return name
	}
	return strings.Join(strings.Split(name, ""), string(Joiner))
}

// Joiner forbids a break of the line where it stands and is not seen.
const Joiner = '\u2060'

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// Hour writes the time of day of an instant in China time.
func (p Page) Hour(m care.Millis) string {
	if m == 0 {
		return "–"
	}
	return m.Time().In(care.China).Format("15:04")
}

// Num writes a count with a comma every three digits.
func (p Page) Num(n int) string {
	s := strconv.Itoa(n)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(s) - 3; i > first; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// LongColumns are the columns with a sentence in them: on a phone their cells stand
// under the label, in every row alike.
func (p Page) LongColumns(t Table) map[string]bool {
	out := map[string]bool{}
	for _, r := range t.Rows {
		for _, c := range t.Line(r) {
			if p.long(c.Cell) {
				out[c.Column.Key] = true
			}
		}
	}
	return out
}

func (p Page) long(c Cell) bool {
	words := p.T(c.text)
	for _, part := range c.parts {
		if lines, ok := part.(Lines); ok && len(lines) == 1 {
			words = p.T(lines[0].Text)
		}
	}
	most := 44
	if p.language() == care.Zh {
		most = 22 // a sign is as wide as two letters
	}
	return utf8.RuneCountInString(words) > most
}

// Badge writes the count beside a navigation entry, where only two digits fit.
func (p Page) Badge(n int) string {
	if n > 99 {
		return "99+"
	}
	return p.Num(n)
}

// Share writes part of whole as a percentage with one decimal; a whole of
// nothing is a dash, never 0 %.
func (p Page) Share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}

// Bytes writes a size for people.
func (p Page) Bytes(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f kB", float64(n)/(1<<10))
	default:
		return fmt.Sprintf("%d B", n)
	}
}
