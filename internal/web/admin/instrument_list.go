package admin

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var instrumentsTitle = both("量表", "Instruments")

// schoolGrades are the grades a screening can be for.
var schoolGrades = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}

var classWords = map[instrument.Class]care.Text{
	instrument.Ship: both("可随产品使用", "free to use"), instrument.ShipRestricted: both("限非商业、不得改动", "non-commercial, unmodified"),
	instrument.Key: both("需自备授权题目", "bring your licensed text"), instrument.None: both("只登记外部结果", "outside results only"),
}

// instrumentList says what can be used: licence, text at hand, ages, gaps.
func (p *Pages) instrumentList(w http.ResponseWriter, r *http.Request) error {
	page := session.Page(r, instrumentsTitle, "/settings")
	kept := map[string]string{}
	var writes bool
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		if err := decideSettings(t, access.Read); err != nil {
			return err
		}
		writes = decideSettings(t, access.Write) == nil
		kept, err = t.Settings()
		return err
	})
	if err != nil {
		return err
	}
	parts := []ui.Component{ui.Heading{Title: instrumentsTitle, Lead: both("量表是数据，不是诊断。没有题目文本的，学校导入自己获得授权的文本后才能使用。", "Instruments are data, not diagnoses. Those without text can be used after the school imports the text it is licensed for.")},
		settingsTabs(p.Kernel, r, "/settings/instruments")}
	if !slices.ContainsFunc(p.Instruments.All(), func(in *instrument.Instrument) bool { return in.Restricted }) {
		parts = append(parts, withoutRestricted())
	}
	parts = append(parts, gapTable(p.Instruments, writes))
	return session.Show(w, http.StatusOK, page, append(parts, instrumentTable(p.Instruments, kept, writes))...)
}

// withoutRestricted says why scales that the licences allow only for
// non-commercial use are not in the list.
func withoutRestricted() ui.Component {
	return ui.Lines{{Text: both("限非商业使用的量表（WHO-5、DASS-21、DASS-Y、GBO、YP-CORE）已按配置 without_restricted 停用，这里不列出，也不能选用。",
		"The scales for non-commercial use only (WHO-5, DASS-21, DASS-Y, GBO, YP-CORE) are left out by without_restricted in the configuration: they are not listed and can't be chosen.")}}
}

// gapTable names the grades without a ready self-report and offers what can be
// imported for them.
func gapTable(lib *instrument.Library, writes bool) ui.Table {
	table := ui.Table{ID: "gaps", Plain: true, Titled: true, Caption: both("缺少可用自评量表的年级", "Grades without a ready self-report"), Columns: []ui.Column{{Key: "grade", Label: both("年级", "Grade")}, {Key: "what", Label: both("怎么办", "What to do")}, {Key: "do", Label: both("可导入的量表", "What can be imported"), Kind: ui.KindPart}},
		Empty: ui.Empty{Title: both("1 至 12 年级都有可用的量表", "Every grade from 1 to 12 has one"), Icon: "check"}}
	for _, g := range lib.Gaps(schoolGrades) {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(care.GradeName(g.Grade, "").Unbroken()), ui.Words(g.Text), ui.Parts(gapImports(lib, g, writes)...)}})
	}
	table.Total = len(table.Rows)
	return table
}

// gapImports are the ways to the import of scales that fit a grade's age.
func gapImports(lib *instrument.Library, g instrument.Gap, writes bool) (links []ui.Component) {
	for _, id := range g.Nearest {
		if in, _ := lib.Get(id); writes && importable(in) && slices.Contains(in.Informants, "self") {
			links = append(links, ui.Link{Label: both("导入"+in.Names.Zh, "Import "+in.Names.En), Href: textPage(in), Icon: "upload"})
		}
	}
	return links
}

// textPage is where the licensed text of an instrument is imported.
func textPage(in *instrument.Instrument) string { return "/settings/instruments/" + in.ID + "/text" }

func instrumentTable(lib *instrument.Library, kept map[string]string, writes bool) ui.Table {
	table := ui.Table{ID: "instruments", Plain: true, Titled: true, Caption: both("全部量表", "All instruments"), Columns: []ui.Column{{Key: "name", Label: both("量表", "Instrument")}, {Key: "ages", Label: both("年龄", "Ages")},
		{Key: "class", Label: both("许可", "Licence")}, {Key: "text", Label: both("题目文本", "Item text"), Kind: ui.KindPart}, {Key: "do", Label: both("办理", "Act"), Kind: ui.KindAction}}}
	for _, in := range lib.All() {
		var do []ui.Component
		if writes && importable(in) {
			do = append(do, ui.Link{Label: both("导入授权文本", "Import licensed text"), Href: textPage(in), Icon: "upload"})
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(in.Names), ui.Text(agesText(in.Ages)), ui.Words(classWords[in.Licence.Class]), ui.Parts(textBadges(in, kept[region.TextSetting(in.ID)] != "")...), ui.Parts(do...)}})
	}
	table.Total = len(table.Rows)
	return table
}

