// The journey's class: a roster with a wrong row, looked at, corrected and
// applied; then found again by name and by pinyin.
import { check } from "./browser.mjs";
import { schoolName } from "./found.mjs";
import { workbook } from "./xlsx.mjs";

// Invented children. The first is the one the journey follows, the second's
// guardian declines.
export const child = { name: "林晓舟", initials: "lxz", guardian: "林建平", phone: "13900005821" };
export const refuses = "罗一诺";
const others = [refuses, "阿依古丽·买买提", "欧阳若溪", "田䶮", "彭小满", "向南", "冉秋池", "谭月圆", "白露", "石磊", "秦川"];

function rows({ wrong }) {
  const list = [child.name, ...others].map((name, i) => [schoolName, "七年级", "1班", name, i % 2 ? "女" : "男", `2013-${String(1 + i % 9).padStart(2, "0")}-1${i % 9}`,
    `G50024220260${String(100 + i)}`, "重庆市酉阳县清溪镇", i % 3 ? "否" : "是", i ? `${name[0]}家长` : child.guardian, "父亲", i ? `1390000${String(1000 + i * 7)}` : child.phone]);
  if (wrong) { list[3][1] = "上学期的班"; list[3][2] = ""; list[5][6] = list[4][6]; }
  return [["学校", "年级", "班级", "姓名", "性别", "出生日期", "学籍号", "家庭住址", "是否住校", "监护人姓名", "与学生关系", "监护人电话"], ...list];
}

async function upload(desk, list) {
  await desk.go("/import/pupils");
  await desk.page.setInputFiles("#import-file", { name: "名册.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: workbook(list) });
  await desk.send("#import");
  await settled(desk, /还没有改动任何人/);
}

// settled waits until background work has said what it found.
async function settled(desk, words) {
  for (let i = 0; i < 40; i++) {
    if (words.test(await desk.main())) return;
    await desk.page.waitForTimeout(500);
    await desk.page.reload();
  }
  check(`${desk.name}: the import comes to an end`, false, (await desk.main()).slice(0, 400));
}

export async function enrol({ lead }) {
  await lead.go("/imports");
  await lead.shot("imports-empty");
  await upload(lead, rows({ wrong: true }));
  await lead.says("the wrong row is shown with its number", /看不出年级[\s\S]*|grade/);
  await lead.says("and the number that stands twice", /重复/);
  const faults = await lead.page.locator("#faults tbody tr").allInnerTexts();
  check("faults name row and column", faults.some((f) => /\b5\b/.test(f) && f.includes("错误")), faults.join(" / "));
  await lead.shot("import-faults");
  await lead.press("放弃，不导入");
  await lead.says("nothing was imported", /已放弃/);

  await upload(lead, rows({ wrong: false }));
  await lead.shot("import-checked");
  await lead.send("#apply");
  await settled(lead, /已完成/);
  await lead.says("twelve pupils are new", /12/);
  await lead.shot("import-done");
}

// find opens the person page by a search and returns its address.
export async function find(desk, words, name) {
  await desk.go("/rounds");
  await desk.page.fill("#search-q", words);
  await desk.arrive(() => desk.page.keyboard.press("Enter"));
  const link = desk.page.locator("main a", { hasText: name }).first();
  const heading = desk.page.locator("main h1", { hasText: name }).first();
  await link.or(heading).first().waitFor({ timeout: 2000 }).catch(() => undefined);
  const there = (await link.count()) + (await heading.count()) > 0;
  check(`${desk.name} finds ${name} by ${words}`, there, (await desk.main()).slice(0, 200));
  if (!there || await heading.count()) return desk.page.url();
  return new URL(await link.getAttribute("href"), desk.origin).href;
}
