package demo

import (
	"context"
	"fmt"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
)

// meet is the meeting about a pupil: the sheet of it ends the duty.
func (b *builder) meet(ctx context.Context, p *pupil, d care.Duty) error {
	who, err := b.acting(ctx, d.Post)
	if err != nil {
		return err
	}
	const form = "f7_case_meeting"
	sheet := map[string][]string{"school": words(p.class.school.Name), "held_on": b.day(0), "convened_by": words(b.name(who)), "members": words("班主任", "心理教师", "德育主任"), "conflict": words("no"),
		"materials": words("interview", "observation"), "facts": words("近一个月睡得不好，不愿进食堂；愿意和心理教师说话"), "strengths": words("有两个要好的同学，喜欢画画"), "pupil_view": words("想先把作业减一点"),
		"level_recommended": words(d.Level.String()), "level_reason": words("面谈和班主任观察一致"), "plan_owner": words(b.name(who)), "tell": words("class_teacher"), "refer": words("no"),
		"district_report": words("done"), "mandatory_report": words("not_needed"), "next_on": b.day(30)}
	if _, err := b.casework.FileRecord(ctx, who, casework.Filing{Form: form, Person: p.id, Values: b.parse(form, sheet)}); err != nil {
		return err
	}
	return b.attend(ctx, p)
}

// dutySheets are the short forms that end a programme's duties.
func (b *builder) dutySheets(who act.Who) map[string]map[string][]string {
	me, today := words(b.name(who)), b.day(0)
	return map[string]map[string][]string{
		"pairing": {"name": words("冉素芬"), "sort": words("caring_mother"), "phone": words("13900000007"), "identity_checked": words("yes"), "vetted": words("clear"), "vetted_on": today, "undertaking": words("yes"),
			"child_agrees": words("yes"), "guardian_agrees": words("yes"), "stands": words("paired"), "cadence": words("每两周一次"), "starts_on": today, "recorder": me},
		"case_team": {"formed_on": today, "kinds": words("village", "grid", "prevention_doctor", "police", "civil_affairs"), "members": words("村支书 陈永富 13900000001", "网格员 李小兰 13900000002", "民警 张卫国 13900000003"),
			"lead": me, "tasks": words("网格员每周看一次，精防医生管随访和用药"), "call_order": words("先医生，再民警"), "secrecy": words("yes"), "next_on": b.day(30)},
		"clinic_visit": {"outcome": words("seen"), "visited_on": today, "hospital": words("县精神卫生中心 儿童门诊"), "taken_by": me, "doctor": words("何医生"), "written": words("yes"), "diagnosis": words("医生未下诊断"), "medicine": words("none"), "next_on": b.day(30)},
		"file_update":  {"assessed_on": today, "result": words("谈话和观察：夜里常醒，白天话少"), "analysis": words("刚换环境；愿意带小的孩子玩"), "told_child": words("yes"), "next": words("两周后再谈"), "recorder": me},
		"assessment": {"outcome": words("done"), "assessed_on": today, "assessed_by": me, "trained": words("yes"), "means": words("talk", "watching"), "child_told": words("yes"), "summary": words("愿意说话，提到想家"),
			"self_harm": words("none"), "abnormal": words("none"), "next": words("按月谈话")},
		"return_agreement": {"statement": words("stable"), "hospital": words("县精神卫生中心 何医生"), "stated_on": today, "school": words("青溪试验学校"), "agreed_with": words("分管副校长"), "agreed_on": today, "starts_on": b.day(7),
			"steps": words("前两周上半天"), "support": words("班主任和心理教师"), "child_view": words("想回去上课"), "guardian_view": words("同意分步回校")},
		"f12_referral": {"from_unit": words("卫生院"), "to_unit": words("市精神卫生中心"), "urgency": words("h24"), "guardian_present": words("yes"), "basis": words("guardian"), "problem": words("停药两周，夜里外走"),
			"risk": words("没有伤人毁物"), "tried": words("上门劝服药"), "questions": words("是否需要调整用药"), "feedback": words("seen", "next_visit"), "ask_again_on": b.day(3), "guardian_decision": words("agree")},
	}
}

// fillIn does a duty of a programme by the form that its timer names.
func (b *builder) fillIn(ctx context.Context, who act.Who, episode care.ID, form string) error {
	sheet, ok := b.dutySheets(who)[form]
	if !ok {
		return fmt.Errorf("demo: no sheet for the form %s", form)
	}
	_, err := b.casework.FileCare(ctx, who, episode, form, b.parse(form, sheet), nil)
	return err
}
