// Behaviour shared by the staff, family and admin pages. Every page works
// without it; see the module names for what each adds.
import htmx from "htmx.org/dist/htmx.esm.js";
import { startDrafts } from "./draft";
import { startGrids } from "./grid";
import { startMenus } from "./menu";
import { startShowWhen } from "./show_when";
import { startConfirm } from "./confirm";

function start(root: ParentNode): void {
  startShowWhen(root);
  startGrids(root);
  startDrafts(root);
  startConfirm(root);
}

startMenus();
start(document);
document.addEventListener("htmx:load", (e) => {
  if (e.target instanceof HTMLElement && e.target !== document.body) start(e.target);
});
htmx.process(document.body);
document.querySelector<HTMLElement>(".fault-summary")?.focus();
