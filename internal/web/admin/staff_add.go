package admin

import (
	"net/http"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// unitsMost is how many units a list box offers; larger subtrees begin at the
// unit's own page.
const unitsMost = 400

func (p *Pages) staffAddForm(w http.ResponseWriter, r *http.Request) error {
	return p.showStaffAdd(w, r, http.StatusOK, nil)
}

func (p *Pages) showStaffAdd(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	page := session.Page(r, both("增加一人", "Add one person"), "/staff")
	unit := ui.Field{Name: "unit", Kind: ui.SelectField, Label: both("单位或班级", "Unit or class"), Required: true, Values: []string{r.URL.Query().Get("unit")}}
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		if err := t.DecideUnit(access.Write, access.Posts, t.Who.Unit); err != nil {
			return err
		}
		unit.Options, err = unitOptions(t)
		return err
	})
	if err != nil {
		return err
	}
	role := ui.Field{Name: "role", Kind: ui.SelectField, Label: both("岗位", "Post"), Required: true}
	for _, v := range care.StaffRoles() {
		role.Options = append(role.Options, ui.Option{Value: string(v), Label: v.Name()})
	}
	form := ui.Form{ID: "staff", Action: "/staff/add", Submit: both("增加并开账号", "Add and open an account"), Cancel: back("返回", "Back", "/staff"), Fields: []ui.Field{
		{Name: "name", Kind: ui.TextField, Label: both("姓名", "Name"), Required: true, MaxLength: 64}, unit, role,
		{Name: "phone", Kind: ui.PhoneField, Label: both("手机", "Mobile"), Help: both("只用来提醒“您有一项待办”。", "Only used to say “something waits for you”."), MaxLength: 20},
		{Name: "login", Kind: ui.TextField, Label: both("账号", "Login"), Help: both("不填则由系统发一个；不要用姓名或拼音，账号是明文。", "Left empty, one is issued. Don't use a name: logins are kept in clear."), MaxLength: 32}}}
	if failed != nil {
		form.Fill(r.PostForm, failed)
	}
	return session.Show(w, status, page, ui.Heading{Title: page.Title, Back: &ui.Link{Label: staffTitle, Href: "/staff"}}, form)
}

// unitOptions lists the units of the actor's subtree that have posts: the unit
// itself, schools with their classes.
func unitOptions(t *act.Tx) (list []ui.Option, err error) {
	own, err := t.Unit(t.Who.Unit)
	if err != nil {
		return nil, err
	}
	list = append(list, ui.Option{Value: own.ID.String(), Label: unitText(own, t.Today)})
	schools, err := t.Below(own.ID, care.School)
	if err != nil {
		return nil, err
	}
	for _, s := range schools {
		if s.ID != own.ID {
			list = append(list, ui.Option{Value: s.ID.String(), Label: both(s.Name, s.Name)})
		}
		classes, err := t.Below(s.ID, care.Class)
		if err != nil {
			return nil, err
		}
		if len(list)+len(classes) > unitsMost {
			continue
		}
		for _, c := range classes {
			name := unitText(c, t.Today)
			list = append(list, ui.Option{Value: c.ID.String(), Label: both(s.Name+" "+name.Zh, s.Name+" "+name.En)})
		}
	}
	return list, nil
}

func (p *Pages) staffAdd(w http.ResponseWriter, r *http.Request) error {
	unit, err := care.ParseID(r.PostFormValue("unit"))
	if err != nil {
		return p.showStaffAdd(w, r, http.StatusUnprocessableEntity, care.Invalidf("unit", "请选择单位", "choose a unit"))
	}
	role := care.Role(r.PostFormValue("role"))
	if err := p.fits(r, unit, role); err != nil {
		return p.showStaffAdd(w, r, http.StatusUnprocessableEntity, err)
	}
	hired, err := p.AddStaff(r.Context(), session.Who(r), []region.NewStaff{{Name: r.PostFormValue("name"), Phone: r.PostFormValue("phone"), Login: r.PostFormValue("login"),
		Seats: []region.Seat{{Unit: unit, Role: role}}}})
	if invalid(err) {
		return p.showStaffAdd(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return showSheets(w, r, []region.AccountSheet{hired[0].Sheet}, "/staff")
}

// fits says in words of the form when a role does not belong to a unit.
func (p *Pages) fits(r *http.Request, unit care.ID, role care.Role) error {
	var u care.Unit
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		u, err = t.Unit(unit)
		return err
	})
	if err != nil {
		return err
	}
	for _, fit := range rolesAt[u.Kind] {
		if fit == role {
			return nil
		}
	}
	name := u.Kind.Name()
	return care.Invalidf("role", "这个岗位不设在“"+name.Zh+"”，请换一个岗位或单位", "a "+name.En+" has no such post; choose another post or unit")
}

// showSheets shows first passwords once, to be printed: they are stored nowhere.
func showSheets(w http.ResponseWriter, r *http.Request, sheets []region.AccountSheet, next string) error {
	page := session.Page(r, both("账号单（只显示这一次）", "Account sheet, shown once"), next)
	table := ui.Table{ID: "sheets", Plain: true, Caption: page.Title, Total: len(sheets), Columns: []ui.Column{
		{Key: "name", Label: both("姓名", "Name")}, {Key: "login", Label: both("账号", "Login")}, {Key: "password", Label: both("首次密码", "First password")}}}
	lead := waitsText
	for _, s := range sheets {
		password := both(s.Password, s.Password)
		if s.Password == "" {
			password = both("第二人确认后发放", "issued when a second person confirms")
		} else {
			lead = both("请现在打印或抄下，分别交给本人。系统不保存密码，离开本页后无法再看；本人首次登录时必须改掉。", "Print or copy it now and hand it over in person. The password is kept nowhere and can't be seen again; it must be changed at the first sign-in.")
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{ui.Text(s.Name), ui.Text(s.Login), ui.Words(password)}})
	}
	return session.Show(w, http.StatusOK, page, ui.Heading{Title: page.Title, Lead: lead}, table,
		ui.Link{Label: both("已交给本人，返回", "Handed over, go back"), Href: next, Icon: "check"})
}
