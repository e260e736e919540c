package caseweb

import (
	"net/http"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/sheet"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

const ledgerPath = "/programmes/" + string(care.ChildInHardship) + "/ledger"

var ledgerTitle = text("困境儿童台账", "Ledger of children in hardship")

// ledgerColumns are the ledger's, on the page and in a file.
var ledgerColumns = []ui.Column{{Key: "person", Label: text("姓名", "Name"), Kind: ui.KindPart, Fixed: true}, {Key: "home", Label: text("村（社区）", "Village")}, {Key: "kind", Label: text("类别", "Kind"), Kind: ui.KindText},
	{Key: "level", Label: text("情况", "State"), Kind: ui.KindPart}, {Key: "since", Label: text("从哪天起", "Since"), Kind: ui.KindDate}, {Key: "living", Label: text("居住", "Lives")}, {Key: "owner", Label: text("谁联系走访", "Who visits")},
	{Key: "last", Label: text("上次联系", "Last contact"), Kind: ui.KindDate}, {Key: "visit", Label: text("上次走访", "Last visit"), Kind: ui.KindDate}, {Key: "next", Label: text("下一步", "Next"), Kind: ui.KindPart}, dueColumn}

// dueColumn stands in a file alone: on the page the clock stands below what is next,
// where eleven columns would leave two signs for each.
var dueColumn = ui.Column{Key: "due", Label: text("期限", "By when")}

// placeOf is the village or township whose part of the ledger is asked for.
func placeOf(r *http.Request) care.ID {
	place, _ := care.ParseID(r.URL.Query().Get("place"))
	return place
}

// ledger is the book of a township: gravest first, to read, print and take along.
func (p pages) ledger(w http.ResponseWriter, r *http.Request) error {
	place := placeOf(r)
	book, err := p.Room.Ledger(r.Context(), session.Who(r), place)
	if err != nil {
		return err
	}
	pg := newPage(r, ledgerTitle, "/programmes")
	day := care.DateOf(book.At.Time())
	pg.Head = ui.Heading{Title: ledgerTitle, Lead: ledgerLead(book), Back: &ui.Link{Label: book.Programme.Text, Href: "/programmes/" + book.Programme.ID}, Why: p.whyOf("programme/" + book.Programme.ID)}
	pg.Parts = []block{{Words: []care.Text{text(book.Unit.Name+"，"+day.Words().Zh+"。", book.Unit.Name+", "+day.Words().En+"."),
		text("只列您的岗位看得到的孩子；打开已记入日志。按 Ctrl+P 打印，用完锁好或销毁，不张贴、不外传。", "Only children your post may see; the opening is in the log. Ctrl+P prints it: lock it away or destroy it, never post it or pass it on.")}}}
	if book.Total > len(book.Lines) {
		n := strconv.Itoa(len(book.Lines))
		pg.Parts = append(pg.Parts, block{Words: []care.Text{text("人数太多，这里只列前 "+n+" 名：请在列表里先选一个村（社区）。", "Too many for one book; the first "+n+" are shown. Choose a village in the list first.")}})
	}
	table := ui.Table{ID: "ledger", Plain: true, Caption: ledgerTitle, Total: len(book.Lines), Columns: ledgerColumns[:len(ledgerColumns)-1],
		Empty: ui.Empty{Title: text("台账里还没有您看得到的孩子", "No child that you may see stands in the ledger"), Text: text("乡镇（街道）核实并列入后，会列在这里。", "Children appear once the township has verified and entered them."), Icon: "heart"}}
	if len(book.Lines) > 0 {
		query := ""
		if place != 0 {
			query = "?place=" + place.String()
		}
		pg.Head.Actions = []ui.Component{ui.Link{Label: text("Excel 表格", "Excel sheet"), Href: ledgerPath + "/export/xlsx" + query, Icon: "download"}, ui.Link{Label: text("CSV 文件", "CSV file"), Href: ledgerPath + "/export/csv" + query, Icon: "download"}}
	}
	for _, l := range book.Lines {
		table.Rows = append(table.Rows, ledgerRow(l, book.At, pg.Lang))
	}
	pg.Parts = append(pg.Parts, parts(table))
	return pg.show(w, http.StatusOK)
}

// ledgerLead says how many children of which state there are.
func ledgerLead(book casework.Ledger) care.Text {
	if book.Total == 0 {
		return care.Text{}
	}
	n := map[care.Level]int{}
	for _, l := range book.Lines {
		n[l.Level]++
	}
	var zh, en []string
	for _, l := range book.Programme.Levels {
		zh, en = append(zh, l.Label.Zh+" "+strconv.Itoa(n[l.Level])+" 名"), append(en, l.Label.En+" "+strconv.Itoa(n[l.Level]))
	}
	total, late := strconv.Itoa(book.Total), strconv.Itoa(book.Late)
	return text("共 "+total+" 名："+strings.Join(zh, "，")+"；"+late+" 名有事逾期。", total+" in all: "+strings.Join(en, ", ")+"; "+late+" with something late.")
}

// ledgerName is who it is, or the number of the file where the reader may not know.
func ledgerName(l casework.LedgerLine) string {
	if l.Named {
		return l.Person.Name
	}
	return l.ID.String()
}

func ledgerRow(l casework.LedgerLine, now care.Millis, lang care.Lang) ui.Row {
	who := ui.Text(ledgerName(l))
	if l.Named {
		c := chip(l.Person, lang)
		c.Group = "" // it has a column
		who = ui.Parts(c)
	}
	day := func(d care.Date) ui.Cell {
		if d == "" {
			return ui.Text(text("还没有", "none yet").In(lang))
		}
		return ui.Day(d)
	}
	return ui.Row{ID: l.ID.String(), Urgent: l.Overdue > 0, Cells: []ui.Cell{who, ui.Words(l.Person.Class), ui.Words(kinds(l)), ui.Parts(careLevel(l.Level, l.Label)), ui.Day(l.Since), ui.Words(l.Home.Name()), ui.Words(whom(l.Owner)),
		day(l.ContactOn), day(l.VisitOn), nextOf(l, now)}}
}

// nextOf is what is next with its clock.
func nextOf(l casework.LedgerLine, now care.Millis) ui.Cell {
	if l.Next.What.IsZero() {
		return ui.Cell{}
	}
	line := ui.Line{Text: l.Next.What}
	if c := clock(l.Next.Due, now, l.Next.Stands); c != nil {
		line.Parts = []ui.Component{c}
	}
	return ui.Parts(ui.Lines{line})
}

// kinds joins the kinds of hardship.
func kinds(l casework.LedgerLine) care.Text {
	var zh, en []string
	for _, g := range l.Groups {
		zh, en = append(zh, g.Text.Zh), append(en, g.Text.En)
	}
	return text(strings.Join(zh, "、"), strings.Join(en, "; "))
}

// ledgerExport writes the same book as a file; that it left the house is logged.
func (p pages) ledgerExport(w http.ResponseWriter, r *http.Request) error {
	format := r.PathValue("format")
	if format != "xlsx" && format != "csv" {
		return care.Fail(care.NotFound, "export ledger", "没有这种格式", "there is no such format")
	}
	book, err := p.Room.ExportLedger(r.Context(), session.Who(r), placeOf(r))
	if err != nil {
		return err
	}
	lang, name := session.Lang(r), "ledger-"+string(care.DateOf(book.At.Time()))
	t := sheet.Table{Name: ledgerTitle.In(lang)}
	for _, c := range ledgerColumns {
		t.Columns = append(t.Columns, sheet.Column{Title: c.Label.In(lang), Type: sheet.Text, Width: 16})
	}
	t.Rows = func(yield func([]string, error) bool) {
		for _, l := range book.Lines {
			due := ""
			if l.Next.Due != 0 {
				due = string(care.DateOf(l.Next.Due.Time()))
			}
			if !yield([]string{ledgerName(l), l.Person.Class.In(lang), kinds(l).In(lang), l.Label.In(lang), string(l.Since), l.Home.Name().In(lang), whom(l.Owner).In(lang), string(l.ContactOn), string(l.VisitOn), l.Next.What.In(lang), due}, nil) {
				return
			}
		}
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+format+`"`)
	if format == "xlsx" {
		w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		return sheet.WriteXLSX(w, t)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	return sheet.WriteCSV(w, t)
}
