package questionnaire

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Lacks names what a form has to keep of the one it takes the place of: every field
// with its kind and class, every code that may be chosen, every signal and the steps
// of its record. What is filed about a child is read by its field ids; words, help,
// order and further fields are free.
func (d *Definition) Lacks(before *Definition) (missing []string) {
	for _, old := range before.Fields() {
		now := d.Field(old.ID)
		switch {
		case now == nil:
			missing = append(missing, "field "+old.ID)
			continue
		case now.Kind != old.Kind || now.Class != old.Class:
			missing = append(missing, fmt.Sprintf("field %s as %s of class %q", old.ID, old.Kind, old.Class))
		}
		for _, o := range old.Options {
			if _, ok := now.option(o.Code); !ok {
				missing = append(missing, fmt.Sprintf("option %s of field %s", o.Code, old.ID))
			}
		}
	}
	for _, s := range before.SignalRules {
		if !slices.ContainsFunc(d.SignalRules, func(n Signal) bool { return n.Name == s.Name }) {
			missing = append(missing, "signal "+string(s.Name))
		}
	}
	if d.Audience != before.Audience {
		missing = append(missing, "audience "+string(before.Audience))
	}
	if !reflect.DeepEqual(d.Record, before.Record) {
		missing = append(missing, "record")
	}
	return missing
}

// Under is the library under a region's pack: the pack's own forms take the place of
// those of the same id or stand beside them, and wherever a field offers nothing but
// what the pack has words for (its levels), those words are shown. Each is a version
// of its own; the versions below stay findable by hash, for what was given to them.
func (l *Library) Under(own []*Definition, word func(code string) (care.Text, bool)) (*Library, error) {
	out := &Library{current: maps.Clone(l.current), byHash: maps.Clone(l.byHash)}
	for _, d := range own {
		if before := l.current[d.ID]; before != nil {
			if missing := d.Lacks(before); len(missing) > 0 {
				return nil, care.Fail(care.Invalid, "forms", fmt.Sprintf("规则包自带的表单 %s 缺少本版程序要用的内容：%s。请改好规则包后重新采用", d.ID, strings.Join(missing, "，")),
					fmt.Sprintf("the pack's form %s lacks what this version of the program uses: %s; mend the pack and adopt it again", d.ID, strings.Join(missing, ", ")))
			}
		}
		out.current[d.ID], out.byHash[d.Hash] = d, d
	}
	for id, d := range out.current {
		said, err := d.inWords(word)
		if err != nil {
			return nil, err
		}
		out.current[id], out.byHash[said.Hash] = said, said
	}
	return out, nil
}

// inWords is the form with the pack's words, or itself where it offers none of them.
func (d *Definition) inWords(word func(code string) (care.Text, bool)) (*Definition, error) {
	spoken := func(f *Field) bool {
		return len(f.Options) > 0 && !slices.ContainsFunc(f.Options, func(o Option) bool { _, ok := word(o.Code); return !ok })
	}
	if !slices.ContainsFunc(d.Fields(), spoken) {
		return d, nil
	}
	c, err := Restore(d.Canonical())
	if err != nil {
		return nil, err
	}
	for _, f := range c.Fields() {
		if !spoken(f) {
			continue
		}
		for i := range f.Options {
			f.Options[i].Label, _ = word(f.Options[i].Code)
		}
	}
	c.finish()
	return c, nil
}
