// Opens every page that each role's navigation and links reach, as that role,
// in both languages and at several widths, and looks for what tools can find.
//   node test/browser/pages.mjs check       a quick grid, for `make test`
//   node test/browser/pages.mjs out/pages   everything, with screenshots and an index
// XINHUAN_ORIGIN names a demonstration that is running already; ONLY a role;
// LANES how many roles are walked at a time.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, finish, launch } from "./browser.mjs";
import { axe, listen, offered, patternOf, picture, read, sideways, walk } from "./crawl.mjs";
import { accounts, demo } from "./program.mjs";

const quick = (process.argv[2] ?? "check") === "check";
const out = quick ? "" : process.argv[2];
const widths = quick ? [360, 1366] : [360, 768, 1366];
const langs = ["zh", "en"];
const lanes = Number(process.env.LANES ?? 2);
const only = new RegExp(process.env.ONLY ?? ".");
// How many roles see a page in the full grid; every other role sees it once,
// by turns on a phone in English and on a PC in Chinese.
const full = quick ? 1 : 99;
const walks = [{ lang: "zh", width: 1366 }, { lang: "en", width: 360 }];

const server = process.env.XINHUAN_ORIGIN ? { origin: process.env.XINHUAN_ORIGIN, stop: () => undefined } : await demo(600);
const { origin } = server;
const everybody = await accounts(origin);
const data = new Set(everybody.flatMap((a) => [a.name, a.unit, ...a.unit.split(/\s+/)]));
// In the quick grid one seat stands for all seats around the schools that see the
// same pages: the full grid opens each.
const around = new Set(["civil_affairs_officer", "civilisation_officer", "propaganda_officer", "youth_league_officer", "women_federation_officer", "child_supervisor",
  "hotline_lead", "hospital_lead", "prevention_doctor", "station_lead", "university_counsellor", "faculty_lead", "archive_custodian", "protection_officer"]);
const one = [...new Map(everybody.filter((a) => only.test(a.role) && !(quick && around.has(a.role))).reverse().map((a) => [a.role, a])).values()].reverse();
const browser = await launch();
const gridded = new Map();
const pictures = [];
if (out) for (const a of one) { rmSync(join(out, a.role), { recursive: true, force: true }); mkdirSync(join(out, a.role), { recursive: true }); }

// A fault that every role meets is said once, with the first who met it.
const told = new Map();
function report(role, pattern, where, faults) {
  for (const fault of faults) {
    const key = `${pattern} ${fault}`;
    told.set(key, (told.get(key) ?? 0) + 1);
    if (told.get(key) > 1) continue;
    check(`${role} ${pattern} ${where}`, false, fault);
  }
  if (!faults.length) check(`${role} ${pattern} ${where}`, true);
}

const speak = (context, lang) => context.addCookies([{ name: "lang", value: lang, url: origin }]);

async function visit(page, console_, role, url, pattern, width, lang, { deep = true } = {}) {
  await page.setViewportSize({ width, height: width < 600 ? 740 : 820 });
  const answer = await page.goto(url, { waitUntil: "load" });
  const faults = answer?.status() >= 400 ? [`answered ${answer.status()}`] : [];
  await look(page, console_, role, pattern, width, lang, { deep, faults });
}

// look judges the page that is open.
async function look(page, console_, role, pattern, width, lang, { deep = true, faults = [] } = {}) {
  faults.push(...await sideways(page), ...await read(page, lang, { data, gentle: role === "guardian" || role === "pupil" }));
  if (deep) faults.push(...await axe(page));
  if (out) {
    const name = `${pattern.replace(/^\//, "").replace(/[^\w*]+/g, "-").replaceAll("*", "x") || "home"}-${lang}-${width}.png`;
    await picture(page, join(out, role, name));
    pictures.push({ role, pattern, lang, width, file: `${role}/${name}` });
  }
  faults.push(...console_.take());
  report(role, pattern, `${lang} ${width}`, faults);
}

async function face(account, turn) {
  const { role } = account;
  const way = walks[quick ? turn % 2 : 0];
  const context = await browser.newContext({ viewport: { width: 1366, height: 820 }, reducedMotion: "reduce", locale: "zh-CN" });
  const page = await context.newPage();
  const console_ = listen(page);
  await speak(context, way.lang);
  const first = await page.goto(origin + account.sign_in);
  check(`${role} comes in`, first.ok(), `${first.status()} ${page.url()}`);
  if (role === "guardian" || role === "pupil") { await context.close(); return door(account); }

  const grid = new Map();
  const seeds = [page.url(), `${origin}/account`, `${origin}/purpose`];
  const searchable = await page.locator("#search-q").count();
  if (searchable) for (const q of ["w", "王", "%00%3Cb%3E"]) seeds.push(`${origin}/search?q=${q}`);
  const { visited, broken } = await walk(context, page, seeds, async (url, pattern) => {
    const before = gridded.get(pattern) ?? 0;
    gridded.set(pattern, before + 1);
    // The rules read the same for everybody: the quick grid opens them once.
    if (quick && before > 0 && pattern.startsWith("/policy")) return [];
    grid.set(pattern, { url, all: before < full, first: before === 0 });
    await visit(page, console_, role, url, pattern, way.width, way.lang, { deep: !quick && before === 0 });
    return offered(page);
  }, { most: quick ? 60 : 90, others: quick ? 1 : 2 });
  for (const b of broken) report(role, patternOf(new URL(b.slice(4), origin)), "offered", [`a link leads to ${b.slice(0, 3)}`]);
  check(`${role} finds pages`, visited.length >= 3, visited.join(" "));
  for (const lang of langs) {
    await speak(context, lang);
    for (const [pattern, { url, all, first }] of grid) for (const width of widths) {
      if (!all || (lang === way.lang && width === way.width)) continue;
      // The quick grid asks axe twice a page: each language and each width once.
      await visit(page, console_, role, url, pattern, width, lang, { deep: quick ? (lang === "zh") === (width === 360) : first });
    }
  }
  await context.close();
  if (out) writeFileSync(join(out, "index.html"), index()); // looked at while the rest is still walked
  console.log(`  ${role}: ${grid.size} pages`);
}

