// What must and must not be read on a page: both languages whole, and no word
// that a child or a guardian should never meet. Runs partly inside the page.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const cjk = /[\u3400-\u9fff]/;
const runs = /[\u3400-\u9fff\u{20000}-\u{3ffff}][\u3400-\u9fff\u{20000}-\u{3ffff}·，、。《》“”：；？！]*/gu;
const bare = (s) => s.trim().replace(/^[\s·，。、：；“”]+|[\s·，。、：；“”]+$/gu, "");

// Latin words that stand in Chinese text: standards, file kinds, keys, names of
// scales and the other language's own name.
const latin = new Set(("English xinhuan verify text zh en Achenbach Conners Olweus item text_zh text_en instruction option XLSX XLS Word CSV PDF HTML JSON zip OneRoster PHQ GAD SHA SM AES GCM HTTP HTTPS IP ID QR Ctrl Tab Enter Esc Excel WPS OK "
  + "Xinhuan xinhuan verify smtp SDQ CDI DASS PCL CES SCL MHT SCARED MSSMHS PSSM CSES RSES WHO UCLA SRQ A4").split(" "));

// The program's own Chinese words: every literal of the pages, rooms, policy
// packs and forms. What people wrote or are called is none of them.
const spoken = new Set();
const joined = (() => {
  const list = [];
  const read = (dir) => {
    for (const e of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, e.name);
      if (e.isDirectory()) { if (!/^(testdata|bench|torture|fixture|demo|synthetic|node_modules|dist)$/.test(e.name)) read(path); continue; }
      if (!/\.(go|html|ts|yaml)$/.test(e.name) || e.name.endsWith("_test.go")) continue;
      for (const [literal] of readFileSync(path, "utf8").matchAll(/"(?:[^"\\\n]|\\.)*"|`[^`]*`|>[^<>{}\n]+</g)) {
        if (!cjk.test(literal)) continue;
        for (const part of literal.slice(1, -1).split(/%[sd]|\\n|\{\w+\}/)) if (cjk.test(part)) { list.push(part); spoken.add(bare(part)); }
      }
    }
  };
  for (const dir of ["internal", "policies", "instruments"]) read(dir);
  return list.join("\n");
})();

// plain is a text without the joiners that keep a date in one line.
export const plain = (s) => s.replace(/\u2060/g, "");

// gather reads the open page, or another page by its HTML: its language, where its
// links lead, and what a reader sees: visible text nodes with the kind of part they
// stand in, and the words that only a screen reader hears. Of a page that is not
// open everything counts as visible.
export const gather = (page, html) => page.evaluate((html) => {
  const doc = html === undefined ? document : new DOMParser().parseFromString(html, "text/html");
  const seen = (e) => doc !== document || e.checkVisibility({ checkVisibilityCSS: true });
  const texts = [];
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  const structural = "button, label, th, legend, nav a, h1, h2, h3, summary, dt, .btn, .help, .badge-word, .empty-title, .tabs a, option, caption, .lead-text, .meta";
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement;
    const text = n.nodeValue.replace(/\u2060/g, "").replace(/\s+/g, " ").trim();
    if (!text || e.closest("script, style, noscript, template, code, pre, svg, [data-words=off]")) continue;
    if (e.tagName !== "OPTION" && !seen(e)) continue;
    const lang = e.closest("[lang]")?.getAttribute("lang") ?? "";
    texts.push({ text, lang, own: lang !== doc.documentElement.lang, part: e.closest("textarea, .case-text, .paper-answer") ? "written" : e.closest(structural)?.tagName.toLowerCase() ?? "", person: !!e.closest(".person, .who-text, .names, .slip-name, .family-top, [data-name]"), path: e.tagName.toLowerCase() + (e.className ? "." + String(e.className).split(" ")[0] : "") });
  }
  for (const e of doc.querySelectorAll("[aria-label], [placeholder], [title], img[alt]")) {
    if (!seen(e)) continue;
    for (const a of ["aria-label", "placeholder", "title", "alt"]) {
      const text = e.getAttribute(a);
      if (text) texts.push({ text, lang: e.closest("[lang]")?.getAttribute("lang") ?? "", own: e.closest("[lang]") !== doc.documentElement, part: a, person: false, path: `${e.tagName.toLowerCase()}[${a}]` });
    }
  }
  texts.push({ text: doc.title, lang: doc.documentElement.lang, own: false, part: "title", person: false, path: "title" });
  const links = [...doc.querySelectorAll("a[href]:not([download])")].map((a) => a.getAttribute("href"));
  return { lang: doc.documentElement.lang, texts, links: [...new Set(links)] };
}, html);

// untranslated lists what the English page says in Chinese words of the program.
export function untranslated(list, data) {
  const found = new Set();
  for (const t of list) {
    if (t.own || t.part === "written") continue; // what somebody wrote into a form
    for (const run of t.text.replace(/[\u3400-\u9fff]*〔\d{4}〕\d+号/g, " ").match(runs) ?? []) { // a document's number keeps its language
      const words = bare(run);
      if (!words || data.has(words) || words === "级") continue; // 2024级, as lists write it
      // A name may be part of a sentence of the program; a whole word of it is no name.
      const name = t.person || [...words].length <= 4 && !/[第条项人共]/.test(words);
      if (spoken.has(words) ? !t.person : !name && joined.includes(words)) found.add(`${words.slice(0, 40)} <${t.path}>`);
    }
  }
  return [...found];
}

// What is a code and no word: a rule of a pack.
const code = /^[a-z_]+\/[a-z_.]+$/;

// stray lists what the Chinese page says in English.
export function stray(list, data) {
  const found = new Set();
  for (const t of list) {
    if (t.own || t.person || /依据[:：]|标准 \w|^.?列：/.test(t.text)) continue; // a name, a citation and the column heads of a file keep their language
    const text = t.text.replace(/https?:\/\/\S+|[\w.-]+@[\w.-]+|[\w-]*\.(xlsx|csv|json|zip|pdf|docx|key|pub|md)\b|\b127\.0\.0\.1\S*|localhost\S*/g, " ");
    for (const word of text.match(/[A-Za-z][A-Za-z'’]+/g) ?? []) {
      if (code.test(t.text) || latin.has(word) || data.has(word) || /^[A-Z]{1,6}$/.test(word)) continue;
      // Codes and ids: letters beside digits, logins, slips.
      const around = text.match(new RegExp(`[\\w.-]*${word}[\\w.-]*`))?.[0] ?? word;
      if (latin.has(around) || /\d|^[a-z]{4}-[a-z]{4}-[a-z]{4}$/.test(around) || /^x[a-z]{7}$/.test(around)) continue;
      found.add(`${around} in “${t.text.slice(0, 50)}” <${t.path}>`);
    }
  }
  return [...found];
}

// Words no pupil and no guardian meets (ui.md, Words).
const forbidden = /异常|问题学生|抑郁|高危|得分|分数|风险等级|障碍|精神病|测评完成|\bscores?\b|abnormal|high[- ]risk|disorder|\bdepression\b|diagnos/i;
export const hurtful = (list) => list.filter((t) => forbidden.test(t.text)).map((t) => `${t.text.slice(0, 60)} <${t.path}>`);
