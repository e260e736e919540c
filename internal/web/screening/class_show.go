package roundweb

import (
	"context"
	"net/http"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var classTemplate = ui.MustParse(files, "class_show.html")

// classPage is what stands on the invigilator's screen: who is done, nothing
// else. A neighbour who looks over his shoulder learns no more.
type classPage struct {
	base
	Heading  ui.Heading
	Self     string
	Poll     string
	Code     string
	Ring     ui.Ring
	Left     int // have not finished
	Groups   []markGroup
	Names    bool
	Run      bool
	Days     []screening.TicketDay
	Day      care.Date // proposed
	First    care.Date
	Last     care.Date
	Room     int // slips the school may still issue today
	Capped   bool
	Ask      []string // whose guardian asks that the child be asked before he begins
	Missing  []absentRow
	Absent   []absentRow
	Reasons  []choice
	Consents string // where consents are entered, if the reader may
	Undue    int    // consents not yet recorded
	Fault    care.Text
	Before   care.Text // the round is not open yet
}

type markGroup struct {
	Badge ui.Badge
	Names []string
	Count int
}

type absentRow struct {
	Person care.ID
	Name   string
	Reason care.Text
}

// absenceOrder is the closed list as people meet it.
var absenceOrder = []string{"ill", "leave", "exam", "technical", "declined", "suspended", "truant"}

// readClass reads a class of a round; open says whether it is opened anew, which
// is logged, or was before.
func (p pages) readClass(r *http.Request, open func(context.Context, act.Who, care.ID, care.ID) (screening.ClassBoard, error)) (classPage, screening.ClassBoard, error) {
	var out classPage
	round, err := pathID(r, "round")
	if err != nil {
		return out, screening.ClassBoard{}, err
	}
	class, err := pathID(r, "class")
	if err != nil {
		return out, screening.ClassBoard{}, err
	}
	b, err := open(r.Context(), session.Who(r), round, class)
	if err != nil {
		return out, b, err
	}
	c, self := b.Campaign, classPath(round, class)
	out = classPage{base: page(r, className(c, b.Class)), Self: self, Code: b.Code, Ring: ring(b.Line.Count), Left: b.Line.Count.Due - b.Line.Count.Done,
		Names: b.Can.Names, Run: b.Can.Run && !over(c), Days: b.Days, Room: b.Left, Capped: b.Capped, First: max(c.OpensOn, b.Today), Last: c.ClosesOn}
	out.Ring.Why = p.whyOf(assessed...)
	out.Heading = ui.Heading{Title: out.Title, Lead: same(b.School.Name + " · " + c.Title), Back: &ui.Link{Label: both("返回测评", "Back to the round"), Href: roundPath(round)}}
	out.Day = out.First
	if c.State == care.CampaignOpen {
		out.Poll = self + "/now"
	}
	if c.State == care.CampaignDraft || c.State == care.CampaignReady {
		out.Before = both("测评还没有开始，现在还不能作答。", "The round is not open yet, so nobody can answer.")
	}
	if out.Undue = b.Line.Count.Enrolled - b.Line.Count.Decided; b.Can.Consent && !over(c) {
		out.Consents = roundPath(round, "/consents/", class.String())
		out.Heading.Actions = []ui.Component{ui.Link{Label: both("家长同意", "Consents"), Href: out.Consents, Icon: "note"}}
	}
	if out.Before.IsZero() {
		out.Heading.Actions = append(out.Heading.Actions, ui.Link{Label: both("班级记录", "Class record"), Href: classPath(round, class, "/record"), Icon: "note"})
	}
	out.groups(b)
	return out, b, nil
}

func (out *classPage) groups(b screening.ClassBoard) {
	for _, mark := range []screening.Mark{screening.Answering, screening.Waiting, screening.Absent, screening.Done, screening.NoConsent} {
		g := markGroup{Badge: markBadges[mark]}
		for _, s := range b.Pupils {
			if s.Mark != mark {
				continue
			}
			g.Count++
			g.Names = append(g.Names, s.Name)
			if s.Ask && (mark == screening.Waiting || mark == screening.Absent) {
				out.Ask = append(out.Ask, s.Name)
			}
			switch mark {
			case screening.Waiting:
				out.Missing = append(out.Missing, absentRow{Person: s.Person, Name: s.Name})
			case screening.Absent:
				out.Absent = append(out.Absent, absentRow{Person: s.Person, Name: s.Name, Reason: screening.AbsenceReasons[s.Reason]})
			}
		}
		if g.Count > 0 {
			out.Groups = append(out.Groups, g)
		}
	}
	for _, code := range absenceOrder {
		out.Reasons = append(out.Reasons, choice{code, screening.AbsenceReasons[code]})
	}
}

func (p pages) classShow(w http.ResponseWriter, r *http.Request) error {
	out, _, err := p.readClass(r, p.Room.ClassBoard)
	if err != nil {
		return err
	}
	return classTemplate.Render(w, http.StatusOK, out)
}

// classNow is the moving part alone, asked for every five seconds.
func (p pages) classNow(w http.ResponseWriter, r *http.Request) error {
	out, _, err := p.readClass(r, p.Room.ClassNow)
	if err != nil {
		return err
	}
	return classTemplate.Block(w, http.StatusOK, "marks", out)
}

// absenceSave records why pupils did not answer: one act a pupil, as the log
// has to say it of each.
func (p pages) absenceSave(w http.ResponseWriter, r *http.Request) error {
	out, b, err := p.readClass(r, p.Room.ClassNow)
	if err != nil {
		return err
	}
	saved := 0
	for _, s := range b.Pupils {
		reason := r.PostFormValue("a." + s.Person.String())
		if reason == "" || s.Mark == screening.Done || s.Mark == screening.Answering {
			continue
		}
		if !slices.Contains(absenceOrder, reason) {
			return care.Invalidf("reason", "请从列表中选择原因", "choose a reason from the list")
		}
		if err := p.Room.RecordAbsence(r.Context(), session.Who(r), b.Campaign.ID, s.Person, reason); err != nil {
			return err
		}
		saved++
	}
	if saved == 0 {
		if !b.Can.Run {
			return care.Fail(care.Forbidden, "record absence", "您的岗位不能登记缺席", "your post may not record absences")
		}
		out.Fault = both("还没有选择原因，什么都没有改动。", "No reason was chosen, so nothing was changed.")
		return classTemplate.Render(w, http.StatusUnprocessableEntity, out)
	}
	session.Flash(r, ui.Good, both("已登记 "+num(saved)+" 人缺席。", "Absence recorded for "+num(saved)+"."))
	return session.Redirect(w, r, out.Self)
}
