/*
 * Service worker of the listing wizard, for /ban-hang/dang-ban/ only. Forms go through the queue of
 * the phone; pages come from the network, and without it from the one page kept for that.
 * The server joins it with its modules and names what to keep (sellers/views/offline.py): one
 * classic script, so that it starts without network. Each answer is a whole one; none is an error.
 */
import { ADDRESS, allDrafts, draftOf, forget, ROOT, waiting } from "./draft-store.js";
import { BACK, begin, keepAll, kept, offline, plain, refresh } from "./draft-kept.js";
import { whole } from "./draft-post.js";
import { flush, take } from "./draft-queue.js";

const PAGE_PATIENCE_MS = 20_000;
const ASSET_PATIENCE_MS = 5_000;
const KEPT_MS = 60 * 24 * 3600 * 1000;
self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(begin()));

const within = (promise, milliseconds) =>
  Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), milliseconds))]);

async function asset(request) {
  const copy = await kept(request);
  const answer = fetch(request).then(whole);
  try {
    return await (copy ? within(answer, ASSET_PATIENCE_MS) : answer);
  } catch {
    return copy ?? new Response("", { status: 504 });
  }
}

async function page(request, url) {
  // What this phone still holds comes first: the server's page would not know it.
  if ((await waiting()).length && (await flush()) === "no network") return offline();
  const asked = url.searchParams.get("cho") ?? ADDRESS.exec(url.pathname)?.[1];
  const known = asked && (await draftOf(asked));
  if (known?.made) return Response.redirect(known.made, 303);
  if (known?.problem && url.searchParams.has("cho")) return Response.redirect(known.problem, 303);
  const found = await fetch(request, { redirect: "follow" });
  if (found.redirected) return Response.redirect(found.url, 303);
  const answer = await whole(found);
  if (url.pathname.endsWith("/xong/")) await tidy().catch(() => {});
  return answer;
}

/* A draft whose listing is seen to be made need not be kept on the phone. */
async function tidy() {
  for (const { draft, sent, at } of await allDrafts()) {
    if (sent || at < Date.now() - KEPT_MS) await forget(draft);
  }
}

async function drop(request, draft) {
  const answer = await whole(await fetch(request));
  await forget(draft);
  return answer;
}

/* A phone that can keep nothing, being full perhaps, sends the form as any browser does. */
async function form(request, draft, step) {
  const spare = request.clone();
  try {
    return await (step === "bo" ? drop(request, draft) : take(request, draft, step));
  } catch {
    return fetch(spare).then(whole).catch(() => plain(`Máy chưa giữ được câu trả lời này. ${BACK}`));
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  if (request.mode !== "navigate" || !url.pathname.startsWith(ROOT)) return;
  const [, draft, step] = ADDRESS.exec(url.pathname) ?? [];
  if (request.method === "POST" && draft) event.respondWith(form(request, draft, step));
  if (request.method === "GET") event.respondWith(within(page(request, url), PAGE_PATIENCE_MS).catch(offline));
});

self.addEventListener("sync", (event) => event.waitUntil(flush()));
self.addEventListener("message", (event) => {
  if (event.data.refresh) event.waitUntil(refresh(event.data.seller).catch(() => {}));
  if (event.data.flush) event.waitUntil(flush().then((state) => event.source?.postMessage({ state })));
});
