import { launch } from "./browser.mjs";
import { readFileSync } from "node:fs";
const base = "http://127.0.0.1:8199";
const [imp, school, post, person] = readFileSync("/tmp/eyes.txt", "utf8").split(" ");
const accounts = await (await fetch(base + "/demo/accounts", { headers: { accept: "application/json" } })).json();
const browser = await launch();
for (const [role, path, lang, name] of [["system_admin", "/setup", "zh", "d1"], ["security_admin", `/units/${school}`, "zh", "d2"], ["audit_admin", "/audit", "en", "d3"], ["deputy_principal", `/imports/${imp}`, "zh", "d4"], ["system_admin", "/settings/instruments", "en", "d5"]]) {
  const c = await browser.newContext({ viewport: { width: 1366, height: 820 } });
  const p = await c.newPage();
  await p.goto(base + accounts.find((a) => a.role === role).sign_in);
  await p.goto(base + path + "?lang=" + lang);
  await p.screenshot({ path: `/tmp/shots/${name}.png` });
  await c.close();
}
await browser.close();
