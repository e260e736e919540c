// Class code and ticket. A QR slip puts them behind the # of the address,
// which never reaches a server or its log, and is wiped at once.
import { call, Lost } from "./api";
import { fill, h, title } from "./dom";
import type { App } from "./main";
import type { Fault, SignIn } from "./types";
import { getLang, read, say, type Word } from "./words";

const typed = { code: "", ticket: "" };

function prefill(): void {
  const q = new URLSearchParams(location.hash.slice(1));
  if (!q.has("c") && !q.has("t")) return;
  typed.code = tidy(q.get("c") ?? "");
  typed.ticket = tidyTicket(q.get("t") ?? "");
  history.replaceState(null, "", location.pathname);
}

const tidy = (s: string): string => s.toUpperCase().replace(/[^0-9A-Z]/g, "");
const tidyTicket = (s: string): string => { const t = tidy(s).slice(0, 10); return t.length > 5 ? `${t.slice(0, 5)}-${t.slice(5)}` : t; };

export function showSignIn(app: App): void {
  prefill();
  const fault = h("p", { class: "fault", role: "alert", id: "fault", hidden: true });
  const code = h("input", { id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 8, value: typed.code, required: true });
  const ticket = h("input", { id: "ticket", name: "ticket", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 11, value: typed.ticket, required: true, "aria-describedby": "ticket-help" });
  const go = h("button", { class: "btn main" }, say("start"));
  const tell = (word: Word | string): void => {
    fault.textContent = word;
    fault.hidden = false;
    go.disabled = false;
    go.textContent = say("start");
  };
  code.addEventListener("input", () => { code.value = typed.code = tidy(code.value); });
  ticket.addEventListener("input", () => { if (ticket.selectionStart === ticket.value.length) ticket.value = tidyTicket(ticket.value); typed.ticket = ticket.value; });
  const submit = async (e: Event): Promise<void> => {
    e.preventDefault();
    typed.code = code.value; typed.ticket = ticket.value;
    fault.hidden = true;
    if (!code.value || !ticket.value) { tell(say("eEmpty")); (code.value ? ticket : code).focus(); return; }
    go.disabled = true;
    go.textContent = say("wait");
    try {
      const r = await call("POST", "/api/pupil/sign-in", "", JSON.stringify({ class_code: tidy(code.value), ticket: tidyTicket(ticket.value), lang: getLang() }));
      if (r.status === 200) { typed.code = typed.ticket = ""; app.signInNote = ""; app.signedIn(r.body as SignIn); return; }
      const f = r.body as Fault;
      if (r.status === 409) { typed.code = typed.ticket = ""; app.receipt = { receipt: f.receipt ?? "", closing: f.closing ?? { zh: "", en: "" }, lines: f.lines ?? [] }; app.show("closing"); return; }
      if (r.status === 429) tell(say("e429", { n: r.retryAfter || 60 }));
      else tell(read(f.error?.message) || say(r.status === 401 ? "e401" : r.status === 403 ? "e403" : "e500"));
    } catch (e) {
      if (!(e instanceof Lost)) throw e;
      tell(say("eNet"));
    }
  };
  const note = app.signInNote;
  fill(app.main,
    h("form", { class: "card", onsubmit: submit, novalidate: true },
      title(say(note === "again" ? "againTitle" : "hello")),
      h("p", { class: "lead" }, say(note === "again" ? "again" : note === "cleared" ? "cleared" : "signInLead")),
      fault,
      h("label", { for: "code" }, say("classCode")), code,
      h("label", { for: "ticket" }, say("ticket")), ticket,
      h("p", { class: "hint", id: "ticket-help" }, say("ticketHelp")),
      go));
  if (typed.code && typed.ticket) go.focus();
}
