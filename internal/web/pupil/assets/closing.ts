// Sending, and the last page: thanks, the receipt, and the lines that are open.
import { button, fill, h, title } from "./dom";
import { lineList } from "./help";
import type { App } from "./main";
import { read, say } from "./words";

export function showSending(app: App, quiet: boolean): void {
  const lost = !app.courier!.online;
  if (quiet && app.main.dataset.sending === String(lost)) return;
  app.main.dataset.sending = String(lost);
  fill(app.main, h("div", { class: "card", role: "status" },
    title(say(lost ? "waitingTitle" : "sendingTitle")),
    h("p", { class: "lead" }, say(lost ? "waitingText" : "sendingText"))));
}

export function showClosing(app: App): void {
  const r = app.receipt!;
  const clear = (): void => { app.receipt = null; app.stopped = false; app.signInNote = "cleared"; app.show("signin"); };
  fill(app.main, h("div", { class: "card help" },
    title(say(app.stopped ? "thanksStop" : "thanks")),
    h("p", { class: "lead" }, read(r.closing)),
    r.receipt && h("p", { class: "receipt" }, `${say("receipt")} `, h("strong", {}, r.receipt)),
    r.lines.length > 0 && h("h2", {}, say("linesOpen")), lineList(r.lines), h("p", { class: "danger" }, say("danger")),
    button(say("finish"), "quiet", clear)));
}
