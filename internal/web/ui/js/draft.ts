// Keeps what is being written: to the server, which seals it, and never in the
// browser, because computers here are shared. Without a draft address the
// browser asks before the page is left.
const every = 8000; // ms between a change and its saving (ours)

export function startDrafts(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-form]")) {
    let dirty = false;
    let timer = 0;
    const state = form.querySelector<HTMLElement>("[data-draft-state]");
    const save = async (): Promise<void> => {
      timer = 0;
      const data = new FormData(form);
      for (const [k, v] of [...data]) if (v instanceof File) data.delete(k);
      try {
        const answer = await fetch(form.dataset.draft!, { method: "POST", body: new URLSearchParams(data as never), headers: { "X-CSRF-Token": String(data.get("csrf_token")) } });
        if (!answer.ok) throw new Error(String(answer.status));
        dirty = false;
        const now = new Date().toTimeString().slice(0, 5);
        if (state) { state.textContent = `${state.dataset.saved} ${now}`; state.classList.remove("failed"); }
      } catch {
        if (state) { state.textContent = state.dataset.failed ?? ""; state.classList.add("failed"); }
        timer = window.setTimeout(save, every);
      }
    };
    form.addEventListener("input", () => {
      dirty = true;
      if (form.dataset.draft && !timer) timer = window.setTimeout(save, every);
    });
    form.addEventListener("submit", () => { dirty = false; window.clearTimeout(timer); });
    window.addEventListener("beforeunload", (e) => { if (dirty) e.preventDefault(); });
  }
}
