// Shows a field only where its condition holds; the twin of When in form.go.
export interface Is { field: string; given?: boolean; in?: string[]; not_in?: string[]; at_least?: number }
export interface When { all?: Is[]; any?: Is[] }

export function holds(when: When, given: (field: string) => string[]): boolean {
  const one = (is: Is): boolean => {
    const values = given(is.field);
    if (is.given && !values.some((v) => v.trim() !== "")) return false;
    if (is.in?.length && !values.some((v) => is.in!.includes(v))) return false;
    if (is.not_in?.length && values.some((v) => is.not_in!.includes(v))) return false;
    if (is.at_least !== undefined && !values.some((v) => v.trim() !== "" && Number(v) >= is.at_least!)) return false;
    return true;
  };
  return (when.all ?? []).every(one) && (!when.any?.length || when.any.some(one));
}

// A heading goes with the last of what stands under it.
function hideEmptySections(form: HTMLFormElement): void {
  for (const heading of form.querySelectorAll<HTMLElement>(".form-section:not([data-show-when])")) {
    let shown = false;
    for (let next = heading.nextElementSibling; next && !next.matches(".form-section, .sticky-foot"); next = next.nextElementSibling) {
      shown ||= !(next as HTMLElement).hidden && !next.matches("input[type=hidden]");
    }
    heading.hidden = !shown;
  }
}

export function startShowWhen(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-form]")) {
    const parts = [...form.querySelectorAll<HTMLElement>("[data-show-when]")];
    if (parts.length === 0) continue;
    const refresh = (): void => {
      for (const part of parts) {
        // Read afresh each time: a part hidden by an earlier one no longer counts.
        const data = new FormData(form);
        const show = holds(JSON.parse(part.dataset.showWhen!) as When, (f) => data.getAll(f).map(String));
        part.hidden = !show;
        for (const input of part.querySelectorAll<HTMLInputElement>("input, select, textarea")) input.disabled = !show;
        if (part instanceof HTMLFieldSetElement) part.disabled = !show;
      }
      hideEmptySections(form);
    };
    form.addEventListener("input", refresh);
    refresh();
  }
}
