package policy

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"xinhuan/internal/care"
)

// Document is one of the texts a pack puts to work.
type Document struct {
	ID        string    `yaml:"id"` // what stands before the first "-" of its clauses' ids
	Title     care.Text `yaml:"title"`
	Number    string    `yaml:"number"` // 发文字号; "" where it has none
	Issued    care.Date `yaml:"issued"`
	ValidFrom care.Date `yaml:"valid_from"`
	ValidTo   care.Date `yaml:"valid_to"` // last day of the plan; "" without end
	Force     string    `yaml:"force"`    // law, plan, notice or reply (a reply reports practice)
	Clauses   int       `yaml:"clauses"`  // how many rows clauses.yaml has of it; 0: not counted (excerpts of law)
}

var forces = []string{"law", "plan", "notice", "reply"}

// Clause is one clause of a document in our own words, bound to what serves it.
type Clause struct {
	ID       string    `yaml:"id"`
	Section  string    `yaml:"section"` // as the document numbers it
	Kind     string    `yaml:"kind"`    // matter, such as screening or crisis
	Text     care.Text `yaml:"text"`
	ServedBy []string  `yaml:"served_by"` // e.g. notice/general, timer/interview.serious, product/sealing
	Planned  []string  `yaml:"planned"`   // capabilities that are still to come
	Outside  care.Text `yaml:"outside"`   // why software can't serve it

	pack string
}

// sectionWords are the parts of a document that have a name and no number.
var sectionWords = map[string]care.Text{"发文": {Zh: "发文", En: "Issuing note"}, "题头": {Zh: "题头", En: "Heading"}, "本方案": {Zh: "本方案", En: "The plan itself"}}

// SectionText is the section for a reader. A number alone keeps the mark the document
// sets after it: 一 without one reads as a dash.
func (c Clause) SectionText() care.Text {
	if words, ok := sectionWords[c.Section]; ok {
		return words
	}
	if utf8.RuneCountInString(c.Section) == 1 {
		return care.Text{Zh: c.Section + "、", En: c.Section + "、"}
	}
	return care.Text{Zh: c.Section, En: c.Section}
}

// Pack is the id of the pack that has the clause.
func (c Clause) Pack() string { return c.pack }

// DocumentID is the document's short name: what stands before the first "-".
func (c Clause) DocumentID() string {
	doc, _, _ := strings.Cut(c.ID, "-")
	return doc
}

// Standing is how far a clause is served.
type ClauseStanding string

// The standings of a clause. Planned is never counted as served, also when a
// part of it is.
const (
	ClauseServed  ClauseStanding = "served"
	ClausePlanned ClauseStanding = "planned"
	ClauseOutside ClauseStanding = "outside"
	ClauseUnbound ClauseStanding = "unbound"
)

// Standing tells how far the clause is served.
func (c Clause) Standing() ClauseStanding {
	switch {
	case len(c.Planned) > 0:
		return ClausePlanned
	case len(c.ServedBy) > 0:
		return ClauseServed
	case !c.Outside.IsZero():
		return ClauseOutside
	}
	return ClauseUnbound
}

// Binding is the kind of thing that serves the clause first; "planned",
// "outside" or "unbound" where nothing does.
func (c Clause) Binding() string {
	if s := c.Standing(); s != ClauseServed {
		return string(s)
	}
	kind, _, _ := strings.Cut(c.ServedBy[0], "/")
	return kind
}

// Clauses lists the clauses of the stack.
func (s *Stack) Clauses() []Clause { return slices.Clone(s.clauses) }

// Clause finds a clause by its id; "ours" is none.
func (s *Stack) Clause(id string) (Clause, bool) {
	if s.register != nil {
		i, ok := s.register.clause[id]
		if !ok {
			return Clause{}, false
		}
		return s.clauses[i], true
	}
	i := slices.IndexFunc(s.clauses, func(c Clause) bool { return c.ID == id }) // while it is being loaded
	if i < 0 {
		return Clause{}, false
	}
	return s.clauses[i], true
}

// Document finds the document of a clause.
func (s *Stack) Document(id string) (Document, bool) {
	for _, p := range s.packs {
		for _, d := range p.Documents {
			if d.ID == id {
				return d, true
			}
		}
	}
	return Document{}, false
}

// source is a row of the stack with its reference and where it comes from.
type source struct {
	ref string // as clauses are bound to it: notice/general
	key string // unique in the stack: notice/general/class_teacher
	row any
	Source
}

func sourcesOf[T any](out []source, kind string, sh shape[T], rows []T, name func(*T) string) []source {
	for i := range rows {
		r := &rows[i]
		if name == nil {
			name = sh.key
		}
		row := *r
		*sh.source(&row) = Source{}
		out = append(out, source{ref: kind + "/" + name(r), key: kind + "/" + sh.key(r), row: row, Source: *sh.source(r)})
	}
	return out
}

