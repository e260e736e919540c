// Keeps the page itself, never an answer: the shell and its two files, so that
// a pupil can reload while the network is gone. Requests to /api pass untouched.
declare const SHELL: string[];
const worker = self as unknown as ServiceWorkerGlobalScope;
const shelf = "xh-" + SHELL.join("|").replace(/[^0-9a-zA-Z|]/g, "");
const patience = 4000; // ms before a slow network is passed over for the kept page (ours)

worker.addEventListener("install", (e) => {
  e.waitUntil(caches.open(shelf).then((c) => c.addAll(SHELL)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (e) => {
  e.waitUntil(caches.keys().then((names) => Promise.all(names.filter((n) => n.startsWith("xh-") && n !== shelf).map((n) => caches.delete(n)))).then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (e.request.mode === "navigate" && url.pathname === "/pupil/") e.respondWith(shell());
  else if (SHELL.includes(url.pathname)) e.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(e.request)));
});

async function shell(): Promise<Response> {
  const late = new Promise<never>((_, reject) => setTimeout(reject, patience));
  try {
    const fresh = await Promise.race([fetch("/pupil/", { credentials: "omit" }), late]);
    if (fresh.ok) return fresh;
    throw new Error(String(fresh.status));
  } catch {
    return (await caches.match("/pupil/")) ?? Response.error();
  }
}
