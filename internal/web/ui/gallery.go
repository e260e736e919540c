package ui

import (
	"embed"
	"net/http"
	"strconv"

	"xinhuan/internal/care"
)

//go:embed gallery.html
var galleryFS embed.FS

var galleryTemplate = MustParse(galleryFS, "gallery.html")

// Amount is how much data the gallery shows.
type Amount string

// The amounts: an empty start, a usual day, and more than anybody wants.
const (
	NoData    Amount = "none"
	UsualData Amount = "usual"
	MuchData  Amount = "much"
)

// galleryPage shows every part once, with invented people.
type galleryPage struct {
	Page
	Heading  Heading
	Notices  []Notice
	Stats    []Stat
	Ring     Ring
	Tabs     Tabs
	Table    Table
	Small    Table
	Form     Form
	Confirm  Confirm
	Timeline Timeline
	Progress Progress
	Upload   Upload
	Toast    Toast
	People   []Person
	Levels   []Level
	Clocks   []Clock
	Badges   []Badge
	Why      Why
	Empty    Empty
}

// Gallery shows every part of the kit, for eyes and for tools:
// ?amount=none|usual|much &lang=zh|en &face=staff|family|admin.
func Gallery() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		p := Page{Lang: care.Lang(q.Get("lang")), Face: Face(q.Get("face")), Path: r.URL.Path}
		if p.Face == "" {
			p.Face = Staff
		}
		Guard(w.Header(), "")
		page := gallery(p, Amount(q.Get("amount")), ParseQuery(r.URL.Path, q))
		if err := galleryTemplate.Render(w, http.StatusOK, page); err != nil {
			Fail(w, p, err, "gallery")
		}
	})
}

const galleryToday = care.Date("2026-11-21")

func both(zh, en string) care.Text { return care.Text{Zh: zh, En: en} }

func gallery(p Page, amount Amount, q Query) galleryPage {
	p.Title = both("部件一览", "Gallery of parts")
	p.CSRF = "gallery"
	p.Search = p.Face == Staff
	p.Demo = true
	p.Who = Who{Name: "周明远", PostName: care.PsychologyLead.Name(), Unit: "临江中学", Posts: []PostOption{
		{ID: 1, Name: care.PsychologyLead.Name(), Unit: "临江中学", Current: true}, {ID: 2, Name: care.DutyAdult.Name(), Unit: "临江中学"}}}
	counts := map[Amount]int{UsualData: 1, MuchData: 400}[amount]
	if p.Face == Staff || p.Face == Admin {
		p.Purpose = p.L("值班处理预警", "On duty: handling warnings")
		p.Path = "/work"
		p.Nav = []NavItem{
			{Href: "/work", Label: both("我的工作", "My work"), Icon: "work", Count: 7 * counts},
			{Href: "/pupils", Label: both("学生", "Pupils"), Icon: "people"},
			{Href: "/rounds", Label: both("测评任务", "Screening"), Icon: "round"},
			{Href: "/warnings", Label: both("线索与预警", "Concerns and warnings"), Short: both("预警", "Warnings"), Icon: "concern", Count: 3 * counts},
			{Href: "/referrals", Label: both("转介", "Referrals"), Icon: "referral", Count: counts},
			{Href: "/reports", Label: both("报表", "Reports"), Icon: "report"},
			{Href: "/settings", Label: both("设置", "Settings"), Icon: "settings"},
		}
	}
	g := galleryPage{Page: p}
	g.Heading = Heading{Title: p.Title, Lead: both("每个部件一次；人物全部虚构。", "Each part once; everybody is invented."),
		Back: &Link{Label: both("返回", "Back"), Href: "/work"}, Actions: []Component{Link{Label: both("打印", "Print"), Href: "#", Icon: "print"}, Action{Label: both("登记线索", "Record a concern"), Href: "/concerns", Icon: "plus", Look: Main}}}
	g.Why = galleryWhy()
	g.Empty = Empty{Title: both("现在没有要办的事", "Nothing to do now"), Text: both("下一件：11月24日，高一 3 班随访。", "Next: 24 Nov, follow-up in class 3 of grade 10."), Icon: "work", Action: &Link{Label: both("看本周安排", "See this week"), Href: "/work/week"}}
	for _, l := range care.Levels() {
		g.Levels = append(g.Levels, Level{Level: l})
	}
	g.Levels = append(g.Levels, Level{Level: care.LevelSerious, Suggested: true})
	for _, d := range []care.Date{"2026-11-12", "2026-11-20", "2026-11-21", "2026-11-23", "2026-12-05", ""} {
		g.Clocks = append(g.Clocks, ClockOn(d, galleryToday))
	}
	g.Clocks = append(g.Clocks, Clock{Due: galleryToday, Done: true})
	g.Badges = []Badge{{Text: both("草稿", "Draft")}, {Text: both("已送达", "Delivered"), Tone: Good, Icon: "check"}, {Text: both("等对方回复", "Waiting for an answer"), Tone: Watch, Icon: "clock"}, {Text: both("无人应答", "Nobody answered"), Tone: Grave, Icon: "concern"}}
	g.People = []Person{{Name: "李思齐", Group: "高一（3）班", Href: "#"}, {Name: "阿卜杜热西提·买买提艾力", Group: "高二（11）班", Href: "#", Level: &g.Levels[2]}, {Name: "㛃𬭛", Group: "初三（1）班"}}
	g.Tabs = Tabs{Label: both("视图", "Views"), Tabs: []Tab{{Label: both("现在", "Now"), Href: "#", Count: 7, Current: true}, {Label: both("本周", "This week"), Href: "#", Count: 12}, {Label: both("等别人", "Waiting for others"), Href: "#"}}}
	g.Toast = Toast{Text: both("已把面谈交给 王老师。", "Interview handed to Ms Wang."), Tone: Good, Undo: &Action{Label: both("撤销", "Undo"), Href: "/undo", Icon: "undo"}}
	g.Ring = Ring{Label: both("已作答", "Answered"), Part: 0, Whole: 0}
	galleryCards(&g, amount)
	galleryTables(&g, amount, q)
	g.Form = galleryForm(amount)
	g.Confirm = Confirm{Title: both("确定结束这次测评？", "Close this round?"), Text: both("结束后不能再作答，也不能重新打开。", "Nobody can answer afterwards and it can't be opened again."),
		Effects: []Effect{{Who: "临江中学", What: both("1,204 名学生的未交问卷将关闭", "open sheets of 1,204 pupils are closed")}, {What: both("8 名班主任会收到一条待办", "8 class teachers receive one item of work")}},
		Word:    p.L("结束", "close"), Action: Action{Label: both("结束测评", "Close the round"), Href: "/close", Look: Danger}, Cancel: Link{Href: "#"}}
	return g
}

