// Three short ways through an office, in a demonstration of their own: a folder for
// the inspection, made, signed off and checked outside; a timetable, imported, counted
// and signed for a month; other rules, proposed by one and agreed to by another.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, finish, launch } from "./browser.mjs";
import { creek, duty } from "./creek.mjs";
import { china, Desk } from "./desk.mjs";
import { accounts, command, folder, start } from "./program.mjs";

const dir = folder("office");
const data = join(dir, "data");
const server = await start("office", ["demo", "--data", data, "--pupils", "300", "--seed", "2"]);
const browser = await launch();
const everybody = await accounts(server.origin);
// What the demonstration calls people, units and packs is nobody's to translate.
const names = new Set(["creek", "national", "chongqing", "youyang", "changzhou", "nanan", ...everybody.flatMap((a) => [a.name, a.unit, ...a.unit.split(/\s+/)])]);

async function sit(role, options) {
  const account = everybody.find((a) => a.role === role);
  const desk = await new Desk(browser, server.origin, role, options).open();
  await desk.go(account.sign_in);
  return desk;
}

const file = (name, mimeType, buffer) => ({ name, mimeType, buffer: Buffer.from(buffer) });

// inspected makes a folder and hands it to somebody who has only the program and the key.
async function inspected() {
  const principal = await sit("principal");
  await principal.go("/duties");
  await principal.shot("duties", { data: names });
  await principal.press("学年日历");
  await principal.shot("duties-calendar", { data: names });
  await principal.go("/duties");
  await principal.press("迎检资料包");
  await principal.shot("folder-ask", { data: names });
  await principal.send("#folder");
  for (let i = 0; i < 40 && !await principal.page.locator("#sign").count(); i++) {
    await principal.page.waitForTimeout(500);
    await principal.page.reload();
  }
  await principal.says("nothing leaves the house before it is signed off", /签发后才能下载/);
  const at = new URL(principal.page.url()).pathname;
  check("no download yet", (await principal.context.request.get(`${server.origin}${at}/zip`)).status() === 409);
  await principal.shot("folder", { data: names });
  await principal.page.emulateMedia({ media: "print" });
  await principal.shot("folder-on-paper", { paper: true, data: names });
  await principal.page.emulateMedia({ media: "screen" });
  await principal.fill({ sure: "yes" });
  await principal.send("#sign");
  await principal.says("it is signed off", /已由.*签发/);
  await principal.shot("folder-signed", { data: names });
  const answer = await principal.context.request.get(`${server.origin}${at}/zip`);
  const bundle = await answer.body();
  const path = join(dir, "inspection.zip");
  writeFileSync(path, bundle);
  const key = await command("report", "key", "--data", data);
  check("the key is printed", key.code === 0 && key.stdout.startsWith("xinhuan/bundle/"), `${key.stdout}${key.stderr}`);
  const sound = await command("report", "verify", "--key", key.stdout.trim(), path);
  check("the folder is as it was signed", sound.code === 0 && /as they were signed/.test(sound.stdout), `${sound.stdout}${sound.stderr}`);
  const spoilt = readFileSync(path);
  spoilt[spoilt.length >> 1] ^= 1;
  writeFileSync(path, spoilt);
  const broken = await command("report", "verify", "--key", key.stdout.trim(), path);
  check("one bit changed is found", broken.code === 1, `${broken.code} ${broken.stdout}${broken.stderr}`);
  await principal.close();
}

