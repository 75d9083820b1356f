/*
 * Service worker of the listing wizard, for /ban-hang/dang-ban/ only. Forms go through the queue of
 * the phone; pages come from the network, and without it from the one page kept for that.
 */
import { ADDRESS, allDrafts, draftOf, forget, ROOT, waiting } from "./draft-store.js";
import { flush, take } from "./draft-queue.js";

const CACHE = "dang-ban-1";
const OFFLINE = `${ROOT}ngoai-mang/`;
const PAGE_PATIENCE_MS = 20_000;
const KEPT_MS = 60 * 24 * 3600 * 1000;
const FRESH_MS = 12 * 3600 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/* Keep the page for no network and all that it shows; ``urls`` come from the page that asks. */
async function keep(urls) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(OFFLINE);
  if (known && Date.now() - Date.parse(known.headers.get("date")) < FRESH_MS) return;
  const page = await fetch(OFFLINE, { credentials: "same-origin", cache: "no-store" });
  if (!page.ok || page.redirected) return;
  await Promise.all(urls.map((url) => cache.match(url).then((hit) => hit ?? cache.add(url))));
  await cache.put(OFFLINE, page);
}

async function offline() {
  return (await caches.match(OFFLINE)) ?? Response.error();
}

/* The answer once all of it is here: half a page is none. */
async function whole(answer) {
  if (answer.type !== "basic" || !answer.body) return answer;
  const { status, statusText, headers } = answer;
  return new Response(await answer.blob(), { status, statusText, headers });
}

async function asset(request) {
  try {
    const answer = await whole(await fetch(request));
    if (answer.ok) {
      const copy = answer.clone();
      caches.open(CACHE).then((cache) => cache.put(request, copy));
    }
    return answer;
  } catch {
    return (await caches.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

function timed(request) {
  return Promise.race([
    fetch(request).then(whole),
    new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), PAGE_PATIENCE_MS)),
  ]);
}

async function page(request, url) {
  // What this phone still holds comes first: the server's page would not know it.
  if ((await waiting()).length && (await flush()) === "no network") return offline();
  const asked = url.searchParams.get("cho") ?? ADDRESS.exec(url.pathname)?.[1];
  const known = asked && (await draftOf(asked));
  if (known?.made) return Response.redirect(known.made, 303);
  if (known?.problem && url.searchParams.has("cho")) return Response.redirect(known.problem, 303);
  try {
    const answer = await timed(request);
    if (url.pathname.endsWith("/xong/")) await tidy();
    return answer;
  } catch {
    return offline();
  }
}

/* A draft whose listing is seen to be made need not be kept on the phone. */
async function tidy() {
  for (const { draft, sent, at } of await allDrafts()) {
    if (sent || at < Date.now() - KEPT_MS) await forget(draft);
  }
}

async function drop(request, draft) {
  const answer = await fetch(request);
  await forget(draft);
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  if (request.mode !== "navigate" || !url.pathname.startsWith(ROOT)) return;
  const [, draft, step] = ADDRESS.exec(url.pathname) ?? [];
  if (request.method === "POST" && step === "bo") event.respondWith(drop(request, draft));
  else if (request.method === "POST" && draft) event.respondWith(take(request, draft, step));
  else if (request.method === "GET" && step !== "bo") event.respondWith(page(request, url));
});

self.addEventListener("sync", (event) => event.waitUntil(flush()));
self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keep(event.data.keep).catch(() => {}));
  if (event.data.flush) event.waitUntil(flush().then((state) => event.source?.postMessage({ state })));
});
