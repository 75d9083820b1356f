/* Let seen pages be read without network. It waits until the page is there: it helps the next ones. */
export function enhance(body) {
  if (!("serviceWorker" in navigator)) return;
  const begin = () =>
    navigator.serviceWorker.register(body.dataset.shopWorker, { scope: "/", updateViaCache: "none" }).catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}
