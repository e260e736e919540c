package admin

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/sheet"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// decisionParts are what stands under the counts of a staged list: its faults
// and the question whether to import it.
func (p *Pages) decisionParts(r *http.Request, v region.ImportView, failed error) ([]ui.Component, error) {
	at := "/imports/" + v.ID.String()
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	faults, err := p.ImportFaults(r.Context(), session.Who(r), v.ID, max(n-1, 0))
	if err != nil {
		return nil, err
	}
	doubts, err := p.doubtFields(r, v)
	if err != nil {
		return nil, err
	}
	form := ui.Form{ID: "apply", Action: at + "/apply", Submit: both("导入", "Import"), Fields: append(applyFields(v), doubts...)}
	if failed != nil {
		form.Fill(r.PostForm, failed)
	}
	var parts []ui.Component
	if _, failed := p.runs.state(v.ID); failed != nil {
		parts = append(parts, ui.Toast{Text: reason(failed), Tone: ui.Grave})
	}
	parts = append(parts, p.faultTable(r, v, faults))
	if faults.Kept > 0 {
		parts = append(parts, ui.Link{Label: both("下载有误的位置（CSV）", "Download where the faults are (CSV)"), Href: at + "/faults", Icon: "download"})
	}
	return append(parts, form, ui.Action{Label: both("放弃，不导入", "Discard, import nothing"), Href: at + "/cancel"}), nil
}

// applyFields ask only what this list leaves open.
func applyFields(v region.ImportView) (fields []ui.Field) {
	c := v.Counts
	if v.Errors > 0 {
		f := strconv.Itoa(c.Faulty)
		fields = append(fields, ui.Field{Name: "good", Kind: ui.YesNoField, Required: true, Label: both("有 "+f+" 行有错误。先导入其余的行？", f+" rows have an error. Import the others?"),
			Help: both("有错的行改好后，可以再导入一次，已导入的不会重复。", "Correct the faulty rows and import again later; nobody is imported twice.")})
	}
	if c.Left > 0 {
		n := strconv.Itoa(c.Left)
		fields = append(fields, ui.Field{Name: "leavers", Kind: ui.YesNoField, Required: true, Label: both("名单上没有的 "+n+" 名在读学生，是不是已经离校？", "Have the "+n+" enrolled pupils who are not in the list left school?"),
			Help: both("选“否”则保持在读。只有一部分班级的名单请选“否”。", "With No they stay enrolled. Choose No if the list is only a part.")})
	}
	return fields
}

func (p *Pages) faultTable(r *http.Request, v region.ImportView, faults region.FaultPage) ui.Table {
	q := ui.ParseQuery("/imports/"+v.ID.String(), r.URL.Query())
	q.Size = faults.Size
	table := ui.Table{ID: "faults", Titled: true, Caption: both("需要看的地方", "What needs a look"), Query: q, Total: faults.Kept, Columns: []ui.Column{{Key: "kind", Label: both("类别", "Kind"), Kind: ui.KindPart, Fixed: true}, {Key: "sheet", Label: both("工作表", "Sheet")}, {Key: "row", Label: both("行", "Row"), Kind: ui.KindNumber},
		{Key: "column", Label: both("列", "Column")}, {Key: "what", Label: both("怎么改", "What to do")}}, Empty: ui.Empty{Title: both("没有发现问题", "Nothing found"), Icon: "check"}}
	for _, f := range faults.Faults {
		badge := ui.Badge{Text: both("请核对", "please check"), Tone: ui.Watch}
		if f.Severity == "error" {
			badge = ui.Badge{Text: both("错误", "error"), Tone: ui.Grave, Icon: "concern"}
		}
		row := ui.Number(f.Row)
		if f.Row == 0 { // the whole sheet
			row = ui.Text("–")
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Parts(badge), ui.Text(orDash(f.Sheet)), row, ui.Text(orDash(strings.TrimSpace(f.Column + " " + f.Header))), ui.Words(f.Text)}})
	}
	return table
}

