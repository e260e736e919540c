package admin

import (
	"net/http"
	"strings"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// rolesAt are the roles a form offers at a kind of unit. Ours.
var rolesAt = map[care.UnitKind][]care.Role{
	care.District: {care.DistrictOfficer, care.DistrictResearcher, care.SystemAdmin, care.SecurityAdmin, care.AuditAdmin, care.HealthOfficer, care.CivilAffairsOfficer,
		care.CivilisationOfficer, care.PropagandaOfficer, care.YouthLeagueOfficer, care.WomenFederationOfficer, care.ProtectionOfficer, care.ArchiveCustodian, care.Inspector},
	care.Township:     {care.ChildSupervisor, care.CivilAffairsOfficer},
	care.Village:      {care.ChildDirector},
	care.Hospital:     {care.HospitalLead, care.PreventionDoctor},
	care.HealthCentre: {care.PreventionDoctor, care.UnitHead},
	care.WelfareHome:  {care.UnitHead},
	care.Centre:       {care.PsychologyLead, care.UnitHead},
	care.Agency:       {care.UnitHead},
	care.Enterprise:   {care.UnitHead},
	care.Hotline:      {care.HotlineLead},
	care.Station:      {care.StationLead},
	care.Preschool:    {care.Principal, care.DeputyPrincipal, care.PsychologyTeacher},
	care.College:      {care.FacultyLead, care.UniversityCounsellor},
	care.School: {care.Principal, care.PartySecretary, care.DeputyPrincipal, care.MoralEducationOffice, care.SafetyOffice, care.PsychologyLead,
		care.PsychologyTeacher, care.GradeHead, care.DutyAdult, care.Invigilator, care.ArchiveCustodian},
	care.Class: {care.ClassTeacher, care.SubjectTeacher, care.Invigilator},
}

func roleOptions(kind care.UnitKind) (list []ui.Option) {
	for _, role := range rolesAt[kind] {
		list = append(list, ui.Option{Value: string(role), Label: role.Name()})
	}
	return list
}

func (p *Pages) appointForm(w http.ResponseWriter, r *http.Request) error {
	return p.showAppoint(w, r, http.StatusOK, nil)
}

func (p *Pages) showAppoint(w http.ResponseWriter, r *http.Request, status int, failed error) error {
	u, name, _, err := p.editable(r)
	if err != nil {
		return err
	}
	at := "/units/" + u.ID.String()
	page := session.Page(r, both("任命", "Appoint"), at)
	form := ui.Form{ID: "appoint", Action: at + "/appoint", Submit: both("任命", "Appoint"), Cancel: back("返回", "Back", at), Fields: []ui.Field{
		{Name: "role", Kind: ui.SelectField, Label: both("岗位", "Post"), Required: true, Options: roleOptions(u.Kind)},
		{Name: "person", Kind: ui.TextField, Label: both("姓名或账号", "Name or login"), Required: true, MaxLength: 64,
			Help: both("写已有人员的全名；同名的请写账号。新来的人请先在“人员与账号”中增加。", "The full name of somebody who has an account; where two share a name, the login. Add newcomers under Staff and accounts first.")}}}
	if failed != nil {
		form.Fill(r.PostForm, failed)
	}
	lead := both("任职从今天起生效：此人可以看到这个岗位需要知道的内容。校长、心理教师等能看到很多或能任命他人的岗位，要另一人确认后才生效。", "It takes effect today: the person sees what this post needs to know. Posts that open much, or give posts, wait until somebody else confirms.")
	return session.Show(w, status, page, ui.Heading{Title: both(name.Zh+"：任命", "Appoint at "+name.En), Lead: lead, Back: &ui.Link{Label: name, Href: at}}, form)
}

func (p *Pages) appoint(w http.ResponseWriter, r *http.Request) error {
	u, _, _, err := p.editable(r)
	if err != nil {
		return err
	}
	var waits care.ID
	person, err := p.findStaff(r, r.PostFormValue("person"))
	if err == nil {
		_, waits, err = p.Appoint(r.Context(), session.Who(r), person, region.Seat{Unit: u.ID, Role: care.Role(r.PostFormValue("role"))})
	}
	if invalid(err) {
		return p.showAppoint(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	if waits != 0 {
		session.Flash(r, ui.Watch, waitsText)
		return session.Redirect(w, r, "/units/"+u.ID.String())
	}
	session.Flash(r, ui.Good, both("已任命，今天起生效", "Appointed from today"))
	return session.Redirect(w, r, "/units/"+u.ID.String())
}

// findStaff finds one member of staff by login or whole name.
func (p *Pages) findStaff(r *http.Request, text string) (found care.ID, err error) {
	text = strings.TrimSpace(text)
	err = p.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		a, err := t.AccountByLogin(strings.ToLower(text))
		if err == nil {
			found = a.Person
			return nil
		}
		if care.KindOf(err) != care.NotFound {
			return err
		}
		list, err := staffByName(t, text)
		if err != nil {
			return err
		}
		switch len(list) {
		case 0:
			return care.Invalidf("person", "没有找到这个人；请核对全名或账号，新来的人请先增加", "nobody by this name or login; check it, or add the newcomer first")
		case 1:
			found = list[0]
			return nil
		}
		return care.Invalidf("person", "有同名的人，请写账号", "several people have this name; write the login")
	})
	return found, err
}

// staffByName finds members of staff by their whole name, through the blind index.
func staffByName(t *act.Tx, name string) ([]care.ID, error) {
	digest, err := t.Index("name", name)
	if err != nil {
		return nil, err
	}
	ids, err := t.ByIndex("name", digest)
	if err != nil {
		return nil, err
	}
	var staff []care.ID
	for _, id := range ids {
		person, err := t.Person(id)
		if err != nil {
			return nil, err
		}
		if person.Kind == care.StaffPerson {
			staff = append(staff, id)
		}
	}
	return staff, nil
}
