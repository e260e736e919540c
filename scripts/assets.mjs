// Builds the styles and scripts of the four faces into internal/web/ui/dist:
// names with a content hash, gzip and brotli twins, and manifest.json.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const out = "internal/web/ui/dist";
const staff = "internal/web/ui";
const pupil = "internal/web/pupil/assets";
const manifest = {};

mkdirSync(out, { recursive: true });
for (const name of readdirSync(out)) if (name !== ".gitkeep") rmSync(join(out, name), { recursive: true });

async function bundle(name, entry, options = {}) {
  const result = await build({
    entryPoints: [entry], bundle: true, write: false, minify: true, legalComments: "none",
    format: "iife", target: ["chrome80", "firefox78", "safari14"], charset: "utf8", logLevel: "warning",
    supported: { destructuring: true }, // the flaw esbuild fears in Safari 14 is in a form we do not write
    loader: { ".svg": "dataurl" }, ...options,
  });
  const bytes = Buffer.from(result.outputFiles[0].contents);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [, stem, ext] = name.match(/^(.*)(\.\w+)$/);
  const file = `${stem}-${hash}${ext}`;
  const gzip = gzipSync(bytes, { level: 9 });
  writeFileSync(join(out, file), bytes);
  writeFileSync(join(out, file + ".gz"), gzip);
  writeFileSync(join(out, file + ".br"), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
  manifest[name] = file;
  console.log(`${file.padEnd(34)} ${String(bytes.length).padStart(8)} B  ${String(gzip.length).padStart(7)} B gzip`);
  return gzip.length;
}

// :has() is younger than the oldest browsers here and only adds colour, so CSS is not lowered for it.
await bundle("staff.css", `${staff}/css/staff.css`, { target: [] });
await bundle("family.css", `${staff}/css/family.css`, { target: [] });
await bundle("staff.js", `${staff}/js/staff.ts`);
let size = await bundle("pupil.css", `${pupil}/pupil.css`);
size += await bundle("pupil.js", `${pupil}/main.ts`);
size += await bundle("pupil-sw.js", `${pupil}/worker.ts`, {
  define: { SHELL: JSON.stringify(["/pupil/", `/static/${manifest["pupil.css"]}`, `/static/${manifest["pupil.js"]}`]) },
});

const limit = 40 * 1024; // the pupil's page loads on a village phone (ours)
if (size > limit) {
  console.error(`the pupil's page weighs ${size} B gzip, more than ${limit}`);
  process.exit(1);
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
