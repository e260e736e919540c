// Keys and ticks of tables: arrows move between rows in the same column,
// space ticks, the box in the head ticks all rows of the page.
export function startGrids(root: ParentNode): void {
  for (const grid of root.querySelectorAll<HTMLTableElement>("table[data-grid]")) {
    grid.addEventListener("keydown", (e) => move(grid, e));
    const box = grid.closest(".table-box");
    const all = grid.querySelector<HTMLInputElement>("[data-tick-all]");
    const ticks = [...grid.querySelectorAll<HTMLInputElement>("tbody input[name=id]")];
    const count = box?.querySelector<HTMLElement>("[data-bulk-count]");
    const buttons = [...(box?.querySelectorAll<HTMLButtonElement>("[data-bulk] button") ?? [])];
    const idle = count?.textContent ?? "";
    const refresh = (): void => {
      const n = ticks.filter((t) => t.checked).length;
      if (count) count.textContent = n === 0 ? idle : document.documentElement.lang === "en" ? `${n} ticked:` : `已选 ${n} 行：`;
      for (const b of buttons) b.disabled = n === 0;
      if (all) { all.checked = n > 0 && n === ticks.length; all.indeterminate = n > 0 && n < ticks.length; }
    };
    all?.addEventListener("change", () => { for (const t of ticks) t.checked = all.checked; refresh(); });
    grid.addEventListener("change", refresh);
    if (ticks.length) refresh();
  }
}

function move(grid: HTMLTableElement, e: KeyboardEvent): void {
  if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
  const cell = (e.target as HTMLElement).closest("td");
  if (!cell || (e.target as HTMLElement).closest("details[open]")) return;
  const rows = [...grid.tBodies[0].rows];
  const row = cell.parentElement as HTMLTableRowElement;
  const next = rows[rows.indexOf(row) + (e.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  const target = next.cells[cell.cellIndex]?.querySelector<HTMLElement>("a, button, input, summary") ?? next.querySelector<HTMLElement>("a, button, input");
  if (target) { e.preventDefault(); target.focus(); }
}
