// Runs the conditions of internal/web/ui/testdata against the script's own reading of them.
import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { check, finish } from "./browser.mjs";

const { outputFiles } = await build({ entryPoints: ["internal/web/ui/js/show_when.ts"], bundle: true, write: false, format: "esm" });
const { holds } = await import("data:text/javascript," + encodeURIComponent(outputFiles[0].text));
for (const c of JSON.parse(readFileSync("internal/web/ui/testdata/show_when.json", "utf8"))) {
  check(c.name, holds(c.when, (f) => c.given[f] ?? []) === c.holds);
}
finish();
