// Opens every part of the kit at three widths, in both languages, with no,
// usual and too much data; and the error pages. Pages come from
// XINHUAN_PAGES_OUT=out/pages go test ./internal/web/ui
import { readdirSync } from "node:fs";
import { bringAxe, check, finish, launch, shot, size, sound, watch } from "./browser.mjs";
import { fake } from "./fake.mjs";

const { origin, close } = await fake();
const browser = await launch();
const dir = process.env.XINHUAN_PAGES_OUT ?? "out/pages";
const only = new RegExp(process.env.ONLY ?? ".");
const names = readdirSync(dir).filter((n) => /^(gallery|error)-.*\.html$/.test(n) && only.test(n)).sort();
const page = await browser.newPage({ reducedMotion: "reduce" });
watch(page, "kit");
await bringAxe(page);
for (const name of names) {
  await page.goto(`${origin}/${name}`);
  for (const width of name.startsWith("error") ? [360] : name.includes("-admin-") ? [1366] : name.includes("much") ? [320, 360, 768, 1366] : [360, 768, 1366]) {
    await page.setViewportSize(size(width));
    await sound(page, `${name.replace(".html", "")} ${width}`);
  }
}

// Keys, menus and conditions.
await page.setViewportSize(size(1366));
await page.goto(`${origin}/gallery-staff-en-usual.html`);
await page.keyboard.press("/");
check("slash goes to the search box", await page.evaluate(() => document.activeElement.id === "search-q"));
await page.locator("#pupils tbody tr").first().locator(".person a").focus();
await page.keyboard.press("ArrowDown");
check("arrow down goes to the next row", await page.evaluate(() => document.activeElement.closest("tr") === document.querySelectorAll("#pupils tbody tr")[1]));
await page.locator("[data-tick-all]").check();
check("ticking all counts the rows", (await page.locator("[data-bulk-count]").textContent()).includes("5"));
check("a conditional field is hidden at first", await page.locator("#contact-reason").isHidden());
await page.locator("input[name=told][value=no]").check();
check("and shown once it applies", await page.locator("#contact-reason").isVisible());
check("what can't be undone waits for its word", await page.locator("form[data-confirm] button").isDisabled());
await page.fill("#confirm-word", "close");
check("and goes when typed", await page.locator("form[data-confirm] button").isEnabled());
await page.locator(".who summary").click();
check("the menu opens", await page.locator(".who .menu-body").isVisible());
await page.keyboard.press("Escape");
check("and Escape closes it", await page.locator(".who .menu-body").isHidden());
await page.emulateMedia({ media: "print" });
check("paper has no navigation", await page.locator("nav.side").isHidden());
await shot(page, "gallery-print");
await browser.close();
close();
finish();