// faultExport lists where the faults are: sheet, row, column, what to do. The
// file never quotes a cell, so it may be mailed to whoever keeps the list.
func (p *Pages) faultExport(w http.ResponseWriter, r *http.Request) error {
	v, err := p.importView(r)
	if err != nil {
		return err
	}
	lang := session.Lang(r)
	t := sheet.Table{Name: "faults", Rows: p.eachFault(r, v.ID, lang)}
	for _, title := range []care.Text{both("类别", "kind"), both("工作表", "sheet"), both("行", "row"), both("列", "column"), both("表头", "heading"), both("怎么改", "what to do")} {
		t.Columns = append(t.Columns, sheet.Column{Title: title.In(lang)})
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="faults.csv"`)
	return sheet.WriteCSV(w, t)
}

func (p *Pages) eachFault(r *http.Request, id care.ID, lang care.Lang) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for n := 0; ; n++ {
			faults, err := p.ImportFaults(r.Context(), session.Who(r), id, n)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, f := range faults.Faults {
				if !yield([]string{f.Severity, f.Sheet, strconv.Itoa(f.Row), f.Column, f.Header, f.Text.In(lang)}, nil) {
					return
				}
			}
			if len(faults.Faults) < faults.Size {
				return
			}
		}
	}
}

// importApply begins to apply a staged list in the background, or goes on with
// one that was interrupted.
func (p *Pages) importApply(w http.ResponseWriter, r *http.Request) error {
	v, err := p.importView(r)
	if err != nil {
		return err
	}
	if v.State == region.ImportStaged {
		if err := answered(r, v); err != nil {
			return p.showImport(w, r, http.StatusUnprocessableEntity, err)
		}
	}
	who := session.Who(r)
	doubtful, err := decided(r)
	if err != nil {
		return err
	}
	options := region.ApplyOptions{LeaversToo: r.PostFormValue("leavers") == "yes", GoodRows: r.PostFormValue("good") == "yes", Doubtful: doubtful, Consent: p.consent,
		Sheets: func(list []region.AccountSheet) { p.runs.keep(v.ID, who.Person, list) }}
	ctx := context.WithoutCancel(r.Context())
	p.runs.start(v.ID, func() error { return p.ApplyImport(ctx, who, v.ID, options) })
	return session.Redirect(w, r, "/imports/"+v.ID.String())
}

// reason is why background work stopped, in the words meant for people.
func reason(err error) care.Text {
	var e *care.Error
	if !errors.As(err, &e) {
		return both("上一次没有完成，请再试一次", "The last try was not completed; try again")
	}
	if !e.Text.IsZero() {
		return e.Text
	}
	for _, text := range e.Fields {
		return text
	}
	return both("上一次没有完成，请再试一次", "The last try was not completed; try again")
}

// answered asks for every answer the list leaves open.
func answered(r *http.Request, v region.ImportView) error {
	fields := map[string]care.Text{}
	for _, f := range applyFields(v) {
		if f.Kind == ui.YesNoField && r.PostFormValue(f.Name) == "" {
			fields[f.Name] = both("请选择", "choose one")
		}
	}
	if v.Errors > 0 && r.PostFormValue("good") == "no" {
		fields["good"] = both("那么请放弃这次导入，改好文件后再来", "then discard this import and come back with the corrected file")
	}
	if len(fields) == 0 {
		return nil
	}
	return &care.Error{Kind: care.Invalid, Op: "apply import", Fields: fields}
}

func (p *Pages) importCancel(w http.ResponseWriter, r *http.Request) error {
	v, err := p.importView(r)
	if err != nil {
		return err
	}
	if err := p.CancelImport(r.Context(), session.Who(r), v.ID); err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已放弃。已经导入的行保留，其余没有改动。", "Discarded. Rows imported before stay; nothing else was changed."))
	return session.Redirect(w, r, "/imports/"+v.ID.String())
}

// importSheets shows the first passwords of imported staff, once.
func (p *Pages) importSheets(w http.ResponseWriter, r *http.Request) error {
	v, err := p.importView(r)
	if err != nil {
		return err
	}
	list := p.runs.take(v.ID, session.Who(r).Person)
	if len(list) == 0 {
		return care.Fail(care.NotFound, "account sheets", "账号单已经显示过，或等得太久已销毁；可以为某个人重置密码", "the sheets were shown already, or waited too long and are gone; issue a new password for a person instead")
	}
	return showSheets(w, r, list, "/imports/"+v.ID.String())
}
