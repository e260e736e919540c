package supervisionweb

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// classRecord is the kind of the record that an invigilator writes at the end of a
// period; it is opened from the class's page of a round alone.
const classRecord = "class_record"

// everyClassRecord is more class records than a class has in its life.
const everyClassRecord = 1000

func recordsPath(round string, class care.ID) string {
	return "/rounds/" + round + "/classes/" + class.String() + "/record"
}

// classKnown is what the class's page of a round knows: how many are due, here,
// absent and without consent, and, for who may know the names, who is absent and why.
func (p pages) classKnown(r *http.Request, round string, class care.ID) (map[string]questionnaire.Value, error) {
	id, err := care.ParseID(round)
	if err != nil {
		return nil, care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	b, err := p.rounds.ClassNow(r.Context(), session.Who(r), id, class)
	if err != nil {
		return nil, err
	}
	if b.Campaign.State == care.CampaignDraft || b.Campaign.State == care.CampaignReady {
		return nil, care.Fail(care.Conflict, "class record", "测评还没有开始，没有可记的", "the round is not open yet, so there is nothing to record")
	}
	number := func(n int) questionnaire.Value { return questionnaire.NumberValue(float64(n)) }
	count := map[screening.Mark]int{}
	var absent []string
	for _, s := range b.Pupils {
		count[s.Mark]++
		if s.Mark == screening.Absent && b.Can.Names {
			absent = append(absent, s.Name+"："+screening.AbsenceReasons[s.Reason].Zh)
		}
	}
	known := map[string]questionnaire.Value{"round.title": questionnaire.TextValue(b.Campaign.Title),
		"class.due": number(count[screening.Answering] + count[screening.Done] + count[screening.Waiting] + count[screening.Absent]), "class.present": number(count[screening.Answering] + count[screening.Done]),
		"class.absent": number(count[screening.Absent] + count[screening.Waiting]), "class.declined": number(count[screening.NoConsent])}
	if len(absent) > 0 {
		known["class.absentees"] = questionnaire.ListValue(absent...)
	}
	return known, nil
}

// classRecords are the records of a class in a round.
func (p pages) classRecords(w http.ResponseWriter, r *http.Request) error {
	class, err := care.ParseID(r.PathValue("class"))
	if err != nil {
		return care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	round, err := care.ParseID(r.PathValue("round"))
	if err != nil {
		return care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	b, err := p.rounds.ClassNow(r.Context(), session.Who(r), round, class)
	if err != nil {
		return err
	}
	c := b.Campaign
	rows, _, err := p.List(r.Context(), session.Who(r), class, store.ActivityFilter{Kind: classRecord}, everyClassRecord, 0)
	if err != nil {
		return err
	}
	name, err := p.nameOf(r, class)
	if err != nil {
		return err
	}
	page := session.Page(r, both("班级测评记录", "Class record of the session"), "/rounds")
	head := ui.Heading{Title: page.Title, Lead: both(name.Zh+" · "+c.Title, name.En+" · "+c.Title), Back: &ui.Link{Label: both("这个班的测评", "The class in the round"), Href: "/rounds/" + round.String() + "/classes/" + class.String()}}
	t := ui.Table{ID: "records", Plain: true, Caption: page.Title, Columns: []ui.Column{{Key: "on", Label: both("日期", "Date"), Kind: ui.KindDate, Fixed: true}, {Key: "period", Label: both("第几节课", "Period")}, {Key: "by", Label: both("主试", "Invigilator")}, {Key: "here", Label: both("实到", "Present"), Kind: ui.KindNumber}, {Key: "go", Label: both("操作", "Action"), Kind: ui.KindAction}},
		Empty: ui.Empty{Title: both("还没有班级测评记录", "No class record yet"), Text: both("每节测评课结束时由主试填写一份；人数和缺席原因已经预填。", "The invigilator fills one in at the end of each period; counts and absentees stand there already."), Icon: "note"}}
	for _, line := range rows {
		if line.Round != round && (line.Round != 0 || line.On < c.OpensOn) {
			continue
		}
		rec, err := p.Open(r.Context(), session.Who(r), line.ID)
		if err != nil {
			return err
		}
		if line.Round == 0 && rec.Values.String("round") != c.Title { // from before records named their round
			continue
		}
		here, _ := rec.Values.Number("present")
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Day(rec.On), ui.Text(rec.Values.String("period")), ui.Text(rec.Values.String("invigilator")), ui.Number(int(here)), ui.Parts(ui.Link{Label: both("打开", "Open"), Href: "/activities/" + rec.ID.String()})}})
	}
	t.Total = len(t.Rows)
	if p.mayFile(r, class, classRecord) && c.State != care.CampaignDraft && c.State != care.CampaignReady {
		head.Actions = []ui.Component{ui.Link{Label: both("填写班级记录", "Fill in the class record"), Href: "/activities/add?unit=" + class.String() + "&kind=" + classRecord + "&round=" + round.String(), Icon: "note"}}
	}
	return session.Show(w, http.StatusOK, page, head, t)
}

// mayFile tells whether the reader may file a kind of record at a unit.
func (p pages) mayFile(r *http.Request, unit care.ID, kind string) bool {
	_, list, err := p.Kinds(r.Context(), session.Who(r), unit)
	return err == nil && supervision.HasKind(list, kind)
}
