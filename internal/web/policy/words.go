package policyweb

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

var modeWords = map[policy.Mode]care.Text{
	policy.Min: both("本地只能调高", "a local rule may only raise it"), policy.Max: both("本地只能调低", "a local rule may only lower it"),
	policy.Superset: both("本地只能增加", "a local rule may only add"), policy.Free: both("本地可以修改", "a local rule may change it"),
}

// mayChange says how a pack below may change a row; of a help line it is the hours.
func mayChange(ref string, mode policy.Mode) care.Text {
	if strings.HasPrefix(ref, "hotline/") && mode == policy.Min {
		return both("本地只能延长接听时间", "a local rule may only lengthen the hours")
	}
	return modeWords[mode]
}

var forceWords = map[string]care.Text{
	"law": both("法律法规", "law"), "plan": both("方案：须落实", "plan: to be carried out"),
	"notice": both("通知：须落实", "notice: to be carried out"), "reply": both("答复：反映做法，不作要求", "reply: reports practice, orders nothing"),
}

var standingWords = map[policy.ClauseStanding]care.Text{
	policy.ClauseServed: both("已落实", "served"), policy.ClausePlanned: both("尚有待建", "partly to come"),
	policy.ClauseOutside: both("不由软件落实", "outside software"), policy.ClauseUnbound: both("未登记", "not bound"),
}

var standings = []policy.ClauseStanding{policy.ClauseServed, policy.ClausePlanned, policy.ClauseOutside, policy.ClauseUnbound}

// kindWords are the matters that clauses are about.
var kindWords = map[string]care.Text{
	"archive": both("档案", "Archives"), "community": both("社区服务", "Community"), "counselling": both("心理咨询辅导", "Counselling"), "crisis": both("危机干预", "Crisis"),
	"education": both("教育与课程", "Education"), "facility": both("场所设施", "Rooms and facilities"), "follow_up": both("随访跟进", "Follow-up"), "funding": both("经费", "Funding"),
	"governance": both("组织管理", "Governance"), "hardship_children": both("困境儿童", "Children in hardship"), "hotline": both("热线", "Hotlines"), "indicator": both("指标", "Indicators"),
	"institution": both("机构建设", "Institutions"), "interview": both("面谈", "Interviews"), "key_population": both("重点人群", "Key groups"), "other": both("其他", "Other"),
	"parents": both("家长与家庭教育", "Parents"), "patients_smi": both("严重精神障碍患者", "Severe mental disorder"), "peers": both("朋辈互助", "Peers"), "privacy": both("隐私保护", "Privacy"),
	"publicity": both("宣传科普", "Publicity"), "referral": both("转介就医", "Referral"), "research": both("研究", "Research"), "return_to_school": both("复学", "Return to school"),
	"screening": both("监测与测评", "Screening"), "staffing": both("人员配备", "Staffing"), "training": both("培训", "Training"), "treatment": both("诊疗", "Treatment"),
	"warning": both("预警", "Warning"), "workplace": both("职场", "Workplace"),
}

// refWords are the kinds of thing that serve a clause.
var refWords = map[string]care.Text{
	"level": both("级别", "Level"), "notice": both("通知", "Notice"), "timer": both("个案时限", "Time limit of a case"), "network": both("预警网络", "Warning network"),
	"programme": both("关爱项目", "Programme"), "rule": both("提示规则", "Triage rule"), "rules": both("提示规则", "Triage rules"), "cadence": both("单位例行工作", "Routine of units"),
	"ratio": both("人员配备", "Staffing ratio"), "measure": both("指标", "Measure"), "group": both("重点群体", "Key group"), "hotline": both("求助电话", "Helpline"),
	"access": both("知情范围", "Need to know"), "retention": both("保存期限", "Retention"), "activity": both("活动记录", "Activity record"), "conflict": both("文件间的冲突", "Conflict of documents"),
	"season": both("重点时段", "Season"), "calendar": both("日历", "Calendar"), "form": both("表单", "Form"), "product": both("系统功能", "What the program does"),
}

var refOrder = []string{"level", "notice", "timer", "network", "programme", "rules", "rule", "cadence", "activity", "ratio", "measure", "group", "hotline", "access", "retention", "season", "calendar", "form", "conflict", "product"}

