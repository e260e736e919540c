package caseweb

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// filing is a form about one thing, and what happens when it is filed.
type filing struct {
	form string
	ref  string
	skip []string // filled in by the act
	file func(r *http.Request, who act.Who, id care.ID, v questionnaire.Values) (to string, err error)
}

// sheet registers the page of a form: GET to write it, POST to file it.
func (p pages) sheet(t *session.Routes, path string, f filing) {
	t.Staff("GET "+path, func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		blank, err := p.Room.Blank(r.Context(), session.Who(r), f.form, casework.About{Ref: f.ref, ID: id})
		if err != nil {
			return err
		}
		return p.showSheet(w, r, http.StatusOK, f, blank, nil)
	})
	t.Staff("POST "+path, func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		who := session.Who(r)
		def, ok := p.Room.Forms().Get(f.form)
		if !ok {
			return care.Fail(care.NotFound, "file form", "没有这张表", "there is no such form")
		}
		v := def.Parse(r.PostForm)
		to, err := f.file(r, who, id, v)
		if invalid(err) {
			blank, fault := p.Room.Blank(r.Context(), who, f.form, casework.About{Ref: f.ref, ID: id})
			if fault != nil {
				return fault
			}
			blank.Values, blank.Saved = v, 0
			return p.showSheet(w, r, http.StatusUnprocessableEntity, f, blank, err)
		}
		if err != nil {
			return err
		}
		session.Flash(r, ui.Good, text("已保存", "Saved"))
		return session.Redirect(w, r, to)
	})
}

func invalid(err error) bool { return err != nil && care.KindOf(err) == care.Invalid }

// stays tells whether a form comes back with what was typed, and with which status:
// what was wrong, what happened meanwhile, and what somebody else has to do.
func stays(err error) (status int, does bool) {
	kind := care.KindOf(err)
	return ui.Status(kind), err != nil && (kind == care.Invalid || kind == care.Conflict || kind == care.Forbidden)
}

