/*
 * What the service worker of the wizard keeps to show without network. The server says in CACHE and
 * KEPT_URLS under which name, and what.
 */
import { whole } from "./draft-post.js";
import { ROOT } from "./draft-store.js";

const OFFLINE = `${ROOT}ngoai-mang/`;
const FRESH_MS = 12 * 3600 * 1000;

export const BACK = "Có mạng thì quay lại trang trước rồi bấm lại.";

/* Without all of it the worker is not installed: one that runs can always answer. */
export async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all(KEPT_URLS.map((url) => cache.add(new Request(url, { cache: "no-cache" }))));
  if (!(await keepPage(cache))) throw new Error("nobody is signed in");
}

async function keepPage(cache) {
  const page = await fetch(OFFLINE, { credentials: "same-origin", cache: "no-store" });
  if (!page.ok || page.redirected) return false;
  await cache.put(OFFLINE, await whole(page));
  return true;
}

export async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith("dang-ban-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/* Fetch the page for no network again when it is old, or was kept for another seller. */
export async function refresh(seller) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(OFFLINE);
  const isFresh = known && Date.now() - Date.parse(known.headers.get("date")) < FRESH_MS;
  const isOwn = !seller || (await known?.text())?.includes(`name="seller" value="${seller}"`);
  if (!isFresh || !isOwn) await keepPage(cache);
}

export const kept = (request) => caches.match(request, { ignoreSearch: true }).catch(() => undefined);

export const plain = (words) =>
  new Response(
    `<!DOCTYPE html><html lang="vi"><meta charset="utf-8"><title>Không có mạng</title>
    <meta name="viewport" content="width=device-width"><h1>Không có mạng</h1><p>${words}</p>`,
    { status: 503, headers: { "content-type": "text/html; charset=utf-8" } },
  );

export const offline = async () => (await kept(OFFLINE)) ?? plain(BACK);
