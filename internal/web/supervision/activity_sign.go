package supervisionweb

import (
	"maps"
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// tooFew stands on paper for a figure that is not shown.
var tooFew = both("已隐去", "hidden")

func signer(s supervision.Signed) care.Text {
	role := s.Role.Name()
	if s.Name == "" {
		return role
	}
	return both(role.Zh+" "+s.Name, role.En+" "+s.Name)
}

// signatures says who signed what stands here, and asks for the second one.
func signatures(rec supervision.Record, page ui.Page) (out []ui.Component) {
	t := ui.Table{ID: "signed", Plain: true, Titled: true, Caption: both("签名", "Signatures"), Columns: []ui.Column{{Key: "who", Label: both("谁", "Who"), Fixed: true}, {Key: "when", Label: both("何时", "When")}},
		Empty: ui.Empty{Title: both("登记于启用签名之前", "Filed before records were signed"), Icon: "note"}}
	for _, s := range rec.Signed {
		said := both(page.When(s.At)+"，签名后没有改动", page.When(s.At)+", unchanged since")
		if !s.Whole {
			said = both(page.When(s.At)+"。内容与签名时不一致，请告诉系统管理员。", page.When(s.At)+". The content is not what was signed; tell the administrator.")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Words(signer(s)), ui.Words(said)}})
	}
	t.Total = len(t.Rows)
	out = append(out, t)
	if rec.Missing > 0 && rec.State == care.ActivityKept {
		out = append(out, ui.Toast{Tone: ui.Plain, Text: both("这张表要由另一位同事核对后签名，才算完整。", "Another colleague has to read this form and sign it before it is complete.")})
	}
	if rec.MaySign {
		out = append(out, ui.Action{Label: both("我已核对，签名", "I have read it and sign"), Href: "/activities/" + rec.ID.String() + "/sign", Icon: "check", Look: ui.Main})
	}
	return out
}

func (p pages) sign(w http.ResponseWriter, r *http.Request) error {
	id, err := care.ParseID(r.PathValue("id"))
	if err != nil {
		return care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	if err := p.Sign(r.Context(), session.Who(r), id); err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已签名", "Signed"))
	return session.Redirect(w, r, "/activities/"+id.String())
}

// paper prints a record as it was filed.
func (p pages) paper(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.opened(r)
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, rec.Activity.Unit)
	if err != nil {
		return err
	}
	values := maps.Clone(rec.Values)
	if _, coded := values["kind"]; coded {
		values["kind"] = questionnaire.TextValue(rec.Sort.Text.In(session.Page(r, listTitle, "/duties").Lang))
	}
	for _, field := range rec.Small {
		values[field] = questionnaire.TextValue(tooFew.In(session.Page(r, listTitle, "/duties").Lang))
	}
	pg := form.NewPrint(r, rec.Def, values, false)
	pg.Head.Back = &ui.Link{Label: both("这份记录", "The record"), Href: "/activities/" + rec.ID.String()}
	pg.Facts = []form.Fact{{Term: both("单位", "Unit"), Text: name}, {Term: both("类型", "Kind"), Text: rec.Sort.Text}, {Term: both("存入", "Filed"), Text: same(pg.When(rec.At))}}
	if rec.Amends != 0 {
		pg.Facts = append(pg.Facts, form.Fact{Term: both("更正", "Amendment"), Text: both("这一份更正了较早的记录", "this sheet amends an earlier one")})
	}
	if rec.State != care.ActivityKept {
		pg.Facts = append(pg.Facts, form.Fact{Term: both("注意", "Note"), Text: standing(rec)})
	}
	pg.Hidden = len(rec.Hidden) > 0
	for _, f := range rec.Files {
		pg.Files = append(pg.Files, f.Name)
	}
	signed := []form.Sign{{By: rec.By.Name(), At: pg.When(rec.At)}}
	for i, s := range rec.Signed {
		signed = append(signed[:i], form.Sign{By: signer(s), At: pg.When(s.At)})
	}
	pg.Signed(rec.Def, signed)
	return pg.Write(w)
}
