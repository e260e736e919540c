import { axe, bringAxe, launch, shot, sideways, size } from "./browser.mjs";
import { read } from "./crawl.mjs";
import { accounts } from "./program.mjs";
const origin = process.env.XINHUAN_ORIGIN;
const all = await accounts(origin);
const data = new Set(all.flatMap((a) => [a.name, a.unit, ...a.unit.split(/\s+/)]));
const browser = await launch();
const ctx = await browser.newContext({ reducedMotion: "reduce" });
const page = await ctx.newPage();
await bringAxe(page);
async function look(re, paths) {
  const a = all.find((x) => re.test(`${x.role} ${x.unit}`));
  await ctx.clearCookies();
  await ctx.addCookies([{ name: "lang", value: "zh", url: origin }]);
  await page.goto(origin + a.sign_in);
  const urls = [];
  for (let [name, path] of paths) {
    if (typeof path === "function") path = await path();
    if (!path) { console.log("no path for", name); continue; }
    for (const [lang, width] of [["zh", 1366], ["zh", 360], ["en", 1366], ["en", 360]]) {
      await ctx.addCookies([{ name: "lang", value: lang, url: origin }]);
      await page.setViewportSize(size(width));
      const r = await page.goto(origin + path);
      const faults = [r.status() < 400 ? "" : `status ${r.status()}`, ...await sideways(page), ...await read(page, lang, { data }), ...(lang === "zh" && width === 360 || lang === "en" && width === 1366 ? await axe(page) : [])].filter(Boolean);
      for (const f of faults) console.log(name, lang, width, f);
      await shot(page, `${name}-${lang}-${width}`, "out/p2");
    }
  }
}
const first = (sel) => async () => { const l = page.locator(sel).first(); return await l.count() ? await l.getAttribute("href") : ""; };
const go = (path, sel) => async () => { await page.goto(origin + path); return first(sel)(); };
await look(/prevention_doctor .*卫生/, [["doc-list", "/programmes/severe_disorder"], ["doc-enter", "/programmes/severe_disorder/enter"], ["doc-person", go("/programmes/severe_disorder", "main a[href^='/pupils/']")], ["doc-contact", first("main a[href*='/contact_adult']")], ["doc-people", "/pupils"]]);
await look(/civil_affairs/, [["civ-list", "/programmes"], ["civ-enter", "/programmes/key_population/enter"], ["civ-person", go("/programmes/key_population", "main a[href^='/pupils/']")], ["civ-level", first("main a[href$='/level']")], ["civ-contest", async () => (await page.url()).replace(origin, "").replace("/level", "/contest")], ["civ-leave", async () => (await page.url()).replace(origin, "").replace("/contest", "/leave")]]);
await look(/unit_head .*福利/, [["ward-list", "/programmes/state_ward"], ["ward-enter", "/programmes/state_ward/enter"], ["ward-person", go("/programmes/state_ward", "main a[href^='/pupils/']")]]);
await look(/unit_head .*茶业/, [["boss-work", "/work"], ["boss-programmes", "/programmes"]]);
await look(/district_officer/, [["off-units", "/units"], ["off-add", go("/units", "main a[href$='/add']")]]);
await browser.close();
console.log("done");
