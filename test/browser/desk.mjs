// A person at work in a browser of his own, and the steps of a journey: each is
// looked at by tools, and kept as a picture where XINHUAN_SHOTS_OUT says.
import { axe, check, listen, shot, sideways, size } from "./browser.mjs";
import { read } from "./crawl.mjs";
import { plain } from "./words.mjs";

let count = 0;

// china is a date where the region is, so many days from today.
export const china = (days = 0) => new Date(Date.now() + (8 + 24 * days) * 3600_000).toISOString().slice(0, 10);

export class Desk {
  constructor(browser, origin, name, { width = 1366, lang = "zh" } = {}) {
    Object.assign(this, { browser, origin, name, width, lang });
  }

  async open() {
    this.context = await this.browser.newContext({ viewport: size(this.width), reducedMotion: "reduce", locale: this.lang === "zh" ? "zh-CN" : "en-GB" });
    if (this.lang === "en") await this.context.addCookies([{ name: "lang", value: "en", url: this.origin }]);
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(15_000);
    this.faults = listen(this.page, /status of 4(03|04|09|22)/); // refusals are part of the way
    return this;
  }

  // signIn with a first password chooses the real one at once.
  async signIn({ login, password }) {
    await this.go("/sign-in");
    if (new URL(this.page.url()).pathname === "/sign-in") {
      await this.fill({ login, password });
      await this.send("#sign-in");
    }
    if (!new URL(this.page.url()).pathname.startsWith("/account/password")) return this;
    const own = `${this.name} sits by the river 41`;
    await this.fill({ old: password, password: own, again: own });
    await this.send("#password");
    this.password = own;
    return this;
  }

  async go(path) {
    const answer = await this.page.goto(path.startsWith("http") ? path : this.origin + path, { waitUntil: "load" });
    return answer?.status() ?? 200; // no answer: only what stands behind # differs
  }

  // fill sets fields by name: text, lists, radio buttons and ticks.
  async fill(values, within = "main") {
    for (const [name, value] of Object.entries(values)) {
      const field = this.page.locator(`${within} [name="${name}"]`);
      const first = field.first();
      const [tag, type] = await first.evaluate((e) => [e.tagName, e.type]);
      if (tag === "SELECT") await first.selectOption(value);
      else if (type === "radio" || type === "checkbox") for (const v of [value].flat()) await this.page.locator(`${within} [name="${name}"][value="${v}"]`).evaluate((e) => { if (!e.checked) e.click(); });
      else await first.fill(String(value));
    }
    return this;
  }

  // write fills a whole form: the answers given here, and something fitting in
  // every other field that is asked for, until nothing more appears.
  async write(answers, form = "main form[data-form]") {
    for (let round = 0; round < 8; round++) {
      const open = await this.page.locator(form).evaluate((f, given) => {
        const fields = new Map();
        for (const e of f.elements) {
          if (!e.name || e.type === "hidden" || e.disabled || !e.checkVisibility()) continue;
          const field = fields.get(e.name) ?? { name: e.name, kind: e.tagName === "SELECT" ? "select" : e.type, options: [], filled: false, asked: false };
          field.options.push(e.value);
          const label = (e.closest("fieldset")?.querySelector("legend") ?? f.querySelector(`label[for="${e.id}"]`))?.textContent ?? "";
          field.asked ||= e.required || /必填|required/.test(label);
          field.filled ||= ["radio", "checkbox"].includes(e.type) ? e.checked : e.value !== "";
          fields.set(e.name, field);
        }
        return [...fields.values()].filter((x) => x.name in given || (x.asked && !x.filled));
      }, answers);
      const todo = open.filter((f) => !(this.written ??= new Set()).has(f.name) || (!(f.name in answers) && !f.filled));
      if (todo.length === 0) break;
      for (const f of todo) {
        this.written.add(f.name);
        const fallback = { radio: f.options.includes("no") ? "no" : f.options[0], checkbox: f.options[0], select: f.options.find(Boolean), date: china(1), time: "10:20", number: "1" }[f.kind] ?? "已当面核实";
        await this.fill({ [f.name]: answers[f.name] ?? fallback }, form);
      }
    }
    this.written = undefined;
    return this;
  }

  // arrive does what leads to another page and waits until that page is there.
  async arrive(what) {
    await this.page.evaluate(() => { window.wasHere = true; });
    await what();
    await this.page.waitForFunction(() => !window.wasHere && document.readyState === "complete");
    return this;
  }

  // send presses the main button of a form and waits for what comes.
  async send(form = "main form") {
    const button = this.page.locator(`${form} button.btn-primary, ${form} button.btn-danger`).last();
    return this.arrive(() => button.click());
  }

  async press(name, options = {}) {
    const target = this.page.locator("main").getByRole("button", { name, ...options }).or(this.page.locator("main").getByRole("link", { name, ...options })).first();
    return this.arrive(() => target.click());
  }

  async main() { return plain(await this.page.locator("main").innerText()); }

  // says checks that a page reads as it should.
  async says(what, words) {
    const text = await this.main();
    check(`${this.name}: ${what}`, words instanceof RegExp ? words.test(text) : text.includes(words), `missing ${words} in “${text.replace(/\s+/g, " ").slice(0, 300)}”`);
    return this;
  }

  // shot looks for what tools can find where he is, and keeps a picture.
  async shot(step, { gentle = false, quiet = false, paper = false, data } = {}) {
    const name = `${String(++count).padStart(2, "0")}-${step}`;
    await shot(this.page, name);
    const faults = [...this.faults.take(), ...paper ? [] : await sideways(this.page), ...await axe(this.page), ...quiet ? [] : await read(this.page, this.lang, { gentle, data })];
    check(`${name} (${this.name})`, faults.length === 0, faults.join("\n  "));
    return this;
  }

  close() { return this.context.close(); }
}