func galleryWhy() Why {
	return Why{Clause: "YY2023-2.6-02", Document: both("示例文件", "Sample document"), Text: both("发现预警后应尽快面谈并留下记录。", "After a warning, meet the pupil soon and keep a record."), Href: "#"}
}

func galleryCards(g *galleryPage, amount Amount) {
	why := galleryWhy()
	g.Timeline = Timeline{Label: both("经过", "Timeline"), Empty: Empty{Title: both("还没有经过", "No events yet"), Text: both("第一次面谈之后，这里会有记录。", "After the first interview it will be written here.")}}
	g.Progress = Progress{ID: "import", Label: both("导入名册", "Importing the roster")}
	g.Upload = Upload{Action: "/import", Label: both("名册（XLSX 或 CSV）", "Roster (XLSX or CSV)"), Help: both("先检查一遍，确认后才会改动。", "It is checked first; nothing changes until you agree."), Accept: ".xlsx,.csv", Template: &Link{Label: both("空白模板", "Empty sheet"), Href: "#"}}
	g.Stats = []Stat{{Label: both("应测", "To be screened")}, {Label: both("已测", "Screened")}}
	if amount == NoData || amount == "" {
		return
	}
	g.Ring = Ring{Label: g.Ring.Label, Part: 1163, Whole: 1204}
	g.Stats = []Stat{{Label: both("应测", "To be screened"), Value: 1204, Why: &why}, {Label: both("已测", "Screened"), Value: 1163, Of: 1204, Note: both("目标 98%", "Target 98%"), Href: "#"},
		{Label: both("待面谈", "Waiting for an interview"), Value: 17, Href: "#"}, {Label: both("初三（1）班", "Class 1, grade 9"), Suppressed: true}}
	g.Notices = []Notice{{Title: both("一名学生需要今天面谈", "A pupil needs an interview today"), Body: both("请今天内安排面谈，并在系统中登记结果。", "Please arrange an interview today and record the outcome."), From: "王晓岚 · 心理教师", At: 1795228200000, By: ClockOn(galleryToday, galleryToday), Ack: &Action{Label: both("确认收到", "Acknowledge"), Href: "/ack", Look: Main, Icon: "check"}, Why: &why},
		{Title: both("本周值班表已更新", "This week's duty list has changed"), Body: both("您周三值班。", "You are on duty on Wednesday."), At: 1795141800000, Acked: 1795145400000}}
	g.Timeline.Filters = []Tab{{Label: both("全部", "All"), Href: "#", Current: true}, {Label: both("面谈", "Interviews"), Href: "#"}, {Label: both("联系", "Contacts"), Href: "#"}}
	events := []Event{{At: 1795228200000, Icon: "talk", Title: both("面谈", "Interview"), By: "王晓岚", Href: "#", Detail: both("已谈，约定下周再见。", "Held; to meet again next week.")},
		{At: 1795141800000, Icon: "phone", Title: both("联系家长", "Guardian contacted"), By: "陈立", Parts: []Component{g.Badges[3]}},
		{At: 1794969000000, Title: both("辅导记录", "Counselling note"), Sealed: both("只有作者能看。", "Only its author can read it.")},
		{At: 1794882600000, Icon: "shield", Title: both("级别", "Level"), By: "周明远", Parts: []Component{g.Levels[2]}}}
	g.Timeline.Events = events
	g.Progress = Progress{ID: "import", Label: g.Progress.Label, Done: 41200, Total: 98000, Rate: 2100, Left: 27}
	g.Upload.Result = &DryRun{File: "roster-2026.xlsx", Rows: 1204, Added: 1180, Changed: 19, Unchanged: 3, Faults: []Fault{{7, "出生日期", "2013-13-01", both("没有 13 月，请改成 2013-12-01 这样的日期", "There is no month 13; write a date like 2013-12-01")}, {88, "班级", "", both("请填写班级", "Fill in the class")}},
		Faulty: &Link{Label: both("下载有误的行", "Download the faulty rows"), Href: "#"}, Apply: &Action{Label: both("导入没有错误的 1,202 行", "Import the 1,202 rows without faults"), Href: "/apply", Look: Main}, Cancel: &Link{Label: both("放弃", "Discard"), Href: "#"}}
	if amount == MuchData {
		for range 8 {
			g.Timeline.Events = append(g.Timeline.Events, events...)
			g.Notices = append(g.Notices, g.Notices[0])
		}
		g.Timeline.More = "#"
		for i := range 40 {
			g.Upload.Result.Faults = append(g.Upload.Result.Faults, Fault{100 + i, "监护人联系电话（父亲或母亲或其他监护人）", "13800000000000000000000000", both("电话应为 11 位数字；座机请带区号", "A mobile number has 11 digits; write landlines with their area code")})
		}
		g.Upload.Result.MoreFault = 2310
		g.Stats[2].Value = 1234567
	}
}

