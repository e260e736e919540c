package admin

import (
	"net/http"
	"slices"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// editable reads a unit whose posts the actor may change.
func (p *Pages) editable(r *http.Request) (u care.Unit, name care.Text, year int, err error) {
	id, err := pathID(r, "unit")
	if err != nil {
		return u, name, 0, err
	}
	err = p.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		if err := t.DecideUnit(access.Write, access.Posts, id); err != nil {
			return err
		}
		u, err = t.Unit(id)
		name, year = unitText(u, t.Today), care.SchoolYear(t.Today)
		return err
	})
	return u, name, year, err
}

func (p *Pages) unitAddForm(w http.ResponseWriter, r *http.Request) error {
	return p.showUnitAdd(w, r, http.StatusOK, nil)
}

func (p *Pages) showUnitAdd(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	u, name, year, err := p.editable(r)
	if err != nil {
		return err
	}
	if len(region.KindsBelow(u)) == 0 {
		return &care.Error{Kind: care.NotFound, Op: "add unit"}
	}
	at := "/units/" + u.ID.String()
	page := session.Page(r, both("增加下级单位", "Add a unit below"), at)
	form := ui.Form{ID: "unit", Action: at + "/add", Submit: both("增加", "Add"), Cancel: back("返回", "Back", at), Fields: unitFields(u, year)}
	if failed != nil {
		form.Fill(r.PostForm, failed)
	}
	return session.Show(w, status, page, ui.Heading{Title: page.Title, Lead: both("放在“"+name.Zh+"”下面。", "Below "+name.En+"."), Back: &ui.Link{Label: name, Href: at}}, form)
}

func unitFields(parent care.Unit, year int) []ui.Field {
	kind := ui.Field{Name: "kind", Kind: ui.ChoiceField, Label: both("类别", "Kind"), Required: true, Values: []string{string(region.KindsBelow(parent)[0])}}
	for _, k := range region.KindsBelow(parent) {
		kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: k.Name()})
	}
	stage := ui.Field{Name: "stage", Kind: ui.SelectField, Label: both("学段", "Stage"), Values: []string{string(parent.Stage)},
		ShowWhen: &ui.When{Any: []ui.Is{{Field: "kind", In: []string{string(care.School), string(care.Class)}}}}}
	if slices.Contains(region.KindsBelow(parent), care.School) {
		stage.Help = both("完全中学等请选最高学段；班级各有自己的学段。", "For a school with several stages choose the highest; each class has its own.")
	}
	for _, s := range []care.Stage{care.Primary, care.Junior, care.Senior, care.Vocational, care.University} {
		stage.Options = append(stage.Options, ui.Option{Value: string(s), Label: stageNames[s]})
	}
	isClass, isNot := &ui.When{All: []ui.Is{{Field: "kind", In: []string{string(care.Class)}}}}, &ui.When{All: []ui.Is{{Field: "kind", NotIn: []string{string(care.Class)}}}}
	return []ui.Field{kind,
		{Name: "name", Kind: ui.TextField, Label: both("名称", "Name"), Help: both("写全称，不要写简称。", "Write the full name."), MaxLength: 80, ShowWhen: isNot},
		{Name: "code", Kind: ui.TextField, Label: both("代码", "Code"), Help: both("学校标识码或行政区划代码，可以不填。", "School code or division code; may be left empty."), MaxLength: 20, ShowWhen: isNot},
		stage,
		{Name: "entry", Kind: ui.NumberField, Label: both("入学年份", "Entry year"), Needed: true, Help: both("这个班进入本学段的年份；年级由系统推算，九月不用改。", "The year the class entered this stage; its grade is computed, so nothing changes in September."), Min: "2000", Max: strconv.Itoa(year + 1), Values: []string{strconv.Itoa(year)}, ShowWhen: isClass},
		{Name: "number", Kind: ui.NumberField, Label: both("班号", "Class number"), Needed: true, Min: "1", Max: "99", ShowWhen: isClass},
	}
}

func (p *Pages) unitAdd(w http.ResponseWriter, r *http.Request) error {
	parent, err := pathID(r, "unit")
	if err != nil {
		return err
	}
	u := care.Unit{Parent: parent, Kind: care.UnitKind(r.PostFormValue("kind"))}
	u.Entry, _ = strconv.Atoi(r.PostFormValue("entry"))
	u.Number, _ = strconv.Atoi(r.PostFormValue("number"))
	switch u.Kind {
	case care.Class:
		u.Stage = care.Stage(r.PostFormValue("stage"))
	case care.School:
		u.Stage = care.Stage(r.PostFormValue("stage"))
		fallthrough
	default:
		u.Name, u.Code, u.Entry, u.Number = r.PostFormValue("name"), r.PostFormValue("code"), 0, 0
	}
	u, err = p.AddUnit(r.Context(), session.Who(r), u)
	if invalid(err) {
		return p.showUnitAdd(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已增加。接下来可以任命岗位。", "Added. You can appoint its posts now."))
	return session.Redirect(w, r, "/units/"+u.ID.String())
}

func (p *Pages) unitRenameForm(w http.ResponseWriter, r *http.Request) error {
	return p.showRename(w, r, http.StatusOK, nil)
}

func (p *Pages) showRename(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	u, name, _, err := p.editable(r)
	if err != nil {
		return err
	}
	if u.Kind == care.Class { // its name follows from stage, entry year and number
		return &care.Error{Kind: care.NotFound, Op: "rename"}
	}
	at := "/units/" + u.ID.String()
	page := session.Page(r, both("改名称或代码", "Change name or code"), at)
	form := ui.Form{ID: "rename", Action: at + "/rename", Cancel: back("返回", "Back", at), Fields: []ui.Field{
		{Name: "name", Kind: ui.TextField, Label: both("名称", "Name"), Required: true, MaxLength: 80, Values: []string{u.Name}},
		{Name: "code", Kind: ui.TextField, Label: both("代码", "Code"), MaxLength: 20, Values: []string{u.Code}}}}
	if failed != nil {
		form.Fill(r.PostForm, failed)
	}
	return session.Show(w, status, page, ui.Heading{Title: page.Title, Back: &ui.Link{Label: name, Href: at}}, form)
}

func (p *Pages) unitRename(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "unit")
	if err != nil {
		return err
	}
	err = p.RenameUnit(r.Context(), session.Who(r), id, r.PostFormValue("name"), r.PostFormValue("code"))
	if invalid(err) {
		return p.showRename(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已修改", "Changed"))
	return session.Redirect(w, r, "/units/"+id.String())
}
