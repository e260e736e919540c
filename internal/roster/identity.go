package roster

import (
	"regexp"
	"strings"

	"xinhuan/internal/care"
)

// idFacts is what an 18-digit citizen identity number says.
type idFacts struct {
	birth care.Date
	sex   Sex
}

// readID checks the form and check digit of a citizen identity number
// (GB 11643-1999: weights are powers of two modulo 11, check character "10X98765432").
func readID(no string) (idFacts, bool) {
	if len(no) != 18 {
		return idFacts{}, false
	}
	sum := 0
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	for i := range 17 {
		if no[i] < '0' || no[i] > '9' {
			return idFacts{}, false
		}
		sum += int(no[i]-'0') * weights[i]
	}
	if "10X98765432"[sum%11] != no[17] {
		return idFacts{}, false
	}
	birth, code := day(no[6:10], no[10:12], no[12:14])
	if code != "" {
		return idFacts{}, false
	}
	sex := Female
	if (no[16]-'0')%2 == 1 {
		sex = Male
	}
	return idFacts{birth, sex}, true
}

// Number is a number as typed without blanks, in capitals.
func Number(s string) string { return strings.ToUpper(compact(s)) }

// Document checks a number of an identity document. A citizen's says when he was born
// and which sex; other documents say nothing.
func Document(no string) (birth care.Date, sex string, ok bool) {
	if facts, ok := readID(no); ok {
		return facts.birth, string(facts.sex[0]), true // "m" or "f"
	}
	return "", "", otherDocument.MatchString(no)
}

var (
	// Numbers of other documents: Hong Kong, Macao and Taiwan permits, passports,
	// residence cards. They carry no check we can make.
	otherDocument = regexp.MustCompile(`^(?:[HM][0-9]{8}(?:[0-9]{2})?|[A-Z]{1,2}[0-9]{7,9}|[0-9]{8}|[A-Z]{3}[0-9]{12})$`)
	rounded       = regexp.MustCompile(`^[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}$`)
	landline      = regexp.MustCompile(`^(?:0[0-9]{2,3})?[0-9]{7,8}(?:[转x][0-9]{1,6})?$`)
	mailForm      = regexp.MustCompile(`^[^@\s<>,;:"()]{1,64}@[^@\s<>,;:"()]+\.[^@\s<>,;:"().]{2,24}$`)
)

var noBrackets = strings.NewReplacer("(", "", ")", "")

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func isMobile(s string) bool {
	return len(s) == 11 && s[0] == '1' && s[1] >= '3' && digits(s)
}

// isNational tells a national student number: G (or L, J while provisional) and
// an identity number.
func isNational(s string) bool {
	return len(s) == 19 && (s[0] == 'G' || s[0] == 'L' || s[0] == 'J') && digits(s[1:18]) && (s[18] == 'X' || digits(s[18:]))
}

// isPlain tells a number as schools make them.
func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' || c == '_') {
			return false
		}
	}
	return s != "" && len(s) <= 32
}

// lostDigits tells whether a long number went through a floating-point cell:
// it is in exponent form, or its last three digits are zeros and nothing else
// about it is right.
func lostDigits(no string) bool {
	if strings.ContainsAny(no, "eE") && rounded.MatchString(no) {
		return true
	}
	if len(no) == 18 && strings.HasSuffix(no, "000") && digits(no) {
		_, ok := readID(no)
		return !ok
	}
	return false
}

// parsePhone returns a number in digits and a fault's code.
func parsePhone(s string) (string, string) {
	s = compact(s)
	if s == "" {
		return "", ""
	}
	if rounded.MatchString(s) {
		return "", "number_lost"
	}
	if isMobile(s) {
		return s, ""
	}
	code := ""
	if i := strings.IndexAny(s, "/,;、，；|"); i > 0 {
		s, code = s[:i], "phone_many"
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+86"), "0086")
	s = noBrackets.Replace(s)
	no := strings.ReplaceAll(s, "-", "")
	if len(no) == 13 && strings.HasPrefix(no, "86") {
		no = no[2:]
	}
	switch {
	case isMobile(no):
		return no, code
	case landline.MatchString(no):
		return no, code
	}
	return s, "phone_shape"
}
