// Walks a face of the site as its reader would: by the links it offers.
import AxeBuilderModule from "@axe-core/playwright";
import { hurtful, stray, texts, untranslated } from "./words.mjs";

const AxeBuilder = AxeBuilderModule.AxeBuilder ?? AxeBuilderModule.default ?? AxeBuilderModule;
export const axeTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// patternOf is the address with its ids taken out: pages of one pattern are one
// page to look at, with another child or class in it.
export function patternOf(url) {
  const u = new URL(url);
  const path = u.pathname.split("/").map((s) => /^[0-9a-z]{13}$/.test(s) ? "*" : s).join("/")
    .replace(/^(\/policy\/clauses\/)[^/]+/, "$1*").replace(/^((?:\/pupils\/\*)?\/forms\/)[^/]+/, "$1*").replace(/^(\/settings\/instruments\/)[^/]+/, "$1*").replace(/^(\/(?:g|f|l|link|family)\/)[^/]+/, "$1*");
  const keys = [...new Set([...u.searchParams.keys()])].filter((k) => !["lang", "csrf_token"].includes(k)).sort();
  return path + (keys.length ? "?" + keys.join("&") : "");
}

const left = /^\/(sign-out|language|demo\/|static\/|sign-in|post$)/;

// offered are the same-origin links of a page, without those that leave it.
export const offered = (page) => page.evaluate(() => [...document.querySelectorAll("a[href]")].filter((a) => !a.download).map((a) => a.href))
  .then((list) => [...new Set(list)].map((h) => h.replace(/#.*$/, "")).filter((h) => h && new URL(h).origin === new URL(page.url()).origin && !left.test(new URL(h).pathname)));

// listen gathers what the browser complains about while a page is open.
export function listen(page, but = /^$/) {
  const faults = [];
  page.on("console", (m) => { if (m.type() === "error" && !but.test(m.text())) faults.push(`console: ${m.text().slice(0, 240)}`); });
  page.on("pageerror", (e) => faults.push(`script: ${e}`));
  page.on("response", (r) => { if (r.status() >= 500) faults.push(`${r.status()} ${new URL(r.url()).pathname}`); });
  return { take: () => faults.splice(0) };
}

// picture takes the whole page at once: what sticks to the edge of the window
// must not lie over the middle of the picture.
export async function picture(page, path) {
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), 6000) });
  await page.screenshot({ path });
  await page.setViewportSize({ width, height });
}

export async function axe(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(axeTags).analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${(n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? "").slice(0, 160)}`).join(" | ")}`);
}

export const sideways = (page) => page.evaluate(() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over <= 0) return [];
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 4).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
  return [`${over} px too wide: ${wide.join(", ")}`];
});

// read finds what the words of a page show: the language, the other language's
// leftovers, and on the pages of children and guardians what hurts.
export async function read(page, lang, { data = new Set(), gentle = false } = {}) {
  const faults = [];
  const html = await page.evaluate(() => document.documentElement.lang);
  if (html !== (lang === "zh" ? "zh-CN" : "en")) faults.push(`html lang is ${html}`);
  const list = await texts(page);
  for (const t of lang === "en" ? untranslated(list, data) : stray(list, data)) faults.push(`${lang === "en" ? "untranslated" : "stray"}: ${t}`);
  if (gentle) for (const t of hurtful(list)) faults.push(`hurtful: ${t}`);
  return faults;
}

// walk visits one page of every pattern that can be reached by links and calls
// look(url, pattern) on each. Other links of a pattern are asked for once, up to
// `others` of them, and have to answer.
export async function walk(context, page, seeds, look, { most = 70, others = 2 } = {}) {
  const seen = new Map();
  const queue = [...seeds];
  const asked = new Set();
  const broken = [];
  while (queue.length && seen.size < most) {
    const url = queue.shift();
    const pattern = patternOf(url);
    if (asked.has(url)) continue;
    asked.add(url);
    const before = seen.get(pattern) ?? 0;
    if (before > others) continue;
    seen.set(pattern, before + 1);
    const answer = await context.request.get(url, { maxRedirects: 5, failOnStatusCode: false });
    if (answer.status() >= 400) { broken.push(`${answer.status()} ${new URL(url).pathname}${new URL(url).search}`); continue; }
    if (before > 0 || !(answer.headers()["content-type"] ?? "").includes("text/html") || answer.headers()["content-disposition"]?.startsWith("attachment")) continue;
    for (const next of await look(url, pattern)) if (!asked.has(next)) queue.push(next);
  }
  return { visited: [...seen.keys()], broken };
}
