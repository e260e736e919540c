// Package family is the pages behind a guardian's one-time link: notice and
// consent for a round, and a notice about the child. A GET shows nothing, since
// chat programs fetch links for previews; a POST with the last four digits of
// the guardian's phone opens. No score, no level, no diagnosis, no product name.
package family

import (
	"embed"
	"errors"
	"net/http"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/form"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// Deps is what the pages need.
type Deps struct {
	Room   casework.Room
	Rounds screening.Room
}

type pages struct{ Deps }

// Routes registers the pages.
func Routes(t *session.Routes, d Deps) {
	p := pages{d}
	t.Open("GET /l/{token}", p.door)
	t.Open("POST /l/{token}", p.open)
	t.Open("POST /l/{token}/consent", p.consent)
	t.Open("POST /l/{token}/read", p.read)
}

//go:embed letter.html
var files embed.FS

var letterTemplate = ui.MustParse(files, "letter.html")

// letter is a page to a guardian.
type letter struct {
	ui.Page
	From   string // the school, once the proof was right
	Intro  care.Text
	Parts  []ui.Component
	Facts  []fact
	Lines  []policy.Hotline
	Urgent care.Text
	Read   *reading
}

// fact is a heading with words under it.
type fact struct {
	Title care.Text
	Text  care.Text
	Tel   string
}

// reading is the button under a notice.
type reading struct{ Action, Last4 string }

func text(zh, en string) care.Text { return care.Text{Zh: zh, En: en} }

func newLetter(r *http.Request) letter {
	l := letter{Page: session.Page(r, text("学校的通知", "A message from school"), "")}
	l.Face, l.Path, l.Nav, l.Who = ui.Family, "/l/"+r.PathValue("token"), nil, ui.Who{}
	return l
}

func (l letter) show(w http.ResponseWriter, status int) error {
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is a secret
	return letterTemplate.Block(w, status, "letter", l)
}

// door is the same page for every address, true or false.
func (p pages) door(w http.ResponseWriter, r *http.Request) error {
	return p.showDoor(w, r, http.StatusOK, nil)
}

func (p pages) showDoor(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	l := newLetter(r)
	f := ui.Form{ID: "door", Action: l.Path, Submit: text("打开", "Open"), Fields: []ui.Field{{Name: "last4", Kind: ui.TextField, Required: true, MaxLength: 8, Autocomplete: "off",
		Label: text("您手机号的最后四位", "Last four digits of your phone"), Help: text("填您留给学校的手机号的最后四位数字。", "Of the phone number you gave the school.")}}}
	if fault != nil {
		f.Fill(map[string][]string{}, fault)
	}
	l.Intro = text("学校有一条通知请您阅读。", "The school asks you to read a message.")
	l.Parts = []ui.Component{f}
	return l.show(w, status)
}

// dead tells calmly that a link no longer works.
func (p pages) dead(w http.ResponseWriter, r *http.Request, err error) error {
	switch care.KindOf(err) {
	case care.Invalid:
		return p.showDoor(w, r, http.StatusUnprocessableEntity, err)
	case care.NotFound, care.Conflict:
		l := newLetter(r)
		l.Intro = text("这个链接已失效或已经用过。需要时请联系班主任，请老师再发一次。", "This link no longer works or was used already. Please ask the class teacher for a new one.")
		return l.show(w, http.StatusNotFound)
	case care.Sealed:
		l := newLetter(r)
		l.Intro = text("暂时打不开，请过一会儿再试，或直接联系班主任。", "It can't be opened just now. Please try later, or call the class teacher.")
		return l.show(w, http.StatusServiceUnavailable)
	}
	return err
}

func (p pages) open(w http.ResponseWriter, r *http.Request) error {
	last4 := r.PostFormValue("last4")
	o, err := p.Room.OpenLink(r.Context(), r.PathValue("token"), last4)
	if err != nil {
		return p.dead(w, r, err)
	}
	if o.Kind == casework.LinkConsent {
		return p.showConsent(w, r, http.StatusOK, o, last4, nil, nil)
	}
	return p.showNotice(w, r, o, last4)
}

func (p pages) showNotice(w http.ResponseWriter, r *http.Request, o casework.Opened, last4 string) error {
	l := newLetter(r)
	l.From, l.Lines = o.School, o.Lines
	l.Intro = text(o.Guardian.Name+"：您好。这是关于 "+o.Child+" 的通知。", "Dear "+o.Guardian.Name+", this is about "+o.Child+".")
	l.Urgent = o.Letter.Urgent
	for _, p := range o.Letter.Passages {
		l.Facts = append(l.Facts, fact{Title: p.Title, Text: p.Text, Tel: p.Tel})
	}
	if o.AckAt == 0 {
		l.Read = &reading{Action: l.Path + "/read", Last4: last4}
	}
	return l.show(w, http.StatusOK)
}

func (p pages) read(w http.ResponseWriter, r *http.Request) error {
	token, last4 := r.PathValue("token"), r.PostFormValue("last4")
	o, err := p.Room.OpenLink(r.Context(), token, last4)
	if err == nil {
		err = p.Room.AcknowledgeByLink(r.Context(), token, last4)
	}
	if err != nil {
		return p.dead(w, r, err)
	}
	return p.thanks(w, r, o, text("谢谢您，学校已收到您的回复。有事请随时联系老师。", "Thank you; the school has your answer. Please call a teacher at any time."))
}

func (p pages) thanks(w http.ResponseWriter, r *http.Request, o casework.Opened, words care.Text) error {
	l := newLetter(r)
	l.Intro, l.Lines = words, o.Lines
	return l.show(w, http.StatusOK)
}

// byProgram are the fields of F1 that a link settles by itself.
var byProgram = []string{"phone", "channel", "kept_where", "signed_on", "withdrawn_on"}

func (p pages) showConsent(w http.ResponseWriter, r *http.Request, status int, o casework.Opened, last4 string, v questionnaire.Values, faults map[string]care.Text) error {
	def, ok := p.Room.Forms().Get("f1_consent")
	if !ok {
		return care.Fail(care.NotFound, "open consent", "没有这张表", "there is no such form")
	}
	l := newLetter(r)
	l.From, l.Lines = o.School, o.Lines
	l.Intro = text("孩子："+o.Child+"（"+o.Class.Zh+"）", "Your child: "+o.Child+" ("+o.Class.En+")")
	if o.Decision != "" {
		l.Facts = []fact{{Title: text("已有一份决定", "There is a decision already"), Text: text("您可以在这里改变决定，以最后一次为准。", "You may change it here; the last one counts.")}}
	}
	fields := []ui.Field{{Name: "last4", Kind: ui.HiddenField, Values: []string{last4}}}
	fields = append(fields, form.Drawing{Skip: byProgram, Notes: p.notes(o, l.Page)}.Fields(def, v, faults)...)
	l.Parts = []ui.Component{ui.Form{ID: "consent", Action: l.Path + "/consent", Intro: def.Intro, Fields: fields, Submit: text("提交我的决定", "Send my decision")}}
	return l.show(w, status)
}

// notes are what a round adds to the form's paragraphs.
func (p pages) notes(o casework.Opened, pg ui.Page) map[string]care.Text {
	var zh, en []string
	for _, t := range o.Titles {
		zh, en = append(zh, t.Zh), append(en, t.En)
	}
	zhPage, enPage := ui.Page{Lang: care.Zh}, ui.Page{Lang: care.En}
	notes := map[string]care.Text{
		"round.instruments": text(strings.Join(zh, "；"), strings.Join(en, "; ")),
		"round.window":      text(zhPage.Date(o.Round.OpensOn)+"至"+zhPage.Date(o.Round.ClosesOn), enPage.Date(o.Round.OpensOn)+" to "+enPage.Date(o.Round.ClosesOn)),
		"school.contact":    text(o.School+"，请联系班主任", o.School+", by way of the class teacher"),
	}
	for _, keep := range p.Room.Policy().Retention() {
		if keep.Data == "answers" {
			notes["round.retention"] = keep.Text
		}
	}
	return notes
}

func (p pages) consent(w http.ResponseWriter, r *http.Request) error {
	def, ok := p.Room.Forms().Get("f1_consent")
	if !ok {
		return care.Fail(care.NotFound, "record consent", "没有这张表", "there is no such form")
	}
	token, last4 := r.PathValue("token"), r.PostFormValue("last4")
	o, err := p.Room.OpenLink(r.Context(), token, last4)
	if err != nil {
		return p.dead(w, r, err)
	}
	v := def.Parse(r.PostForm)
	v["channel"], v["phone"] = questionnaire.TextValue("link"), questionnaire.TextValue(o.Guardian.Phone)
	v["signed_on"] = questionnaire.TextValue(string(care.DateOf(p.Room.DB.Now())))
	err = p.Rounds.RecordConsentByLink(r.Context(), token, last4, v)
	if faults := faultsOf(err); care.KindOf(err) == care.Invalid && len(faults) > 0 {
		return p.showConsent(w, r, http.StatusUnprocessableEntity, o, last4, v, faults)
	}
	if err != nil {
		return p.dead(w, r, err)
	}
	return p.thanks(w, r, o, text("谢谢您，学校已收到您的决定。想改变决定，请联系班主任。", "Thank you; the school has your decision. To change it, ask the class teacher."))
}

func faultsOf(err error) map[string]care.Text {
	var e *care.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}
