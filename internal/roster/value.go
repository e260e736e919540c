package roster

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

// Sex as registered (GB/T 2261.1).
type Sex string

// The registered sexes; "" is not stated.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Tri is an answer that may be missing.
type Tri int8

// The answers.
const (
	Unknown Tri = iota
	Yes
	No
)

// Status is where a pupil stands at the school.
type Status string

// The statuses a roster can say.
const (
	Enrolled Status = "enrolled"
	OnLeave  Status = "leave_of_absence"
	Leaver   Status = "leaver" // transferred out, graduated, withdrawn
)

// clean takes off what is not content: spaces of every width, the tab or
// apostrophe of an exported cell.
func clean(s string) string {
	if s == "" || (solid(s[0]) && (solid(s[len(s)-1]) || (len(s) > 2 && han(s[len(s)-3])))) {
		return s
	}
	return strings.TrimFunc(sheet.Unguard(strings.TrimFunc(s, isSpace)), isSpace)
}

// solid tells the letters, digits and first bytes of Chinese characters that
// nearly every cell begins and ends with.
func solid(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || han(c)
}

// han tells the first UTF-8 byte of the characters U+4000 to U+9FFF, none of
// which is a space.
func han(c byte) bool { return c >= 0xe4 && c <= 0xe9 }

func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

// compact is clean in compatibility form and without inner spaces, for numbers.
func compact(s string) string {
	for _, r := range s {
		if r <= ' ' || r > 126 {
			return strings.Map(func(r rune) rune {
				if isSpace(r) {
					return -1
				}
				return r
			}, norm.NFKC.String(clean(s)))
		}
	}
	return clean(s)
}

// personName keeps the spaces of Latin names and drops those by which Chinese
// names of two characters are stretched to three.
func personName(s string) string {
	s = clean(s)
	if !strings.ContainsFunc(s, isSpace) {
		return s
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return strings.Join(strings.FieldsFunc(s, isSpace), "")
	}
	return strings.Join(strings.FieldsFunc(s, isSpace), " ")
}

// ParseDate reads a day as offices write it: 2012-3-5, 2012/03/05, 2012.3.5,
// 20120305, 2012年3月5日, with a time behind it, day or month first where only
// one reading is possible, or an Excel serial number. The code is "",
// bad_date or ambiguous_date.
func ParseDate(s string) (care.Date, string) {
	s = compactDate(s)
	var groups []string
	for _, g := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		groups = append(groups, g)
	}
	switch {
	case len(groups) == 1 && len(groups[0]) == 8 && s == groups[0]:
		return day(groups[0][:4], groups[0][4:6], groups[0][6:])
	case len(groups) == 1 && s == groups[0]:
		if d, ok := sheet.Serial(s); ok {
			return care.Date(d.Format(time.DateOnly)), ""
		}
	case len(groups) == 3 && len(groups[0]) == 4:
		return day(groups[0], groups[1], groups[2])
	case len(groups) == 3 && len(groups[2]) == 4:
		return dayLast(groups)
	}
	return "", "bad_date"
}

// compactDate cuts a time of day off and folds full-width digits.
func compactDate(s string) string {
	s = strings.ToUpper(norm.NFKC.String(clean(s)))
	if i := strings.IndexByte(s, 'T'); i >= 8 {
		s = s[:i]
	}
	if i := strings.IndexByte(s, ' '); i >= 8 && strings.ContainsRune(s[i:], ':') {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

func dayLast(g []string) (care.Date, string) {
	a, okA := number(g[0])
	b, okB := number(g[1])
	switch {
	case !okA || !okB:
		return "", "bad_date"
	case a == b || b > 12:
		return day(g[2], g[0], g[1])
	case a > 12:
		return day(g[2], g[1], g[0])
	}
	return "", "ambiguous_date"
}

func day(y, m, d string) (care.Date, string) {
	year, okY := number(y)
	month, okM := number(m)
	dom, okD := number(d)
	if !okY || !okM || !okD || year < 1900 || len(m) > 2 || len(d) > 2 {
		return "", "bad_date"
	}
	date := time.Date(year, time.Month(month), dom, 0, 0, 0, 0, time.UTC)
	if date.Year() != year || int(date.Month()) != month || date.Day() != dom {
		return "", "bad_date"
	}
	return care.Date(date.Format(time.DateOnly)), ""
}

// parseMonth reads 入学年月: 201409, 2014-9, 2014年9月, or a whole date.
func parseMonth(s string) (year, month int) {
	g := strings.FieldsFunc(compactDate(s), func(r rune) bool { return r < '0' || r > '9' })
	if len(g) == 1 && (len(g[0]) == 6 || len(g[0]) == 8) {
		g = []string{g[0][:4], g[0][4:6]}
	}
	if len(g) < 2 || len(g[0]) != 4 {
		return 0, 0
	}
	year, _ = number(g[0])
	month, _ = number(g[1])
	if year < 1950 || month < 1 || month > 12 {
		return 0, 0
	}
	return year, month
}

func parseSex(s string) (Sex, bool) {
	switch strings.ToLower(compact(s)) {
	case "男", "男性", "男生", "m", "male", "boy", "1", "1-男":
		return Male, true
	case "女", "女性", "女生", "f", "female", "girl", "2", "2-女":
		return Female, true
	case "", "未知", "未说明", "unknown", "0", "9":
		return "", true
	}
	return "", false
}

func parseTri(s string, yes, no []string) (Tri, bool) {
	s = strings.ToLower(compact(s))
	switch s {
	case "":
		return Unknown, true
	case "是", "有", "y", "yes", "true", "1", "√", "✓", "1-是":
		return Yes, true
	case "否", "无", "不是", "n", "no", "false", "0", "×", "2", "-", "/", "2-否", "0-否":
		return No, true
	}
	for _, w := range no { // first, since 非留守 holds 留守
		if strings.Contains(s, w) {
			return No, true
		}
	}
	for _, w := range yes {
		if strings.Contains(s, w) {
			return Yes, true
		}
	}
	return Unknown, false
}

var statusWords = []struct {
	word   string
	status Status
}{
	{"休学", OnLeave}, {"leave", OnLeave}, {"suspend", OnLeave},
	{"转出", Leaver}, {"转学", Leaver}, {"毕业", Leaver}, {"结业", Leaver}, {"肄业", Leaver}, {"退学", Leaver}, {"离校", Leaver}, {"辍学", Leaver}, {"开除", Leaver}, {"除名", Leaver},
	{"死亡", Leaver}, {"出国", Leaver}, {"不在校", Leaver}, {"tobedeleted", Leaver}, {"withdrawn", Leaver}, {"graduated", Leaver}, {"transferred", Leaver}, {"leaver", Leaver}, {"left", Leaver}, {"inactive", Leaver},
	{"在校", Enrolled}, {"在读", Enrolled}, {"在籍", Enrolled}, {"就读", Enrolled}, {"正常", Enrolled}, {"复学", Enrolled}, {"转入", Enrolled}, {"enrol", Enrolled}, {"active", Enrolled},
}

func parseStatus(s string) (Status, bool) {
	s = strings.ToLower(compact(s))
	if s == "" {
		return Enrolled, true
	}
	for _, w := range statusWords {
		if strings.Contains(s, w.word) {
			return w.status, true
		}
	}
	return Enrolled, false
}
