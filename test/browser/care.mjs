// From the alert to an owned episode: who comes, what is found, who decides,
// who is told, and what stands on the person page at the end.
import { check } from "./browser.mjs";
import { china, Desk } from "./desk.mjs";
import { child } from "./roster.mjs";

// climb looks at the alert on the duty adult's phone, lets two minutes pass
// without an answer and finds that others are called.
export async function climb({ duty1, lead, psych, deputy, invigilator }, phone, round, unit) {
  await duty1.go("/work");
  await duty1.says("the alert stands on the duty adult's page", /警报|去看看/);
  await duty1.shot("duty-alert-work");
  await duty1.go("/alerts");
  const alert = await duty1.page.locator('main a[href^="/alerts/"]').first().getAttribute("href");
  await invigilator.go(`/rounds/${round}/classes/${unit}`);
  check("nothing shows on the invigilator's screen", !/警报|危险/.test(await invigilator.main()));
  check("the invigilator gets no alert", [403, 404].includes(await invigilator.go(alert)));
  await phone.helpSays(/还没有人回应/, 170_000).then(() => check("after two minutes the panel says that nobody answered", true), () => check("after two minutes the panel says that nobody answered", false, phone.main()));
  await phone.look("pupil-nobody-yet");
  await duty1.go(alert);
  const called = await duty1.main();
  check("the alert climbs to others", called.match(/已叫|已看到/g)?.length >= 3, called.slice(0, 400));
  await duty1.shot("duty-alert-climbed");
  return alert;
}

// go has the psychology lead answer; the pupil's panel says so truthfully.
export async function goThere({ lead }, phone, alert) {
  await lead.go("/work");
  await lead.says("the lead was called", /警报|去看看/);
  await lead.shot("lead-alert-work");
  await lead.go(alert);
  check("that somebody opened the alert is no answer", await phone.helpSays(/还没有人回应/).then(() => true, () => false), (await phone.main()).slice(0, 200));
  await lead.shot("lead-alert");
  await lead.press("我去");
  await lead.says("she is told that the pupil knows", /您会来/);
  await phone.helpSays(/正在过来/).then(() => check("the pupil's panel says who is coming", true), async () => check("the pupil's panel says who is coming", false, (await phone.main()).slice(0, 200)));
  await phone.look("pupil-coming");
}

export async function safetyCheck({ lead }, alert) {
  await lead.go(`${alert}/check`);
  await lead.shot("safety-check");
  await lead.page.locator("main form[data-form] button.btn-primary").click();
  check("an empty check is not sent", await lead.page.locator("main form[data-form]").evaluate((f) => !f.checkValidity()));
  await lead.write({ seen: "yes", thoughts_now: "present", plan_now: "vague", means_near: "no", safe_now: "yes", home_safe: "safe", guardian_contact: "not_yet", outcome: "needs_interview_today", seen_where: "心理辅导室", stays_with: "冯清扬，陪到放学", checked_by: "冯清扬" });
  await lead.send("main form[data-form]");
  await lead.says("the check is saved", /已保存/);
  await lead.go(alert);
  await lead.says("the alert has ended", /已完成安全核查/);
  await lead.shot("alert-ended");
}

export async function interview({ lead }) {
  await lead.go("/flags");
  await lead.says("the child waits for an interview", child.name);
  await lead.shot("flags");
  const flag = await lead.page.locator('main a[href^="/flags/"]:not([href*="export"])').first().getAttribute("href");
  await lead.go(flag);
  await lead.shot("flag");
  await lead.go(`${flag}/interview`);
  await lead.write({ place: "心理辅导室", private: "yes", limits_told: "yes", facts: "说最近睡不好，想有人陪。", sleep: "poor", appetite: "changed", bullying: "nothing", abuse: "nothing", self_harm: "something", risk_form: "done",
    level_proposed: "serious", level_reason: "有想法，没有打算，愿意求助。", next_step: ["plan", "tell_guardian"], follow_up_on: china(3), source: ["danger_answer"],
    "f6.alone": "yes", "f6.limits_told": "yes", "f6.wish": "past_month", "f6.thought": "past_month", "f6.method": "none", "f6.intent": "none", "f6.plan": "none" });
  await lead.shot("interview-written");
  await lead.send("main form[data-form]");
  await lead.says("the interview is saved and the level is next", /面谈记录已保存/);
  await lead.shot("decision");
  return flag;
}

