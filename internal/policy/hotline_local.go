package policy

import (
	"strings"

	"xinhuan/internal/care"
)

// The days on which a local line may answer.
const (
	LocalDaily    = "daily"
	LocalWeekdays = "weekdays"
)

// The fields of LocalLine that may be at fault.
const (
	LocalWords = "line"
	LocalHours = "hours"
)

// localDigits is how many digits a number has at least: the shortest service
// lines have five, and a room number has fewer. Ours.
const localDigits = 5

// LocalLine reads the help line of a region, a school or a round as people wrote
// it: words with a number in them, such as "心理辅导站 023-75550000", and hours as
// JoinHours makes them. The longest run of digits is the number, the rest its
// name. A line that can't be called, or of which nobody knows when it is answered,
// would let a child down: it is refused, field by field. Both empty is no line.
func LocalLine(words, hours string) (Hotline, map[string]care.Text) {
	words = strings.TrimSpace(words)
	if words == "" && hours == "" {
		return Hotline{}, nil
	}
	h := Hotline{Source: Source{Clause: Ours}}
	faults := map[string]care.Text{}
	from, to := digits(words)
	h.Number = strings.ReplaceAll(strings.TrimRight(words[from:to], "- "), " ", "-")
	if len(strings.ReplaceAll(h.Number, "-", "")) < localDigits {
		faults[LocalWords] = care.Text{Zh: "请写上能拨通的电话号码，例如“学校心理辅导室 023-75550000”；没有电话就留空", En: "write a number that can be dialled, such as \"school counselling room 023-75550000\"; leave it empty if there is none"}
	}
	name := strings.Trim(words[:from]+words[to:], " ：:，,（）()")
	h.Text = care.Text{Zh: name, En: name}
	if name == "" {
		h.Text = care.Text{Zh: "本地求助电话", En: "Local help line"}
	}
	if !h.hours(hours) {
		faults[LocalHours] = care.Text{Zh: "请选择哪些天，并填写从几点到几点有人接听；只在这些时间里告诉学生可以拨打", En: "choose the days and give the times at which somebody answers; pupils are told of it at those times only"}
	}
	if len(faults) > 0 {
		return Hotline{}, faults
	}
	return h, nil
}

// digits finds the longest run of digits, dashes and blanks that begins with a digit.
func digits(s string) (from, to int) {
	for i := 0; i < len(s); i++ {
		j := i
		for j < len(s) && (s[j] >= '0' && s[j] <= '9' || j > i && (s[j] == '-' || s[j] == ' ')) {
			j++
		}
		if j-i > to-from {
			from, to = i, j
		}
		i = max(i, j-1)
	}
	return from, to
}

func (r *Hotline) hours(s string) bool {
	days, times, _ := strings.Cut(s, " ")
	from, to, _ := strings.Cut(times, "-")
	if _, err := parseSpan(from, to); err != nil {
		return false
	}
	span := HotlineHours{From: from, To: to}
	switch {
	case days == LocalWeekdays:
		span.Days = []string{"mon", "tue", "wed", "thu", "fri"}
	case days != LocalDaily:
		return false
	case from == to:
		r.Always = true
		return true
	}
	r.Hours = []HotlineHours{span}
	return true
}

// JoinHours writes the hours of a local line: days, from and to. Nothing given
// is "".
func JoinHours(days, from, to string) string {
	if days+from+to == "" {
		return ""
	}
	return days + " " + from + "-" + to
}

// SplitHours takes apart what JoinHours wrote.
func SplitHours(s string) (days, from, to string) {
	days, times, _ := strings.Cut(s, " ")
	from, to, _ = strings.Cut(times, "-")
	return days, from, to
}

// HoursText says the hours of a local line in words.
func HoursText(s string) care.Text {
	days, from, to := SplitHours(s)
	switch {
	case days == LocalDaily && from == to:
		return care.Text{Zh: "全天", En: "24 hours"}
	case days == LocalDaily:
		return care.Text{Zh: "每天 " + from + "–" + to, En: "every day " + from + "–" + to}
	case days == LocalWeekdays:
		return care.Text{Zh: "周一至周五 " + from + "–" + to, En: "Monday to Friday " + from + "–" + to}
	}
	return care.Text{}
}
