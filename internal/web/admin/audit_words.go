package admin

import (
	"strconv"
	"strings"

	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	policyweb "xinhuan/internal/web/policy"
)

// actNames say in words what the log holds as the code of an act. The code stays in
// exports and can be searched for.
var actNames = map[string]care.Text{
	"act.View": both("打开无权查看的页面", "open a page without the right to"), "audit.Export": both("导出审计日志", "export the audit log"),

	"casework.Acknowledge": both("确认通知", "acknowledge a notice"), "casework.AcknowledgeByLink": both("监护人确认通知", "guardian acknowledges a notice"), "casework.Amend": both("更正记录", "amend a record"), "casework.AnswerAlert": both("应答警报", "answer an alert"),
	"casework.Contest": both("提出异议", "object to being in a programme"), "casework.ConsentLink": both("生成同意书链接", "make a consent link"), "casework.Decide": both("面谈后判断", "decide after an interview"), "casework.EnterGuardian": both("登记监护人", "enter a guardian"), "casework.FileProtection": both("填写保护处理记录", "file a protection record"), "casework.Enter": both("列入关爱项目", "enter somebody into a programme"), "casework.ExportFlags": both("导出面谈名单", "export the list of interviews"), "casework.ExportProgramme": both("导出项目名单", "export the list of a programme"), "casework.ExportWork": both("导出我的工作", "export My work"),
	"casework.FileCare": both("填写项目表格", "fill in a form of a programme"), "casework.FormsOfCare": both("查看项目表格", "see the forms of a programme"), "casework.FileContact": both("记录跟进", "record a contact"), "casework.FileForm": both("填写表单", "fill in a form"), "casework.FileRecord": both("保存记录", "save a record"), "casework.FinishDuty": both("完成事项", "finish a duty"), "casework.FormsOf": both("查看可填表单", "see the forms to fill in"),
	"casework.Grade": both("复核级别", "review a level"), "casework.HandOver": both("换负责人", "change who is responsible"), "casework.HomeSafe": both("回答家里是否安全", "say whether home is safe"), "casework.Leave": both("结束关爱项目", "end a programme for somebody"), "casework.NoticeLink": both("生成通知链接", "make a link to a notice"),
	"casework.OpenAlert": both("打开警报", "open an alert"), "casework.OpenAttachment": both("打开附件", "open an attached file"), "casework.OpenCare": both("打开关怀页", "open a care page"), "casework.OpenFile": both("打开档案", "open an archive"), "casework.OpenFlag": both("打开面谈事项", "open an interview"),
	"casework.OpenLedger": both("打开困境儿童台账", "open the ledger of children in hardship"), "casework.ExportLedger": both("导出困境儿童台账", "export the ledger of children in hardship"),
	"casework.OpenLink": both("监护人打开链接", "guardian opens a link"), "casework.OpenNotice": both("打开通知", "open a notice"), "casework.OpenRecord": both("打开记录", "open a record"), "casework.Preview": both("预览定级的后果", "preview what a level brings"), "casework.Pupils": both("查看学生名单", "see a list of pupils"),
	"casework.Raise": both("标记发现异常", "flag an abnormality"), "casework.RecordInterview": both("保存面谈记录", "save an interview"), "casework.Release": both("放行通知", "release notices"), "casework.SafetyCheck": both("安全核查", "safety check"), "casework.SaveDraft": both("保存草稿", "save a draft"),
	"casework.Search": both("查找学生", "search for pupils"), "casework.SeeAlert": both("看到警报", "see an alert"), "casework.SendDigests": both("发送每日待办短讯", "send the morning's messages"), "casework.SetLevel": both("定级", "set a level"), "casework.SignRecord": both("签认记录", "sign a record"),

	"clock.ClimbAlert": both("警报无人应答，叫下一位", "alert unanswered, the next is called"), "clock.ClimbDuty": both("事项逾期，提醒上一级", "duty late, the level above is told"), "clock.ClimbNotice": both("通知未确认，提醒上一级", "notice not acknowledged, the level above is told"), "clock.FindGuardian": both("没有监护人，请人去找", "no guardian known, somebody is asked to find one"), "clock.Protect": both("交给保护岗位", "child given to the protection post"), "clock.Reassign": both("改派给有权查看的人", "duty given to somebody who may open it"), "clock.Settle": both("按日期派发事项", "duties given out by date"),

	"region.AbandonImport": both("导入中断", "import broken off"), "region.AddStaff": both("增加人员", "add a member of staff"), "region.AddUnit": both("增加单位", "add a unit"), "region.AddUnits": both("批量增加单位", "add units"), "region.AdoptDuties": both("按新规则调整事项", "fit duties to new rules"),
	"region.AdoptEpisode": both("按新规则调整个案", "fit a case to new rules"), "region.ApplyImport": both("确认导入", "agree to an import"), "region.ApplyRows": both("写入名单", "apply rows of a list"), "region.Appoint": both("任命", "appoint"), "region.CancelImport": both("放弃导入", "drop an import"),
	"region.ChangePassword": both("修改密码", "change the password"), "region.Confirm": both("第二人同意", "second person agrees"), "region.EnrolPupils": both("学生入册", "enrol pupils"), "region.Enter": both("进入演示账号", "enter a demonstration account"), "region.Found": both("建立区域", "found the region"),
	"screening.SignedConsent": both("查看签署的同意书", "open a signed consent"),
	"region.MoveHome":         both("更改住址", "change where a pupil lives"), "region.MovePupil": both("调班或转学", "move a pupil"), "region.ProposePack": both("提出规则包", "propose a pack"), "region.PutSettings": both("修改设置", "change settings"), "region.ReadImport": both("查看导入结果", "see what an import found"),
	"region.Refuse": both("第二人不同意", "second person refuses"), "region.Release": both("离任", "release from a post"), "region.RenameUnit": both("改单位名称或代码", "rename a unit"), "region.ResetPassword": both("重置密码", "new first password"), "region.SettlePack": both("规则包切换完毕", "switch of the pack completed"),
	"region.SignIn": both("登录", "sign in"), "region.StageImport": both("上传名单检查", "upload a list for checking"), "region.StageRows": both("检查名单", "check rows of a list"), "region.StagedImport": both("名单检查完毕", "list checked"), "region.Substitute": both("指定代理岗位", "name a substitute"),
	"region.SwitchPack": both("采用规则包", "adopt a pack"), "region.UpdateIdentity": both("更正身份信息", "correct an identity"),

	"screening.AckDrill": both("应答测试警报", "answer the test alert"), "screening.CancelRound": both("取消测评", "cancel a round"), "screening.ClassBoard": both("查看班级测评进度", "see a class's progress"), "screening.CloseRound": both("结束测评", "close a round"), "screening.AmendClosing": both("重新确认测评的数字", "sign a round's figures again"), "screening.ConsentList": both("查看同意名单", "see the list of consents"),
	"screening.Critical": both("危险回答，呼叫值班人员", "danger answer, duty adults called"), "screening.EnterSheet": both("录入纸质答卷", "type in a paper sheet"), "screening.ExportBoard": both("导出测评进度", "export a round's progress"), "screening.FreshKeys": both("更换答卷密钥", "renew a sheet's keys"), "screening.Help": both("学生求助，呼叫值班人员", "pupil asks for help, duty adults called"),
	"screening.IssueTickets": both("发作答纸条", "issue slips"), "screening.OpenRound": both("开始测评", "open a round"), "screening.PlanRound": both("安排测评", "plan a round"), "screening.RecordAbsence": both("登记缺测", "record an absence"), "screening.RecordConsentByLink": both("监护人填同意书", "guardian answers the consent"),
	"screening.RecordConsents": both("登记同意情况", "record consents"), "screening.SaveDraft": both("答卷草稿", "draft of a sheet"), "screening.SendDrill": both("发测试警报", "send the test alert"), "screening.SetInvigilators": both("指定主试", "name the invigilators"), "screening.Sheet": both("打开答卷", "open a sheet"),
	"screening.Sheets": both("查看答卷列表", "see the list of sheets"), "screening.SignIn": both("学生开始作答", "pupil begins to answer"), "screening.Stop": both("学生先停下", "pupil stops"), "screening.Submit": both("交答卷", "hand in a sheet"), "screening.TicketSheet": both("打印作答纸条", "print slips"),

	"supervision.ExportBoard": both("导出单位职责", "export the duties of a unit"), "supervision.AddLesson": both("登记补课", "note a make-up lesson"), "supervision.ApplyTimetable": both("导入课表", "import a timetable"), "supervision.BeginFolder": both("生成迎检资料包", "make an inspection folder"), "supervision.CancelLesson": both("登记没上的课", "note that a lesson fell out"), "supervision.EndActivity": both("登记停用", "note that something ended"),
	"supervision.ExportFolder": both("下载迎检资料包", "download an inspection folder"), "supervision.FileActivity": both("登记活动", "record an activity"), "supervision.OpenDuties": both("派发单位职责", "duties of units given out"), "supervision.OpenFile": both("打开活动附件", "open a file of an activity"), "supervision.SettleDuties": both("核对单位职责", "duties of units settled"),
	"supervision.SettleIntervals": both("定下“定期”的间隔", "set intervals"), "supervision.SaveDraft": both("暂存单位表格草稿", "draft of a unit's form kept"), "supervision.SignActivity": both("签名单位记录", "sign a unit's record"), "supervision.SignFolder": both("签发迎检资料包", "sign an inspection folder off"), "supervision.SignMonth": both("签认当月课时", "sign a month's lessons"), "supervision.UndoLesson": both("撤销课时登记", "undo a note on a lesson"), "supervision.WithdrawActivity": both("撤回活动记录", "withdraw an activity"),
}

