package policyweb

import (
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// RefText is what a reference stands for, in words, for pages outside the rules.
func RefText(k *act.Kernel, ref string) care.Text {
	return view{era: k.Era(), stack: k.Policy(), forms: k.Forms()}.refText(ref)
}

// refText is what a reference, such as timer/retake, stands for, in words.
func (v view) refText(ref string) care.Text {
	kind, id, _ := strings.Cut(ref, "/")
	name := v.refName(kind, id)
	if name.IsZero() {
		return refWords[kind]
	}
	word := refWords[kind]
	return both(word.Zh+"："+name.Zh, word.En+": "+name.En)
}

func (v view) refName(kind, id string) care.Text {
	s := v.stack
	switch kind {
	case "level", "notice":
		l, err := care.ParseLevel(id)
		if err != nil {
			return same(id)
		}
		return s.Level(l).Label
	case "access":
		return care.Role(id).Name()
	case "network":
		return networkWords[id]
	case "rules":
		return both("测评后提示谁需要面谈", "who is to be met after a sheet")
	case "calendar":
		return both("上课日和工作日", "school days and working days")
	case "form":
		if def, ok := v.forms.Get(id); ok {
			return def.Title
		}
		return same(id)
	case "product":
		c, _ := s.Product().Capability(id)
		return c.Text
	case "hotline":
		row, _ := s.Row(kind + "/" + id)
		return both(row.Text.Zh+" "+id, row.Text.En+" "+id)
	}
	row, _ := s.Row(kind + "/" + id)
	return row.Text
}

// pageOf is where a reader sees the capability at work: the static beginning of
// its address, if the reader's post may open it.
func (v view) pageOf(address string) string {
	address, _, _ = strings.Cut(address, "/{")
	if address == "" || !v.opens(address) {
		return ""
	}
	return address
}

// kindOf is the kind of a reference.
func kindOf(ref string) string {
	kind, _, _ := strings.Cut(ref, "/")
	return kind
}