func faultsOf(err error) map[string]care.Text {
	var e *care.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

func errorText(err error) care.Text {
	var e *care.Error
	if errors.As(err, &e) {
		return e.Text
	}
	return care.Text{}
}

func draftPath(about casework.About, form string) string {
	return "/drafts/" + about.Ref + "/" + about.ID.String() + "/" + form
}

func (p pages) showSheet(w http.ResponseWriter, r *http.Request, status int, f filing, b casework.Blank, err error) error {
	pg := newPage(r, b.Def.Title, r.URL.Path)
	pg.Path = r.URL.Path
	pg.Head = ui.Heading{Title: b.Def.Title, Back: backTo(r, b)}
	pg.Parts = []block{parts(chip(b.Pupil, pg.Lang))}
	skip := append(slices.Clone(f.skip), b.Skip...)
	switch {
	case f.form == "home_safe" && b.Age != care.Minor:
		pg.Parts = append(pg.Parts, block{Card: true, Words: []care.Text{adultWords(b.Age)}})
	case f.form == "safety_check":
		skip = append(skip, "majority")
		if b.Age == care.Minor {
			skip = append(skip, "guardian_may")
			break
		}
		pg.Parts = append(pg.Parts, block{Card: true, Words: []care.Text{callHome(b.Age)}})
	}
	fields := form.Drawing{Skip: skip}.Fields(b.Def, b.Values, faultsOf(err))
	for i, field := range fields {
		if field.Name == "guardian_may" { // the page does not ask what the roster knows
			fields[i].ShowWhen = &ui.When{All: []ui.Is{{Field: "home_safe", In: []string{"safe"}}}}
		}
	}
	pg.Parts = append(pg.Parts, parts(ui.Form{ID: b.Def.ID, Action: r.URL.Path, Intro: b.Def.Intro, Error: errorText(err), Draft: draftPath(b.About, f.form), Saved: b.Saved,
		Fields: fields, Submit: text("签名并保存", "Sign and save"), Cancel: &ui.Link{Label: text("返回", "Back"), Href: backTo(r, b).Href}}))
	return pg.show(w, status)
}

func backTo(r *http.Request, b casework.Blank) *ui.Link {
	id := b.About.ID.String()
	switch b.About.Ref {
	case "alert":
		return &ui.Link{Label: text("警报", "The alert"), Href: "/alerts/" + id}
	case "flag":
		return &ui.Link{Label: text("需要面谈的学生", "The pupil to be met"), Href: "/flags/" + id}
	case "notice":
		if b.Def.ID == casework.GuardianForm { // whoever finds a guardian may not read the notice
			return &ui.Link{Label: text("我的工作", "My work"), Href: "/work"}
		}
		return &ui.Link{Label: text("通知", "The notice"), Href: "/notices/" + id}
	}
	return &ui.Link{Label: session.FileName(session.Who(r).Role), Href: "/pupils/" + b.Pupil.Person.String()}
}

func (p pages) safetyCheck() filing {
	return filing{form: "safety_check", ref: "alert", file: func(r *http.Request, who act.Who, id care.ID, v questionnaire.Values) (string, error) {
		return "/work", p.Room.SafetyCheck(r.Context(), who, id, v)
	}}
}

func (p pages) homeSafe() filing {
	return filing{form: "home_safe", ref: "notice", skip: []string{"second_person"}, file: func(r *http.Request, who act.Who, id care.ID, v questionnaire.Values) (string, error) {
		_, err := p.Room.HomeSafe(r.Context(), who, id, v)
		switch who.Role {
		case care.DeputyPrincipal, care.Principal, care.DistrictOfficer: // asked as second person, or because it climbed: they don't read the notice
			return "/work", err
		}
		return "/notices/" + id.String(), err
	}}
}

func (p pages) guardianEntry() filing {
	return filing{form: casework.GuardianForm, ref: "notice", file: func(r *http.Request, who act.Who, id care.ID, v questionnaire.Values) (string, error) {
		return "/work", p.Room.EnterGuardian(r.Context(), who, id, v)
	}}
}

func (p pages) protection() filing {
	return filing{form: casework.ProtectionForm, ref: "notice", file: func(r *http.Request, who act.Who, id care.ID, v questionnaire.Values) (string, error) {
		return "/work", p.Room.FileProtection(r.Context(), who, id, v)
	}}
}

// episodeForms are the forms of the care that follows.
func (p pages) episodeForms(t *session.Routes) {
	for _, name := range []string{"plan", "safety_plan", "f5_interview", "f9_guardian_contact"} {
		p.sheet(t, "/episodes/{id}/"+name, filing{form: name, ref: "episode", file: func(r *http.Request, who act.Who, id care.ID, v questionnaire.Values) (string, error) {
			return "/work", p.Room.FileForm(r.Context(), who, id, name, v)
		}})
	}
}

// f6 is how the risk form's names are told from the interview's on one page.
const f6 = "f6."

// draftSave keeps what is being written; the interview page keeps two forms.
func (p pages) draftSave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	about, name := casework.About{Ref: r.PathValue("ref"), ID: id}, r.PathValue("form")
	if err := p.keepDraft(r, about, name, "", r.PostForm); err != nil {
		return err
	}
	if name == "f5_interview" && about.Ref == "flag" {
		if err := p.keepDraft(r, about, "f6_risk", f6, r.PostForm); err != nil {
			return err
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (p pages) keepDraft(r *http.Request, about casework.About, name, prefix string, posted url.Values) error {
	def, ok := p.Room.Forms().Get(name)
	if !ok {
		return care.Fail(care.NotFound, "save draft", "没有这张表", "there is no such form")
	}
	return p.Room.SaveDraft(r.Context(), session.Who(r), name, about, form.Parse(def, prefix, posted))
}
