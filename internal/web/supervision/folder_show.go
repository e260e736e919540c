package supervisionweb

import (
	"net/http"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/document"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// folderPage is a folder to read and print: a chapter, and on paper a page, for each
// clause.
type folderPage struct {
	ui.Page
	Style   string
	Head    ui.Heading
	Parts   []ui.Component
	Report  document.Report
	Signing *ui.Form
}

var folderTemplate = ui.MustParse(files, "folder.html")

func (p pages) jobOf(r *http.Request) (care.ID, job, error) {
	id, err := care.ParseID(r.PathValue("folder"))
	if err != nil {
		return 0, job{}, care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	j, err := p.jobs.of(id, session.Who(r))
	return id, j, err
}

func (p pages) folderShow(w http.ResponseWriter, r *http.Request) error {
	return p.showFolder(w, r, http.StatusOK, nil)
}

func (p pages) showFolder(w http.ResponseWriter, r *http.Request, status int, fault error) error {
	id, j, err := p.jobOf(r)
	if err != nil {
		return err
	}
	page := session.Page(r, folderTitle, "/duties")
	if !j.ready {
		return session.Show(w, status, page, ui.Heading{Title: folderTitle, Lead: both("正在汇集。完成后在这里阅读和签发。", "Gathering. It is read and signed off here when it is done.")}, progress(id, j))
	}
	at := "/folders/" + id.String()
	out := folderPage{Page: page, Style: stylePath, Report: p.report(j, page.Lang)}
	name, err := p.nameOf(r, j.folder.Unit.ID)
	if err != nil {
		return err
	}
	out.Head = ui.Heading{Title: both(name.Zh+"的迎检资料包", "Inspection folder of "+name.En), Lead: j.folder.Period.Name(), Back: &ui.Link{Label: boardTitle, Href: "/duties/" + j.folder.Unit.ID.String()}}
	if j.signed == nil {
		f := ui.Form{ID: "sign", Action: at + "/sign", Submit: both("签发", "Sign off"), Fields: []ui.Field{
			{Kind: ui.NoteField, Label: both("请先通读。", "Read it first."), Help: both("签发后才能下载。签发和每次下载都记入日志；半小时后这份资料从内存中清除。", "Downloads open once it is signed off. Signing and every download stand in the log; after half an hour the folder is gone from memory.")},
			{Name: "sure", Kind: ui.MultiField, Label: both("确认", "Confirm"), Needed: true, Options: []ui.Option{{Value: "yes", Label: both("我已核对，内容与实际一致", "I have checked it; it is what happened")}}}}}
		if fault != nil {
			f.Fill(r.PostForm, fault)
		}
		out.Signing = &f
		return folderTemplate.Render(w, status, out)
	}
	out.Parts = []ui.Component{ui.Toast{Tone: ui.Good, Text: both("已由"+j.signed.by.Name().Zh+"于 "+out.When(j.signed.at)+" 签发，可以下载。", "Signed off by "+j.signed.by.Name().En+", "+out.When(j.signed.at)+"; ready to download.")}}
	out.Head.Actions = []ui.Component{ui.Link{Label: both("带签名的压缩包（ZIP）", "Signed ZIP"), Href: at + "/zip", Icon: "download"},
		ui.Link{Label: same("Word"), Href: at + "/docx", Icon: "download"}, ui.Link{Label: same("Excel"), Href: at + "/xlsx", Icon: "download"}}
	return folderTemplate.Render(w, status, out)
}

func progress(id care.ID, j job) ui.Progress {
	g := ui.Progress{ID: "folder-progress", Label: both("正在汇集活动记录", "Gathering activity records"), Done: j.done, Total: j.total, Poll: "/folders/" + id.String() + "/now"}
	if j.failed != nil {
		g.Poll, g.Error = "", both("没能完成，请重新生成", "It could not be finished; make it again")
		if text := errorText(j.failed); !text.IsZero() {
			g.Error = text
		}
	}
	if j.ready {
		g.Poll, g.Label, g.Next = "", both("已汇集完", "Gathered"), &ui.Link{Label: both("查看资料包", "Read the folder"), Href: "/folders/" + id.String(), Icon: "right"}
	}
	return g
}

// folderNow is the progress alone, asked for every two seconds.
func (p pages) folderNow(w http.ResponseWriter, r *http.Request) error {
	id, j, err := p.jobOf(r)
	if err != nil {
		return err
	}
	page := session.Page(r, folderTitle, "/duties")
	page.Path = "/folders/" + id.String()
	if !j.ready && j.failed == nil {
		return session.Part(w, http.StatusOK, page, progress(id, j))
	}
	return session.Part(w, 286, page, progress(id, j)) // htmx stops asking
}

// folderSign signs a folder off.
func (p pages) folderSign(w http.ResponseWriter, r *http.Request) error {
	id, j, err := p.jobOf(r)
	if err != nil {
		return err
	}
	if !j.ready {
		return care.Fail(care.Conflict, "sign folder", "还没有汇集完", "it is not gathered yet")
	}
	if r.PostFormValue("sure") != "yes" {
		return p.showFolder(w, r, http.StatusUnprocessableEntity, care.Invalidf("sure", "请核对后勾选", "check it, then tick this"))
	}
	if j.signed == nil {
		who := session.Who(r)
		s := &signature{by: who.Role, at: care.MillisOf(p.DB.Now())}
		if err := p.seal(&j, s); err != nil {
			return err
		}
		if err := p.SignFolder(r.Context(), who, j.folder, s.manifest.Text()); err != nil {
			return err
		}
		p.jobs.sign(id, s)
	}
	return session.Redirect(w, r, "/folders/"+id.String())
}

// downloadMost is how long a download may take. Ours: a large folder over a slow
// line needs longer than a page may.
const downloadMost = 20 * time.Minute

var formats = map[string]string{"zip": "application/zip", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// folderExport hands out a file of a signed folder, written as it goes.
func (p pages) folderExport(w http.ResponseWriter, r *http.Request) error {
	_, j, err := p.jobOf(r)
	if err != nil {
		return err
	}
	format := r.PathValue("format")
	if formats[format] == "" {
		return care.Fail(care.NotFound, "export folder", "没有这种格式", "there is no such format")
	}
	if j.signed == nil {
		return care.Fail(care.Conflict, "export folder", "签发后才能下载", "it can be downloaded once it is signed off")
	}
	if err := p.ExportFolder(r.Context(), session.Who(r), j.folder, format, j.signed.manifest.Text()); err != nil {
		return err
	}
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadMost)) // where it can't be set the server's own holds
	w.Header().Set("Content-Type", formats[format])
	w.Header().Set("Content-Disposition", `attachment; filename="inspection-`+j.folder.Unit.ID.String()+"-"+periodValue(j.folder.Period.Year, j.folder.Period.Term)+"."+format+`"`)
	files := p.files(j)
	if format == "zip" {
		return document.WriteBundle(w, p.Public().Suite(), j.signed.manifest, j.signed.note, files)
	}
	for _, f := range files {
		if f.Name == fileNames[format] {
			return f.Write(w)
		}
	}
	return nil
}
