package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	instrument.Key: both("需自备授权题目", "bring your licensed text"), instrument.None: both("只登记外部结果：学生档案的“表格”里填“外部量表结果”", "outside results only: fill in “Result of a scale from outside” among the pupil's forms"),
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
	parts = append(parts, gapParts(p.Instruments, writes)...)
	return session.Show(w, http.StatusOK, page, append(parts, instrumentTable(p.Instruments, kept, writes))...)
}

// withoutRestricted says why scales that the licences allow only for
// non-commercial use are not in the list.
func withoutRestricted() ui.Component {
	return ui.Lines{{Text: both("限非商业使用的量表（WHO-5、DASS-21、DASS-Y、GBO、YP-CORE）已按配置 without_restricted 停用，这里不列出，也不能选用。",
		"The scales for non-commercial use only (WHO-5, DASS-21, DASS-Y, GBO, YP-CORE) are left out by without_restricted in the configuration: they are not listed and can't be chosen.")}}
}

// gapParts name the grades without a ready self-report, say once what can be done,
// and list what can be imported for which of them.
func gapParts(lib *instrument.Library, writes bool) []ui.Component {
	table := ui.Table{ID: "gaps", Plain: true, Titled: true, Caption: both("可导入的自评量表", "Self-reports that can be imported"), Columns: []ui.Column{{Key: "name", Label: both("量表", "Instrument")}, {Key: "grades", Label: both("用于", "For")}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}},
		Empty: ui.Empty{Title: both("1 至 12 年级都有可用的量表", "Every grade from 1 to 12 has one"), Icon: "check"}}
	gaps := lib.Gaps(schoolGrades)
	if len(gaps) == 0 {
		return []ui.Component{table}
	}
	fits := map[string][]care.Text{}
	var missing []care.Text
	for _, g := range gaps {
		name := care.GradeName(g.Grade, "").Unbroken()
		missing = append(missing, name)
		for _, id := range g.Nearest {
			fits[id] = append(fits[id], name)
		}
	}
	for _, in := range lib.All() {
		if fits[in.ID] == nil || !importable(in) || !slices.Contains(in.Informants, "self") {
			continue
		}
		var do []ui.Component
		if writes {
			do = []ui.Component{ui.Link{Label: both("导入授权文本", "Import licensed text"), Href: textPage(in), Icon: "upload"}}
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(in.Names), ui.Words(listed(fits[in.ID])), ui.Parts(do...)}})
	}
	table.Total = len(table.Rows)
	grades := listed(missing)
	table.Empty = ui.Empty{Title: both("没有可导入的自评量表", "There is no self-report to import"), Icon: "info"}
	return []ui.Component{ui.Lines{{Text: both("缺少可用自评量表的年级："+grades.Zh+"。"+instrument.GapAdvice.Zh, "Grades without a ready self-report: "+grades.En+". "+instrument.GapAdvice.En)}}, table}
}

func listed(list []care.Text) care.Text {
	var zh, en []string
	for _, t := range list {
		zh, en = append(zh, t.Zh), append(en, t.En)
	}
	return both(strings.Join(zh, "、"), strings.Join(en, ", "))
}

// textPage is where the licensed text of an instrument is imported.
func textPage(in *instrument.Instrument) string { return "/settings/instruments/" + in.ID + "/text" }

func instrumentTable(lib *instrument.Library, kept map[string]string, writes bool) ui.Table {
	table := ui.Table{ID: "instruments", Plain: true, Titled: true, Caption: both("全部量表", "All instruments"), Columns: []ui.Column{{Key: "name", Label: both("量表", "Instrument")}, {Key: "ages", Label: both("年龄", "Ages")},
		{Key: "class", Label: both("许可", "Licence")}, {Key: "text", Label: both("题目文本", "Item text"), Kind: ui.KindPart}, {Key: "norms", Label: both("常模", "Norms"), Kind: ui.KindPart}, {Key: "do", Label: both("操作", "Action"), Kind: ui.KindAction}}}
	for _, in := range lib.All() {
		var do []ui.Component
		if writes && importable(in) {
			do = append(do, ui.Link{Label: both("导入授权文本", "Import licensed text"), Href: textPage(in), Icon: "upload"})
		}
		if writes && scored(in) {
			do = append(do, ui.Link{Label: both("导入常模", "Import norms"), Href: normsPage(in), Icon: "upload"})
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Words(in.Names), ui.Text(agesText(in.Ages)), ui.Words(licenceWords(in)), ui.Parts(textBadges(in, kept[region.TextSetting(in.ID)] != "")...), ui.Parts(normBadges(in, kept)...), ui.Parts(do...)}})
	}
	table.Total = len(table.Rows)
	return table
}

// licenceWords says what may be done; of what is not scored here only results.
func licenceWords(in *instrument.Instrument) care.Text {
	if in.External {
		return classWords[instrument.None]
	}
	return classWords[in.Licence.Class]
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
		until := in.Imported.ValidUntil.Words()
		list = append(list, ui.Badge{Text: both("自备文本，至 "+until.Zh, "own text, until "+until.En)})
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