// thingNames say what an act was about; kinds of a child's content have the names
// of the rules' page.
var thingNames = map[string]care.Text{
	"account": both("账号", "account"), "activity": both("活动记录", "activity"), "adoption": both("采用规则包", "adoption of a pack"), "alert": both("警报", "alert"), "attachment": both("附件", "file"), "audit": both("审计日志", "audit log"),
	"campaign": both("测评", "round"), "class": both("班级", "class"), "duty": both("事项", "duty"), "episode": both("个案", "case"), "export": both("导出", "export"), "flag": both("面谈事项", "interview"), "folder": both("迎检资料包", "inspection folder"),
	"import": both("名单导入", "import"), "imports": both("名单导入", "imports"), "inspection": both("迎检资料包", "inspection folder"), "intervals": both("“定期”的间隔", "intervals"), "lessons": both("课时", "lessons"), "ledger": both("困境儿童台账", "ledger of children in hardship"), "level_proposal": both("级别建议", "proposed level"), "link": both("一次性链接", "one-time link"),
	"notice": both("通知", "notice"), "person": both("人员", "person"), "post": both("岗位", "post"), "proposal": both("待确认事项", "proposal"), "pupil": both("学生", "pupil"), "pupils": both("学生名单", "list of pupils"), "record": both("记录", "record"), "region": both("区域", "region"), "search": both("查找结果", "search"),
	"settings": both("设置", "settings"), "sitting": both("答卷", "sheet"), "sittings": both("答卷列表", "sheets"), "staff": both("人员名单", "staff"), "timetable": both("课表", "timetable"), "unit": both("单位", "unit"),
}

