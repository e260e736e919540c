package policy

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// readForms reads the forms of a folder strictly. A form of a lower pack stands beside
// those above it, or takes the place of the one with its id and keeps what that has.
func (s *Stack) readForms(d *folder) {
	s.forms = maps.Clone(s.forms)
	if s.forms == nil {
		s.forms = map[string]*questionnaire.Definition{}
	}
	for _, file := range d.pack.Forms {
		if !strings.HasSuffix(file.Path, ".yaml") {
			*d.faults = append(*d.faults, Fault{File: file.Path, Text: text("forms/ 里只放 .yaml 表单：请删除或改名", "forms/ holds forms in .yaml only: remove or rename it")})
			continue
		}
		def, err := questionnaire.Read(file.Path, d.data[file.Path])
		if err != nil {
			formFaults(d, file.Path, err)
			continue
		}
		if before := s.forms[def.ID]; before != nil {
			if missing := def.Lacks(before); len(missing) > 0 {
				*d.faults = append(*d.faults, Fault{File: file.Path, Line: 1, Col: 1, Text: text("取代上级表单 %s 的表单须保留它的内容，还缺：%s", "a form in the place of %s keeps what that has; it lacks %s", def.ID, strings.Join(missing, ", "))})
				continue
			}
		}
		s.forms[def.ID] = def
		if d.pack.Parent != "" {
			s.own = append(slices.Clip(s.own), def)
		}
	}
}

func formFaults(d *folder, path string, err error) {
	add := func(f Fault) { *d.faults = append(*d.faults, f) }
	var joined interface{ Unwrap() []error }
	list := []error{err}
	if errors.As(err, &joined) {
		list = joined.Unwrap()
	}
	for _, e := range list {
		var at *questionnaire.FileFault
		if errors.As(e, &at) {
			add(Fault{File: path, Line: at.Line, Col: at.Col, Text: text("表单有误，请改正：%s", "the form is wrong, mend it: %s", at.Message)})
			continue
		}
		add(Fault{File: path, Text: text("表单读不出来：%v", "the form can't be read: %v", e)})
	}
}

// OwnForms lists the forms that packs bring besides those of the nation, the lowest
// pack's last.
func (s *Stack) OwnForms() []*questionnaire.Definition { return slices.Clone(s.own) }

// LevelWord is what the pack calls a level, by its name; false for any other word.
func (s *Stack) LevelWord(name string) (care.Text, bool) {
	l, err := care.ParseLevel(name)
	if err != nil {
		return care.Text{}, false
	}
	label := s.Level(l).Label
	return label, !label.IsZero()
}
