package supervisionweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

func (p pages) withdrawAsk(w http.ResponseWriter, r *http.Request) error {
	return p.showWithdraw(w, r, http.StatusOK, nil)
}

func (p pages) showWithdraw(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	at := "/activities/" + rec.ID.String()
	page := session.Page(r, both("撤回记录", "Withdraw the record"), "/duties")
	f := ui.Form{ID: "withdraw", Action: at + "/withdraw", Danger: true, Submit: both("撤回", "Withdraw"), Cancel: &ui.Link{Label: both("返回", "Back"), Href: at},
		Fields: []ui.Field{{Name: "reason", Kind: ui.LongField, Label: both("为什么撤回", "Why it is withdrawn"), Required: true, MaxLength: 200}}}
	if fault != nil {
		f.Fill(r.PostForm, fault)
	}
	return session.Show(w, status, page, ui.Heading{Title: page.Title, Back: &ui.Link{Label: rec.Sort.Text, Href: at}, Lead: both("“"+rec.Sort.Text.Zh+"”（"+rec.On.Words().Zh+"）不再计入佐证；因此缺少佐证的职责会重新变为未完成。记录本身会保留。", rec.Sort.Text.En+" ("+rec.On.Words().En+") no longer counts; duties that lack evidence then are open again. The record itself stays.")}, f)
}

func (p pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	err = p.Withdraw(r.Context(), session.Who(r), rec.ID, r.PostFormValue("reason"))
	if invalid(err) {
		return p.showWithdraw(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已撤回", "Withdrawn"))
	return session.Redirect(w, r, "/duties/"+rec.Activity.Unit.String())
}

func (p pages) endForm(w http.ResponseWriter, r *http.Request) error {
	return p.showEnd(w, r, http.StatusOK, nil)
}

func (p pages) showEnd(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	at := "/activities/" + rec.ID.String()
	page := session.Page(r, both("终止日期", "Last day"), "/duties")
	f := ui.Form{ID: "end", Action: at + "/end", Submit: both("保存", "Save"), Cancel: &ui.Link{Label: both("返回", "Back"), Href: at},
		Fields: []ui.Field{{Name: "ended_on", Kind: ui.DateField, Label: both("最后一天", "Last day"), Required: true, Min: string(rec.On), Values: []string{string(care.DateOf(p.DB.Now()))}}}}
	if fault != nil {
		f.Fill(r.PostForm, fault)
	}
	return session.Show(w, status, page, ui.Heading{Title: page.Title, Back: &ui.Link{Label: rec.Sort.Text, Href: at}, Lead: both("“"+rec.Sort.Text.Zh+"”从"+rec.On.Words().Zh+"起。", rec.Sort.Text.En+", since "+rec.On.Words().En+".")}, f)
}

func (p pages) end(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	err = p.EndStanding(r.Context(), session.Who(r), rec.ID, care.Date(r.PostFormValue("ended_on")))
	if invalid(err) {
		return p.showEnd(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已保存", "Saved"))
	return session.Redirect(w, r, "/activities/"+rec.ID.String())
}
