package admin

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// importKind is what a list is about, in words.
type importKind struct {
	kind  string
	data  access.Data // what it writes
	title care.Text
	help  care.Text
}

var importKinds = []importKind{
	{region.ImportPupils, access.Roster, both("导入学生名册", "Import a pupil roster"),
		both("一行一名学生。至少要有姓名、年级和班级；最好有学校、学号、出生日期和监护人电话。OneRoster 压缩包也可以。", "One pupil a row, with at least name, grade and class; better also school, student number, birth date and guardians' phones. A zipped OneRoster set works too.")},
	{region.ImportStaff, access.Posts, both("导入人员名单", "Import a staff list"),
		both("一行一人。要有姓名、学校和岗位；班主任要写班级。每人会得到一个账号，首次密码只显示一次。", "One person a row with name, school and post; class teachers with their classes. Each gets an account; first passwords are shown once.")},
	{region.ImportConsents, access.Consent, both("导入知情同意", "Import consents"),
		both("一行一名学生：学号或姓名和班级、同意或不同意、签署日期。空白不能当作同意。", "One pupil a row: number, or name and class; agree or decline; date. A blank is not consent.")},
}

func kindOf(name string) (importKind, error) {
	for _, k := range importKinds {
		if k.kind == name {
			return k, nil
		}
	}
	return importKind{}, &care.Error{Kind: care.NotFound, Op: "import kind"}
}

func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	return p.showImportForm(w, r, http.StatusOK, nil)
}

func (p *Pages) showImportForm(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	k, err := kindOf(r.PathValue("kind"))
	if err != nil {
		return err
	}
	campaign := r.FormValue("round")
	if k.kind == region.ImportConsents && campaign == "" {
		return care.Fail(care.Invalid, "import", "知情同意属于某一次测评，请从该测评的页面进入", "consents belong to a round; start from the round's page")
	}
	page := session.Page(r, k.title, "/imports")
	scope := ui.Field{Name: "unit", Kind: ui.SelectField, Label: both("名单的范围", "Scope of the list"), Required: true, Help: both("名单里的学校都要在这个单位之内。", "All schools of the list lie within this unit.")}
	var year int
	err = p.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		if err := region.DecideList(t, k.kind, t.Who.Unit); err != nil {
			return err
		}
		year = care.SchoolYear(t.Today)
		own, err := t.Unit(t.Who.Unit)
		if err != nil {
			return err
		}
		scope.Values = []string{own.ID.String()}
		scope.Options = []ui.Option{{Value: own.ID.String(), Label: unitText(own, t.Today)}}
		schools, err := t.Below(own.ID, care.School)
		for _, s := range schools {
			if s.ID != own.ID {
				scope.Options = append(scope.Options, ui.Option{Value: s.ID.String(), Label: both(s.Name, s.Name)})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	form := ui.Form{ID: "import", Action: "/import/" + k.kind, Submit: both("先检查，不改动", "Check first, change nothing"), Cancel: back("返回", "Back", "/imports"), Fields: []ui.Field{
		{Name: "file", Kind: ui.FileField, Label: both("文件（XLSX 或 CSV，不超过 24 MB）", "File (XLSX or CSV, up to 24 MB)"), Help: k.help, Required: true, Accept: ".xlsx,.csv,.zip"}, scope,
		yearField(year), {Name: "leaving", Kind: ui.ChoiceField, Label: both("“2024级”这样的写法指", "A cohort written 2024级 means"), Required: true, Values: []string{"entry"}, Options: []ui.Option{
			{Value: "entry", Label: both("入学年份", "year of entry")}, {Value: "leaving", Label: both("毕业年份", "year of leaving")}}},
		{Name: "round", Kind: ui.HiddenField, Values: []string{campaign}}}}
	if failed != nil {
		form.Fill(r.PostForm, failed)
	}
	lead := both("文件只在内存里检查，明文不会写到磁盘；确认之前不会改动任何人。", "The file is checked in memory and never written in clear to the disk; nobody is changed until you agree.")
	return session.Show(w, status, page, ui.Heading{Title: k.title, Lead: lead, Back: &ui.Link{Label: importsTitle, Href: "/imports"}}, form)
}

// yearField asks which school year the grades are meant in: lists for
// September are prepared in August.
func yearField(year int) ui.Field {
	f := ui.Field{Name: "year", Kind: ui.ChoiceField, Label: both("年级按哪个学年", "Grades are meant in school year"), Required: true, Values: []string{strconv.Itoa(year)}}
	for _, y := range []int{year, year + 1} {
		a, b := strconv.Itoa(y), strconv.Itoa(y+1)
		f.Options = append(f.Options, ui.Option{Value: a, Label: both(a+"–"+b+" 学年", a+"–"+b)})
	}
	return f
}

func (p *Pages) importStart(w http.ResponseWriter, r *http.Request) error {
	k, err := kindOf(r.PathValue("kind"))
	if err != nil {
		return err
	}
	id, err := p.stage(r, k)
	if invalid(err) {
		return p.showImportForm(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return session.Redirect(w, r, "/imports/"+id.String())
}

func (p *Pages) stage(r *http.Request, k importKind) (care.ID, error) {
	data, name, err := fileOf(r)
	if err != nil {
		return 0, err
	}
	unit, err := care.ParseID(r.PostFormValue("unit"))
	if err != nil {
		return 0, care.Invalidf("unit", "请选择名单的范围", "choose the scope of the list")
	}
	src := region.ImportSource{Name: name, Reader: bytes.NewReader(data), Size: int64(len(data)), Unit: unit, Leaving: r.PostFormValue("leaving") == "leaving"}
	src.Year, _ = strconv.Atoi(r.PostFormValue("year"))
	var round care.ID
	if k.kind == region.ImportConsents {
		if round, err = care.ParseID(r.PostFormValue("round")); err != nil {
			return 0, err
		}
	}
	who := session.Who(r)
	return p.runs.begun(r.Context(), func(ctx context.Context, begun func(care.ID)) (err error) {
		src.Begun = begun
		switch k.kind {
		case region.ImportStaff:
			_, err = p.StageStaff(ctx, who, src)
		case region.ImportConsents:
			_, err = p.StageConsents(ctx, who, round, src)
		default:
			_, err = p.StagePupils(ctx, who, src)
		}
		return err
	})
}
