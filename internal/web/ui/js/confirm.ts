// The button of what can't be undone waits until the word is typed.
export function startConfirm(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-confirm]")) {
    const word = form.dataset.confirm;
    const input = form.querySelector<HTMLInputElement>("input[name=word]");
    const button = form.querySelector<HTMLButtonElement>("button");
    if (!word || !input || !button) continue;
    const refresh = (): void => { button.disabled = input.value.trim() !== word; };
    input.addEventListener("input", refresh);
    refresh();
  }
}
