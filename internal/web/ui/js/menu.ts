// Menus are <details>: one open at a time, closed by Escape or a click outside.
// "/" goes to the search box.
export function startMenus(): void {
  const open = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (e) => {
    for (const d of open()) if (!d.contains(e.target as Node)) d.open = false;
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") for (const d of open()) { d.open = false; d.querySelector("summary")?.focus(); }
    const typing = (e.target as HTMLElement).closest("input, textarea, select, [contenteditable]");
    if (e.key === "/" && !typing) {
      const box = document.querySelector<HTMLInputElement>("[data-slash]");
      if (box) { e.preventDefault(); box.focus(); }
    }
  });
}
