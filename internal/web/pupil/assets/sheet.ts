// The sheet being answered: what is known of it, and what still has to be sent.
import { blank, type Answers, type Help, type Instrument, type Item, type Lang, type Option, type SignIn } from "./types";

export interface Alert { instrument: string; item: number; value: number; at: number; sent: boolean }

export interface Sheet {
  from: SignIn;
  lang: Lang;
  answers: Answers;
  elapsed: Answers; // ms an item was on screen
  rev: number;
  dirty: boolean;
  at: { part: number; item: number }; // item -1 is the part's first page
  list: boolean;
  alerts: Alert[];
  wish: "none" | "waiting" | "sent"; // "I need someone with me now"
  help: Help | null;
  submit: string | null; // the very bytes handed in, so that a repeat is the same
  stop: string | null;
}

export function newSheet(from: SignIn, lang: Lang, wide: boolean): Sheet {
  const answers: Answers = {};
  const elapsed: Answers = {};
  for (const part of from.battery) {
    const draft = from.draft?.[part.instrument];
    answers[part.instrument] = part.items.map((_, i) => draft?.[i] ?? blank);
    elapsed[part.instrument] = part.items.map(() => 0);
  }
  const s: Sheet = {
    from, lang, answers, elapsed, rev: from.rev, dirty: false, at: { part: 0, item: -1 }, list: from.shared_room && wide,
    alerts: [], wish: "none", help: null, submit: null, stop: null,
  };
  if (from.draft) resume(s);
  return s;
}

// resume goes to the first question without an answer.
function resume(s: Sheet): void {
  const part = s.from.battery.findIndex((p) => s.answers[p.instrument].includes(blank));
  if (part < 0) { s.at = { part: s.from.battery.length, item: 0 }; return; }
  const item = s.answers[s.from.battery[part].instrument].indexOf(blank);
  s.at = { part, item: part === 0 && item === 0 ? -1 : item };
}

export const optionsOf = (part: Instrument, item: Item): Option[] => item.options ?? part.options;

// grave tells whether an answer calls an adult: the item names the codes, or
// any code above zero does.
export const grave = (item: Item, value: number): boolean =>
  !!item.critical && value >= 0 && (item.critical_codes ? item.critical_codes.includes(value) : value > 0);

export interface Place { part: number; item: number }
export const openItems = (s: Sheet): Place[] =>
  s.from.battery.flatMap((p, part) => s.answers[p.instrument].flatMap((a, item) => (a === blank ? [{ part, item }] : [])));

export const total = (s: Sheet): number => s.from.battery.reduce((n, p) => n + p.items.length, 0);
export const before = (s: Sheet, part: number): number => s.from.battery.slice(0, part).reduce((n, p) => n + p.items.length, 0);

export const pending = (s: Sheet): number =>
  s.alerts.filter((a) => !a.sent).length + (s.wish === "waiting" ? 1 : 0) + (s.submit || s.stop ? 1 : s.dirty ? 1 : 0);
