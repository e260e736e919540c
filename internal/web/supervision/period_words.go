package supervisionweb

import (
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

var halves = map[string]care.Text{"H1": both("上半年", "first half of"), "H2": both("下半年", "second half of"), "Q1": both("第一季度", "first quarter of"), "Q2": both("第二季度", "second quarter of"), "Q3": both("第三季度", "third quarter of"), "Q4": both("第四季度", "fourth quarter of")}

var termNames = []care.Text{{}, both("第一学期", "first term"), both("第二学期", "second term"), both("第三学期", "third term")}

// periodWords says in words what the name of a duty's period means: 2026-H2 is
// 2026年下半年, second half of 2026. Seasons have the names of the duty's own pack. A name it
// does not know stands as it is.
func periodWords(s *policy.Stack, name string) care.Text {
	year, rest, more := strings.Cut(name, "-")
	if _, err := strconv.Atoi(year); err != nil || len(year) != 4 {
		return same(name)
	}
	if !more {
		return both(year+"年", year)
	}
	if t, ok := halves[rest]; ok {
		return both(year+"年"+t.Zh, t.En+" "+year)
	}
	if s != nil {
		for _, s := range s.Seasons() {
			if s.ID == rest {
				return both(year+"年"+s.Text.Zh, s.Text.En+" "+year)
			}
		}
	}
	if d, err := care.ParseDate(name); err == nil {
		return d.Words()
	}
	next, term, ofTerm := strings.Cut(rest, "-")
	if term, week, ok := strings.Cut(term, "-w"); ok {
		w := periodWords(s, year+"-"+next+"-"+term)
		week = strings.TrimLeft(week, "0")
		return both(w.Zh+"第 "+week+" 周起两周", "two weeks from week "+week+" of the "+w.En)
	}
	switch n, err := strconv.Atoi(term); {
	case len(next) == 4 && !ofTerm:
		return both(year+"–"+next+" 学年", "school year "+year+"–"+next)
	case len(next) == 4 && err == nil && n > 0 && n < len(termNames):
		return both(year+"–"+next+" 学年"+termNames[n].Zh, termNames[n].En+" of "+year+"–"+next)
	}
	month, half := strings.TrimRight(rest, "ab"), both("", "")
	switch {
	case strings.HasSuffix(rest, "a"):
		half = both("上半月", "first half of ")
	case strings.HasSuffix(rest, "b"):
		half = both("下半月", "second half of ")
	}
	if _, err := care.ParseDate(year + "-" + month + "-01"); err != nil {
		return same(name)
	}
	w := monthWords(year + "-" + month)
	return both(w.Zh+half.Zh, half.En+w.En)
}
