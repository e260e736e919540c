// Carries the sheet to the server, the gravest first: alerts, then the wish
// for company, then the draft, then the sheet itself. It never gives up while
// the page is open; a lost network is tried again with growing pauses and at
// once when the browser says it is back.
import { call, Lost } from "./api";
import type { Fault, Help, Receipt } from "./types";
import type { Sheet } from "./sheet";

export interface Events {
  changed(): void;                                   // something was sent, or the network came or went
  helped(help: Help): void;
  done(receipt: Receipt): void;                      // handed in or stopped, acknowledged
  already(fault: Fault): void;                       // handed in before, elsewhere
  signedOut(): void;
}

const pauses = [1000, 2000, 4000, 8000, 15000]; // ms (ours)
const gather = 1200;                            // ms in which saves become one (ours)

export class Courier {
  online = true;
  private running = false;
  private again = false;
  private failures = 0;
  private timer = 0;
  private stopped = false;

  constructor(private sheet: Sheet, private events: Events) {
    window.addEventListener("online", this.now);
    document.addEventListener("visibilitychange", this.flush);
  }

  close(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.now);
    document.removeEventListener("visibilitychange", this.flush);
  }

  // soon lets a few answers gather; now does not wait.
  soon(): void { if (!this.running && this.failures === 0) { clearTimeout(this.timer); this.timer = window.setTimeout(this.now, gather); } }
  now = (): void => { clearTimeout(this.timer); void this.run(); };

  private flush = (): void => {
    if (document.visibilityState === "hidden" && this.sheet.dirty && !this.sheet.submit && !this.sheet.stop) {
      void call("PUT", this.path("/draft"), this.sheet.from.token, this.draft(this.sheet.rev + 1), true).catch(() => undefined);
    }
  };

  private path(p: string): string { return `/api/pupil/sittings/${encodeURIComponent(this.sheet.from.sitting)}${p}`; }
  private draft(rev: number): string { return JSON.stringify({ rev, answers: this.sheet.answers, elapsed: this.sheet.elapsed }); }

  private async run(): Promise<void> {
    if (this.running) { this.again = true; return; }
    this.running = true;
    try {
      do {
        this.again = false;
        while (!this.stopped && (await this.step())) { this.online = true; this.events.changed(); }
      } while (this.again && !this.stopped);
      this.failures = 0;
      this.setOnline(true);
    } catch (e) {
      if (this.stopped) return;
      this.setOnline(false);
      const wait = Math.max(pauses[Math.min(this.failures++, pauses.length - 1)], e instanceof Busy ? e.seconds * 1000 : 0);
      this.timer = window.setTimeout(this.now, wait * (0.8 + Math.random() * 0.4));
    } finally {
      this.running = false;
    }
  }

  private setOnline(on: boolean): void {
    if (this.online === on) return;
    this.online = on;
    this.events.changed();
  }

  // step sends one thing and tells whether there was one.
  private async step(): Promise<boolean> {
    const s = this.sheet;
    const alert = s.alerts.find((a) => !a.sent);
    if (alert) {
      const r = await this.send("POST", "/critical", JSON.stringify({ instrument: alert.instrument, item: alert.item, value: alert.value, at: alert.at })).catch(refusedHelp);
      alert.sent = true;
      const help = (r as { help?: Help }).help;
      if (help) this.events.helped(help);
      return true;
    }
    if (s.wish === "waiting") {
      const r = await this.send("POST", "/help", "{}").catch(refusedHelp);
      s.wish = "sent";
      if (r === nobody) this.events.helped(nobody.help);
      return true;
    }
    if (s.submit !== null || s.stop !== null) {
      const body = s.submit ?? s.stop!;
      const r = (await this.send("POST", s.submit !== null ? "/submit" : "/stop", body)) as Partial<Receipt>;
      this.stopped = true;
      this.events.done({ receipt: r.receipt ?? "", closing: r.closing ?? s.from.closing, lines: r.lines ?? s.from.lines });
      return false;
    }
    if (s.dirty) {
      s.dirty = false;
      const rev = s.rev + 1;
      try {
        const r = (await this.send("PUT", "/draft", this.draft(rev))) as { rev?: number };
        const newest = r.rev ?? rev;
        if (newest > rev) s.dirty = true; // another device was ahead: this page is the newer will
        s.rev = newest;
      } catch (e) {
        if (e instanceof Refused) return true; // the sheet itself carries everything later
        s.dirty = true;
        throw e;
      }
      return true;
    }
    return false;
  }

  private async send(method: string, path: string, body: string): Promise<unknown> {
    const r = await call(method, this.path(path), this.sheet.from.token, body);
    if (r.status < 300) { this.failures = 0; return r.body; }
    if (r.status === 409) { this.stopped = true; this.events.already(r.body as Fault); throw new Lost("already"); }
    if (r.status === 401) { this.stopped = true; this.events.signedOut(); throw new Lost("signed out"); }
    if (r.status >= 400 && r.status < 500 && r.status !== 408 && r.status !== 429) throw new Refused();
    throw new Busy(r.retryAfter);
  }

  async askHelp(): Promise<Help | null> {
    try {
      const r = await call("GET", this.path("/help"), this.sheet.from.token);
      return r.status === 200 ? (r.body as Help) : null;
    } catch { return null; }
  }
}

class Refused extends Error {}

// A call for help that the server will not take must not hold up the rest, and
// the page must not say that somebody is coming.
const nobody = { help: { state: "nobody_yet", who: null, text: { zh: "", en: "" }, lines: [] } as Help };
function refusedHelp(e: unknown): typeof nobody {
  if (e instanceof Refused) return nobody;
  throw e;
}

class Busy extends Error { constructor(readonly seconds: number) { super("busy"); } }
