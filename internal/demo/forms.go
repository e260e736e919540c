package demo

import (
	"fmt"
	"math/rand/v2"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// The forms of this file are filled in as a page would post them. Everything
// said in them is invented; nothing describes a way of doing harm.

func (b *builder) day(after int) []string { return []string{string(dateOf(b.now()).AddDays(after))} }

func (b *builder) hour() []string { return []string{b.now().Format("15:04")} }

// schoolDay is a date in n school days.
func (b *builder) schoolDay(n int) []string {
	return []string{string(b.schoolDayAfter(dateOf(b.now()), n))}
}

func words(s ...string) []string { return s }

var (
	places  = []string{"心理辅导室", "年级办公室旁的谈话间", "图书馆小会议室", "校医室外间"}
	stayers = []string{"班主任，到放学家长来接", "生活老师，到就寝", "值班教师，到心理教师接手", "心理教师，到放学"}
)

// checked is the safety check of a pupil who was found.
func (b *builder) checked(who act.Who, fate care.Level, r *rand.Rand) map[string][]string {
	v := map[string][]string{"seen": words("yes"), "seen_on": b.day(0), "seen_at": b.hour(), "seen_where": words(pick(r, places)),
		"hurt_now": words("no"), "thoughts_now": words("none"), "harmed_by_others": words("no"), "safe_now": words("yes"), "stays_with": words(pick(r, stayers)),
		"home_safe": words("safe"), "guardian_may": words("agrees"), "guardian_contact": words(pick(r, []string{"reached", "reached", "not_yet"})), "told": words("psychology_teacher", "class_teacher"),
		"outcome": words("no_danger_now"), "checked_by": words(b.name(who))}
	switch {
	case fate == care.LevelMajor:
		v["thoughts_now"], v["plan_now"], v["means_near"] = words("present"), words("decided"), words("no")
		v["safe_now"], v["outcome"], v["emergency_called"] = words("unsure"), words("needs_emergency"), words("principal", "guardian")
	case fate == care.LevelSerious:
		v["thoughts_now"], v["plan_now"], v["means_near"] = words("present"), words("vague"), words("no")
		v["outcome"] = words("needs_interview_today")
	case r.Float64() < .15:
		v["outcome"] = words("needs_interview_today")
	}
	return v
}

func (b *builder) notFound(who act.Who) map[string][]string {
	return map[string][]string{"seen": words("no"), "looked_where": words("去过教室和操场，问过同桌，说刚下课出去了"), "home_safe": words("unknown"),
		"outcome": words("not_found"), "emergency_called": words("principal"), "checked_by": words(b.name(who))}
}

// told is what pupils say, by how it will be judged.
var told = map[care.Level][]string{
	care.LevelNone: {"说那几天没睡好，填问卷时正着急考试，现在好了", "说题目看得快，有几题没想清楚；谈起同学和球赛很轻松",
		"前段时间和好朋友闹别扭，已经和好", "刚住校时想家，现在习惯了，周末回家很开心"},
	care.LevelWatch: {"最近容易累，数学跟不上有点烦；有两个要好的同学", "爸妈外出打工，奶奶身体不好，有时担心；愿意再来聊",
		"换了座位后说话的人少了，想参加合唱队"},
	care.LevelGeneral: {"入睡要一个多小时，已有三周；成绩下降，怕让家里失望", "和室友相处困难，中午不愿回宿舍；喜欢画画，画的时候心里静",
		"常常一个人待着，觉得没意思，持续约一个月；说愿意试着做点什么"},
	care.LevelSerious: {"情绪低落两个月，早醒，上课听不进去；说有过不想活下去的念头，没有打算，愿意接受帮助",
		"哭了很久，说撑不住；缺课增多，吃得少；信任班主任，同意告诉妈妈"},
	care.LevelMajor: {"说这几天一直有不想活下去的念头，今天更强烈；愿意让老师陪着，同意联系家里"},
}

var grounds = map[care.Level]string{
	care.LevelNone: "见面核实，状态平稳，没有需要跟进的情况", care.LevelWatch: "有些疲倦和担心，功能没有受影响，日常留意",
	care.LevelGeneral: "困扰持续数周，学习和同伴关系受影响，适合校内辅导", care.LevelSerious: "困扰明显，影响上课和生活，有过念头，建议就医评估",
	care.LevelMajor: "眼前有危险，需要有人时刻陪着并马上就医",
}

// factsFor is what those who are told need in order to act; guardians read it too, so
// it states facts and orders nobody about.
func factsFor(l care.Level) string {
	switch l {
	case care.LevelMajor:
		return "这几天情绪很低，需要一直有成人陪着；心理教师现在就在身边"
	case care.LevelSerious:
		return "最近情绪低落，缺课增多，需要多一些陪伴；当众批评或追问会让情况更难"
	case care.LevelGeneral:
		return "每周三下午到心理辅导室，需要准时离开教室"
	case care.LevelWatch:
		return "近来有些疲倦和担心，日常多留意"
	}
	return ""
}

// whereFor is where a pupil is at whom somebody has to look all the time.
func whereFor(l care.Level) string {
	if l < care.LevelMajor {
		return ""
	}
	return "在学校心理辅导室，心理教师陪着"
}

// interviewed is F5 about a flag.
func (b *builder) interviewed(who act.Who, p *pupil, f care.Flag, fate care.Level, r *rand.Rand) map[string][]string {
	v := b.conversation(who, fate, r)
	v["source"] = words("screening")
	if f.Critical {
		v["source"], v["risk_form"] = words("screening", "danger_answer"), words("done")
	}
	if fate >= care.LevelSerious {
		v["self_harm"], v["risk_form"] = words("something"), words("done")
	}
	return v
}

// conversation is what every interview has in common.
func (b *builder) conversation(who act.Who, fate care.Level, r *rand.Rand) map[string][]string {
	next := map[care.Level][]string{care.LevelNone: words("close"), care.LevelWatch: words("tell_class_teacher", "meet_again"), care.LevelGeneral: words("counselling", "plan", "tell_guardian"),
		care.LevelSerious: words("case_meeting", "plan", "tell_guardian", "medical_advice"), care.LevelMajor: words("case_meeting", "plan", "tell_guardian", "green_channel")}
	sleep, appetite := "good", "good"
	if fate >= care.LevelGeneral {
		sleep, appetite = "poor", pick(r, []string{"changed", "good"})
	}
	return map[string][]string{"interviewer": words(b.name(who)), "held_on": b.day(0), "place": words(pick(r, places)), "private": words("yes"), "limits_told": words("yes"),
		"facts": words(pick(r, told[fate])), "sleep": words(sleep), "appetite": words(appetite), "bullying": words("nothing"), "abuse": words("nothing"),
		"self_harm": words("nothing"), "protective": words(pick(r, []string{"有要好的朋友", "喜欢打球和画画", "和奶奶亲，周末一起做饭", "信任班主任"})),
		"level_proposed": words(fate.String()), "level_reason": words(grounds[fate]), "next_step": next[fate], "follow_up_on": b.schoolDay(10)}
}

// risk is F6.
func (b *builder) risk(who act.Who, fate care.Level, r *rand.Rand) map[string][]string {
	v := map[string][]string{"asked_by": words(b.name(who)), "asked_on": b.day(0), "asked_at": b.hour(), "alone": words("yes"), "limits_told": words("yes"),
		"wish": words("none"), "thought": words("none"), "behaviour": words("none"), "self_injury": words("none"), "hopeless": words("no"), "substances": words("no"), "exposure": words("no"),
		"protective": words("friends", "accepts_help"), "judgement": words("as_answered"), "not_left_alone": words("yes"), "stays_with": words(pick(r, stayers)),
		"means_restricted": words("not_needed"), "guardian_informed": words("not_needed"), "help_lines_given": words("yes"), "mandatory_report": words("not_needed"),
		"report_reason": words("没有受到侵害或无人照料的情形，也没有受伤"), "disposition": words("no_action"), "disposition_reason": words("见面后没有念头和举动，约好有事再来"),
		"next_meeting_on": b.schoolDay(5), "signed": words(b.name(who))}
	switch fate {
	case care.LevelWatch, care.LevelGeneral:
		v["wish"], v["method"], v["intent"], v["plan"], v["means_access"] = words("past_3_months"), words("none"), words("none"), words("none"), words("no")
		v["disposition"], v["disposition_reason"] = words("watch"), words("念头已过去，没有打算，愿意再谈")
	case care.LevelSerious:
		v["wish"], v["thought"], v["method"], v["intent"], v["plan"], v["means_access"] = words("past_month"), words("past_month"), words("none"), words("none"), words("none"), words("unknown")
		v["means_restricted"], v["guardian_informed"], v["disposition"], v["next_meeting_on"] = words("arranged"), words("told"), words("hospital_7d"), b.schoolDay(1)
	case care.LevelMajor:
		v["wish"], v["thought"], v["method"], v["intent"], v["plan"], v["means_access"] = words("now"), words("now"), words("not_said"), words("past_month"), words("not_said"), words("unknown")
		v["judgement"], v["judgement_reason"] = words("immediate"), words("说今天更强烈，不愿细说；需要马上有人陪着")
		v["means_restricted"], v["guardian_informed"], v["disposition"], v["next_meeting_on"] = words("done"), words("told"), words("hospital_24h"), b.day(1)
	}
	return v
}

// decided is a level decision, also at a review.
func (b *builder) decided(who, second act.Who, p *pupil, before care.Level, critical bool, to care.Level) map[string][]string {
	v := map[string][]string{"level_before": words(before.String()), "from_critical": words("no"), "decision": words("same"), "level": words(to.String()), "guardian_consent": words("agrees"),
		"reason": words(grounds[to]), "evidence": words("interview", "class_teacher"), "met_on": b.day(0), "signed": words(b.name(who)), "next_review_on": b.day(b.Policy().Level(to).ReviewDays)}
	switch {
	case to == care.LevelNone:
		v["decision"], v["end_reason"] = words("end"), words("no_concern")
		delete(v, "level")
	case to > before:
		v["decision"] = words("higher")
	case to < before:
		v["decision"], v["review_meeting_on"] = words("lower"), b.day(0)
	}
	if critical {
		v["from_critical"], v["evidence"] = words("yes"), words("interview", "risk_form")
		name := b.name(second)
		if name == "" {
			name = b.name(p.class.teacher)
		}
		v["second_person"] = words(name)
	}
	if second.Post == 0 && !critical {
		v["evidence"] = words("case_meeting", "class_teacher", "interview")
		if to == care.LevelNone {
			v["end_reason"] = words("goals_met")
		}
	}
	return v
}

// planned is the individual plan.
func (b *builder) planned(who act.Who, p *pupil, l care.Level) map[string][]string {
	r := b.dice(p.key, "plan")
	safety := "not_needed"
	if l >= care.LevelSerious {
		safety = "made"
	}
	review := min(b.Policy().Level(l).ReviewDays, 30)
	return map[string][]string{"strengths": words(pick(r, []string{"画画", "跑步", "照顾弟弟妹妹", "唱山歌", "修东西"}), "愿意说出自己的想法"), "understanding": words(grounds[l]),
		"pupil_view_heard": words("yes"), "pupil_view": words(pick(r, []string{"希望有个地方可以安静待一会儿", "想和好朋友坐近一点", "希望先和妈妈说，再和爸爸说"})),
		"goals": words("每周和信任的人聊一次", "按时睡觉"), "measure_1": words("每周一次到心理辅导室谈话"), "owner_1": words(b.name(who)), "cadence_1": words("weekly"),
		"measure_2": words("课间和晚自习多看一眼"), "owner_2": words(b.name(p.class.teacher)), "cadence_2": words("daily"), "peers": words("同桌和一位成长导师"),
		"contacts": words("班主任", "心理辅导站"), "prohibited": words("当众批评", "追问细节"), "watch_signs": words("缺课、独处增多时告诉心理教师"),
		"safety_plan": words(safety), "review_on": b.day(review), "closing": words("连续四周睡眠和上课平稳，学生自己觉得可以"), "guardian_part": words("told"),
		"keeper": words(b.name(who)), "signed": words(b.name(who))}
}

// talked is a contact within an episode.
func (b *builder) talked(who act.Who, p *pupil, l care.Level) map[string][]string {
	v := b.conversation(who, max(l, care.LevelWatch), b.dice(p.key, "talk", p.nth("talk")))
	v["source"] = words("teacher")
	if l >= care.LevelSerious {
		v["self_harm"] = words("nothing")
	}
	return v
}

// homed answers "is home safe?".
func (b *builder) homed(who act.Who, answer string) map[string][]string {
	v := map[string][]string{"safe": words("safe"), "pupil_asked": words("yes"), "basis": words("学生说家里平时会好好说话，同意告诉家长"), "send": words(answer), "decided_by": words(b.name(who)),
		"second_person": words("已共同商量")}
	if answer == "hold" || answer == "withhold" {
		v["safe"], v["basis"], v["feared_person"] = words("unknown"), words("学生说怕被责打，想先缓一缓"), words("继父")
		v["keep_back"], v["tonight"], v["safe_adult"], v["reported"] = words(answer), words("在姑姑家住一晚，班主任已联系"), words("姑姑"), words("report_now")
		delete(v, "send")
	}
	return v
}

// protected is what the protection post did for a child whose home is not safe.
func (b *builder) protected(who act.Who) map[string][]string {
	return map[string][]string{"seen_on": b.day(0), "seen_at": b.hour(), "safe_now": words("safe"), "stays_with": words("在姑姑家，姑姑照看，班主任每天联系"), "police": words("reported"),
		"reported_by": words(b.name(who)), "reported_on": b.day(0), "reported_at": b.hour(), "reported_to": words("派出所值班民警，受理编号已记"), "told_departments": words("education", "civil_affairs"),
		"measures": words("暂住亲属家，村（居）委会和民政部门已上门，由未成年人保护干部跟进"), "guardian_later": words("after_police"), "ask_result_on": b.schoolDay(3), "signed": words(b.name(who))}
}

// guardianOf is who was found for a pupil of whom the roster named nobody.
func (b *builder) guardianOf(p *pupil) map[string][]string {
	r := b.dice(p.key, "guardian")
	return map[string][]string{"found": words("found"), "name": words("奶奶"), "relation": words("grandparent"), "phone": words(fmt.Sprintf("154%08d", r.IntN(100_000_000))), "known_by": words("问了村（居）委会和同村的同学")}
}
