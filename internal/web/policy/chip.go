package policyweb

import (
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/web/ui"
)

// Chip is a pupil in a line: without a name where the reader may not know it.
func Chip(c casework.Chip, lang care.Lang) ui.Person {
	p := ui.Person{Name: c.Name, Group: c.Class.In(lang)}
	if c.May {
		p.Href = "/pupils/" + c.Person.String()
	}
	if p.Name == "" {
		p.Name = both("姓名不向您的岗位显示", "Name not shown to your post").In(lang)
		p.Href = ""
	}
	return p
}

// Whom is a post with its holder's name, where he is known.
func Whom(h casework.Holder) care.Text {
	role := h.Role.Name()
	if h.Name == "" {
		return role
	}
	return both(h.Name+"（"+role.Zh+"）", h.Name+" ("+role.En+")")
}
