// Opens every form: on a pupil's page where it is filled in there, and as a blank
// sheet for printing; narrow and wide, in both languages.
// XINHUAN_ORIGIN names a demonstration that is running already; ONLY some addresses;
// XINHUAN_SHOTS_OUT keeps pictures.
import { check, finish, launch } from "./browser.mjs";
import { Sight } from "./crawl.mjs";
import { accounts, demo } from "./program.mjs";

const only = new RegExp(process.env.ONLY ?? ".");
const server = await demo(600);
const { origin } = server;
const everybody = await accounts(origin);
const data = new Set(everybody.flatMap((a) => [a.name, a.unit, ...a.unit.split(/\s+/)]));
const browser = await launch();
const sight = await Sight.open(browser, origin);
const { page } = sight;
await sight.enter(everybody.find((a) => a.role === "psychology_teacher"), "zh");

// A pupil of this post's own work, so that every kind of content may be written.
await page.goto(`${origin}/work`);
const own = await page.evaluate(() => [...document.querySelectorAll("main a[href]")].map((a) => new URL(a.href).pathname));
let pupil = "";
for (const path of [...new Set(own)].filter((p) => /^\/(pupils|episodes|flags)\//.test(p))) {
  await page.goto(origin + path);
  const at = await page.evaluate(() => [...document.querySelectorAll("main a[href]")].map((a) => new URL(a.href).pathname).find((p) => /^\/pupils\/[0-9a-z]{13}/.test(p)));
  const id = (path.match(/^\/pupils\/([0-9a-z]{13})/) ?? at?.match(/^\/pupils\/([0-9a-z]{13})/))?.[1];
  if (!id) continue;
  await page.goto(`${origin}/pupils/${id}/forms`);
  if (await page.locator("#fill a[href*='f12_referral']").count()) { pupil = id; break; }
}
check("the work leads to a pupil whose forms may be filled in", pupil !== "", own.join(" "));

const links = async (path, pattern) => {
  await page.goto(origin + path);
  return page.evaluate((p) => [...new Set([...document.querySelectorAll("main a[href]")].map((a) => new URL(a.href).pathname).filter((h) => new RegExp(p).test(h)))], pattern);
};
const fill = await links(`/pupils/${pupil}/forms`, "^/pupils/[^/]+/forms/[a-z0-9_]+$");
const blank = await links("/forms", "^/forms/[a-z0-9_]+$");
// Forms about the school's work, on the page where each is filled in; the kind stands in the query.
await page.goto(`${origin}/activities/add`);
const unit = await page.evaluate(() => [...new Set([...document.querySelectorAll("main a[href]")].map((a) => a.getAttribute("href")).filter((h) => /^\/activities\/add\?.*kind=(monthly_report|yearly_report|group_record|round_approval|supervision_sheet|lecture)$/.test(h)))]);
check("forms about the school's work are offered", unit.length === 6, unit.join(" "));
check("every form of a file is offered", fill.length >= 15, `${fill.length}`);
check("every form is listed", blank.length >= 40, `${blank.length}`);

// Each form narrow in one language and wide in the other, by turns. Every sheet
// comes out of one hand, and so does every blank: axe is asked where people write,
// and of the first blanks.
for (const [turn, path] of [`/pupils/${pupil}/forms`, "/forms", "/activities/add", ...unit, ...fill, ...blank].entries()) if (only.test(path)) {
  await sight.grid(origin + path, {
    ways: turn % 2 ? [["en", [360]], ["zh", [1366]]] : [["zh", [360]], ["en", [1366]]], data, axeAt: (_, width) => width === 360 && !blank.slice(2).includes(path),
    picture: (...way) => [`${path.replace(/^\/pupils\/[^/]+/, "pupil").replace(/^\//, "").replaceAll("/", "-")}-${way.join("-")}`],
    told: (lang, width, faults) => check(`${path.replace(pupil, "*")} ${lang} ${width}`, faults.length === 0, faults.join("\n  ")),
  });
}
await browser.close();
await server.stop();
finish();
