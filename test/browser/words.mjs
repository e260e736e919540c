// What must and must not be read on a page: both languages whole, and no word
// that a child or a guardian should never meet. Runs partly inside the page.

// Latin words that stand in Chinese text: standards, file kinds, keys, names of
// scales and the other language's own name.
const latin = new Set(("English Achenbach Conners Olweus item text_zh text_en instruction option XLSX XLS CSV PDF HTML JSON OneRoster PHQ GAD SHA SM AES GCM HTTP HTTPS IP ID QR Ctrl Tab Enter Esc Excel WPS OK "
  + "Xinhuan smtp SDQ CDI DASS PCL CES SCL MHT SCARED MSSMHS PSSM CSES RSES WHO UCLA SRQ A4").split(" "));

// How a person or a place of the region is named; data, not words of the page.
const named = /(学校|小学|初中|中学|高中|职中|教育中心|幼儿园|镇|乡|村|社区|委员会|街道|街|路|区|县|市|省|自治县|医院|卫生院|卫健委|民政局|教委|中心|热线|居委会|班|校区|公寓|宿舍|栋|组|号|站)(（.*）)?$/;
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤冉甲乙丙丁";

export const isName = (text) => {
  const t = text.trim();
  if (/^[\u4e00-\u9fff\u3400-\u4dbf·\u{20000}-\u{3ffff}]{2,4}$/u.test(t)) return true;
  if (/^[\u3400-\u9fff\u{20000}-\u{3ffff}]+(·[\u3400-\u9fff\u{20000}-\u{3ffff}]+)+$/u.test(t)) return true;
  if (/^(欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|司徒|东方|独孤|南宫)[\u3400-\u9fff]{1,2}$/u.test(t)) return true;
  return named.test(t);
};
export const surnameFirst = (text) => surnames.includes([...text.trim()][0]);

// texts gathers what a reader sees: visible text nodes with the kind of part
// they stand in, and the words that only a screen reader hears.
export const texts = (page) => page.evaluate(() => {
  const list = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const structural = "button, label, th, legend, nav a, h1, h2, h3, summary, dt, .btn, .help, .badge-word, .empty-title, .tabs a, option, caption, .lead-text, .meta";
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement;
    const text = n.nodeValue.replace(/\s+/g, " ").trim();
    if (!text || e.closest("script, style, noscript, template, code, pre, svg, [data-words=off]")) continue;
    if (e.tagName !== "OPTION" && !e.checkVisibility({ checkVisibilityCSS: true })) continue;
    const lang = e.closest("[lang]")?.getAttribute("lang") ?? "";
    list.push({ text, lang, own: lang !== document.documentElement.lang, part: e.closest(structural)?.tagName.toLowerCase() ?? "", person: !!e.closest(".person, .who-text, .names, .slip-name, .family-top, [data-name]"), path: e.tagName.toLowerCase() + (e.className ? "." + String(e.className).split(" ")[0] : "") });
  }
  for (const e of document.querySelectorAll("[aria-label], [placeholder], [title], img[alt]")) {
    if (!e.checkVisibility({ checkVisibilityCSS: true })) continue;
    for (const a of ["aria-label", "placeholder", "title", "alt"]) {
      const text = e.getAttribute(a);
      if (text) list.push({ text, lang: e.closest("[lang]")?.getAttribute("lang") ?? "", own: e.closest("[lang]") !== document.documentElement, part: a, person: false, path: `${e.tagName.toLowerCase()}[${a}]` });
    }
  }
  list.push({ text: document.title, lang: document.documentElement.lang, own: false, part: "title", person: false, path: "title" });
  return list;
});

// untranslated lists what the English page says in Chinese beyond names.
export function untranslated(list, data) {
  const found = new Set();
  for (const t of list) {
    if (t.own || t.person) continue;
    for (const run of t.text.match(/[\u3400-\u9fff\u{20000}-\u{3ffff}][\u3400-\u9fff\u{20000}-\u{3ffff}0-9·（）()〔〕、，。《》“”：；？！—\-–\s]*/gu) ?? []) {
      const words = run.trim().replace(/[\s·，。、：；（(–—-]+$/u, "");
      if (!words || data.has(words) || words.split(/[\s·，、]+/u).every((w) => data.has(w) || isName(w))) continue;
      found.add(`${words.slice(0, 40)} <${t.path}>`);
    }
  }
  return [...found];
}

// stray lists what the Chinese page says in English.
export function stray(list, data) {
  const found = new Set();
  for (const t of list) {
    if (t.own) continue;
    const text = t.text.replace(/https?:\/\/\S+|[\w.-]+@[\w.-]+|[\w-]*\.(xlsx|csv|json|zip|key|pub|md)\b|\b127\.0\.0\.1\S*|localhost\S*/g, " ");
    for (const word of text.match(/[A-Za-z][A-Za-z'’]+/g) ?? []) {
      if (latin.has(word) || data.has(word) || /^[A-Z]{1,6}$/.test(word)) continue;
      // Codes and ids: letters beside digits, logins, slips.
      const around = text.match(new RegExp(`[\\w.-]*${word}[\\w.-]*`))?.[0] ?? word;
      if (/\d/.test(around) || /^x[a-z]{7}$/.test(around)) continue;
      found.add(`${around} in “${t.text.slice(0, 50)}” <${t.path}>`);
    }
  }
  return [...found];
}

// Words no pupil and no guardian meets (ui.md, Words).
const forbidden = /异常|问题学生|抑郁|高危|得分|分数|风险等级|障碍|精神病|测评完成|\bscores?\b|abnormal|high[- ]risk|disorder|\bdepression\b|diagnos/i;
export const hurtful = (list) => list.filter((t) => forbidden.test(t.text)).map((t) => `${t.text.slice(0, 60)} <${t.path}>`);
