package roster

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Stage is a stage of schooling.
type Stage string

// The stages a cohort can belong to.
const (
	Primary    Stage = "primary"
	Junior     Stage = "junior"
	Senior     Stage = "senior"
	Vocational Stage = "vocational"
	University Stage = "university"
)

// Class is a cohort class: stage, entry year and number. The grade (Year within
// the stage) is the one it has in the school year it was read for.
type Class struct {
	Stage     Stage
	Year      int // 1 is the first year of the stage
	EntryYear int
	No        int
}

// words is what a text of a grade or class says, before stage and year are
// settled. Zero means not said.
type words struct {
	stage        Stage
	grade        int
	cohort       int  // a year
	leaving      bool // the year is that of leaving (届)
	no           int
	bare         int // a lone number: a grade in a grade column, a class in a class column
	kindergarten bool
}

func (w words) empty() bool { return w == words{} }

const (
	numeral = `([0-9]+|[〇零一二两三四五六七八九十]+)`
	prefix  = `(小学|小|初级中学|初中|初|普高|高级中学|高中|高|中职|职高|职业高中|职中|职|中专|技校|大学|本科|专科|大|研究生|研)?`
	tail    = `(?:.*?[^0-9〇零一二两三四五六七八九十])??-?` + numeral + `?-?班?$`
)

var (
	cohortForm  = regexp.MustCompile(`^` + prefix + `-?((?:19|20)[0-9]{2}|[0-9]{2})(级|届)` + tail)
	gradeForm   = regexp.MustCompile(`^` + prefix + `-?` + numeral + `年级?` + tail)
	shortForm   = regexp.MustCompile(`^(小学|小|初中|初|普高|高中|高|中职|职高|职|大学|大|研)-?([一二三四五六1-6])(?:年)?(-.*|[^0-9].*|[0-9]{1,2}班?)?$`)
	pairForm    = regexp.MustCompile(`^` + numeral + `-` + numeral + `-?班?$`)
	doorForm    = regexp.MustCompile(`^([0-9]{1,2})([0-9]{2})班$`)
	sideForm    = regexp.MustCompile(`^([一二三四五六七八九])` + numeral + `班$`)
	bareForm    = regexp.MustCompile(`^` + numeral + `班?$`)
	restForm    = regexp.MustCompile(`^` + tail)
	englishForm = regexp.MustCompile(`^(?:(primary|junior|middle|senior|high|vocational)(?:school|high)?-?)?(?:(?:grade|year|form|yr|g|y)-?)?([0-9]{1,2})(?:st|nd|rd|th)?(?:grade)?-?(?:(?:class|room|section|cl|c)-?([0-9]{1,3}))?$`)
	turnedForm  = regexp.MustCompile(`^class-?([0-9]{1,3})-?(?:grade|year)-?([0-9]{1,2})$`)
	aloneForm   = regexp.MustCompile(`^(?:class|section|room)-?([0-9]{1,3})$`)
	littleForm  = regexp.MustCompile(`^(?:幼儿园.*|学前班?|托班|[大中小][一二三四五六0-9]?班|kindergarten|kg|pre-?k.*)$`)
	separators  = strings.NewReplacer("(", "-", ")", "-", "[", "-", "]", "-", "{", "-", "}", "-", "【", "-", "】", "-", "〔", "-", "〕", "-", "《", "-", "》", "-",
		" ", "-", "\t", "-", "\n", "-", "\r", "-", "\u00a0", "-", ".", "-", "–", "-", "—", "-", "_", "-", "/", "-", "·", "-", ",", "-", "、", "-", ":", "-", "#", "-", "第", "-", "年級", "年级", "級", "级", "屆", "届")
)

var stageWords = map[string]Stage{
	"小学": Primary, "小": Primary, "primary": Primary, "elementary": Primary, "primaryschool": Primary,
	"初级中学": Junior, "初中": Junior, "初": Junior, "junior": Junior, "middle": Junior, "juniorhigh": Junior, "middleschool": Junior,
	"普高": Senior, "高级中学": Senior, "高中": Senior, "普通高中": Senior, "高": Senior, "senior": Senior, "high": Senior, "seniorhigh": Senior, "highschool": Senior,
	"中职": Vocational, "职高": Vocational, "职业高中": Vocational, "职中": Vocational, "职": Vocational, "中专": Vocational, "技校": Vocational, "中等职业": Vocational, "vocational": Vocational,
	"大学": University, "本科": University, "专科": University, "大": University, "研究生": University, "研": University, "高校": University, "university": University, "college": University,
}

// schoolWords find the stage in a school's name, the more telling word first.
// 中学 alone says nothing: many have both stages.
var schoolWords = []struct {
	word  string
	stage Stage
}{
	{"职业", Vocational}, {"职教", Vocational}, {"中专", Vocational}, {"中等专业", Vocational}, {"技工", Vocational}, {"技师", Vocational},
	{"小学", Primary}, {"初级中学", Junior}, {"初中", Junior}, {"高级中学", Senior}, {"高中", Senior}, {"大学", University}, {"学院", University},
}

