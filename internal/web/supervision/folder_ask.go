package supervisionweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var folderTitle = both("迎检资料包", "Inspection folder")

// yearsBack is how many past school years can be asked for. Ours.
const yearsBack = 5

// folderAsk asks what the folder is to be about: period, documents or one clause.
func (p pages) folderAsk(w http.ResponseWriter, r *http.Request) error {
	return p.showAsk(w, r, http.StatusOK, nil)
}

func (p pages) showAsk(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	may, names, err := p.MayFolder(r.Context(), session.Who(r), unit)
	if err != nil {
		return err
	}
	if !may {
		return care.Fail(care.Forbidden, "inspection folder", "迎检资料包由单位负责人、主管部门和督导检查人员生成", "heads of the unit, departments above and inspectors make inspection folders")
	}
	name, err := p.nameOf(r, unit)
	if err != nil {
		return err
	}
	page := session.Page(r, folderTitle, "/duties")
	at := "/duties/" + unit.String()
	head := ui.Heading{Title: both(name.Zh+"的迎检资料包", "Inspection folder of "+name.En), Back: &ui.Link{Label: boardTitle, Href: at},
		Lead: both("把一段时间里的职责、活动记录、测评和缺口按条款汇成一份，可打印，签发后下载 Word、Excel 和带签名的压缩包。不含学生信息。",
			"Gathers duties, activity records, rounds and gaps of a period, clause by clause. It can be printed, and once signed off downloaded as Word, Excel and a signed ZIP. Nothing about pupils.")}
	f := ui.Form{ID: "folder", Action: at + "/folder", Submit: both("生成", "Make it"), Cancel: &ui.Link{Label: both("返回", "Back"), Href: at}, Fields: p.askFields(r, names, page.Lang)}
	if fault != nil {
		f.Fill(r.PostForm, fault)
	}
	return session.Show(w, status, page, head, f)
}

func (p pages) askFields(r *http.Request, names bool, lang care.Lang) []ui.Field {
	year := care.SchoolYear(care.DateOf(p.DB.Now()))
	period := ui.Field{Name: "period", Kind: ui.SelectField, Label: both("期间", "Period"), Required: true, Values: []string{number(year)}}
	for y := year; y >= year-yearsBack; y-- {
		for term := range supervision.Terms(p.Policy().Calendar(), y) + 1 {
			if on, err := supervision.PeriodOf(p.Policy().Calendar(), y, term); err == nil && on.From <= care.DateOf(p.DB.Now()) {
				period.Options = append(period.Options, ui.Option{Value: periodValue(y, term), Label: on.Name()})
			}
		}
	}
	clause, all := r.URL.Query().Get("clause"), p.Policy().Clauses()
	example := all[len(all)-1].ID
	docs := ui.Field{Name: "documents", Kind: ui.MultiField, Label: both("哪些文件", "Which documents")}
	for _, d := range p.documents() {
		if d.Clauses == 0 {
			continue // excerpts of law: by the id of a clause
		}
		docs.Options = append(docs.Options, ui.Option{Value: d.ID, Label: d.Title, Help: same(d.Number)})
		if clause == "" {
			docs.Values = append(docs.Values, d.ID)
		}
	}
	fields := []ui.Field{period, docs,
		{Name: "clauses", Kind: ui.TextField, Label: both("另加条款", "Further clauses"), Values: []string{clause}, MaxLength: 400, Help: both("条款编号，用空格隔开，例如 "+example+"。只要一条时，上面的文件都不选。", "Ids of clauses with spaces between, such as "+example+". For one clause alone choose no document above.")},
		{Name: "only", Kind: ui.MultiField, Label: both("范围", "Which clauses"), Values: []string{"yes"}, Options: []ui.Option{{Value: "yes", Label: both("只要与本单位有关的条款", "Only those that concern the unit"), Help: both("没有职责也没有记录的条款不列出，只写条数。", "Clauses without a duty or a record here are left out and counted.")}}},
		{Name: "lang", Kind: ui.ChoiceField, Label: both("文件语言", "Language of the files"), Required: true, Values: []string{string(lang)}, Options: []ui.Option{{Value: string(care.Zh), Label: both("中文", "Chinese")}, {Value: string(care.En), Label: both("英文", "English")}}}}
	if names {
		fields = append(fields, ui.Field{Name: "names", Kind: ui.MultiField, Label: both("登记人", "Who filed"), Options: []ui.Option{{Value: "yes", Label: both("写出登记人姓名", "Write the names of those who filed"), Help: both("不选时只写岗位。交给督导检查人员的资料一般不选。", "Otherwise only the post. Usually left empty for what an inspection is given.")}}})
	}
	return fields
}

func periodValue(year, term int) string {
	if term == 0 {
		return number(year)
	}
	return number(year) + "-" + number(term)
}

// documents are those of the clauses, in their order.
func (p pages) documents() (list []policy.Document) {
	for _, c := range p.Policy().Clauses() {
		d, ok := p.Policy().Document(c.DocumentID())
		if ok && !slices.ContainsFunc(list, func(o policy.Document) bool { return o.ID == d.ID }) {
			list = append(list, d)
		}
	}
	return list
}

// folderMake begins the work and shows how far it is.
func (p pages) folderMake(w http.ResponseWriter, r *http.Request) error {
	unit, err := unitFrom(r, r.PathValue("unit"))
	if err != nil {
		return err
	}
	id, err := p.begin(r, p.askOf(r, unit))
	if invalid(err) {
		return p.showAsk(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return session.Redirect(w, r, "/folders/"+id.String())
}

func (p pages) askOf(r *http.Request, unit care.ID) supervision.Ask {
	year, term, _ := strings.Cut(r.PostFormValue("period"), "-")
	a := supervision.Ask{Unit: unit, Only: r.PostFormValue("only") == "yes", Names: r.PostFormValue("names") == "yes"}
	a.Year, _ = strconv.Atoi(year)
	a.Term, _ = strconv.Atoi(term)
	chosen := r.PostForm["documents"]
	more := strings.FieldsFunc(strings.ToUpper(r.PostFormValue("clauses")), func(c rune) bool { return strings.ContainsRune(" ,;，；、\t", c) })
	for _, c := range p.Policy().Clauses() {
		if slices.Contains(chosen, c.DocumentID()) || slices.Contains(more, strings.ToUpper(c.ID)) {
			a.Clauses = append(a.Clauses, c.ID)
		}
	}
	for _, id := range more { // unknown ones come back beside their field
		if !slices.ContainsFunc(a.Clauses, func(known string) bool { return strings.EqualFold(known, id) }) {
			a.Clauses = append(a.Clauses, id)
		}
	}
	return a
}

// folderLink leads from a clause to a folder about it alone, for who may have one.
func folderLink(unit care.ID, clause string) ui.Link {
	return ui.Link{Label: both("本条的迎检资料", "Inspection folder of this clause"), Href: "/duties/" + unit.String() + "/folder?clause=" + url.PathEscape(clause), Icon: "file"}
}
