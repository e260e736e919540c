package sheet

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// appendNumber writes a stored number the way a person reads it: never in
// exponent form and with at most 15 significant digits, which is what office
// programs keep and show. An 18-digit number typed as a number has lost its
// last digits before it reaches us.
func appendNumber(dst, raw []byte) []byte {
	if plainNumber(raw) {
		return append(dst, raw...)
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || math.Abs(v) >= 1e40 || (v != 0 && math.Abs(v) < 1e-20) {
		return append(dst, raw...)
	}
	v, err = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		return append(dst, raw...)
	}
	return strconv.AppendFloat(dst, v, 'f', -1, 64)
}

func plainNumber(raw []byte) bool {
	if len(raw) == 0 || len(raw) > 15 {
		return false
	}
	for i, c := range raw {
		if (c < '0' || c > '9') && !(c == '-' && i == 0) {
			return false
		}
	}
	return true
}

// appendDate writes a date serial as ISO text: a day, a day with time, or a
// time alone. It reports false where the number can't be a date.
func appendDate(dst, raw []byte, epoch1904 bool) ([]byte, bool) {
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || !(v >= 0) || v >= 2_958_466 { // 10000-01-01
		return dst, false
	}
	days := math.Floor(v)
	seconds := int(math.Round((v - days) * 86400))
	if days == 0 && !epoch1904 {
		if seconds == 86400 {
			return dst, false
		}
		return time.Unix(int64(seconds), 0).UTC().AppendFormat(dst, time.TimeOnly), true
	}
	day, ok := serialDay(int(days), epoch1904)
	if !ok {
		return dst, false
	}
	t := day.Add(time.Duration(seconds) * time.Second)
	if seconds == 0 || seconds == 86400 {
		return t.AppendFormat(dst, time.DateOnly), true
	}
	return t.AppendFormat(dst, time.DateTime), true
}

// serialDay turns a day number into a day. The 1900 system counts a 29 February
// 1900 that never was (ECMA-376 part 1, 18.17.4.1), so day 60 is no day and
// earlier ones are off by one.
func serialDay(n int, epoch1904 bool) (time.Time, bool) {
	if epoch1904 {
		return time.Date(1904, 1, 1+n, 0, 0, 0, 0, time.UTC), true
	}
	switch {
	case n < 1 || n == 60:
		return time.Time{}, false
	case n < 60:
		return time.Date(1899, 12, 31+n, 0, 0, 0, 0, time.UTC), true
	}
	return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC), true
}

// Serial reads the text of a whole-day serial number of the 1900 system, for
// columns of dates that lost their format. Only days between 1926 and 2100
// are read so (ours): smaller numbers are years, ages or codes.
func Serial(text string) (time.Time, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 9498 || n > 73415 {
		return time.Time{}, false
	}
	return serialDay(n, false)
}

// dateFormat tells whether a number format shows a date or time of day.
// Elapsed time ([h]:mm) is a quantity, not a date.
func dateFormat(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	code = strings.ToLower(code)
	if strings.Contains(code, "general") || strings.Contains(code, "[h") || strings.Contains(code, "[m]") || strings.Contains(code, "[s") {
		return false
	}
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			i += end
		case '\\', '_', '*':
			i++
		case 'y', 'd', 'm', 'h', 's':
			return true
		case 'e':
			if i+1 < len(code) && (code[i+1] == '+' || code[i+1] == '-') {
				return false
			}
			return true // the era year of Chinese and Japanese formats
		}
	}
	return false
}

// builtinDate tells whether one of the numbered formats shows a date (ECMA-376
// part 1, 18.8.30, with the East Asian ones).
func builtinDate(id int) bool {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id == 45, id == 47, id >= 50 && id <= 58:
		return true
	}
	return false
}

// unescape resolves _x000D_ and its like (ECMA-376 part 1, 22.9.2.19), by which
// office programs write characters XML does not allow.
func unescape(s []byte) []byte {
	at := bytes.Index(s, []byte("_x"))
	if at < 0 {
		return s
	}
	out := append([]byte(nil), s[:at]...)
	for i := at; i < len(s); i++ {
		if s[i] == '_' && i+6 < len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if v, err := strconv.ParseUint(string(s[i+2:i+6]), 16, 16); err == nil {
				out = utf8.AppendRune(out, rune(v))
				i += 6
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

// column reads the letters of a cell reference: A is 0. It returns -1 where the
// reference has none.
func column(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c < 'A' || c > 'Z' || n > 1<<20 {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}