func actText(code string) care.Text {
	if t, ok := actNames[code]; ok {
		return t
	}
	return both(code, code)
}

// named tells whether what somebody looks for is an act's code or part of its words.
func named(code, text string) bool {
	t := actText(code)
	return strings.EqualFold(code, text) || strings.Contains(t.Zh, text) || strings.Contains(t.En, strings.ToLower(text))
}

// objectText is the thing with how many people it showed, or its format, and its id.
func objectText(e audit.Entry) care.Text {
	kind, more, _ := strings.Cut(e.Object, ":")
	t, ok := thingNames[kind]
	if !ok {
		t = policyweb.DataName(policy.Data(kind))
	}
	if t.IsZero() {
		t = care.UnitKind(kind).Name() // a list of people was a unit's
	}
	if t.IsZero() {
		t = both(orDash(kind), orDash(kind))
	}
	if n, err := strconv.Atoi(more); err == nil {
		t = both(t.Zh+"："+more+" 人", t.En+": "+care.Counted(n, "person", "people"))
	} else if more != "" {
		t = both(t.Zh+"（"+strings.ToUpper(more)+"）", t.En+" ("+strings.ToUpper(more)+")")
	}
	if e.ObjectID != 0 {
		t = both(t.Zh+" "+e.ObjectID.String(), t.En+" "+e.ObjectID.String())
	}
	return t
}
