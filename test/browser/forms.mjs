// Opens every form: on a pupil's page where it is filled in there, and as a blank
// sheet for printing; narrow and wide, in both languages.
//   node test/browser/forms.mjs             checks
//   node test/browser/forms.mjs out/forms   checks, and leaves pictures to look at
// XINHUAN_ORIGIN names a demonstration that is running already; ONLY some addresses.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { check, finish, launch } from "./browser.mjs";
import { axe, listen, picture, read, sideways } from "./crawl.mjs";
import { accounts, demo } from "./program.mjs";

const out = process.argv[2];
const only = new RegExp(process.env.ONLY ?? ".");
if (out) mkdirSync(out, { recursive: true });
const server = process.env.XINHUAN_ORIGIN ? { origin: process.env.XINHUAN_ORIGIN, stop: () => undefined } : await demo(600);
const { origin } = server;
const everybody = await accounts(origin);
const data = new Set(everybody.flatMap((a) => [a.name, a.unit, ...a.unit.split(/\s+/)]));
const teacher = everybody.find((a) => a.role === "psychology_teacher");
const browser = await launch();
const context = await browser.newContext({ reducedMotion: "reduce", locale: "zh-CN" });
const page = await context.newPage();
const console_ = listen(page);
const speak = (lang) => context.addCookies([{ name: "lang", value: lang, url: origin }]);
await speak("zh");
await page.goto(origin + teacher.sign_in);

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
check("every form of a file is offered", fill.length >= 15, `${fill.length}`);
check("every form is listed", blank.length >= 40, `${blank.length}`);

for (const [turn, path] of [`/pupils/${pupil}/forms`, "/forms", ...fill, ...blank].entries()) if (only.test(path)) for (const width of [360, 1366]) {
  const lang = (turn + (width === 360 ? 0 : 1)) % 2 ? "en" : "zh";
  await speak(lang);
  await page.setViewportSize({ width, height: 820 });
  const answer = await page.goto(origin + path);
  const faults = answer.status() === 200 ? [] : [`answered ${answer.status()}`];
  faults.push(...await sideways(page), ...await read(page, lang, { data }), ...console_.take());
  if (out || width === 360) faults.push(...await axe(page)); // the wide page has the same parts
  check(`${path.replace(pupil, "*")} ${lang} ${width}`, faults.length === 0, faults.join("\n  "));
  if (out) await picture(page, join(out, `${path.replace(/^\/pupils\/[^/]+/, "pupil").replace(/^\//, "").replaceAll("/", "-")}-${lang}-${width}.png`));
}
await browser.close();
await server.stop();
finish();
