package admin

import (
	"net/http"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// releaseAsk says what happens when somebody leaves a post.
func (p *Pages) releaseAsk(w http.ResponseWriter, r *http.Request) error {
	post, err := pathID(r, "post")
	if err != nil {
		return err
	}
	page := session.Page(r, both("离任", "End a post"), "/units")
	var ask ui.Confirm
	err = p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		ask, err = releaseConfirm(t, post, r.URL.Query().Get("person"), page.Lang)
		return err
	})
	if err != nil {
		return err
	}
	return session.Show(w, http.StatusOK, page, ask)
}

func releaseConfirm(t *act.Tx, post care.ID, person string, lang care.Lang) (ui.Confirm, error) {
	seat, err := t.Post(post)
	if err != nil {
		return ui.Confirm{}, err
	}
	if err := t.DecideUnit(access.Write, access.Posts, seat.Unit); err != nil {
		return ui.Confirm{}, err
	}
	holder, err := t.Holder(post)
	if err != nil {
		return ui.Confirm{}, err
	}
	if person != holder.String() {
		return ui.Confirm{}, care.Fail(care.Conflict, "release", "这个岗位的任职人已经变了，请返回刷新", "somebody else holds this post now; go back and reload")
	}
	role, unit, name, err := t.PostName(post)
	if err != nil {
		return ui.Confirm{}, err
	}
	duties, err := t.DutiesOf(post)
	if err != nil {
		return ui.Confirm{}, err
	}
	takes := both("由上级单位的相应岗位承担", "goes to the post above")
	if seat.Substitute != 0 {
		if takes, err = postText(t, seat.Substitute); err != nil {
			return ui.Confirm{}, err
		}
		takes = both("由 "+takes.Zh+" 代理", "goes to the substitute: "+takes.En)
	}
	rest := ui.Effect{What: both("岗位上现在没有待办；以后的工作"+takes.Zh, "The post has no open duty now; later work "+takes.En)}
	if n := strconv.Itoa(len(duties)); len(duties) > 0 {
		rest.What = both("岗位上的 "+n+" 项待办留在岗位上，"+takes.Zh, "The "+care.Counted(len(duties), "open duty stays", "open duties stay")+" with the post; the work "+takes.En)
	}
	where := unitText(unit, t.Today)
	return ui.Confirm{Title: both("让"+name+"离开“"+where.Zh+" "+role.Name().Zh+"”？", "Release "+name+" from "+role.Name().En+", "+where.En+"?"),
		Text: both("确认后立即生效，不能撤销；以后可以重新任命。", "It takes effect at once and can't be undone. You can appoint again later."),
		Effects: []ui.Effect{{Who: name, What: both("立刻看不到这个岗位的任何内容", "sees nothing of this post from this moment")},
			rest},
		Action: ui.Action{Label: both("确认离任", "Release from the post"), Href: "/posts/" + post.String() + "/release", Look: ui.Danger, Fields: []ui.Hidden{{Name: "person", Value: holder.String()}}},
		Cancel: ui.Link{Href: "/units/" + unit.ID.String()}}, nil
}

func (p *Pages) release(w http.ResponseWriter, r *http.Request) error {
	post, err := pathID(r, "post")
	if err != nil {
		return err
	}
	person, err := care.ParseID(r.PostFormValue("person"))
	if err != nil {
		return err
	}
	if err := p.Release(r.Context(), session.Who(r), post, person); err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已离任，立即生效", "The post is left, with immediate effect"))
	return session.Redirect(w, r, p.unitOf(r, post))
}

// unitOf is the page of a post's unit.
func (p *Pages) unitOf(r *http.Request, post care.ID) string {
	to := "/units"
	_ = p.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		seat, err := t.Post(post)
		if err == nil {
			to = "/units/" + seat.Unit.String()
		}
		return err
	})
	return to
}

// substituteForm names who acts while a post is vacant: another post of the
// same unit or of one above.
func (p *Pages) substituteForm(w http.ResponseWriter, r *http.Request) error {
	post, err := pathID(r, "post")
	if err != nil {
		return err
	}
	page := session.Page(r, both("指定代理", "Name a substitute"), "/units")
	form := ui.Form{ID: "substitute", Action: "/posts/" + post.String() + "/substitute"}
	heading := ui.Heading{Title: page.Title, Lead: both("岗位空缺时，由代理岗位接手工作；没有代理时由上级单位承担，绝不会没有人。", "While the post is vacant the substitute takes its work; without one the unit above does, never nobody.")}
	err = p.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		seat, err := t.Post(post)
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Write, access.Posts, seat.Unit); err != nil {
			return err
		}
		words, err := postText(t, post)
		if err != nil {
			return err
		}
		heading.Title = both(words.Zh+"：指定代理", "Substitute for "+words.En)
		form.Cancel = back("返回", "Back", "/units/"+seat.Unit.String())
		if unit, err := t.Unit(seat.Unit); err == nil {
			heading.Back = &ui.Link{Label: unitText(unit, t.Today), Href: "/units/" + seat.Unit.String()}
		}
		options, err := substitutes(t, seat)
		form.Fields = []ui.Field{{Name: "substitute", Kind: ui.SelectField, Label: both("代理岗位", "Substitute"), Help: both("不选＝取消代理", "Nothing chosen = no substitute"), Values: []string{seat.Substitute.String()}, Options: options}}
		return err
	})
	if err != nil {
		return err
	}
	return session.Show(w, http.StatusOK, page, heading, form)
}

func substitutes(t *act.Tx, seat care.Post) (list []ui.Option, err error) {
	above, err := t.Ancestors(seat.Unit)
	if err != nil {
		return nil, err
	}
	for _, u := range above {
		posts, err := t.PostsAt(u.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range posts {
			if p.ID == seat.ID || adminRoles[p.Role] {
				continue
			}
			words, err := postText(t, p.ID)
			if err != nil {
				return nil, err
			}
			list = append(list, ui.Option{Value: p.ID.String(), Label: words})
		}
	}
	return list, nil
}

// adminRoles never stand in for anybody: the three administrators are separate.
var adminRoles = map[care.Role]bool{care.SystemAdmin: true, care.SecurityAdmin: true, care.AuditAdmin: true}

func (p *Pages) substitute(w http.ResponseWriter, r *http.Request) error {
	post, err := pathID(r, "post")
	if err != nil {
		return err
	}
	var other care.ID
	if text := r.PostFormValue("substitute"); text != "" {
		if other, err = care.ParseID(text); err != nil {
			return err
		}
	}
	if err := p.Substitute(r.Context(), session.Who(r), post, other); err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("代理已更新", "Substitute updated"))
	return session.Redirect(w, r, p.unitOf(r, post))
}
