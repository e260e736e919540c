// The pupil's page: sign in, answer, hand in. One Sheet, one Courier, and one
// screen at a time; each screen is a function in a file of its own.
import { showClosing, showSending } from "./closing";
import { Courier } from "./courier";
import { button, h } from "./dom";
import { showHelp } from "./help";
import { showIntro, showItem, showList, leaveItem, answerKeys } from "./ask";
import { showReview, showStop } from "./review";
import { newSheet, pending, type Place, type Sheet } from "./sheet";
import { showSignIn } from "./signin";
import type { Lang, Receipt, SignIn } from "./types";
import { erase, keep, recall } from "./vault";
import { getLang, read, say, setLang } from "./words";

export type Screen = "sheet" | "help" | "stop" | "sending" | "closing" | "signin";

export class App {
  sheet: Sheet | null = null;
  courier: Courier | null = null;
  screen: Screen = "signin";
  receipt: Receipt | null = null;
  stopped = false;
  signInNote: "" | "again" | "cleared" = "";
  readonly main = h("main", { id: "main" });
  private readonly state = h("p", { class: "state", role: "status" });
  private readonly name = h("p", { class: "name" });
  private readonly language = button("", "plain small", () => this.switchLang());
  private readonly progress = h("progress", { max: 1, value: 0 });
  private readonly strip = h("button", { type: "button", class: "strip", hidden: true, onclick: () => this.show("help") });
  private readonly foot = h("footer", {}, button("", "plain", () => this.show("help"), { id: "to-help" }), button("", "plain", () => this.show("stop"), { id: "to-stop" }));
  private polling = 0;

  constructor(root: HTMLElement) {
    root.replaceChildren(h("header", {}, h("div", { class: "row" }, this.name, this.language), this.progress, this.state), this.strip, this.main, this.foot);
    document.addEventListener("keydown", (e) => { if (this.screen === "sheet" && this.sheet) answerKeys(this, e); });
    window.addEventListener("offline", () => { if (this.courier) { this.courier.online = false; this.frame(); } });
  }

  async begin(lang: Lang): Promise<void> {
    setLang(lang);
    const kept = await recall<Sheet>();
    if (kept) this.adopt(kept);
    else this.show("signin");
  }

  signedIn(from: SignIn): void {
    const known = this.sheet;
    const wide = window.matchMedia("(min-width: 900px)").matches;
    // The same sitting again: what is on this page is newer than the server's draft.
    const sheet = known && known.from.sitting === from.sitting ? { ...known, from, rev: Math.max(known.rev, from.rev), dirty: true } : newSheet(from, getLang(), wide);
    this.adopt(sheet);
    void keep(sheet);
  }

  private adopt(sheet: Sheet): void {
    this.courier?.close();
    this.sheet = sheet;
    setLang(sheet.lang);
    this.courier = new Courier(sheet, {
      changed: () => { this.frame(); this.keep(); if (this.screen === "help" || this.screen === "sending") this.show(this.screen, true); },
      helped: (help) => { sheet.help = help; },
      done: (receipt) => this.finish(receipt),
      already: (fault) => this.finish({ receipt: fault.receipt ?? "", closing: fault.closing ?? sheet.from.closing, lines: fault.lines ?? sheet.from.lines }),
      signedOut: () => { this.signInNote = "again"; this.show("signin"); },
    });
    this.show(sheet.submit || sheet.stop ? "sending" : "sheet");
    this.courier.now();
    this.poll();
  }

  // changed is called after every answer: seal it here, then send it.
  changed(urgent = false): void {
    const s = this.sheet!;
    s.dirty = true;
    this.keep();
    this.frame();
    if (urgent) this.courier!.now(); else this.courier!.soon();
  }

  keep(): void { if (this.sheet) void keep(this.sheet); }

  goto(at: Place): void {
    leaveItem(this);
    this.sheet!.at = at;
    this.keep();
    this.show("sheet");
  }

