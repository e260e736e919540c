package admin

import (
	"net/http"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var textTitle = both("导入授权文本", "Import licensed text")

func (p *Pages) textForm(w http.ResponseWriter, r *http.Request) error {
	return p.showText(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showText(w http.ResponseWriter, r *http.Request, status int, checked ui.Lines, failed error) error {
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) error { return decideSettings(t, access.Write) })
	if err != nil {
		return err
	}
	in, ok := p.Instruments.Get(r.PathValue("instrument"))
	if !ok || !importable(in) {
		return &care.Error{Kind: care.NotFound, Op: "import text"}
	}
	form := importForm("text", textPage(in), ui.Field{Name: "file", Kind: ui.FileField, Label: both("题目文件（CSV）", "Item text (CSV)"), Required: true, Accept: ".csv",
		Help: both("三列：item、text_zh、text_en。item 写题号、instruction 或 option:代码；一种语言要么全有，要么全无。", "Columns item, text_zh, text_en. item is a number, instruction, or option:CODE; a language is given for all items or for none.")})
	lead := both("系统会记下许可，到期后不再显示文本。文件有一处错误就整份不收。导入后下次启动程序时生效。", "The licence is recorded and the text is not shown after its end. A file with one fault is refused whole. It takes effect at the next start of the program.")
	return showImport(w, r, status, importPage{in: in, title: textTitle, lead: lead, form: form, checked: checked}, failed)
}

func (p *Pages) textSave(w http.ResponseWriter, r *http.Request) error {
	data, _, err := fileOf(r)
	imp := instrument.TextImport{Instrument: r.PathValue("instrument"), CSV: data, Licence: licenceOf(r)}
	check := checksOnly(r)
	switch {
	case err != nil:
	case check:
		err = p.CheckText(r.Context(), session.Who(r), imp)
	default:
		err = p.ImportText(r.Context(), session.Who(r), imp)
	}
	if invalid(err) {
		return p.showText(w, r, http.StatusUnprocessableEntity, nil, err)
	}
	if err != nil {
		return err
	}
	if check {
		return p.showText(w, r, http.StatusOK, ui.Lines{{Text: both("检查通过，没有错误；什么都没有保存。要导入，请再选一次文件，改选“检查并导入”。", "Checked, no fault; nothing was kept. To import it choose the file again and Check and import.")}}, nil)
	}
	session.Flash(r, ui.Good, both("文本已导入并记下许可，下次启动程序时生效", "Text imported and licence recorded; it takes effect at the next start"))
	return session.Redirect(w, r, "/settings/instruments")
}