// decide sets the level; before anything happens it shows who will be told.
export async function decide({ lead }, flag) {
  await lead.go(`${flag}/decision`);
  await lead.write({ decision: "same", level: "serious", reason: "面谈核实，安全评估为近一月有念头。", evidence: ["interview", "risk_form"], met_on: china(), next_review_on: china(7), signed: "冯清扬", facts: "请留意孩子的情绪，今晚有家人陪伴。" });
  await lead.send("main form[data-form]");
  await lead.says("the preview says who will be told", /会通知谁/);
  await lead.says("and that nothing is saved yet", /还没有保存/);
  await lead.shot("decision-preview");
  await lead.press("确认决定");
  await lead.says("the decision stands", /决定已保存/);
  await lead.shot("person-page");
  return new URL(lead.page.url()).pathname;
}

// tell releases the guardian's notice and the wide ones, each acknowledged.
export async function tell(region, { lead, teacher }, person) {
  await lead.go("/notices");
  await lead.shot("notices");
  const held = lead.page.locator("main tr", { hasText: "先确认家里是否安全" });
  check("the guardian's notice is held", await held.count() >= 1, (await lead.main()).slice(0, 400));
  const notice = await held.first().locator('a[href^="/notices/"]').getAttribute("href");
  await lead.go(`${notice}/home-safe`);
  await lead.write({ safe: "safe", pupil_asked: "yes", basis: "孩子说愿意告诉父亲。", send: "send", decided_by: "冯清扬" });
  await lead.shot("home-safe");
  await lead.send("main form[data-form]");
  await lead.says("the guardian may be told", /一次性链接|可以告知/);
  await lead.shot("notice-sent");
  await lead.press("生成一次性链接");
  await lead.shot("notice-slip");
  const address = await lead.page.locator(".case-link").innerText();

  const guardian = await new Desk(region.browser, region.origin, "guardian", { width: 360 }).open();
  check("the link opens on a page without content", await guardian.go(address) === 200);
  const before = await guardian.main();
  check("nothing is read before the phone's digits", !before.includes(child.name) && !/情绪|心理/.test(before), before.slice(0, 200));
  await guardian.shot("guardian-door", { gentle: true });
  await guardian.page.locator("main input:not([type=hidden])").first().fill("0000");
  await guardian.send("main form");
  await guardian.says("wrong digits are refused", /不对|再看/);
  await guardian.page.locator("main input:not([type=hidden])").first().fill(child.phone.slice(-4));
  await guardian.send("main form");
  await guardian.says("the guardian reads the facts", "今晚有家人陪伴");
  await guardian.shot("guardian-notice", { gentle: true });
  await guardian.press(/我已阅读/);
  await guardian.says("and acknowledges", /谢谢|已确认|收到/);
  await guardian.shot("guardian-thanks", { gentle: true });

  await lead.go("/work");
  await lead.shot("lead-work-release");
  await lead.press(/放行/);
  await lead.shot("release");
  await lead.press("放行");
  await lead.says("wide notices go out", /已放行/);

  await teacher.go("/work");
  await teacher.shot("teacher-work");
  await teacher.press("阅读");
  await teacher.shot("teacher-notice");
  check("the class teacher reads no answer, score or level word", !/PHQ|得分|分数|自伤/.test(await teacher.main()), (await teacher.main()).slice(0, 300));
  await teacher.press(/我已阅读/);
  await teacher.says("the class teacher acknowledged", /已确认/);

  await lead.go(person);
  await lead.says("the person page names the owner", "冯清扬");
  await lead.says("and the next date", /下一步|下次/);
  await lead.shot("person-page-after");
}