  show(screen: Screen, quiet = false): void {
    if (this.screen === "sheet" && screen !== "sheet") leaveItem(this);
    this.screen = screen;
    const s = this.sheet;
    if (screen === "signin") showSignIn(this);
    else if (screen === "closing") showClosing(this);
    else if (!s) return;
    else if (screen === "help") showHelp(this, quiet);
    else if (screen === "stop") showStop(this);
    else if (screen === "sending") showSending(this, quiet);
    else if (s.at.part >= s.from.battery.length) showReview(this);
    else if (s.at.item < 0) showIntro(this);
    else if (s.list) showList(this);
    else showItem(this);
    this.frame();
  }

  // frame refreshes what surrounds the screen without touching the screen.
  frame(): void {
    const s = this.sheet;
    const answering = !!s && (this.screen === "sheet" || this.screen === "help" || this.screen === "stop");
    this.name.textContent = s && this.screen !== "closing" ? read(s.from.title) : "";
    this.language.textContent = say("otherLang");
    this.language.lang = getLang() === "zh" ? "en" : "zh-CN";
    document.getElementById("to-help")!.textContent = say("help");
    document.getElementById("to-stop")!.textContent = say("stop");
    this.foot.hidden = !answering || this.screen === "stop" || (this.screen === "help" && !s!.from.shared_room);
    this.progress.hidden = !answering;
    if (s) {
      const done = Object.values(s.answers).flat().filter((a) => a !== -1).length;
      this.progress.max = Object.values(s.answers).flat().length;
      this.progress.value = done;
      this.progress.setAttribute("aria-label", `${done} / ${this.progress.max}`);
    }
    this.state.hidden = !answering && this.screen !== "sending";
    if (s) this.state.textContent = this.saying(s);
    this.state.classList.toggle("offline", !!this.courier && !this.courier.online);
    // The strip tells how help is coming; in a shared room nothing may show.
    const called = !!s && !s.from.shared_room && (s.alerts.length > 0 || s.wish !== "none");
    this.strip.hidden = !called || this.screen !== "sheet";
    if (called) this.strip.textContent = helpState(this);
  }

  private saying(s: Sheet): string {
    const n = pending(s);
    if (this.courier?.online !== false) return n === 0 ? say("saved") : say("pending", { n });
    return `${say("noNetwork")} · ${say("pending", { n: Math.max(1, n) })}`;
  }

  private switchLang(): void {
    setLang(getLang() === "zh" ? "en" : "zh");
    if (this.sheet) { this.sheet.lang = getLang(); this.keep(); }
    this.show(this.screen);
  }

  private finish(receipt: Receipt): void {
    this.stopped = !!this.sheet?.stop;
    this.receipt = receipt;
    this.courier?.close();
    clearTimeout(this.polling);
    this.sheet = null;
    void erase();
    this.show("closing");
  }

  // poll asks how help is coming: often while the panel is open, seldom after.
  private poll(): void {
    clearTimeout(this.polling);
    const s = this.sheet;
    if (!s) return;
    const called = s.alerts.some((a) => a.sent) || s.wish === "sent";
    const open = this.screen === "help";
    const next = (): void => { this.polling = window.setTimeout(() => this.poll(), open || !called ? 4000 : 12000); };
    if (!called) { next(); return; }
    void this.courier!.askHelp().then((help) => {
      if (help && this.sheet === s) {
        const changed = JSON.stringify(help) !== JSON.stringify(s.help);
        s.help = help;
        if (changed) { this.frame(); if (this.screen === "help") this.show("help", true); }
      }
      next();
    });
  }
}

// helpState says truthfully what is known about the adult who was called.
export function helpState(app: App): string {
  const s = app.sheet!;
  const unsent = s.alerts.some((a) => !a.sent) || s.wish === "waiting";
  if (unsent && !app.courier!.online) return say(s.from.shared_room ? "offlineShared" : "offlineHelp");
  const who = read(s.help?.who) || say("someTeacher");
  switch (s.help?.state) {
    case "coming": return say("coming", { who });
    case "checked": return say("checked");
    case "nobody_yet": case "none": return say("nobodyYet"); // none: the server took no call
    default: return say("calling");
  }
}

const root = document.getElementById("app")!;
void new App(root).begin(root.dataset.lang === "en" ? "en" : "zh");
if ("serviceWorker" in navigator && window.isSecureContext) void navigator.serviceWorker.register("/pupil/sw.js", { scope: "/pupil/" }).catch(() => undefined);
