// A round of the journey: planned, drilled by two adults, opened, and its slips printed.
import { check } from "./browser.mjs";
import { china } from "./desk.mjs";

// plan sets a round up for today with two duty adults and a scale that asks
// about self-harm.
export async function plan({ lead, system }) {
  await system.go("/settings");
  await system.fill({ any_hour: "yes" });
  await system.send("#settings");
  await system.says("answering at any hour is allowed for this test", /保存|已/);

  await lead.go("/rounds");
  await lead.shot("rounds-empty");
  await lead.press("安排测评");
  await lead.shot("round-plan");
  const form = lead.page.locator("#plan");
  for (let left; (left = form.locator("input[type=checkbox]:checked")), await left.count();) await left.first().uncheck({ force: true });
  await form.getByLabel(/七年级/).check({ force: true });
  await form.getByLabel(/PHQ-9/).first().check({ force: true });
  await form.getByLabel(/杨立群/).check({ force: true });
  await form.getByLabel(/朱晓岚/).check({ force: true });
  await lead.fill({ title: "清溪初中秋季测评", opens_on: china(), closes_on: china(14), shared_room: "no" });
  await lead.page.waitForTimeout(600);
  await lead.shot("round-plan-filled");
  await lead.send("#plan");
  await lead.says("the round stands", "清溪初中秋季测评");
  await lead.shot("round-draft");
  return new URL(lead.page.url()).pathname.split("/")[2];
}

// consents enters the class list and one refusal.
export async function consents({ lead }, round, { unit, refuses }) {
  await lead.go(`/rounds/${round}/consents/${unit}`);
  await lead.shot("consents");
  await lead.press(/全选“同意”/);
  await lead.says("nothing is saved before somebody looked", "尚未保存");
  await lead.page.locator("fieldset.consent-row", { hasText: refuses }).getByText("不同意", { exact: true }).click();
  await lead.shot("consents-chosen");
  await lead.send("form.consents");
  await lead.says("consents are recorded", /已登记/);
  await lead.shot("consents-saved");
}

// drill sends the test alert; the round opens only after two adults answered.
export async function drill({ lead, duty1, duty2 }, round) {
  await lead.go(`/rounds/${round}`);
  await lead.press("发送测试警报");
  await lead.says("it waits for two adults", /还差 2 位|等值班人员/);
  await lead.go(`/rounds/${round}/open`);
  await lead.says("it can't open before they answered", /还不能|两位/);
  await lead.shot("open-blocked");
  for (const desk of [duty1, duty2]) {
    await desk.go("/work");
    if (desk === duty1) await desk.shot("duty-work-drill");
    await desk.go(`/rounds/${round}`);
    if (desk === duty1) await desk.shot("duty-drill");
    await desk.press("我收到了");
    await desk.says("the drill is acknowledged", /已确认/);
  }
  await lead.go(`/rounds/${round}`);
  await lead.shot("round-ready");
  await lead.press("开始测评");
  await lead.shot("round-open-confirm");
  await lead.send("main form");
  await lead.says("the round is open", /测评已开始|进行中/);
  await lead.shot("round-open");
}

// watch names who sits with a class: without it nobody but the planners runs it.
export async function watch({ lead }, round, unit, name) {
  await lead.go(`/rounds/${round}`);
  await lead.press("指定主试");
  await lead.shot("invigilators");
  const choice = lead.page.locator(`select[name="w.${unit}"]`);
  await choice.selectOption(await choice.locator("option", { hasText: name }).first().getAttribute("value"));
  await lead.send("form.absence-form");
  await lead.says("the class has its invigilator", /有改动/);
}

// slips issues a class's slips, looks at the sheet and reads its codes.
export async function slips({ lead, invigilator }, round, unit, { refuses }) {
  await lead.go(`/rounds/${round}/classes/${unit}`);
  await lead.page.locator("form.slip-form button").click();
  await lead.page.locator(".slip").first().waitFor();
  await lead.shot("slips", { data: new Set(["pupil"]) });
  const list = await lead.page.locator(".slip").evaluateAll((all) => all.map((e) => ({ name: e.querySelector(".slip-name strong").textContent, code: e.querySelectorAll("dd")[0].textContent, ticket: e.querySelectorAll("dd")[1].textContent, qr: e.querySelector("img").naturalWidth })));
  check("every slip has a code to scan", list.length > 0 && list.every((s) => s.qr > 60), JSON.stringify(list));
  check("no slip without consent", !list.some((s) => s.name === refuses), refuses);
  await lead.page.emulateMedia({ media: "print" });
  await lead.shot("slips-on-paper", { paper: true });
  await lead.page.emulateMedia({ media: "screen" });
  await invigilator.go(`/rounds/${round}/classes/${unit}`);
  await invigilator.shot("invigilator-class");
  return list;
}
