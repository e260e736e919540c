package policy

import (
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// A row that stands in a pack serves no clause by that alone: a time limit has to be
// opened by something, and a figure has to be counted.

// Opened tells whether anything opens a timer: a level of a programme, an objection
// against one, a notice that is acknowledged by it, or an act that product.yaml names.
func (s *Stack) Opened(id string) bool {
	return slices.ContainsFunc(s.programmes, func(p Programme) bool {
		return p.Contest == id || slices.ContainsFunc(p.Levels, func(l ProgrammeLevel) bool { return slices.Contains(l.Timers, id) })
	}) || slices.ContainsFunc(s.noticeRows, func(n noticeRow) bool { return n.Ack == id }) || s.product.opens(id)
}

func (p Product) opens(timer string) bool {
	return slices.ContainsFunc(p.Opens, func(o Opens) bool { return slices.Contains(o.Timers, timer) })
}

// Idle says why a row serves no clause today although it stands in the packs; zero for
// one that does.
func (s *Stack) Idle(ref string) care.Text {
	kind, id, _ := strings.Cut(ref, "/")
	switch kind {
	case "timer":
		if !s.Opened(id) {
			return care.Text{Zh: "现在没有什么会启动这个时限", En: "nothing opens this time limit yet"}
		}
	case "measure":
		if m, ok := s.Measure(id); ok {
			return m.Uncounted()
		}
	}
	return care.Text{}
}
