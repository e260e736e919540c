// Help after a worrying answer, or whenever the pupil asks for it. Alone it is
// warm and plain. In a shared room it has the shape of any other page: same
// card, same letters, same rows, and nothing that reads from the next seat.
import { button, fill, h, title } from "./dom";
import { helpState, type App } from "./main";
import type { Line } from "./types";
import { read, say } from "./words";

export function lineList(lines: Line[]): HTMLElement {
  const all = lines.filter((l) => l.number !== "110" && l.number !== "120");
  return h("ul", { class: "lines" }, ...all.map((l) =>
    h("li", {}, h("a", { href: `tel:${l.number.replace(/[^0-9+]/g, "")}` }, h("strong", {}, l.number), h("span", {}, `${read(l.name)}${l.hours ? ` · ${l.hours}` : ""}`)))));
}

export function showHelp(app: App, quiet: boolean): void {
  const s = app.sheet!;
  const called = s.alerts.length > 0 || s.wish !== "none";
  const lines = s.help?.lines?.length ? s.help.lines : s.from.lines;
  const text = read(s.help?.text) || read(s.from.help_text);
  const wish = (): void => { s.wish = "waiting"; app.changed(true); app.show("help", true); };
  const state = called && h("p", { class: "help-state", role: "status" }, s.wish === "waiting" && !app.courier!.online ? say("askedWaiting") : helpState(app));
  const on = (): void => app.goto(s.at);
  const opened = app.main.querySelector<HTMLDetailsElement>("details")?.open ?? false;
  const focused = document.activeElement?.id;
  const ask = s.wish === "none"
    ? button(say(s.from.shared_room ? "needNowShared" : "needNow"), s.from.shared_room ? "option" : "main warm", wish, { id: "wish" })
    : h("p", { class: s.from.shared_room ? "hint" : "told" }, s.wish === "sent" ? say("asked") : "");
  const panel = s.from.shared_room
    ? h("div", { class: "card ask" },
      h("p", { class: "where" }, say("sharedTitle")),
      title(text || say("sharedText"), { class: "plain-title" }),
      state,
      h("div", { class: "options" }, ask,
        h("details", { class: "option-details", open: opened }, h("summary", { class: "btn option" }, say("phones")), lineList(lines), h("p", { class: "hint" }, say("danger"))),
        button(say("goOn"), "option", on, { id: "on" })))
    : h("div", { class: "card help" },
      title(say("notAlone")),
      h("p", { class: "lead" }, text || say("helpText")),
      state, ask,
      h("h2", {}, say("linesOpen")), lineList(lines), h("p", { class: "danger" }, say("danger")),
      button(say("goOnAnswering"), "quiet", on, { id: "on" }));
  if (!quiet) { fill(app.main, panel); return; }
  app.main.replaceChildren(panel);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
