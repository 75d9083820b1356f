/* Takes the place of the shop's worker where it is switched off: clears what was kept, and goes. */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const own = (await caches.keys()).filter((name) => name.startsWith("cua-hang-"));
  await Promise.all(own.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