func importable(in *instrument.Instrument) bool {
	return !in.External && in.Licence.Class != instrument.None && (!in.HasText(care.Zh) || in.Imported != nil)
}

func textBadges(in *instrument.Instrument, kept bool) []ui.Component {
	var list []ui.Component
	if in.HasText(care.Zh) {
		list = append(list, ui.Badge{Text: both("中文", "Chinese"), Tone: ui.Good, Icon: "check"})
	}
	if in.HasText(care.En) {
		list = append(list, ui.Badge{Text: both("英文", "English"), Tone: ui.Good, Icon: "check"})
	}
	switch {
	case in.Imported != nil:
		list = append(list, ui.Badge{Text: both("自备文本，至 "+string(in.Imported.ValidUntil), "own text, until "+string(in.Imported.ValidUntil))})
	case kept:
		list = append(list, ui.Badge{Text: both("已导入，下次启动后生效", "imported, in use after the next start"), Tone: ui.Watch, Icon: "clock"})
	}
	if len(list) == 0 {
		list = append(list, ui.Badge{Text: both("无", "none"), Tone: ui.Watch})
	}
	return list
}

func agesText(a instrument.Ages) string {
	switch {
	case a.IsZero():
		return "–"
	case a.Max == 0:
		return strconv.Itoa(a.Min) + "+"
	}
	return strconv.Itoa(a.Min) + "\u2060–\u2060" + strconv.Itoa(a.Max) // kept on one line
}

func (p *Pages) textForm(w http.ResponseWriter, r *http.Request) error {
	return p.showText(w, r, http.StatusOK, nil)
}

func (p *Pages) showText(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) error { return decideSettings(t, access.Write) })
	if err != nil {
		return err
	}
	in, ok := p.Instruments.Get(r.PathValue("instrument"))
	if !ok || !importable(in) {
		return &care.Error{Kind: care.NotFound, Op: "import text"}
	}
	page := session.Page(r, both("导入授权文本", "Import licensed text"), "/settings")
	form := ui.Form{ID: "text", Action: textPage(in), Submit: both("检查并导入", "Check and import"), Cancel: back("返回", "Back", "/settings/instruments"), Fields: []ui.Field{
		{Name: "file", Kind: ui.FileField, Label: both("题目文件（CSV）", "Item text (CSV)"), Required: true, Accept: ".csv",
			Help: both("三列：item、text_zh、text_en。item 写题号、instruction 或 option:代码；一种语言要么全有，要么全无。", "Columns item, text_zh, text_en. item is a number, instruction, or option:CODE; a language is given for all items or for none.")},
		{Name: "holder", Kind: ui.TextField, Label: both("许可持有人", "Licence holder"), Required: true, MaxLength: 120},
		{Name: "reference", Kind: ui.TextField, Label: both("许可依据", "What grants it"), Help: both("合同、函件的编号等", "number of the contract or letter"), Required: true, MaxLength: 200},
		{Name: "valid_until", Kind: ui.DateField, Label: both("有效期至", "Valid until"), Required: true}}}
	if failed != nil {
		fillText(&form, r, failed)
	}
	lead := both("系统会记下许可，到期后不再显示文本。文件有一处错误就整份不收。导入后下次启动程序时生效。", "The licence is recorded and the text is not shown after its end. A file with one fault is refused whole. It takes effect at the next start of the program.")
	return session.Show(w, status, page, ui.Heading{Title: both(in.Names.Zh+"：导入授权文本", in.Names.En+": import licensed text"), Lead: lead, Back: &ui.Link{Label: instrumentsTitle, Href: "/settings/instruments"}}, form)
}

// fillText puts faults of rows, which are no fields of the form, under the file.
func fillText(form *ui.Form, r *http.Request, failed error) {
	form.Fill(r.PostForm, failed)
	var e *care.Error
	if !errors.As(failed, &e) {
		return
	}
	for name, text := range e.Fields {
		if name != "holder" && name != "reference" && name != "valid_until" {
			f := &form.Fields[0]
			f.Error.Zh += name + "：" + text.Zh + "。"
			f.Error.En += name + ": " + text.En + ". "
		}
	}
}

func (p *Pages) textSave(w http.ResponseWriter, r *http.Request) error {
	data, _, err := fileOf(r)
	if err == nil {
		err = p.ImportText(r.Context(), session.Who(r), instrument.TextImport{Instrument: r.PathValue("instrument"), CSV: data,
			Licence: instrument.ImportedText{Holder: r.PostFormValue("holder"), Reference: r.PostFormValue("reference"), ValidUntil: care.Date(r.PostFormValue("valid_until"))}})
	}
	if invalid(err) {
		return p.showText(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("文本已导入并记下许可，下次启动程序时生效", "Text imported and licence recorded; it takes effect at the next start"))
	return session.Redirect(w, r, "/settings/instruments")
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
