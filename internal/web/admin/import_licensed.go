package admin

import (
	"cmp"
	"errors"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// importPage is a page that takes a licensed file for one instrument.
type importPage struct {
	in      *instrument.Instrument
	title   care.Text
	lead    care.Text
	form    ui.Form
	checked ui.Lines // what a dry run found
}

// importForm asks for the file first and for the licence after what is told of it.
func importForm(id, action string, fields ...ui.Field) ui.Form {
	fields = append(fields,
		ui.Field{Name: "holder", Kind: ui.TextField, Label: both("许可持有人", "Licence holder"), Required: true, MaxLength: 120},
		ui.Field{Name: "reference", Kind: ui.TextField, Label: both("许可依据", "What grants it"), Help: both("合同、函件的编号等", "number of the contract or letter"), Required: true, MaxLength: 200},
		ui.Field{Name: "valid_until", Kind: ui.DateField, Label: both("有效期至", "Valid until"), Required: true},
		ui.Field{Name: "what", Kind: ui.ChoiceField, Label: both("做什么", "What to do"), Required: true, Values: []string{"check"},
			Options: []ui.Option{{Value: "check", Label: both("只检查，不保存", "Check only, keep nothing")}, {Value: "import", Label: both("检查并导入", "Check and import")}}})
	return ui.Form{ID: id, Action: action, Submit: both("继续", "Go on"), Cancel: back("返回", "Back", "/settings/instruments"), Fields: fields}
}

func showImport(w http.ResponseWriter, r *http.Request, status int, p importPage, failed error) error {
	if failed != nil || p.checked != nil {
		fillImport(&p.form, r, failed)
	}
	parts := []ui.Component{ui.Heading{Title: both(p.in.Names.Zh+"："+p.title.Zh, p.in.Names.En+": "+p.title.En), Lead: p.lead, Back: &ui.Link{Label: instrumentsTitle, Href: "/settings/instruments"}}}
	if p.checked != nil {
		parts = append(parts, p.checked)
	}
	return session.Show(w, status, session.Page(r, p.title, "/settings"), append(parts, p.form)...)
}

func licenceOf(r *http.Request) instrument.ImportedText {
	return instrument.ImportedText{Holder: r.PostFormValue("holder"), Reference: r.PostFormValue("reference"), ValidUntil: care.Date(r.PostFormValue("valid_until"))}
}

// checksOnly tells whether the form asks for a dry run.
func checksOnly(r *http.Request) bool { return r.PostFormValue("what") != "import" }

// fillImport puts back what was typed, and faults of rows, which are no fields of
// the form, under the file in the file's order.
func fillImport(form *ui.Form, r *http.Request, failed error) {
	form.Fill(r.PostForm, failed)
	var e *care.Error
	if !errors.As(failed, &e) {
		return
	}
	file := &form.Fields[0]
	for _, name := range slices.SortedFunc(maps.Keys(e.Fields), byPlace) {
		if slices.ContainsFunc(form.Fields, func(f ui.Field) bool { return f.Name == name }) {
			continue
		}
		text, place := e.Fields[name], placeWords(name)
		file.Error.Zh += place.Zh + "：" + text.Zh + "。"
		file.Error.En += place.En + ": " + text.En + ". "
	}
}

var place = regexp.MustCompile(`^(row|item) (\d+), (.*)$`)

// placeWords are a fault's place in both languages.
func placeWords(name string) care.Text {
	m := place.FindStringSubmatch(name)
	switch {
	case m == nil:
		return both(name, name)
	case m[1] == "row":
		return both("第 "+m[2]+" 行 "+m[3], name)
	}
	return both("第 "+m[2]+" 题 "+m[3], name)
}

func byPlace(a, b string) int {
	number := func(s string) int {
		n := 0
		if m := place.FindStringSubmatch(s); m != nil {
			n, _ = strconv.Atoi(m[2])
		}
		return n
	}
	return cmp.Or(number(a)-number(b), cmp.Compare(a, b))
}

// fileOf reads the uploaded file; it is in memory already and at most
// session.UploadLimit long.
func fileOf(r *http.Request) (data []byte, name string, err error) {
	f, header, err := r.FormFile("file")
	if err != nil {
		return nil, "", care.Invalidf("file", "请选择文件", "choose a file")
	}
	defer f.Close()
	data, err = io.ReadAll(f)
	return data, header.Filename, err
}
