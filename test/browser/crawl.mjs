// Walks a face of the site as its reader would: by the links it offers.
import { axe, listen, shot, sideways, size } from "./browser.mjs";
import { gather, hurtful, stray, untranslated } from "./words.mjs";

// patternOf is the address with its ids taken out: pages of one pattern are one
// page to look at, with another child or class in it.
export function patternOf(url) {
  const u = new URL(url);
  const path = u.pathname.split("/").map((s) => /^[0-9a-z]{13}$/.test(s) ? "*" : s).join("/")
    .replace(/^(\/policy\/clauses\/)[^/]+/, "$1*").replace(/^((?:\/pupils\/\*)?\/forms\/)[^/]+/, "$1*").replace(/^(\/settings\/instruments\/)[^/]+/, "$1*").replace(/^(\/(?:g|f|l|link|family)\/)[^/]+/, "$1*");
  const keys = [...new Set([...u.searchParams.keys()])].filter((k) => !["lang", "csrf_token"].includes(k)).sort();
  return path + (keys.length ? "?" + keys.join("&") : "");
}

// faultsOf finds what the words of a page show: the language, the other language's
// leftovers, and on the pages of children and guardians what hurts.
export function faultsOf({ lang: html, texts }, lang, { data = new Set(), gentle = false } = {}) {
  const faults = html === (lang === "zh" ? "zh-CN" : "en") ? [] : [`html lang is ${html}`];
  for (const t of lang === "en" ? untranslated(texts, data) : stray(texts, data)) faults.push(`${lang === "en" ? "untranslated" : "stray"}: ${t}`);
  if (gentle) for (const t of hurtful(texts)) faults.push(`hurtful: ${t}`);
  return faults;
}

export const read = async (page, lang, options) => faultsOf(await gather(page), lang, options);

// Sight is one window that one person after another looks through: opening a
// window costs Chromium more than showing a page in it.
export class Sight {
  static async open(browser, origin, { but } = {}) {
    const sight = Object.assign(new Sight(), { origin });
    sight.context = await browser.newContext({ reducedMotion: "reduce", locale: "zh-CN", acceptDownloads: false });
    sight.page = await sight.context.newPage();
    sight.console = listen(sight.page, but);
    return sight;
  }

  async speak(lang) {
    this.lang = lang;
    await this.context.addCookies([{ name: "lang", value: lang, url: this.origin }]);
  }

  // enter comes in by the one-click door of a demonstration, as nobody before.
  async enter(account, lang) {
    await this.context.clearCookies();
    await this.speak(lang);
    return this.page.goto(this.origin + account.sign_in);
  }

  fetch(url) { return this.context.request.get(url, { maxRedirects: 5, failOnStatusCode: false }); }

  take(html) { return gather(this.page, html); }

  // grid opens an address once in each language of `ways` and looks at it at every
  // width given there; told(lang, width, faults) hears what tools find.
  async grid(url, { ways, data, axeAt, picture, told }) {
    const back = this.lang;
    for (const [lang, widths] of ways) {
      if (lang !== this.lang) await this.speak(lang);
      const answer = await this.page.goto(url);
      for (const width of widths) {
        await this.page.setViewportSize(size(width));
        const faults = [...answer.status() < 400 ? [] : [`answered ${answer.status()}`], ...await sideways(this.page), ...await read(this.page, lang, { data })];
        if (axeAt(lang, width)) faults.push(...await axe(this.page));
        if (picture) await shot(this.page, ...picture(lang, width));
        told(lang, width, [...faults, ...this.console.take()]);
      }
    }
    if (this.lang !== back) await this.speak(back);
  }
}

// walk asks for one page of every pattern that can be reached by links and calls
// look(url, pattern, html), which says where it leads. Other links of a pattern
// are asked for once, up to `others` of them, and have to answer.
const left = /^\/(sign-out|language|demo\/|static\/|sign-in|post$)/;
export async function walk(fetch, seeds, look, { most, others }) {
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
    const answer = await fetch(url);
    if (answer.status() >= 400) { broken.push({ pattern, fault: `a link leads to ${answer.status()}` }); continue; }
    if (before > 0 || !(answer.headers()["content-type"] ?? "").includes("text/html") || answer.headers()["content-disposition"]?.startsWith("attachment")) continue;
    for (const link of await look(url, pattern, await answer.text())) {
      const next = new URL(link, answer.url());
      next.hash = "";
      if (next.origin === new URL(url).origin && !left.test(next.pathname) && !asked.has(next.href)) queue.push(next.href);
    }
  }
  return { visited: [...seen.keys()], broken };
}
