// Keeps the sheet on this device through a reload or a lost network, sealed
// with AES-GCM under a key that lives only as long as the browser tab. Without
// WebCrypto (plain HTTP on a school network) nothing is written to the device:
// the server's draft is then the only copy.
const keyName = "xh.key";
const prefix = "xh.sheet.";
const keepHours = 24; // sheets of tabs that were closed are erased after this (ours)

const encode = (b: Uint8Array): string => { let s = ""; for (const x of b) s += String.fromCharCode(x); return btoa(s); };
const decode = (s: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));

export const durable = (): boolean => { try { return !!crypto.subtle && !!localStorage && !!sessionStorage; } catch { return false; } };

interface Held { id: string; raw: string }

function held(make: boolean): Held | null {
  const found = sessionStorage.getItem(keyName);
  if (found) return JSON.parse(found) as Held;
  if (!make) return null;
  const fresh = { id: encode(crypto.getRandomValues(new Uint8Array(6))), raw: encode(crypto.getRandomValues(new Uint8Array(32))) };
  sessionStorage.setItem(keyName, JSON.stringify(fresh));
  return fresh;
}
const importKey = (k: Held): Promise<CryptoKey> => crypto.subtle.importKey("raw", decode(k.raw), "AES-GCM", false, ["encrypt", "decrypt"]);

let chain: Promise<unknown> = Promise.resolve();

// keep seals the newest state; writes follow one another so that none overtakes.
export function keep(state: unknown): Promise<void> {
  const text = JSON.stringify(state);
  const write = async (): Promise<void> => {
    if (!durable()) return;
    const k = held(true)!;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await importKey(k), new TextEncoder().encode(text)));
    localStorage.setItem(prefix + k.id, JSON.stringify({ at: Date.now(), iv: encode(iv), sealed: encode(sealed) }));
  };
  const done = chain.then(write).catch(() => undefined);
  chain = done;
  return done;
}

// recall opens this tab's sheet, if there is one, and erases old sheets of others.
export async function recall<T>(): Promise<T | null> {
  if (!durable()) return null;
  const k = held(false);
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(prefix) || name === prefix + k?.id) continue;
    const { at } = JSON.parse(localStorage.getItem(name) ?? "{}") as { at?: number };
    if (!at || Date.now() - at > keepHours * 3600_000) localStorage.removeItem(name);
  }
  const found = k && localStorage.getItem(prefix + k.id);
  if (!k || !found) return null;
  try {
    const { iv, sealed } = JSON.parse(found) as { iv: string; sealed: string };
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: decode(iv) }, await importKey(k), decode(sealed));
    return JSON.parse(new TextDecoder().decode(open)) as T;
  } catch {
    return null;
  }
}

// erase leaves neither sheet nor key behind.
export function erase(): Promise<void> {
  const done = chain.then(() => {
    if (!durable()) return;
    const k = held(false);
    if (k) localStorage.removeItem(prefix + k.id);
    sessionStorage.removeItem(keyName);
  });
  chain = done;
  return done;
}
