package roundweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var consentTemplate = ui.MustParse(files, "consent_list.html")

// consentPage enters a class's consents from paper or a class list: one row a
// pupil, one act for all of them.
type consentPage struct {
	base
	Heading  ui.Heading
	Action   string
	Lead     care.Text
	Rows     []consentRow
	Decided  int
	Declined int
	Paper    bool
	Prefill  bool // "all agree" was pressed: chosen, not saved
	Over     bool
	Fault    care.Text
	Classes  []classLink
	Done     *ui.Link // where to go when nobody is left
	Empty    ui.Empty
}

type consentRow struct {
	Person care.ID
	Name   string
	Own    bool                 // 18 or older
	Given  care.ConsentDecision // as recorded
	Chosen care.ConsentDecision // as it stands in the form
	Fresh  bool                 // chosen by "all agree", not recorded
	Note   care.Text            // what the guardian said of the child's own wish
	Signed string               // where the form is, if it was signed by link
}

type classLink struct {
	Name    care.Text
	Href    string
	Current bool
}

// assentNotes say what somebody has to do, or leave be, about the child's own wish.
var assentNotes = map[care.Assent]care.Text{
	care.AssentAsk:       both("家长请老师当天问孩子愿不愿意；不愿意就不作答，在班级页登记“本人不愿参加”。", "The guardian asks that the child be asked on the day. If the child does not want to: no sheet, and \"did not want to\" on the class's page."),
	care.AssentUnwilling: both("家长同意，孩子本人不愿意，所以不作答。心理教师可以找机会听听孩子的想法，不劝说；改变主意时由家长重新决定。", "The guardian agreed, the child does not want to, so there is no sheet. The psychology teacher may listen to the child, without persuading; a change of mind is the family's to record."),
}

// Choices are the radio buttons of a row.
func (consentRow) Choices() []choice { return consentChoices }

type choice struct {
	Value string
	Text  care.Text
}

var consentChoices = func() (list []choice) {
	for _, d := range decisions {
		list = append(list, choice{string(d.Value), d.Text})
	}
	return list
}()

// Is tells whether a choice is the one chosen.
func (r consentRow) Is(c choice) bool { return string(r.Chosen) == c.Value }

func (p pages) consentList(w http.ResponseWriter, r *http.Request) error {
	out, _, err := p.readConsents(r)
	if err != nil {
		return err
	}
	return consentTemplate.Render(w, http.StatusOK, out)
}

func (p pages) readConsents(r *http.Request) (consentPage, screening.ConsentList, error) {
	var out consentPage
	round, err := pathID(r, "round")
	if err != nil {
		return out, screening.ConsentList{}, err
	}
	class, err := pathID(r, "class")
	if err != nil {
		return out, screening.ConsentList{}, err
	}
	list, err := p.Room.ConsentList(r.Context(), session.Who(r), round, class)
	if err != nil {
		return out, list, err
	}
	c := list.Campaign
	name := className(c, list.Class)
	out = consentPage{base: page(r, both(name.Zh+" · 家长同意", name.En+" · consents")), Action: roundPath(round, "/consents/", class.String()), Over: over(c),
		Empty: ui.Empty{Title: both("这个班还没有学生", "Nobody is enrolled in this class yet"), Text: both("先导入名册，再登记同意。", "Import the roster first."), Icon: "people"}}
	out.Heading = ui.Heading{Title: out.Title, Lead: same(list.School.Name + " · " + c.Title), Back: &ui.Link{Label: both("返回测评", "Back to the round"), Href: roundPath(round)}}
	for _, s := range list.Pupils {
		row := consentRow{Person: s.Person, Name: s.Name, Own: s.Own, Given: s.Decision, Chosen: s.Decision, Note: assentNotes[s.Assent]}
		if s.Signed {
			row.Signed = roundPath(round, "/consents/", class.String(), "/", s.Person.String())
		}
		out.Rows = append(out.Rows, row)
		if s.Decision != "" {
			out.Decided++
		}
		if s.Decision == care.ConsentDecline {
			out.Declined++
		}
	}
	out.links(list)
	return out, list, nil
}

// links leads to the classes beside this one; when this one is complete, on to the next.
func (out *consentPage) links(list screening.ConsentList) {
	c := list.Campaign
	for i, u := range list.Siblings {
		out.Classes = append(out.Classes, classLink{className(c, u), roundPath(c.ID, "/consents/", u.ID.String()), u.ID == list.Class.ID})
		if u.ID != list.Class.ID || out.Decided < len(out.Rows) || len(out.Rows) == 0 {
			continue
		}
		out.Done = &ui.Link{Label: both("返回测评", "Back to the round"), Href: roundPath(c.ID)}
		if i+1 < len(list.Siblings) {
			next := list.Siblings[i+1]
			name := className(c, next)
			out.Done = &ui.Link{Label: both("下一个班："+name.Zh, "Next class: "+name.En), Href: roundPath(c.ID, "/consents/", next.ID.String())}
		}
	}
	if len(out.Classes) == 1 {
		out.Classes = nil
	}
}

// consentSave records what changed, all in one act. "All agree" only chooses:
// somebody has to look at the list before it is a record.
func (p pages) consentSave(w http.ResponseWriter, r *http.Request) error {
	out, list, err := p.readConsents(r)
	if err != nil {
		return err
	}
	out.Paper = r.PostFormValue("channel") == "paper"
	channel := "batch"
	if out.Paper {
		channel = "paper"
	}
	out.Prefill = r.PostFormValue("all") != ""
	var changed []screening.NewConsent
	for i := range out.Rows {
		row := &out.Rows[i]
		chosen := care.ConsentDecision(r.PostFormValue("d." + row.Person.String()))
		if chosen == "" && out.Prefill && row.Given == "" {
			chosen, row.Fresh = care.ConsentAgree, true
		}
		if chosen == "" || chosen == row.Given {
			continue
		}
		row.Chosen = chosen
		changed = append(changed, screening.NewConsent{Person: row.Person, Decision: chosen, Channel: channel})
	}
	if out.Prefill {
		return consentTemplate.Render(w, http.StatusOK, out)
	}
	if len(changed) == 0 {
		out.Fault = both("还没有选择，什么都没有改动。", "Nothing was chosen, so nothing was changed.")
		return consentTemplate.Render(w, http.StatusUnprocessableEntity, out)
	}
	if err := p.Room.RecordConsents(r.Context(), session.Who(r), list.Campaign.ID, changed); err != nil {
		return err
	}
	session.Flash(r, ui.Good, both("已登记 "+num(len(changed))+" 人。", "Recorded for "+num(len(changed))+"."))
	return session.Redirect(w, r, out.Action)
}
