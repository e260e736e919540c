// Opens every page that each role's navigation and links reach, as that role,
// in both languages and at several widths, and looks for what tools can find.
//   node test/browser/pages.mjs check       for `make test`: the first role that reaches a page opens
//                                           it in every way; for the next ones its words are read
//   node test/browser/pages.mjs out/pages   every page of every role that shows what no role before showed,
//                                           with screenshots and an index
// XINHUAN_ORIGIN names a demonstration that is running already; ONLY a role, or a role
// at a unit; SKIP pages not to be looked at; PACK by which policy a demonstration of its
// own works; LANES how many roles are walked at a time; FEW is for pictures soon: what another role
// showed otherwise is taken once a language, Chinese on a phone and English on a PC, and axe is not asked.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { axe, bringAxe, check, finish, launch, listen, shot, sideways, size } from "./browser.mjs";
import { faultsOf, read, Sight, walk } from "./crawl.mjs";
import { accounts, demo } from "./program.mjs";

const quick = (process.argv[2] ?? "check") === "check";
const out = quick ? "" : process.argv[2];
const widths = quick ? [360, 1366] : [360, 768, 1366];
const langs = ["zh", "en"];
const few = process.env.FEW ? [["zh", [360]], ["en", [1366]]] : undefined;
const everyWay = [["zh", widths], ["en", widths.toReversed()]];
const lanes = Number(process.env.LANES ?? 2);
const only = new RegExp(process.env.ONLY ?? ".");
const skip = new RegExp(process.env.SKIP ?? "^$");
// Axe is asked in each language and at each width once.
const axeAt = (lang, width) => !few && (lang === "zh") === (width === 360);

const server = await demo(process.env.PACK ? 120 : 600, 1, process.env.PACK);
const { origin } = server;
const everybody = await accounts(origin);
const data = new Set(everybody.flatMap((a) => [a.name, a.unit, ...a.unit.split(/\s+/)]));
const one = [...new Map(everybody.filter((a) => only.test(`${a.role} ${a.unit}`)).reverse().map((a) => [a.role, a])).values()].reverse();
const browser = await launch();
const gridded = new Set();
// A list narrowed, sorted or turned over has the same parts, and so has every list
// of rules on paper: axe hears of them once.
const heard = new Set();
const partsOf = (pattern) => pattern.replace(/[?&](f\.\w+|page|sort|row)(?=&|$)/g, "").replace(/^\/policy\/\w+\?print$/, "/policy/*?print");
const pictures = [];
// What one role's page shows is pictured once: the next role that finds the same
// words and parts in it has its words read.
const pictured = new Set();
const bodyOf = (html) => (html.match(/<main[\s\S]*<\/main>/)?.[0] ?? html).replace(/(name="csrf_token" value=|nonce=)"[^"]*"/g, "");
if (out) for (const role of ["street", ...one.map((a) => a.role)]) { rmSync(join(out, role), { recursive: true, force: true }); mkdirSync(join(out, role), { recursive: true }); }

// A fault that every role meets is said once, with the first who met it.
const told = new Set();
function report(role, pattern, where, faults) {
  for (const fault of faults) if (!told.has(`${pattern} ${fault}`)) {
    told.add(`${pattern} ${fault}`);
    check(`${role} ${pattern} ${where}`, false, fault);
  }
  if (!faults.length) check(`${role} ${pattern} ${where}`, true);
}

// picture names a page's picture and puts it into the index.
function picture(role, pattern, lang, width) {
  const name = `${pattern.replace(/^\//, "").replace(/[^\w*]+/g, "-").replaceAll("*", "x") || "home"}-${lang}-${width}`;
  pictures.push({ role, pattern, lang, width, file: `${role}/${name}.png` });
  return [name, join(out, role)];
}

const grid = (sight, role, url, pattern, { ways = everyWay, deep = true } = {}) => sight.grid(url, {
  ways, data, axeAt: (...way) => deep && axeAt(...way), picture: out && ((...way) => picture(role, pattern, ...way)),
  told: (lang, width, faults) => report(role, pattern, `${lang} ${width}`, faults),
});

async function face(sight, account, turn) {
  const { role } = account;
  if (role === "guardian" || role === "pupil") return door(account);
  const way = quick && turn % 2 ? ["en", [360]] : ["zh", [1366]];
  const first = await sight.enter(account, way[0]);
  const home = sight.page.url();
  check(`${role} comes in`, first.ok(), `${first.status()} ${home}`);
  const seeds = [home, `${origin}/account`, `${origin}/purpose`];
  if (await sight.page.locator("#search-q").count()) for (const q of ["w", "王", "%00%3Cb%3E"]) seeds.push(`${origin}/search?q=${q}`);
  const { visited, broken } = await walk((url) => sight.fetch(url), seeds, async (url, pattern, html) => {
    const known = gridded.has(pattern);
    const deep = !heard.has(partsOf(pattern));
    gridded.add(pattern);
    heard.add(partsOf(pattern));
    if (skip.test(pattern) || (quick && known && pattern.startsWith("/policy"))) return []; // the rules read the same for everybody
    const fetched = await sight.take(html);
    const body = `${pattern}\n${bodyOf(html)}`;
    const fresh = out && !pictured.has(body);
    pictured.add(body);
    if (!known || fresh) await grid(sight, role, url, pattern, { deep, ways: known ? few : undefined });
    else if (url === home) await grid(sight, role, url, pattern, { ways: [way], deep: false });
    else report(role, pattern, `${sight.lang} by its words`, faultsOf(fetched, sight.lang, { data }));
    return fetched.links;
  }, { most: 90, others: quick ? 1 : 2 });
  for (const b of broken) report(role, b.pattern, "offered", [b.fault]);
  check(`${role} finds pages`, visited.length >= 3, visited.join(" "));
  if (out) writeFileSync(join(out, "index.html"), index()); // looked at while the rest is still walked
  console.log(`  ${role}: ${visited.length} pages`);
}

// door looks at what a child or a guardian meets, each time by a fresh way in.
async function door(account) {
  for (const lang of langs) for (const width of widths) {
    const context = await browser.newContext({ viewport: size(width), reducedMotion: "reduce", locale: lang === "zh" ? "zh-CN" : "en-GB" });
    await context.addCookies([{ name: "lang", value: lang, url: origin }]);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const console_ = listen(page, /status of 401/);
    await page.goto(origin + account.sign_in);
    const seen = async (name) => {
      const faults = [...await sideways(page), ...await read(page, lang, { data, gentle: true }), ...axeAt(lang, width) ? await axe(page) : []];
      if (out) await shot(page, ...picture(account.role, name, lang, width));
      report(account.role, name, `${lang} ${width}`, [...faults, ...console_.take()]);
    };
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
async function street(sight) {
  for (const path of ["/sign-in", "/demo/accounts"]) await grid(sight, "street", origin + path, path);
  const answer = await sight.fetch(`${origin}/no-such-page`);
  check("an unknown address is not found", answer.status() === 404, String(answer.status()));
}

const queue = [street, ...one.map((a, turn) => (sight) => face(sight, a, turn))];
await Promise.all(Array.from({ length: lanes }, async () => {
  const sight = await Sight.open(browser, origin);
  if (!few) await bringAxe(sight.page);
  await sight.speak("zh");
  for (let next; (next = queue.shift());) await next(sight).catch((e) => check("walk", false, e.stack));
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
