// One request; a lost network is told apart from an answer.
export class Lost extends Error {}
export interface Answer { status: number; body: unknown; retryAfter: number }

const patience = 15_000; // ms before a request counts as lost (ours)

export async function call(method: string, path: string, token: string, body?: string, keepalive = false): Promise<Answer> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), patience);
  try {
    const headers: Record<string, string> = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const r = await fetch(path, { method, headers, body, keepalive, signal: control.signal, cache: "no-store", credentials: "omit" });
    const text = await r.text();
    let parsed: unknown = {};
    try { parsed = text ? JSON.parse(text) : {}; } catch { if (r.ok) throw new Lost("not JSON"); }
    return { status: r.status, body: parsed, retryAfter: Number(r.headers.get("Retry-After")) || 0 };
  } catch (e) {
    throw e instanceof Lost ? e : new Lost(String(e));
  } finally {
    clearTimeout(timer);
  }
}
