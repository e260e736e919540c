package roundweb

import (
	"encoding/base64"
	"html/template"
	"net/http"

	qrcode "github.com/skip2/go-qrcode"

	"xinhuan/internal/care"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var sheetTemplate = ui.MustParse(files, "ticket_sheet.html")

// ticketIssue issues a class's slips. Where unused ones are out already it asks
// first: they stop working, and a child may have one in the pocket.
func (p pages) ticketIssue(w http.ResponseWriter, r *http.Request) error {
	out, b, err := p.readClass(r, p.Room.ClassNow)
	if err != nil {
		return err
	}
	day, err := care.ParseDate(r.PostFormValue("day"))
	if err != nil {
		return err
	}
	unused := 0
	for _, d := range b.Days {
		unused += d.Unused
	}
	if unused > 0 && out.Run && r.PostFormValue("sure") == "" {
		return session.Show(w, http.StatusOK, out.Page, reissue(out, day, unused))
	}
	list, err := p.Room.IssueTickets(r.Context(), session.Who(r), b.Campaign.ID, b.Class.ID, day)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		session.Flash(r, ui.Watch, both("没有发出纸条：没有登记了同意、还需要作答的学生。", "No slip was issued: nobody with consent still has to answer."))
		return session.Redirect(w, r, out.Self)
	}
	session.Flash(r, ui.Good, both("已发 "+num(len(list))+" 张纸条，请打印。", care.Counted(len(list), "slip", "slips")+" issued; print them now."))
	return session.Redirect(w, r, out.Self+"/tickets?day="+string(day))
}

func reissue(out classPage, day care.Date, unused int) ui.Confirm {
	return ui.Confirm{Title: both("重新发纸条？", "Issue the slips again?"), Text: both("新纸条发出后，还没用过的旧纸条都不能再用。", "Slips that were not used yet stop working as soon as new ones are issued."),
		Effects: []ui.Effect{{What: both(num(unused)+" 张未用的旧纸条作废，请收回", care.Counted(unused, "unused slip becomes", "unused slips become")+" void; collect them")}, {What: both("新纸条只在"+day.Words().Zh+"有效", "the new slips work on "+day.Words().En+" only")},
			{What: both("已经作答的学生不受影响", "nobody who has answered is affected")}},
		Action: ui.Action{Label: both("作废旧纸条并重新发", "Void the old ones and issue again"), Href: out.Self + "/tickets", Look: ui.Danger, Fields: []ui.Hidden{{Name: "day", Value: string(day)}, {Name: "sure", Value: "yes"}}},
		Cancel: ui.Link{Href: out.Self}}
}

// sheetPage is the printed sheet: two slips a line, cut along the lines.
type sheetPage struct {
	base
	Heading ui.Heading
	Class   care.Text
	School  string
	Address string
	Slips   []slip
	Day     care.Date
	Used    int
	Empty   ui.Empty
}

type slip struct {
	Name, ClassCode, Code string
	Day                   care.Date
	QR                    template.URL
}

func (p pages) ticketSheet(w http.ResponseWriter, r *http.Request) error {
	c, b, err := p.readClass(r, p.Room.ClassNow)
	if err != nil {
		return err
	}
	list, err := p.Room.TicketSheet(r.Context(), session.Who(r), b.Campaign.ID, b.Class.ID)
	if err != nil {
		return err
	}
	day := care.Date(r.URL.Query().Get("day"))
	out := sheetPage{base: c.base, Class: c.Title, School: b.School.Name, Address: p.address(r), Day: day,
		Empty: ui.Empty{Title: both("没有可打印的纸条", "There is no slip to print"), Text: both("先回到班级页发纸条。", "Go back to the class and issue slips first."), Icon: "print", Action: &ui.Link{Label: both("返回班级", "Back to the class"), Href: c.Self}}}
	out.Title = both(c.Title.Zh+" · 纸条", c.Title.En+" · slips")
	out.Heading = ui.Heading{Title: out.Title, Lead: both("A4 纸打印，沿虚线裁开，当面发给本人。", "Print on A4, cut along the lines, hand each to its owner."), Back: &ui.Link{Label: both("返回班级", "Back to the class"), Href: c.Self}}
	for _, k := range list {
		if day != "" && k.Day != day {
			continue
		}
		if k.Used {
			out.Used++
			continue
		}
		qr, err := qrURI(p.pupilURL(r, k))
		if err != nil {
			return err
		}
		out.Slips = append(out.Slips, slip{Name: k.Name, ClassCode: k.ClassCode, Code: k.Code, Day: k.Day, QR: qr})
	}
	return sheetTemplate.Render(w, http.StatusOK, out)
}

// qrScale is how many dots one module of a printed code has; at 26 mm a phone
// reads it at arm's length. Ours.
const qrScale = 4

// qrURI draws an address as a picture inside the page, so that no slip is ever
// fetched, kept or logged as a file of its own.
func qrURI(address string) (template.URL, error) {
	png, err := qrcode.Encode(address, qrcode.Medium, -qrScale)
	if err != nil {
		return "", &care.Error{Kind: care.Internal, Op: "draw slip", Err: err}
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)), nil
}
