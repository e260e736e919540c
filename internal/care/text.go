package care

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lang is a language of the interface.
type Lang string

// The two languages every text of the product exists in.
const (
	Zh Lang = "zh"
	En Lang = "en"
)

// Text is one text in both languages, written side by side so that neither can
// be forgotten.
type Text struct {
	Zh string `yaml:"zh" json:"zh"`
	En string `yaml:"en" json:"en"`
}

// In returns the text in a language, or in the other one where this is missing.
func (t Text) In(l Lang) string {
	if (l == En && t.En != "") || t.Zh == "" {
		return t.En
	}
	return t.Zh
}

// IsZero tells whether the text is empty in both languages.
func (t Text) IsZero() bool { return t.Zh == "" && t.En == "" }

// Counted is a number with its English noun: 1 school, 3 schools.
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// Unbroken is the text with spaces at which no line ends, for narrow columns.
func (t Text) Unbroken() Text {
	return Text{Zh: strings.ReplaceAll(t.Zh, " ", "\u00a0"), En: strings.ReplaceAll(t.En, " ", "\u00a0")}
}

// Sentence is the text on its own before somebody: English begins with a capital, and
// both end with a stop. Errors are written to stand within others and do neither.
func (t Text) Sentence() Text {
	t = t.Capital()
	return Text{Zh: stopped(t.Zh, "。"), En: stopped(t.En, ".")}
}

// Capital is the text with its English words beginning large, as whatever stands
// for itself on a page does. What is the same in both languages is a name or a
// code and stays.
func (t Text) Capital() Text {
	if t.En != "" && t.En != t.Zh {
		first, size := utf8.DecodeRuneInString(t.En)
		t.En = string(unicode.ToUpper(first)) + t.En[size:]
	}
	return t
}

func stopped(s, stop string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:") {
		return s
	}
	for _, end := range []string{"。", "！", "？", "：", "…"} {
		if strings.HasSuffix(s, end) {
			return s
		}
	}
	return s + stop
}