// ParseStage reads a stage written alone (初中, 普通高中, primary), or "".
func ParseStage(s string) Stage { return stageWords[strings.ReplaceAll(fold(s), "-", "")] }

// StageOfSchool guesses the stage from a school's name, or "".
func StageOfSchool(name string) Stage {
	if strings.Contains(name, "一贯制") || (strings.Contains(name, "附属") && strings.Contains(name, "大学")) {
		return stageAfter(name, "附属")
	}
	for _, w := range schoolWords {
		if strings.Contains(name, w.word) {
			return w.stage
		}
	}
	return ""
}

// stageAfter looks only behind a word: 某大学附属小学 is a primary school.
func stageAfter(name, word string) Stage {
	_, rest, found := strings.Cut(name, word)
	if !found || strings.Contains(name, "一贯制") {
		return ""
	}
	return StageOfSchool(rest)
}

// fold makes texts comparable: compatibility forms, lower case, separators as
// single hyphens and only between two numbers.
func fold(s string) string {
	s = separators.Replace(strings.ToLower(norm.NFKC.String(strings.TrimSpace(s))))
	var b strings.Builder
	runes := []rune(s)
	last := rune(0)
	for i, r := range runes {
		if r != '-' {
			b.WriteRune(r)
			last = r
			continue
		}
		next := rune(0)
		for _, n := range runes[i:] {
			if n != '-' {
				next = n
				break
			}
		}
		if isNumeral(last) && isNumeral(next) {
			b.WriteByte('-')
			last = '-'
		}
	}
	return b.String()
}

func isNumeral(r rune) bool {
	return (r >= '0' && r <= '9') || strings.ContainsRune("〇零一二两三四五六七八九十", r)
}

// read takes a text apart. Unknown texts give empty words.
func read(text string) words {
	if len(text) > 120 {
		return words{}
	}
	s := fold(text)
	if s == "" {
		return words{}
	}
	if littleForm.MatchString(s) {
		return words{kindergarten: true}
	}
	if m := cohortForm.FindStringSubmatch(s); m != nil {
		year, _ := number(m[2])
		if year < 100 {
			year += 2000
		}
		no, _ := number(m[4])
		return words{stage: stageWords[m[1]], cohort: year, leaving: m[3] == "届", no: no}
	}
	if m := gradeForm.FindStringSubmatch(s); m != nil {
		grade, _ := number(m[2])
		no, _ := number(m[3])
		if grade >= 1950 {
			return words{stage: stageWords[m[1]], cohort: grade, no: no}
		}
		return words{stage: stageWords[m[1]], grade: grade, no: no}
	}
	if m := shortForm.FindStringSubmatch(s); m != nil {
		grade, _ := number(m[2])
		w := words{stage: stageWords[m[1]], grade: grade}
		if rest := restForm.FindStringSubmatch(m[3]); rest != nil {
			w.no, _ = number(rest[1])
		}
		return w
	}
	if m := bareForm.FindStringSubmatch(s); m != nil {
		if d := doorForm.FindStringSubmatch(s); d != nil {
			return door(d)
		}
		if n, ok := number(m[1]); ok {
			switch {
			case strings.HasSuffix(s, "班"):
				return words{no: n}
			case n >= 1950:
				return words{cohort: n}
			}
			return words{bare: n}
		}
	}
	if m := pairForm.FindStringSubmatch(s); m != nil {
		grade, okGrade := number(m[1])
		no, okNo := number(m[2])
		if okGrade && okNo && grade <= 12 {
			return words{grade: grade, no: no}
		}
	}
	if m := sideForm.FindStringSubmatch(s); m != nil {
		grade, _ := number(m[1])
		if no, ok := number(m[2]); ok {
			return words{grade: grade, no: no}
		}
	}
	return readEnglish(s)
}

// door reads a class written like a door number: 701班 is grade 7 class 1, 2401班
// class 1 of the cohort of 2024.
func door(m []string) words {
	first, _ := number(m[1])
	no, _ := number(m[2])
	switch {
	case no == 0:
		return words{}
	case first >= 1 && first <= 12:
		return words{grade: first, no: no}
	}
	return words{cohort: 2000 + first, no: no}
}

func readEnglish(s string) words {
	if m := turnedForm.FindStringSubmatch(s); m != nil {
		no, _ := number(m[1])
		grade, _ := number(m[2])
		return words{grade: grade, no: no}
	}
	if m := aloneForm.FindStringSubmatch(s); m != nil {
		no, _ := number(m[1])
		return words{no: no}
	}
	m := englishForm.FindStringSubmatch(s)
	if m == nil {
		return words{}
	}
	grade, _ := number(m[2])
	no, _ := number(m[3])
	return words{stage: stageWords[m[1]], grade: grade, no: no}
}