// sources lists the rows of the stack.
func (s *Stack) sources() []source {
	out := sourcesOf(nil, "level", levelShape, s.levels, nil)
	out = sourcesOf(out, "notice", noticeShape, s.noticeRows, (*noticeRow).place)
	out = sourcesOf(out, "timer", timerShape, s.timers, nil)
	out = sourcesOf(out, "network", networkShape, s.networks, nil)
	out = sourcesOf(out, "programme", programmeShape, s.programmes, nil)
	out = sourcesOf(out, "rule", ruleShape, s.ruleRows, nil)
	out = sourcesOf(out, "cadence", cadenceShape, s.cadences, nil)
	out = sourcesOf(out, "ratio", ratioShape, s.ratios, nil)
	out = sourcesOf(out, "measure", measureShape, s.measures, nil)
	out = sourcesOf(out, "group", groupShape, s.groups, nil)
	out = sourcesOf(out, "hotline", hotlineShape, s.hotlines, nil)
	out = sourcesOf(out, "access", accessShape, s.accessRows, func(r *accessRow) string { return string(r.Role) })
	out = sourcesOf(out, "retention", retentionShape, s.retention, nil)
	out = sourcesOf(out, "activity", activityShape, s.activities, nil)
	out = sourcesOf(out, "conflict", conflictShape, s.conflicts, nil)
	return sourcesOf(out, "season", seasonShape, s.seasons, nil)
}

// textOf is the words of a row: its text, label or minimum.
func textOf(row any) care.Text {
	v := reflect.ValueOf(row)
	for _, name := range []string{"Text", "Label", "Minimum"} {
		if f := v.FieldByName(name); f.IsValid() {
			if t, ok := f.Interface().(care.Text); ok && !t.IsZero() {
				return t
			}
		}
	}
	return care.Text{}
}

// served lists everything of the stack that a clause can be bound to.
func (s *Stack) served() map[string]bool {
	m := map[string]bool{"rules/triage": len(s.rules) > 0, "calendar/days": true}
	for _, r := range s.sources() {
		m[r.ref] = true
	}
	for _, d := range s.folders {
		for _, f := range d.pack.Forms {
			m["form/"+formID(f.Path)] = true
		}
	}
	return m
}

// formID is a form's id: its file's name.
func formID(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	name, _, _ = strings.Cut(name, ".")
	return name
}

// checkClauses makes sure that every clause is bound to something that exists.
// What code does, rather than a row, is written product/<capability>.
func (s *Stack) checkClauses(f *file, own []Clause, d *folder) {
	served := s.served()
	count := map[string]int{}
	for i, c := range own {
		count[c.DocumentID()]++
		f.complete(at("clauses", i, "text"), "text", c.Text)
		bound := len(c.ServedBy) > 0 || len(c.Planned) > 0
		if bound != c.Outside.IsZero() {
			f.fault(at("clauses", i), "条款 %s 须写 served_by（由什么落实）、planned（由哪项后续能力落实）或 outside（为何不由软件落实）", "clause %s needs served_by, planned, or outside with the reason", c.ID)
		}
		if !c.Outside.IsZero() {
			f.complete(at("clauses", i, "outside"), "outside", c.Outside)
		}
		for j, what := range c.ServedBy {
			if id, ok := strings.CutPrefix(what, "product/"); ok {
				if p, known := s.product.Capability(id); !known || p.Planned {
					f.fault(at("clauses", i, "served_by", j), "product.yaml 中没有已实现的能力“%s”：请改正，或移到 planned", "product.yaml has no capability %q that is built: correct it, or move it to planned", id)
				}
				continue
			}
			if !served[what] {
				f.fault(at("clauses", i, "served_by", j), "“%s”不存在：请写本规则包中已有的项，如 notice/general、timer/retake", "there is no %q: write something of these packs, such as notice/general or timer/retake", what)
			}
		}
		for j, id := range c.Planned {
			if p, known := s.product.Capability(id); !known || !p.Planned {
				f.fault(at("clauses", i, "planned", j), "product.yaml 中没有待实现的能力“%s”：已实现的请写 served_by: [product/%[1]s]", "product.yaml has no planned capability %q: what is built is written served_by: [product/%[1]s]", id)
			}
		}
	}
	if s.clausesUnread {
		return // its fault is told; how many clauses it has is not known
	}
	p := d.open("pack.yaml")
	for i, doc := range d.pack.Documents {
		if doc.Clauses > 0 && count[doc.ID] != doc.Clauses {
			p.fault(at("documents", i), "文件 %s 应有 %d 条，clauses.yaml 中有 %d 条：请补齐", "document %s has %d clauses but clauses.yaml has %d: complete it", doc.ID, doc.Clauses, count[doc.ID])
		}
		delete(count, doc.ID)
	}
	for doc := range count {
		f.fault(at("clauses"), "条款的文件 %s 未在 pack.yaml 的 documents 中登记", "document %s of a clause is not registered in documents of pack.yaml", doc)
	}
}
