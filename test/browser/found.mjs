// The first day of a real region: keys, founding, first passwords, schools,
// classes and staff, all by the commands and pages that people use.
import { join } from "node:path";
import { check } from "./browser.mjs";
import { Desk } from "./desk.mjs";
import { command, folder, start } from "./program.mjs";

export const schoolName = "示例县清溪初级中学";
export const otherName = "示例县东山初级中学";

// staff is everybody the journey needs: who, in which seat. Invented people.
const staff = [
  ["lead", "冯清扬", "psychology_lead", "school"], ["psych", "韩雨桐", "psychology_teacher", "school"], ["deputy", "蒋文博", "deputy_principal", "school"],
  ["principal", "沈国梁", "principal", "school"], ["duty1", "杨立群", "duty_adult", "school"], ["duty2", "朱晓岚", "duty_adult", "school"],
  ["invigilator", "秦朗", "invigilator", "class"], ["teacher", "许佳音", "class_teacher", "class"], ["subject", "何以南", "subject_teacher", "class"],
  ["stranger", "吕东篱", "psychology_teacher", "other"],
];

export async function found(browser) {
  const dir = folder("region");
  const at = { data: join(dir, "data"), keys: join(dir, "region.key") };
  const made = await command("keys", "init", "--region", "500242", "--out", at.keys, "--plain");
  check("keys init", made.code === 0, made.stderr);
  const init = await command("init", "--data", at.data, "--keys", at.keys, "--name", "示例县", "--system", "贺系之", "--security", "顾安之", "--audit", "邵计之", "--officer", "陶教之");
  check("init founds the region", init.code === 0, init.stderr);
  const sheets = [...init.stdout.matchAll(/^\s+(\S+)\s+login (\S+)\s+password (\S+)$/gm)].map(([, name, login, password]) => ({ name, login, password }));
  check("init prints four first passwords", sheets.length === 4, init.stdout);
  const server = await start("region", ["serve", "--data", at.data, "--keys", at.keys]);
  return { ...at, ...server, browser, first: { system: sheets[0], security: sheets[1], audit: sheets[2], officer: sheets[3] } };
}

// settle makes the schools, classes and accounts, and seats everybody at a desk.
export async function settle(region) {
  const officer = await new Desk(region.browser, region.origin, "officer").open();
  await officer.go("/");
  check("the door is the sign-in page", officer.page.url().includes("/sign-in"), officer.page.url());
  await officer.shot("sign-in");
  await officer.fill({ login: region.first.officer.login, password: "not the password" });
  await officer.send("#sign-in");
  await officer.says("a wrong password is refused kindly", /不对|不正确|不匹配/);
  await officer.fill({ login: region.first.officer.login, password: region.first.officer.password });
  await officer.send("#sign-in");
  check("a first password must be changed", officer.page.url().includes("/account/password"), officer.page.url());
  await officer.shot("first-password");
  await officer.signIn(region.first.officer);
  check("the new password lets him in", !officer.page.url().includes("/account"), officer.page.url());
  await officer.shot("officer-home");

  await officer.go("/units");
  await officer.shot("units-empty");
  const units = { school: await addUnit(officer, "/units", { kind: "school", name: schoolName, stage: "junior" }) };
  await officer.shot("unit-school");
  units.other = await addUnit(officer, "/units", { kind: "school", name: otherName, stage: "junior" });
  units.class = await addUnit(officer, `/units/${units.school}`, { kind: "class", stage: "junior", entry: "2026", number: "1" });
  units.otherClass = await addUnit(officer, `/units/${units.other}`, { kind: "class", stage: "junior", entry: "2026", number: "1" });
  await officer.go(`/units/${units.school}`);
  await officer.says("the school lists its class", "七年级(1)班");

  const system = await new Desk(region.browser, region.origin, "system").open();
  await system.signIn(region.first.system);
  await system.go("/setup");
  await system.shot("setup-list");

  const security = await new Desk(region.browser, region.origin, "security").open();
  await security.signIn(region.first.security);

  const desks = { officer, system, security };
  for (const [key, name, role, where] of staff) {
    await officer.go("/staff/add");
    if (key === "lead") await officer.shot("staff-add");
    await officer.fill({ name, unit: units[where], role });
    await officer.send("#staff");
    const cells = await officer.page.locator("#sheets tbody td").allInnerTexts();
    let sheet = { login: cells[1]?.trim(), password: cells[2]?.trim() };
    if (key === "lead") await officer.shot("account-sheet");
    if (guarded.includes(role)) sheet = await second(security, sheet, key === "lead");
    check(`${key} gets an account`, /^[a-z0-9-]{12,}$/.test(sheet.password ?? ""), await officer.main());
    const phone = ["duty1", "duty2", "teacher"].includes(key);
    desks[key] = await new Desk(region.browser, region.origin, key, { width: phone ? 360 : 1366 }).open();
    await desks[key].signIn(sheet);
    check(`${key} is at work`, new URL(desks[key].page.url()).pathname === "/work" || new URL(desks[key].page.url()).pathname === "/rounds", desks[key].page.url());
  }
  return { units, desks };
}

// guarded are the posts that two people give.
const guarded = ["principal", "psychology_lead", "psychology_teacher"];

// second is the second person: the password comes with the confirmation.
async function second(security, sheet, shot) {
  check("no password before a second person confirms", /第二人/.test(sheet.password ?? ""), sheet.password);
  await security.go("/pending");
  if (shot) await security.shot("pending");
  await security.page.locator('#confirm tbody input[name="id"], main input[name="id"][form="confirm-bulk"]').first().check();
  await security.page.locator('button[formaction="/pending/confirm"]').click();
  await security.page.waitForSelector("#sheets");
  const cells = await security.page.locator("#sheets tbody td").allInnerTexts();
  check("the second person confirms the same account", cells[1]?.trim() === sheet.login, cells.join(" "));
  return { login: cells[1]?.trim(), password: cells[2]?.trim() };
}

async function addUnit(desk, at, values) {
  await desk.go(at);
  await desk.press("增加下级");
  await desk.fill({ kind: values.kind });
  const { kind, ...rest } = values;
  await desk.fill(rest);
  await desk.send("#unit");
  return new URL(desk.page.url()).pathname.split("/").pop();
}
