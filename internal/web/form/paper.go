package form

import (
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/ui"
)

// Sheet is a form as it stands on paper: blank, to be filled in by hand, or with
// what was filed.
type Sheet struct {
	Sections []SheetSection
}

// SheetSection is a group of questions under a heading.
type SheetSection struct {
	Title care.Text
	Items []SheetItem
}

// SheetItem is one question on paper.
type SheetItem struct {
	Label  care.Text
	If     care.Text // when it applies, on a blank sheet
	Help   care.Text
	Words  bool // a paragraph to read
	Sign   bool
	Boxes  []Box
	Answer string
	Lines  []struct{} // empty lines to write on
}

// Box is an answer to tick.
type Box struct {
	Label  care.Text
	Ticked bool
}

// Paper sets a form for printing. A blank sheet shows every question, with when
// it applies; a filed one what was asked.
func Paper(def *questionnaire.Definition, v questionnaire.Values, blank bool, page ui.Page) Sheet {
	var s Sheet
	shown := def.Visible(v)
	for _, sec := range def.Sections {
		out := SheetSection{Title: sec.Title}
		for i := range sec.Fields {
			f := def.Field(sec.Fields[i].ID)
			if !blank && !v.Answered(f.ID) && (f.Kind == questionnaire.Note || !slices.Contains(shown, f)) {
				continue
			}
			out.Items = append(out.Items, paperItem(def, f, v, blank, page))
		}
		if len(out.Items) > 0 {
			s.Sections = append(s.Sections, out)
		}
	}
	return s
}

func paperItem(def *questionnaire.Definition, f *questionnaire.Field, v questionnaire.Values, blank bool, page ui.Page) SheetItem {
	item := SheetItem{Label: f.Label, Words: f.Kind == questionnaire.Note, Sign: f.Kind == questionnaire.Signature}
	if blank {
		item.Help = f.Help
		if f.ShowWhen != nil {
			item.If = condWords(def, *f.ShowWhen)
		}
	}
	given := given(v, f)
	for _, o := range f.Choices() {
		item.Boxes = append(item.Boxes, Box{o.Label, slices.Contains(given, o.Code)})
	}
	if item.Words || len(item.Boxes) > 0 {
		return item
	}
	item.Answer = f.Words(v[f.ID], page.Lang)
	if d, err := care.ParseDate(item.Answer); f.Kind == questionnaire.Date && err == nil {
		item.Answer = page.Date(d)
	}
	if item.Answer == "" && blank {
		item.Lines = make([]struct{}, map[questionnaire.Kind]int{questionnaire.LongText: 3, questionnaire.GroupRepeat: 3, questionnaire.Attachment: 0}[f.Kind])
	}
	return item
}

// condWords says when a question applies, for somebody with a pen.
func condWords(def *questionnaire.Definition, c questionnaire.Cond) care.Text {
	join := func(list []questionnaire.Cond, zh, en string) care.Text {
		var z, e []string
		for _, k := range list {
			w := condWords(def, k)
			z, e = append(z, w.Zh), append(e, w.En)
		}
		return care.Text{Zh: strings.Join(z, zh), En: strings.Join(e, en)}
	}
	switch {
	case c.All != nil:
		return join(c.All, "，并且", " and ")
	case c.Any != nil:
		return join(c.Any, "，或", " or ")
	case c.Not != nil:
		w := condWords(def, *c.Not)
		return care.Text{Zh: "不是（" + w.Zh + "）", En: "not (" + w.En + ")"}
	}
	f := def.Field(c.Field)
	if c.Answered != nil {
		if *c.Answered {
			return care.Text{Zh: "填写了“" + f.Label.Zh + "”", En: "\"" + f.Label.En + "\" was filled in"}
		}
		return care.Text{Zh: "没有填写“" + f.Label.Zh + "”", En: "\"" + f.Label.En + "\" was left empty"}
	}
	codes := c.In
	if c.Equals != "" {
		codes = []string{c.Equals}
	}
	var z, e []string
	for _, o := range f.Choices() {
		if slices.Contains(codes, o.Code) {
			z, e = append(z, o.Label.Zh), append(e, o.Label.En)
		}
	}
	return care.Text{Zh: "“" + f.Label.Zh + "”是“" + strings.Join(z, "”或“") + "”", En: "\"" + f.Label.En + "\" is \"" + strings.Join(e, "\" or \"") + "\""}
}