// taught imports a timetable with a fault in it and signs the first month that is over.
async function taught() {
  const lead = await sit("psychology_lead");
  await lead.go("/timetable");
  await lead.shot("timetable", { data: names });
  const home = lead.page.url();
  const classes = await lead.page.locator("main tbody td.col-first a").allInnerTexts();
  check("the school's classes are listed", classes.length > 0, await lead.main());
  await lead.press("导入课表");
  await lead.shot("timetable-import", { data: names });
  const list = ["班级,星期,节次,单双周,任课教师", ...classes.map((c, i) => `${c},周${"一二三四五"[i % 5]},${3 + i % 3},每周,`), "九年级(77)班,周一,3,每周,"].join("\n");
  await lead.page.setInputFiles("main input[type=file]", file("课表.csv", "text/csv", list));
  await lead.send("#timetable");
  await lead.says("the faulty row is named", "这所学校没有这个班");
  await lead.says("and nothing was changed", "还没有改动");
  await lead.shot("timetable-checked", { data: names });
  await lead.press("按这份课表改");
  await lead.says("the timetable holds", "课表已更新");
  await lead.shot("timetable-applied", { data: names });
  await lead.page.locator("main tbody td.col-first a").first().click();
  await lead.page.waitForLoadState();
  await lead.says("its lessons count by themselves", /学期里的课/);
  await lead.shot("lessons", { data: names });

  // A month can be signed when its last lesson lies behind: let weeks pass until one does.
  const month = () => lead.page.locator('main a[href*="/month?"]');
  for (let week = 0; week < 8; week++) {
    await lead.go(home);
    if (await month().count()) {
      await lead.arrive(() => month().first().click());
      if (await lead.page.locator("#month").count()) break;
    }
    await lead.go("/demo/accounts");
    await lead.fill({ hours: "168" });
    await lead.send("#clock");
  }
  await lead.shot("month", { data: names });
  await lead.send("#month");
  await lead.says("the month is signed", /已签认 \d+ 个班、共 \d+ 课时/);
  await lead.shot("month-signed", { data: names });
  await lead.close();
}

// adopted has one officer propose other rules and the inspector agree to them.
async function adopted() {
  const officer = await sit("district_officer");
  const inspector = await sit("inspector", { width: 360 });
  const upload = async (zip) => {
    await officer.go("/policy/adoption/new");
    await officer.page.setInputFiles("main input[type=file]", file("creek.zip", "application/zip", zip));
    await officer.send("main form");
  };
  await officer.go("/policy/adoption");
  await officer.shot("adoption-none", { data: names });
  await officer.press("提出规则包");
  await officer.shot("adoption-new", { data: names });
  await upload(creek({ "creek/duties.yaml": "cadences:\n  - {id: creek_talks, tooth: 3}\n" }));
  await officer.says("a fault is shown with its line", "creek/duties.yaml");
  await officer.shot("adoption-faults", { quiet: true, data: names }); // the keys of a file are its language
  await officer.go("/policy/adoption/new");
  await officer.page.setInputFiles("main input[type=file]", file("creek.zip", "application/zip", creek()));
  const today = await officer.page.locator("main input[type=date]").first().getAttribute("min");
  await officer.fill({ [await officer.page.locator("main input[type=date]").first().getAttribute("name")]: today ?? china() });
  await officer.send("main form");
  const at = new URL(officer.page.url()).pathname;
  await officer.says("it shows whom it touches before anybody agrees", "影响到谁");
  await officer.says("who proposed can't agree", "要由另一位有权的人同意");
  await officer.shot("adoption-proposed", { data: names });
  await officer.go(`${at}/touched/dropped`);
  await officer.says("behind a number stands who may be named to the reader", /共 \d+ 项，其中 \d+ 项您的岗位可以查看/);
  await officer.shot("adoption-touched", { data: names });
  await inspector.go("/policy/adoption");
  await inspector.shot("adoption-waits", { data: names });
  await inspector.go(at);
  await inspector.says("the second person reads what changes", "规则改了什么");
  await inspector.shot("adoption-second", { data: names });
  await inspector.press("我已看过影响，同意采用");
  await inspector.says("the rules hold now", "正在使用");
  await inspector.shot("adoption-done", { data: names });
  await officer.go("/policy/cadences");
  await officer.says("the new duty stands among the rules", duty);
  await officer.close();
  await inspector.close();
}

for (const way of [inspected, taught, adopted]) await way().catch((e) => check(`${way.name} goes on`, false, e.stack));
await browser.close();
await server.stop();
const proof = await command("verify", "--data", data, "--json");
check("verify finds nothing", proof.code === 0, `${proof.stderr}${proof.stdout}`.slice(0, 1500));
finish();
