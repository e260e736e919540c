// Runs bin/xinhuan for a browser test: temp folders, free ports, readiness, and
// the end of everything that was started.
import { execFile, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const binary = process.env.XINHUAN_BIN ?? "bin/xinhuan";
const running = new Set();
const folders = new Set();

// folder is a place that disappears with the test, unless XINHUAN_KEEP is set.
export function folder(name) {
  const dir = mkdtempSync(join(tmpdir(), `xinhuan-${name}-`));
  folders.add(dir);
  return dir;
}

export function freePort() {
  return new Promise((ok, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => ok(port)); });
  });
}

// command runs one command to its end.
export async function command(...args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(binary, args, { maxBuffer: 1 << 26 });
    return { code: 0, stdout, stderr };
  } catch (e) {
    return { code: e.code ?? 1, stdout: e.stdout ?? "", stderr: e.stderr ?? String(e) };
  }
}

// start runs a command that serves and waits until it is ready.
// args is given the address to listen on.
export async function start(name, args, wait = 240_000) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(binary, [...args, "--addr", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const log = join(folder(`${name}-log`), "log.txt");
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (b) => appendFileSync(log, b));
  const ended = new Promise((ok) => child.once("exit", (code) => { running.delete(child); ok(code); }));
  const until = Date.now() + wait;
  for (let over; ;) {
    over = await Promise.race([ended.then((code) => ({ code })), new Promise((ok) => setTimeout(ok, 200))]);
    if (over) throw new Error(`${name} ended with ${over.code} before it was ready:\n${tail(log)}`);
    if (Date.now() > until) throw new Error(`${name} was not ready within ${wait / 1000} s:\n${tail(log)}`);
    if ((await fetch(`${origin}/readyz`).catch(() => undefined))?.ok) break;
  }
  return { origin, log, stop: async () => { child.kill("SIGTERM"); await ended; } };
}

const tail = (log) => existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(-30).join("\n") : "";

// demo is the demonstration that XINHUAN_ORIGIN says is running already, or one of its own.
export const demo = (pupils, seed = 1, pack = "youyang") => process.env.XINHUAN_ORIGIN ? { origin: process.env.XINHUAN_ORIGIN, stop: () => undefined }
  : start("demo", ["demo", "--data", join(folder("demo"), "data"), "--pupils", String(pupils), "--seed", String(seed), "--pack", pack]);

// accounts are the one-click sign-ins of a demonstration.
export const accounts = async (origin) => (await fetch(`${origin}/demo/accounts`, { headers: { Accept: "application/json" } })).json();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  if (!process.env.XINHUAN_KEEP) for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
