// Asking: the first page of a part, one question a screen, or a list.
import { button, fill, h, title } from "./dom";
import type { App } from "./main";
import { before, grave, optionsOf, total, type Place } from "./sheet";
import { declined, type Instrument } from "./types";
import { read, say } from "./words";

let since = 0;            // when the question on screen appeared
let moving: number | undefined;

const here = (app: App): Instrument => app.sheet!.from.battery[app.sheet!.at.part];

// leaveItem adds the time on screen to the question that is being left.
export function leaveItem(app: App): void {
  window.clearTimeout(moving);
  const s = app.sheet;
  if (!s || !since || s.list || s.at.item < 0 || s.at.part >= s.from.battery.length) { since = 0; return; }
  s.elapsed[here(app).instrument][s.at.item] += Math.min(Date.now() - since, 600_000);
  since = 0;
}

export function showIntro(app: App): void {
  const s = app.sheet!;
  const part = here(app);
  fill(app.main, h("div", { class: "card" },
    title(s.from.battery.length > 1 ? say("partOf", { a: s.at.part + 1, b: s.from.battery.length }) : read(s.from.title)),
    h("p", { class: "lead" }, read(part.instruction)),
    part.period && h("p", { class: "period" }, read(part.period)),
    h("p", { class: "hint" }, `${say("parts", { n: part.items.length })} · ${say("aboutRights")}`),
    button(say("begin"), "main", () => app.goto({ part: s.at.part, item: 0 })),
    h("p", { class: "hint keys" }, say("keys"))));
}

export function showItem(app: App): void {
  const s = app.sheet!;
  const part = here(app);
  const item = part.items[s.at.item];
  const options = optionsOf(part, item);
  const given = s.answers[part.instrument][s.at.item];
  const choose = (value: number, b: HTMLButtonElement): void => {
    for (const o of box.querySelectorAll("button")) o.setAttribute("aria-pressed", String(o === b));
    give(app, s.at.part, s.at.item, value);
  };
  const option = (value: number, label: string, look: string): HTMLButtonElement => {
    const b: HTMLButtonElement = button(label, look, () => choose(value, b), { "aria-pressed": String(given === value) });
    return b;
  };
  const box = h("div", { class: "options", role: "group", "aria-labelledby": "q" },
    ...options.map((o) => option(o.code, read(o.text), "option")), option(declined, say("decline"), "option decline"));
  since = Date.now();
  fill(app.main, h("div", { class: "card ask" },
    h("p", { class: "where" }, say("question", { a: before(s, s.at.part) + s.at.item + 1, b: total(s) })),
    part.period && h("p", { class: "period" }, read(part.period)),
    title(read(item.text), { id: "q" }),
    box,
    h("div", { class: "moves" }, button(say("back"), "quiet", () => step(app, -1)), wide() && toggle(app), button(say("next"), "quiet", () => step(app, 1)))));
}

export function showList(app: App): void {
  const s = app.sheet!;
  const part = here(app);
  since = Date.now();
  const rows = part.items.map((item, i) => {
    const mark = (value: number): void => {
      s.elapsed[part.instrument][i] += Math.min(Date.now() - since, 600_000);
      since = Date.now();
      give(app, s.at.part, i, value);
    };
    const radio = (value: number, label: string, look = ""): HTMLElement =>
      h("label", { class: `pill ${look}` }, h("input", { type: "radio", name: `i${i}`, value, checked: s.answers[part.instrument][i] === value, onchange: () => mark(value) }), h("span", {}, label));
    return h("fieldset", {}, h("legend", {}, `${before(s, s.at.part) + i + 1}. ${read(item.text)}`),
      h("div", { class: "pills" }, ...optionsOf(part, item).map((o) => radio(o.code, read(o.text))), radio(declined, say("decline"), "decline")));
  });
  fill(app.main, h("div", { class: "card ask list" },
    title(read(part.period) || read(part.instruction)), ...rows,
    h("div", { class: "moves" }, button(say("backPage"), "quiet", () => app.goto({ part: s.at.part, item: -1 })), toggle(app), button(say("goOn"), "main", () => app.goto(after(app))))));
  if (s.at.item > 0) app.main.querySelectorAll("fieldset")[s.at.item]?.scrollIntoView({ block: "center" });
}

const wide = (): boolean => window.matchMedia("(min-width: 600px)").matches;

const toggle = (app: App): HTMLElement => button(say(app.sheet!.list ? "asCards" : "asList"), "plain", () => {
  leaveItem(app);
  app.sheet!.list = !app.sheet!.list;
  app.goto(app.sheet!.at);
});

const after = (app: App): Place => ({ part: app.sheet!.at.part + 1, item: -1 });

// give records an answer; a grave one brings help at once, submitted or not.
function give(app: App, part: number, i: number, value: number): void {
  const s = app.sheet!;
  const instrument = s.from.battery[part];
  const item = instrument.items[i];
  s.answers[instrument.instrument][i] = value;
  const known = s.alerts.some((a) => a.instrument === instrument.instrument && a.item === item.n);
  if (grave(item, value) && !known) {
    s.alerts.push({ instrument: instrument.instrument, item: item.n, value, at: Date.now(), sent: false });
    leaveItem(app);
    s.at = s.list ? { part, item: i } : next(app, 1);
    app.changed(true);
    app.show("help");
    return;
  }
  app.changed();
  if (!s.list) {
    window.clearTimeout(moving);
    moving = window.setTimeout(() => step(app, 1), 160);
  }
}

function next(app: App, by: number): Place {
  const s = app.sheet!;
  let { part, item } = s.at;
  item += by;
  if (item >= s.from.battery[part].items.length) { part++; item = part >= s.from.battery.length ? 0 : -1; }
  if (item < -1) { if (part === 0) return { part: 0, item: -1 }; part--; item = s.from.battery[part].items.length - 1; }
  return { part, item };
}

const step = (app: App, by: number): void => app.goto(next(app, by));

// answerKeys: 1-9 choose, 0 declines, up and down move between the answers,
// left and right between the questions.
export function answerKeys(app: App, e: KeyboardEvent): void {
  const s = app.sheet!;
  if (s.list || s.at.part >= s.from.battery.length || e.ctrlKey || e.metaKey || e.altKey) return;
  if (s.at.item < 0) { if (e.key === "ArrowRight") step(app, 1); else if (e.key === "ArrowLeft" && s.at.part > 0) step(app, -1); return; }
  const buttons = [...app.main.querySelectorAll<HTMLButtonElement>(".options button")];
  if (/^[0-9]$/.test(e.key)) {
    const b = e.key === "0" ? buttons[buttons.length - 1] : buttons[Number(e.key) - 1];
    if (b && (e.key === "0" || b !== buttons[buttons.length - 1])) { e.preventDefault(); b.click(); }
  } else if (e.key === "ArrowRight") step(app, 1);
  else if (e.key === "ArrowLeft") step(app, -1);
  else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    e.preventDefault();
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = e.key === "ArrowDown" ? (at + 1) % buttons.length : (at <= 0 ? buttons.length : at) - 1;
    buttons[to].focus();
  }
}
