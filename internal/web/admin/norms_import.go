package admin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var normsTitle = both("导入常模", "Import norms")

// normsPage is where a norm table of an instrument is imported.
func normsPage(in *instrument.Instrument) string { return "/settings/instruments/" + in.ID + "/norms" }

// scored tells whether the product scores the instrument, so that norms have a use.
func scored(in *instrument.Instrument) bool {
	return !in.External && in.Licence.Class != instrument.None && (in.HasTotal() || len(in.Subscales) > 0)
}

// normBadges names the norm sets that are used, and those that wait for a start.
func normBadges(in *instrument.Instrument, kept map[string]string) []ui.Component {
	var list []ui.Component
	used := map[string]bool{}
	for _, set := range in.NormSets {
		if len(set.Rows) == 0 {
			continue
		}
		used[region.NormSetting(in.ID, set.ID)] = true
		label := both(set.ID, set.ID)
		if set.Imported != nil {
			until := set.Imported.ValidUntil.Words()
			label = both(set.ID+"，至 "+until.Zh, set.ID+", until "+until.En)
		}
		list = append(list, ui.Badge{Text: label, Tone: ui.Good, Icon: "check"})
	}
	var waiting []string
	for name, value := range kept {
		if strings.HasPrefix(name, region.NormSetting(in.ID, "")) && value != "" && !used[name] {
			waiting = append(waiting, strings.TrimPrefix(name, region.NormSetting(in.ID, "")))
		}
	}
	slices.Sort(waiting)
	for _, set := range waiting {
		list = append(list, ui.Badge{Text: both(set+"：已保存，不在使用（下次启动时生效，或许可已到期）", set+": kept, not in use (from the next start, or its licence has ended)"), Tone: ui.Watch, Icon: "clock"})
	}
	return list
}

func (p *Pages) normsForm(w http.ResponseWriter, r *http.Request) error {
	return p.showNorms(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showNorms(w http.ResponseWriter, r *http.Request, status int, checked ui.Lines, failed error) error {
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) error { return decideSettings(t, access.Write) })
	if err != nil {
		return err
	}
	in, ok := p.Instruments.Get(r.PathValue("instrument"))
	if !ok || !scored(in) {
		return &care.Error{Kind: care.NotFound, Op: "import norms"}
	}
	form := importForm("norms", normsPage(in),
		ui.Field{Name: "file", Kind: ui.FileField, Label: both("常模表（CSV）", "Norm table (CSV)"), Required: true, Accept: ".csv", Help: normsHelp(in)},
		ui.Field{Name: "set", Kind: ui.TextField, Label: both("常模代号", "Id of the norm set"), Required: true, MaxLength: 40, Help: setHelp(in)},
		ui.Field{Name: "sample", Kind: ui.TextField, Label: both("样本", "Sample"), Required: true, MaxLength: 200, Help: both("何地、何时、多少人、什么年龄；每个 T 分和百分位旁都会写明", "where, when, how many, of what age; it stands beside every T score and percentile")},
		ui.Field{Name: "source", Kind: ui.TextField, Label: both("出处", "Source"), MaxLength: 200, Help: both("手册、论文或文件；量表文件里已写明出处的常模可以不填", "manual, paper or document; may be left out for a set whose source the instrument's file names")})
	lead := both("T 分和百分位只来自这里导入的常模；系统不自带任何常模数字。文件有一处错误就整份不收。导入后下次启动程序时生效，许可到期后不再使用。",
		"T scores and percentiles come from imported tables alone; no norm figure ships. A file with one fault is refused whole. It takes effect at the next start of the program and ends with the licence.")
	return showImport(w, r, status, importPage{in: in, title: normsTitle, lead: lead, form: form, checked: checked}, failed)
}

// normsHelp says what stands in the columns for this instrument.
func normsHelp(in *instrument.Instrument) care.Text {
	var scales []string
	if in.HasTotal() {
		scales = append(scales, "total")
	}
	for _, s := range in.Subscales {
		scales = append(scales, s.ID)
	}
	ids, informants := strings.Join(scales, ", "), strings.Join(in.Informants, ", ")
	return both("列：scale、informant、sex、age_min、age_max、raw、t、percentile，可加 mean、sd。一行写一个原始分的 T 或百分位，或只写均数和标准差。scale 为 "+ids+"；informant 为 "+informants+"；sex 为 male、female；空着表示都适用。",
		"Columns scale, informant, sex, age_min, age_max, raw, t, percentile, and mean, sd where wanted. A row gives T or percentile of one raw score, or mean and sd alone. scale: "+ids+"; informant: "+informants+"; sex: male or female. What is left empty holds for all.")
}

func setHelp(in *instrument.Instrument) care.Text {
	help := both("小写字母、数字和下划线，如 cn_2024；同一代号再次导入会替换", "small letters, digits and underscores, such as cn_2024; the same id again replaces the table")
	for _, set := range in.NormSets {
		help.Zh += "。已有：" + set.ID + "（" + set.Cited().Zh + "）"
		help.En += ". There is " + set.ID + " (" + set.Cited().En + ")"
	}
	return help
}

func (p *Pages) normsSave(w http.ResponseWriter, r *http.Request) error {
	data, _, err := fileOf(r)
	imp := instrument.NormImport{Instrument: r.PathValue("instrument"), Set: strings.TrimSpace(r.PostFormValue("set")), Sample: r.PostFormValue("sample"), Source: r.PostFormValue("source"), CSV: data, Licence: licenceOf(r)}
	check := checksOnly(r)
	var set instrument.NormSet
	switch {
	case err != nil:
	case check:
		set, err = p.CheckNorms(r.Context(), session.Who(r), imp)
	default:
		err = p.ImportNorms(r.Context(), session.Who(r), imp)
	}
	if invalid(err) {
		return p.showNorms(w, r, http.StatusUnprocessableEntity, nil, err)
	}
	if err != nil {
		return err
	}
	if check {
		return p.showNorms(w, r, http.StatusOK, p.found(imp.Instrument, set), nil)
	}
	session.Flash(r, ui.Good, both("常模已导入并记下许可，下次启动程序时生效", "Norms imported and licence recorded; they take effect at the next start"))
	return session.Redirect(w, r, "/settings/instruments")
}

// found says what a dry run saw: how many rows of which figures.
func (p *Pages) found(id string, set instrument.NormSet) ui.Lines {
	lines := ui.Lines{{Text: both("检查通过，没有错误；什么都没有保存。要导入，请再选一次文件，改选“检查并导入”。", "Checked, no fault; nothing was kept. To import it choose the file again and Check and import.")}}
	in, _ := p.Instruments.Get(id)
	count, order := map[string]int{}, []string(nil)
	for _, row := range set.Rows {
		if count[row.Scale] == 0 {
			order = append(order, row.Scale)
		}
		count[row.Scale]++
	}
	for _, scale := range order {
		name, n := in.ScaleName(scale), count[scale]
		lines = append(lines, ui.Line{Text: both(fmt.Sprintf("%s：%d 行", name.Zh, n), fmt.Sprintf("%s: %s", name.En, care.Counted(n, "row", "rows")))})
	}
	return lines
}
