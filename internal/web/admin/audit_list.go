package admin

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

var auditTitle = both("审计日志", "Audit log")

// auditReach is how many entries one page looks through for a filter; older
// ones are one click away. Ours.
const auditReach = 20000

// auditQuery is what the reader asked for: words or the code of an act, or an id.
type auditQuery struct {
	before       uint64
	act, outcome string
	post         care.ID
}

func readAuditQuery(r *http.Request, q ui.Query) auditQuery {
	a := auditQuery{act: q.Text, outcome: q.Filters["outcome"]}
	a.before, _ = strconv.ParseUint(r.URL.Query().Get("before"), 10, 63)
	if id, err := care.ParseID(q.Text); err == nil {
		a.act, a.post = "", id
	}
	return a
}

func (a auditQuery) wants(e audit.Entry) bool {
	return (a.act == "" || named(e.Act, a.act)) && (a.outcome == "" || e.Outcome == a.outcome) && (a.post == 0 || e.Post == a.post || e.Actor == a.post)
}

// find walks the log from the newest entry backwards until it has enough.
func (a auditQuery) find(t *act.Tx, enough int, give func(audit.Entry) error) (next uint64, err error) {
	before, found := a.before, 0
	for looked := 0; looked < auditReach; {
		rows, err := t.AuditPage(before, nil, 500)
		if err != nil || len(rows) == 0 {
			return 0, err
		}
		for _, row := range rows {
			var e audit.Entry
			if err := e.Unmarshal(row.Entry); err != nil {
				return 0, err
			}
			before = row.Seq
			looked++
			if !a.wants(e) {
				continue
			}
			if err := give(e); err != nil {
				return 0, err
			}
			if found++; found == enough {
				return before, nil
			}
		}
		if before == 0 { // the first entry; asking before it would mean from the end
			return 0, nil
		}
	}
	return before, nil
}

// decideAudit lets only those read the log who may read all of it.
func decideAudit(t *act.Tx) error {
	root, err := t.Root()
	if err != nil {
		return err
	}
	return t.DecideUnit(access.Read, access.Audit, root.ID)
}

// auditList shows entries newest first: codes and ids, never names or content.
func (p *Pages) auditList(w http.ResponseWriter, r *http.Request) error {
	page := session.Page(r, auditTitle, "/audit")
	q := ui.ParseQuery("/audit", r.URL.Query())
	ask := readAuditQuery(r, q)
	table := auditTable(q)
	var next uint64
	err := p.View(r.Context(), session.Who(r), func(t *act.Tx) (err error) {
		if err := decideAudit(t); err != nil {
			return err
		}
		next, err = ask.find(t, q.Size, func(e audit.Entry) error {
			table.Rows = append(table.Rows, auditRow(page, e))
			return nil
		})
		return err
	})
	if err != nil {
		return err
	}
	table.Total, table.Open = len(table.Rows), true
	parts := []ui.Component{ui.Heading{Title: auditTitle, Lead: both("谁（编号）通过哪个岗位、为了什么目的、做了什么。日志里没有姓名、答案和内容；有没有被改动，可以用 xinhuan verify 核验。",
		"Who (by number), through which post, for what purpose, did what. The log holds no names, answers or content; xinhuan verify checks that it was not changed.")}, table}
	if next > 0 {
		parts = append(parts, ui.Link{Label: both("更早的记录", "Earlier entries"), Href: auditHref(q, next), Icon: "right"})
	}
	return session.Show(w, http.StatusOK, page, parts...)
}

func auditHref(q ui.Query, before uint64) string {
	to := "/audit?before=" + strconv.FormatUint(before, 10)
	if q.Text != "" {
		to += "&q=" + url.QueryEscape(q.Text)
	}
	if o := q.Filters["outcome"]; o != "" {
		to += "&f.outcome=" + url.QueryEscape(o)
	}
	return to
}

func auditTable(q ui.Query) ui.Table {
	return ui.Table{ID: "audit", Caption: auditTitle, Query: q, Search: both("行为，或人员、岗位的编号", "Act, or id of a person or post"),
		Columns: []ui.Column{{Key: "act", Label: both("行为", "Act"), Fixed: true}, {Key: "outcome", Label: both("结果", "Outcome"), Kind: ui.KindPart}, {Key: "at", Label: both("时间", "Time"), Kind: ui.KindDate}, {Key: "object", Label: both("对象", "Object")},
			{Key: "purpose", Label: both("目的", "Purpose")}, {Key: "post", Label: both("岗位", "Post")}, {Key: "actor", Label: both("人员", "Person")}, {Key: "seq", Label: both("序号", "No."), Kind: ui.KindNumber}, {Key: "code", Label: both("行为代码", "Code of the act"), Extra: true}, {Key: "subject", Label: both("当事人代号", "Subject"), Extra: true}},
		Filters: []ui.Filter{{Key: "outcome", Label: both("结果", "Outcome"), Options: []ui.Option{{Value: "ok", Label: both("完成", "done")}, {Value: "denied", Label: both("拒绝", "denied")}, {Value: "proposed", Label: both("已提出", "proposed")}}}},
		Exports: []ui.Link{{Label: both("CSV 文件", "CSV file"), Href: "/audit/export?" + exportQuery(q)}},
		Empty:   ui.Empty{Title: both("没有记录", "No entries"), Icon: "eye"}}
}

func exportQuery(q ui.Query) string {
	return url.Values{"q": {q.Text}, "f.outcome": {q.Filters["outcome"]}}.Encode()
}

func auditRow(page ui.Page, e audit.Entry) ui.Row {
	outcome := ui.Badge{Text: both(e.Outcome, e.Outcome)}
	switch e.Outcome {
	case "ok":
		outcome = ui.Badge{Text: both("完成", "done"), Tone: ui.Good, Icon: "check"}
	case "proposed":
		outcome = ui.Badge{Text: both("已提出，等第二人", "proposed, waits for a second person"), Tone: ui.Watch, Icon: "people"}
	case "denied":
		outcome = ui.Badge{Text: both("拒绝", "denied"), Tone: ui.Grave, Icon: "lock"}
	}
	return ui.Row{Urgent: e.Outcome == "denied", Cells: []ui.Cell{ui.Words(actText(e.Act)), ui.Parts(outcome), ui.Text(page.When(e.At)), ui.Words(objectText(e)),
		ui.Words(purposeText(e.Purpose)), ui.Text(orDash(e.Post.String())), ui.Words(actorText(e)), ui.Number(int(e.Seq)), ui.Text(e.Act), ui.Text(subjectText(e))}}
}

func purposeText(code string) care.Text {
	if t := session.PurposeText(code); !t.IsZero() {
		return t
	}
	return both(orDash(code), orDash(code))
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func actorText(e audit.Entry) care.Text {
	if e.Actor == 0 {
		return both("系统", "the program")
	}
	return both(e.Actor.String(), e.Actor.String())
}

// subjectText shortens the keyed digest that stands for the person concerned;
// entries about one person share it.
func subjectText(e audit.Entry) string {
	if e.Subject == ([16]byte{}) {
		return "–"
	}
	return hex.EncodeToString(e.Subject[:6])
}
