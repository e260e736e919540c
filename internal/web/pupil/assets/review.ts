// Before handing in, and stopping.
import { button, fill, h, title } from "./dom";
import type { App } from "./main";
import { before, openItems } from "./sheet";
import { say, type Word } from "./words";

export function showReview(app: App): void {
  const s = app.sheet!;
  const open = openItems(s);
  const handIn = (): void => {
    s.submit = JSON.stringify({ answers: s.answers, elapsed: s.elapsed });
    s.dirty = false;
    app.keep();
    app.show("sending");
    app.courier!.now();
  };
  const last = s.from.battery.length - 1;
  fill(app.main, h("div", { class: "card" },
    title(say("reviewTitle")),
    h("p", { class: "lead" }, open.length ? say("reviewOpen", { n: open.length }) : say("reviewAll")),
    open.length > 0 && h("div", { class: "open-items" }, ...open.map((at) => button(say("gotoItem", { a: before(s, at.part) + at.item + 1 }), "quiet", () => app.goto(at)))),
    button(say("handIn"), "main", handIn),
    h("div", { class: "moves" }, button(say("back"), "quiet", () => app.goto({ part: last, item: s.from.battery[last].items.length - 1 })))));
}

const reasons: [string, Word][] = [["tired", "stopTired"], ["unwell", "stopUnwell"], ["talk", "stopTalk"], ["other", "stopOther"]];

export function showStop(app: App): void {
  const s = app.sheet!;
  const form = h("form", { class: "card", onsubmit: (e: Event) => {
    e.preventDefault();
    const reason = String(new FormData(form).get("reason") ?? "");
    if (reason === "talk" && s.wish === "none") s.wish = "waiting";
    s.stop = JSON.stringify({ reason });
    app.keep();
    app.show("sending");
    app.courier!.now();
  } },
  title(say("stopTitle")),
  h("fieldset", { class: "reasons" }, h("legend", { class: "lead" }, say("stopText")),
    ...reasons.map(([value, word]) => h("label", { class: "btn option" }, h("input", { type: "radio", name: "reason", value }), say(word)))),
  button(say("stopNot"), "main", () => app.goto(s.at)),
  h("button", { class: "btn quiet" }, say("stopNow")));
  fill(app.main, form);
}
