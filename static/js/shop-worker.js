/*
 * Service worker of the shop: pages come from the network, and without it from what this phone has
 * seen, marked with its time. A header of the server says which pages may be kept; of people who
 * are signed in, none. The wizard of sellers has a worker of its own, below /ban-hang/dang-ban/.
 * The server puts VERSION and SHELL in front (marketplace/installable.py).
 */
const OWN = "cua-hang-";
const [SHELL_CACHE, PAGES, PHOTOS] = ["vo", "trang", "anh"].map((kind) => `${OWN}${VERSION}-${kind}`);
const MOST = { [PAGES]: 30, [PHOTOS]: 80 };
const OFFLINE = "/ngoai-mang/";
const KEEP = "x-keep-offline";
const KEPT_AT = "x-kept-at";
const PATIENCE_MS = 10_000;
/* Pages of orders, money, accounts, sellers and officials never pass through here. */
const OTHERS = /^\/(?:api|ban-hang|ban-quan-ly-cho|bao-toi|can-goi|dat-hang|doi-soat-tien|don-hang|duyet|ho-tro|nhan-tai-khoan|oauth|quan-tri|quay|tai-khoan|thanh-toan|thoi-giup|thong-ke|tra-loi|_[\w-]*)(?:\/|$)/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

async function keepShell() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(SHELL.map((url) => new Request(url, { credentials: "omit", cache: "no-cache" })));
  await self.skipWaiting();
}

/* A page of an older version would look for files that are gone: a new version starts anew. */
async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith(OWN) && !name.startsWith(OWN + VERSION));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

const kept = async (name, key) => (await caches.open(name)).match(key).catch(() => undefined);
async function keep(name, key, answer) {
  const cache = await caches.open(name);
  await cache.put(key, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - (MOST[name] ?? Infinity))).map((old) => cache.delete(old)));
}

const within = (promise, milliseconds) =>
  Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), milliseconds))]);

async function page(event, url) {
  const isRead = event.request.method === "GET";
  const copy = isRead ? await kept(PAGES, url.pathname + url.search) : undefined;
  try {
    const asked = fetch(event.request);
    const answer = await (copy ? within(asked, PATIENCE_MS) : asked);
    if (isRead) event.waitUntil(remember(url, answer.clone()).catch(() => {}));
    return answer;
  } catch {
    return copy ? marked(copy) : offline();
  }
}

async function remember(url, answer) {
  const said = answer.headers.get(KEEP);
  if (said === "nothing") await caches.delete(PAGES);
  if (said !== "page" || !answer.ok) return;
  const headers = new Headers({ [KEPT_AT]: Date.now() });
  for (const name of ["content-type", "content-security-policy"]) headers.set(name, answer.headers.get(name) ?? "");
  const html = await answer.text();
  // A line that broke in the middle leaves half a page.
  if (html.includes("</html>")) await keep(PAGES, url.pathname + url.search, new Response(html, { headers }));
}

function clock(at) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())} ngày ${two(at.getDate())}/${two(at.getMonth() + 1)}`;
}

/* Say on the page itself that it is old; what was told at that moment is told no more. */
async function marked(copy) {
  const note = `<div class="page messages" role="status"><div class="notice notice--info"><p class="notice__body">
    Chưa có mạng. Trang này máy giữ từ ${clock(new Date(Number(copy.headers.get(KEPT_AT))))}. Giá và hàng có thể đã đổi.</p></div></div>`;
  const html = (await copy.text()).replace(/<div class="page messages"[^]*?<!-- \/messages -->/, "").replace("<main", `${note}<main`);
  return new Response(html, { headers: copy.headers });
}

async function offline() {
  const form = await kept(SHELL_CACHE, OFFLINE);
  if (!form) return Response.error();
  const pages = await caches.open(PAGES);
  const rows = (await pages.keys()).reverse().map(async (request) => {
    const [{ pathname, search }, page] = [new URL(request.url), await pages.match(request)];
    const title = /<title>([^<|]*)/.exec(await page.text())?.[1];
    return `<li><a href="${(pathname + search).replaceAll("&", "&amp;")}">${title ?? pathname}</a></li>`;
  });
  const list = `<h2>Trang máy đã giữ</h2><ul class="kept-pages">${(await Promise.all(rows)).join("")}</ul>`;
  const html = (await form.text()).replace("<!-- kept pages -->", rows.length ? list : "");
  return new Response(html, { status: 503, headers: form.headers });
}

async function asset(request) {
  const copy = await kept(SHELL_CACHE, request);
  if (copy && HASHED.test(request.url)) return copy;
  const answer = await fetch(request).catch(() => copy ?? Response.error());
  if (answer.ok && answer !== copy) await keep(SHELL_CACHE, request, answer.clone()).catch(() => {});
  return answer;
}

/* Photos have names of their own that never mean another picture. */
async function photo(event) {
  const copy = await kept(PHOTOS, event.request);
  if (copy) return copy;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(keep(PHOTOS, event.request, answer.clone()).catch(() => {}));
  return answer;
}

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || OTHERS.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.destination === "image") event.respondWith(photo(event));
});
