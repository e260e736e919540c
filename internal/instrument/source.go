package instrument

import (
	"regexp"
	"strings"
	"unicode"

	"xinhuan/internal/care"
)

// A source is read by people beside a figure. A bare citation (authors, year,
// journal) is the same in every language; whatever says more is written in both.

// cited is a source in both languages.
func cited(source, zh string) care.Text {
	if zh == "" {
		zh = source
	}
	return care.Text{Zh: zh, En: source}
}

// Cited is where a norm set comes from.
func (s NormSet) Cited() care.Text { return cited(s.Source, s.SourceZh) }

var (
	plainWord = regexp.MustCompile(`^[a-z][a-z-]+$`)
	gradeMark = regexp.MustCompile(`(?:^|[\s(/])(?:V[12]|K)(?:$|[\s),;:/])`)
	han       = func(r rune) bool { return unicode.Is(unicode.Han, r) }
)

// checkSource wants words in both languages where a source is more than a
// citation, and the grade of evidence in words or in its own key.
func checkSource(at, source, zh string) *flaw {
	switch words := strings.FieldsFunc(source, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:()&", r) }); {
	case strings.ContainsFunc(source, han):
		return flawf(at+".source", "the Chinese wording of a source belongs into source_zh")
	case zh == "" && containsPlain(words):
		return flawf(at, "a source that is more than a citation needs source_zh")
	case zh != "" && !strings.ContainsFunc(zh, han):
		return flawf(at+".source_zh", "source_zh holds no Chinese; leave it out for a bare citation")
	case gradeMark.MatchString(source) || gradeMark.MatchString(zh):
		return flawf(at, "a source says in words how well it is known")
	}
	return nil
}

func containsPlain(words []string) bool {
	for _, w := range words {
		if plainWord.MatchString(w) {
			return true
		}
	}
	return false
}

// gradeWords say how well a figure is known, as instruments/README.md defines it.
var gradeWords = map[string]care.Text{
	"V2":        {Zh: "见于两处以上来源", En: "seen in two or more sources"},
	"V1":        {Zh: "见于一处来源", En: "seen in one source"},
	"K":         {Zh: "行业常识，未见来源", En: "known in the field, not seen in a source"},
	"none":      {Zh: "未找到来源", En: "no source found"},
	"inference": {Zh: "本项目的推断", En: "a conclusion of this project"},
	"ours":      {Zh: "本项目的选择", En: "a choice of this project"},
}
