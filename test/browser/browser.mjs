// Starts the machine's own Chromium; what tools find on a page, and the checks
// that the browser tests share.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

// Pictures are for looking at: kept where XINHUAN_SHOTS_OUT says, or not taken.
const shots = process.env.XINHUAN_SHOTS_OUT;
if (shots) mkdirSync(shots, { recursive: true });

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

export const size = (width) => ({ width, height: width < 600 ? 740 : 820 });

let passed = 0;
let failed = 0;
export function check(name, ok, detail = "") {
  if (ok) { passed++; return; }
  failed++;
  console.error(`FAIL ${name} ${detail}`);
}
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

// shot keeps a picture of the whole page at once: what sticks to the edge of the
// window must not lie over the middle of the picture.
export async function shot(page, name, dir = shots) {
  if (!dir) return;
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), 6000) });
  await page.screenshot({ path: join(dir, `${name}.png`) });
  await page.setViewportSize({ width, height });
}

// axe runs in the page itself: the packages around it open a window for every
// look, since they care for frames, and that costs ten times the rules. No page
// of ours has a frame.
const rules = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// bringAxe has every page opened from here on come with the rules, which costs a
// third of bringing them afterwards; for windows where most pages are asked.
export const bringAxe = (page) => page.addInitScript({ content: rules });

export async function axe(page) {
  if (await page.evaluate(() => !window.axe)) await page.evaluate(rules);
  const violations = await page.evaluate(async (runOnly) => (await window.axe.run(document, { runOnly, resultTypes: ["violations"], iframes: false })).violations.map((v) => ({
    id: v.id, nodes: v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message.slice(0, 160) ?? ""}`),
  })), ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  return violations.map((v) => `${v.id}: ${v.nodes.join(" | ")}`);
}

export const sideways = (page) => page.evaluate(() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over <= 0) return [];
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 4).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
  return [`${over} px too wide: ${wide.join(", ")}`];
});

// listen gathers what the browser complains about while a page is open; the
// content security policy speaks through the console.
export function listen(page, but = /^$/) {
  const faults = [];
  page.on("console", (m) => { if (m.type() === "error" && !but.test(m.text())) faults.push(`console: ${m.text().slice(0, 240)}`); });
  page.on("pageerror", (e) => faults.push(`script: ${e}`));
  page.on("response", (r) => { if (r.status() >= 500) faults.push(`${r.status()} ${new URL(r.url()).pathname}`); });
  return { take: () => faults.splice(0) };
}

// sound checks what tools can find on the page that is open, and keeps a picture.
export async function sound(page, name) {
  const faults = [...await sideways(page), ...await axe(page)];
  check(name, faults.length === 0, faults.join("\n  "));
  await shot(page, name.replace(/\W+/g, "-"));
}

// watch fails at once on what listen gathers; lost networks are part of the way.
export function watch(page, name) {
  page.on("console", (m) => { if (m.type() === "error" && !/Failed to load resource|ERR_/.test(m.text())) check(`${name}: console`, false, m.text()); });
  page.on("pageerror", (e) => check(`${name}: script`, false, String(e)));
}