var dataWords = map[policy.Data]care.Text{
	policy.DataIdentity: both("身份", "identity"), policy.DataAnswers: both("答卷", "answers"), policy.DataScores: both("分数", "scores"), policy.DataSuggestion: both("系统提示", "suggestion"),
	policy.DataLevel: both("级别", "level"), policy.DataPlan: both("计划", "plan"), policy.DataPlanSummary: both("计划摘要", "summary of the plan"), policy.DataNotes: both("辅导记录", "counselling notes"), policy.DataInterview: both("面谈记录", "interviews"),
	policy.DataContacts: both("联系方式", "contacts"), policy.DataMedical: both("就医情况", "medical"), policy.DataProtection: both("保护信息", "protection"), policy.DataConcerns: both("线索", "concerns"),
	policy.DataCounts: both("汇总数字", "counts"), policy.DataAudit: both("日志", "audit log"), policy.DataAlerts: both("警报", "alerts"), policy.DataNotices: both("通知", "notices"),
	policy.DataRoster: both("名册", "roster"), policy.DataConsent: both("同意情况", "consent"), policy.DataRound: both("测评安排", "rounds"), policy.DataSession: both("班级测评当天的工作", "running a class in a round"), policy.DataPosts: both("岗位", "posts"),
	policy.DataSettings: both("设置", "settings"), policy.DataIntervals: both("“定期”的间隔", "intervals of what is regular"), policy.DataPacks: both("规则包", "packs"), policy.DataApproval: both("同意采用规则包", "agreeing to a pack"), policy.DataActivities: both("单位工作记录", "unit activities"), policy.DataTimetable: both("课表", "timetable"), policy.DataInspection: both("迎检资料包", "inspection folder"), policy.DataPrivacy: both("个人信息保护台账", "sheets on protecting personal data"),
	policy.DataHardship: both("困境儿童工作", "work with children in hardship"), policy.DataHardshipStatus: both("是否困境儿童、由谁负责", "that a child is in hardship, and who looks after it"),
	policy.DataWards: both("机构养育儿童工作", "work with wards of the state"), policy.DataPatients: both("患者服务", "service for patients"),
	policy.DataKeyPopulation: both("重点人群工作", "work with key populations"), policy.DataEmployees: both("职工关爱", "care for employees"),
	"hospital_records": both("医院病历", "hospital records"), "sharing_records": both("信息提供记录", "records of sharing"), "impact_assessments": both("影响评估", "impact assessments"),
	"major_crisis_files": both("重大危机档案", "files of a major crisis"),
}

// DataName is what a kind of content is called; nothing if there is no such kind.
func DataName(d policy.Data) care.Text { return dataWords[d] }

var scopeWords = map[policy.Scope]care.Text{
	policy.ScopeUnit: both("本单位", "own unit"), policy.ScopeOwnUnit: both("仅本单位自身", "own unit, none below"), policy.ScopeCommunity: both("本级及下级，学校除外", "own unit and below, no school"), policy.ScopeSubtree: both("本级及下级", "own unit and below"), policy.ScopeClass: both("本班", "own class"),
	policy.ScopeOwnDuty: both("自己负责的人", "people it has a duty for"), policy.ScopeInCharge: both("自己主责的学生", "pupils it is in charge of"), policy.ScopeAssigned: both("测评中指定由它主试的班级和学生", "classes it sits with in a round, and their pupils"), policy.ScopeProtects: both("自己接手保护的学生", "pupils it protects"), policy.ScopeFollowed: both("已离开但事项未完的人", "people who left with open work"), policy.ScopeRecipient: both("收到通知的人", "people it was told of"), policy.ScopeAuthor: both("自己所写", "what it wrote"),
	policy.ScopeAll: both("全部", "all"), policy.ScopeAggregate: both("只有汇总", "totals only"),
}

var countedWords = map[string]care.Text{
	"pupils": both("学生", "pupils"), "students": both("大学生", "students"), "residents": both("居民", "residents"),
	"preschool_children": both("幼儿", "preschool children"), "teaching_research_body": both("教研机构", "teaching-research body"),
}

var postWords = map[string]care.Text{"full_time": both("专职", "full-time"), "part_time": both("兼职", "part-time"), "any": both("专职或兼职", "full- or part-time")}

var needWords = map[string]care.Text{
	"topic": both("主题", "topic"), "minutes": both("时长", "minutes"), "hours": both("学时", "hours"), "credits": both("学分", "credits"), "participants": both("参加人数", "participants"),
	"partners": both("参与单位", "partners"), "place": both("地点", "place"), "result": both("结果", "result"), "attachment": both("附件", "attachment"),
}

var contactWords = map[string]care.Text{"visit": both("上门走访", "visit"), "meeting": both("当面见面", "meeting"), "call": both("电话", "call"), "video": both("视频", "video")}

var startWords = map[string]care.Text{"created": both("自形成之日", "from the day it was made"), "leaving": both("自离校", "from leaving school"), "closed": both("自结案", "from closing")}

var figureWords = map[string]care.Text{
	policy.FromUnits: both("按单位记录统计", "counted over units"), policy.FromPeople: both("按人统计，系统暂不出数", "counted over people; not computed here"),
	policy.FromReported: both("由责任单位自行统计", "kept by the body responsible; not here"),
}

var stageWords = map[care.Stage]care.Text{care.Primary: both("小学", "primary"), care.Junior: both("初中", "junior secondary"), care.Senior: both("高中", "senior secondary"),
	care.Vocational: both("中职", "vocational"), care.University: both("大学", "university")}

var networkWords = map[string]care.Text{"school": both("中小学", "Schools"), "university": both("高校", "Universities")}

var roundWords = map[string]care.Text{"round/screening": both("一轮测评", "a round of screening"), "round/monitoring": both("一轮监测", "a round of monitoring")}