func galleryTables(g *galleryPage, amount Amount, q Query) {
	names := []string{"李思齐", "王梓涵", "阿卜杜热西提·买买提艾力", "欧阳若曦", "陈一诺"}
	g.Table = Table{ID: "pupils", Caption: both("待办学生", "Pupils with work waiting"), Query: q, Search: both("姓名或学号", "Name or number"),
		Columns: []Column{{Key: "name", Label: both("学生", "Pupil"), Kind: KindPart, Sortable: true, Fixed: true}, {Key: "level", Label: both("级别", "Level"), Kind: KindPart, Sortable: true},
			{Key: "what", Label: both("要做的事", "What to do")}, {Key: "due", Label: both("期限", "By when"), Kind: KindPart, Sortable: true}, {Key: "since", Label: both("开始", "Since"), Kind: KindDate},
			{Key: "n", Label: both("联系次数", "Contacts"), Kind: KindNumber, Sortable: true}, {Key: "state", Label: both("状态", "State"), Kind: KindPart, Extra: true}, {Key: "do", Label: both("下一步", "Next"), Kind: KindAction}},
		Filters: []Filter{{Key: "grade", Label: both("年级", "Grade"), Options: []Option{{Value: "10", Label: both("高一", "Grade 10")}, {Value: "11", Label: both("高二", "Grade 11")}}}},
		Bulk:    []Action{{Label: both("交给…", "Hand to…"), Href: "/hand"}, {Label: both("打印通知", "Print letters"), Href: "/print", Icon: "print"}},
		Exports: []Link{{Label: both("Excel 表格", "Excel sheet"), Href: "#"}, {Label: both("CSV 文件", "CSV file"), Href: "#"}},
		Empty:   Empty{Title: both("没有学生在等", "No pupil is waiting"), Text: both("有人提出线索或测评结束后，会出现在这里。", "They appear here after somebody raises a concern or a round ends.")}}
	g.Small = Table{ID: "classes", Titled: true, Plain: true, Caption: both("各班进度", "Progress of classes"), Columns: []Column{{Key: "c", Label: both("班级", "Class")}, {Key: "a", Label: both("已交", "Handed in"), Kind: KindNumber}, {Key: "b", Label: both("需要关注", "Flagged"), Kind: KindNumber}},
		Empty: Empty{Title: both("还没有班级", "No classes yet")}}
	rows := map[Amount]int{UsualData: 5, MuchData: 50}[amount]
	for i := range rows {
		due := galleryToday.AddDays(i%9 - 2)
		g.Table.Rows = append(g.Table.Rows, Row{ID: strconv.Itoa(i + 1), Urgent: i%5 == 0, Cells: []Cell{
			Parts(Person{Name: names[i%5], Group: "高一（3）班", Href: "#"}), Parts(g.Levels[i%5]), Words(both("面谈并登记结果", "Interview and record the outcome")), Parts(ClockOn(due, galleryToday)),
			Day("2026-10-08"), Number(i * 37), Parts(g.Badges[i%4]), Parts(Action{Label: both("面谈", "Interview"), Href: "/interview"})}})
		g.Small.Rows = append(g.Small.Rows, Row{Cells: []Cell{Text("高一（" + strconv.Itoa(i+1) + "）班"), Number(38 + i), Suppressed()}})
	}
	g.Table.Total = map[Amount]int{UsualData: 5, MuchData: 123456}[amount]
}

