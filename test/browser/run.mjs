// Every browser test, one after another where they share something and side by
// side where they don't; the last line says how it went. Called by `make test`.
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { demo, folder } from "./program.mjs";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
let passed = 0;
let failed = 0;
const kit = join(folder("kit"), "pages");
const drawn = promisify(execFile)("go", ["test", "-count=1", "./internal/web/ui"], { env: { ...process.env, XINHUAN_PAGES_OUT: kit } })
  .catch((e) => { failed++; console.error(`FAIL the kit's pages are not drawn\n${e.stdout}${e.stderr}`); });
// One demonstration for the parts that only look; the journey founds a region of its own.
const [{ origin, stop }] = await Promise.all([demo(600), drawn]);

// part runs one test program; its last line counts.
function part(name, file, args = [], env = {}) {
  const began = Date.now();
  return new Promise((ok) => {
    const child = spawn(process.execPath, [join(here, file), ...args], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (b) => { said += b; });
    child.stderr.on("data", (b) => process.stderr.write(String(b).replace(/^(?=.)/gm, `${name}: `)));
    const end = () => child.kill("SIGTERM");
    process.once("exit", end);
    child.once("close", (code) => {
      process.off("exit", end);
      const counts = said.match(/(\d+) passed, (\d+) failed\s*$/);
      passed += Number(counts?.[1] ?? 0);
      failed += counts ? Number(counts[2]) : 1;
      if (counts && code !== 0 && counts[2] === "0") failed++;
      console.log(`${name}: ${counts?.[0].trim() ?? `ended with ${code}`} (${Math.round((Date.now() - began) / 1000)} s)`);
      ok();
    });
  });
}

const drawnPages = { XINHUAN_PAGES_OUT: kit };
await Promise.all([
  (async () => {
    await part("conditions", "show_when.mjs");
    // The kit with usual data; `npm run test:browser` draws it with none and too much as well.
    await part("kit", "gallery.mjs", [], { ...drawnPages, ONLY: "usual|error" });
    await part("pupil", "pupil.mjs", [], drawnPages);
    await part("journey", "journey.mjs");
    await part("forms", "forms.mjs", [], { XINHUAN_ORIGIN: origin });
    // Patients, key population and employees stand in a pack of their own.
    await part("programmes", "pages.mjs", ["check"], { PACK: "nanan", ONLY: "prevention_doctor|civil_affairs|psychology_lead .*咨询室|unit_head", LANES: "1" });
    await part("office", "office.mjs");
  })(),
  part("pages", "pages.mjs", ["check"], { XINHUAN_ORIGIN: origin, LANES: "1" }),
]);
await stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