// door looks at what a child or a guardian meets, each time by a fresh way in.
async function door(account) {
  for (const lang of langs) for (const width of widths) {
    const context = await browser.newContext({ viewport: { width, height: width < 600 ? 740 : 820 }, reducedMotion: "reduce", locale: lang === "zh" ? "zh-CN" : "en-GB" });
    await speak(context, lang);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const console_ = listen(page, /status of 401/);
    await page.goto(origin + account.sign_in);
    const seen = (name) => look(page, console_, account.role, name, width, lang);
    await seen(`/${account.role}`);
    if (account.role === "pupil") await sheet(page, lang, seen).catch((e) => report("pupil", "/pupil", `${lang} ${width}`, [String(e)]));
    if (account.role === "guardian") await letter(page, seen).catch((e) => report("guardian", "/l", `${lang} ${width}`, [String(e)]));
    await context.close();
  }
}

// letter opens a guardian's link with the digits that the demonstration tells.
async function letter(page, seen) {
  const digits = (await page.locator("main").innerText()).match(/\b\d{4}\b/)?.[0] ?? "";
  await page.locator("main a[href*='/l/']").click();
  await page.locator("input[name=last4]").waitFor();
  await seen("/l door");
  await page.fill("input[name=last4]", digits);
  await page.locator("#door button.btn-primary").click();
  await page.locator("main h1").waitFor();
  await page.waitForLoadState();
  await seen("/l opened");
  check(`guardian: ${digits} opens the link`, await page.locator("input[name=last4][type=text]").count() === 0, (await page.locator("main").innerText()).slice(0, 200));
}

// sheet goes through the pupil's page as far as a question, its help and the way out.
async function sheet(page, lang, seen) {
  const w = lang === "zh" ? { start: "开始", begin: "好，开始", help: "帮助", on: "继续", decline: "不想回答", stop: "先停下" } : { start: "Start", begin: "All right, begin", help: "Help", on: "Continue", decline: "I'd rather not say", stop: "Stop here" };
  const press = (name) => page.getByRole("button", { name, exact: true }).first().click();
  const ticket = await page.inputValue("#ticket");
  await page.fill("#ticket", "AAAAA-AAAAA");
  await press(w.start);
  await page.locator(".fault").first().waitFor();
  await seen("/pupil wrong code");
  await page.fill("#ticket", ticket);
  await press(w.start);
  await page.getByRole("button", { name: w.begin }).waitFor();
  await seen("/pupil first page");
  await press(w.begin);
  await page.getByText(w.decline, { exact: true }).first().waitFor();
  await seen("/pupil question");
  await press(w.help);
  await page.getByRole("button", { name: w.on, exact: true }).waitFor();
  await seen("/pupil help");
  await press(w.on);
  await press(w.stop);
  await seen("/pupil stop");
}

// Pages nobody need be signed in for, and the page that is not there.
async function street() {
  const context = await browser.newContext({ reducedMotion: "reduce", locale: "zh-CN" });
  const page = await context.newPage();
  const console_ = listen(page);
  for (const lang of langs) {
    await speak(context, lang);
    for (const path of ["/sign-in", "/demo/accounts"]) for (const width of widths) await visit(page, console_, "street", origin + path, path, width, lang);
  }
  const answer = await page.goto(`${origin}/no-such-page`);
  check("an unknown address is not found", answer.status() === 404, String(answer.status()));
  await context.close();
}

if (out) mkdirSync(join(out, "street"), { recursive: true });
const queue = [street, ...one.map((a, turn) => () => face(a, turn))];
await Promise.all(Array.from({ length: lanes }, async () => {
  for (let next; (next = queue.shift());) await next().catch((e) => check("walk", false, e.stack));
}));
if (out) writeFileSync(join(out, "index.html"), index());
await browser.close();
await server.stop();
finish();

function index() {
  const esc = (s) => s.replace(/[<&"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const rows = [];
  for (const role of new Set(pictures.map((p) => p.role))) {
    rows.push(`<h2 id="${role}">${role}</h2>`);
    for (const pattern of new Set(pictures.filter((p) => p.role === role).map((p) => p.pattern))) {
      rows.push(`<h3>${esc(pattern)}</h3><p>${pictures.filter((p) => p.role === role && p.pattern === pattern).map((p) => `<a href="${p.file}">${p.lang} ${p.width}</a>`).join(" · ")}</p>`);
    }
  }
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages of Xinhuan</title><style>body{font:16px/1.5 sans-serif;margin:2rem;max-width:70rem}</style><h1>Every page, by role</h1><p>${[...new Set(pictures.map((p) => p.role))].map((r) => `<a href="#${r}">${r}</a>`).join(" · ")}</p>${rows.join("\n")}</html>\n`;
}
