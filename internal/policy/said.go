package policy

import (
	"fmt"
	"strings"

	"xinhuan/internal/care"
)

// Kind is the kind of row that changed: timer, notice, access ...
func (c Change) Kind() string { kind, _, _ := strings.Cut(c.Key, "/"); return kind }

// Added and Removed tell what became of the row; else it was changed.
func (c Change) Added() bool   { return c.Before == "" }
func (c Change) Removed() bool { return c.After == "" }

// Said is what a row is about and what it demands, in words: the number, the people,
// the time. Pages and previews compare two of them.
type Said struct {
	What   care.Text
	Demand care.Text // "" where the row has words only
	Role   care.Role // whom it is about, where it names one
	Level  care.Level
	Access *AccessCell
}

// AccessCell is a row of the need-to-know matrix.
type AccessCell struct {
	Verb  Verb
	Scope Scope
	Data  []Data
}

// Said says every row of the stack, by key.
func (s *Stack) Said() map[string]Said {
	out := map[string]Said{}
	for _, r := range s.sources() {
		out[r.key] = s.said(r.row)
	}
	return out
}

func (s *Stack) said(row any) Said {
	out := Said{What: textOf(row)}
	switch r := row.(type) {
	case LevelInfo:
		out.Level, out.What = r.Level, r.Label
		out.Demand = care.Text{Zh: fmt.Sprintf("“%s”，%d 天内复评", r.Label.Zh, r.ReviewDays), En: fmt.Sprintf("%q, review within %d days", r.Label.En, r.ReviewDays)}
	case noticeRow:
		out.Role, out.Level = r.To, r.Level
		if ack, ok := s.timerByID[r.Ack]; ok {
			w := ack.Within.Text()
			out.Demand = care.Text{Zh: w.Zh + "内确认", En: "acknowledge within " + w.En}
		}
	case timerRow:
		w := r.Within.Text()
		out.Demand = care.Text{Zh: w.Zh + "内", En: "within " + w.En}
		if r.Span != "" {
			out.Demand = Cadence{Count: 1, Period: r.Span}.How()
		} else if r.Cadence {
			out.Demand = care.Text{Zh: "每 " + w.Zh, En: "every " + w.En}
		}
	case Cadence:
		out.Demand, out.Role = r.How(), r.Owner
	case Ratio:
		out.Demand = care.Text{Zh: fmt.Sprintf("每 %d 配 %d", r.Per, r.Staff), En: fmt.Sprintf("%d for %d", r.Staff, r.Per)}
		if r.Per == 0 {
			out.Demand = care.Text{Zh: fmt.Sprintf("至少 %d", r.AtLeast), En: fmt.Sprintf("at least %d", r.AtLeast)}
		}
	case Measure:
		if out.Demand = r.TargetText(); r.Due != "" {
			out.Demand.Zh, out.Demand.En = strings.TrimSpace(out.Demand.Zh+" "+r.Due.Words().Zh), strings.TrimSpace(out.Demand.En+" "+r.Due.Words().En)
		}
	case accessRow:
		out.Role, out.Access = r.Role, &AccessCell{r.Verb, r.Scope, r.Data}
	case ruleRow:
		out.Level, out.Demand = r.Level, care.Text{Zh: r.When, En: r.When}
	case Programme:
		out.Role = r.Owner
	case Hotline:
		out.Demand = care.Text{Zh: r.Number, En: r.Number}
	case Retention:
		out.Demand = r.Keep.Text()
	}
	return out
}