func galleryForm(amount Amount) Form {
	one := []Is{{Field: "told", In: []string{"no"}}}
	f := Form{ID: "contact", Action: "/contact", Submit: both("保存联系记录", "Save the contact"), Cancel: &Link{Label: both("返回", "Back"), Href: "#"}, Fields: []Field{
		{Kind: SectionField, Name: "s", Label: both("联系家长", "Contact with the guardian")},
		{Kind: NoteField, Name: "n", Help: both("只写需要一起做的事，不写量表分数。", "Write what has to be done together; no scores.")},
		{Name: "who", Kind: TextField, Label: both("和谁谈的", "Who was spoken to"), Required: true},
		{Name: "phone", Kind: PhoneField, Label: both("电话", "Phone"), Help: both("11 位手机号，或带区号的座机", "11-digit mobile, or landline with area code")},
		{Name: "on", Kind: DateField, Label: both("日期", "Date"), Required: true}, {Name: "at", Kind: TimeField, Label: both("时间", "Time")},
		{Name: "minutes", Kind: NumberField, Label: both("时长", "Length"), Min: "0", Max: "600", Unit: both("分钟", "minutes")},
		{Name: "told", Kind: YesNoField, Label: both("家长是否已知情？", "Has the guardian been told?"), Required: true, Why: ptr(galleryWhy())},
		{Name: "reason", Kind: LongField, Label: both("为什么没有告知", "Why not"), ShowWhen: &When{All: one}},
		{Name: "way", Kind: ChoiceField, Label: both("方式", "How"), Options: []Option{{Value: "visit", Label: both("家访", "Home visit")}, {Value: "call", Label: both("电话", "Phone call"), Help: both("打通才算联系", "Only an answered call is a contact")}}},
		{Name: "next", Kind: MultiField, Label: both("接下来", "Next"), Options: []Option{{Value: "a", Label: both("再谈一次", "Talk again")}, {Value: "b", Label: both("建议就医", "Advise to see a doctor")}}},
		{Name: "unit", Kind: SelectField, Label: both("转给", "Hand to"), Options: []Option{{Value: "1", Label: both("心理辅导站", "Counselling station")}}},
		{Name: "slip", Kind: FileField, Label: both("附件", "Attachment"), Accept: ".pdf,.jpg"},
		{Name: "sign", Kind: SignField, Label: both("签名（输入本人姓名）", "Signature (type your own name)"), Required: true}}}
	if amount == MuchData {
		f.Fill(map[string][]string{"who": {"外祖母"}, "phone": {"138"}, "told": {"no"}}, &care.Error{Kind: care.Invalid, Fields: map[string]care.Text{
			"phone": both("手机号应为 11 位数字", "A mobile number has 11 digits"), "reason": both("请写明原因", "Give the reason"), "told": both("请选择", "Choose one")}})
	}
	return f
}

func ptr[T any](v T) *T { return &v }
