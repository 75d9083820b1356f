/* Let the wizard work without network: the service worker, and words about what still waits. */
import { ROOT, waiting } from "./draft-store.js";

const RETRY_MS = 5_000;

async function ask(message) {
  const registration = await navigator.serviceWorker.ready;
  registration.active.postMessage(message);
}

/* Send again until nothing is left. Only the page that waits moves on: elsewhere somebody may be typing. */
export async function sendWhatWaits(line) {
  const left = (await waiting()).length;
  line.hidden = left === 0;
  if (!left) return;
  line.textContent = `Chưa có mạng. Máy đang giữ ${left} câu trả lời, có mạng sẽ tự gửi.`;
  const again = () => ask({ flush: true });
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.state !== "sent") return;
    line.hidden = true;
    if (new URLSearchParams(location.search).has("cho")) location.reload();
  });
  addEventListener("online", again);
  setInterval(again, RETRY_MS);
  const registration = await navigator.serviceWorker.ready;
  registration.sync?.register("gui").catch(() => {});
  again();
}

export async function enhance(root) {
  if (!("serviceWorker" in navigator) || !("indexedDB" in window)) return;
  try {
    await navigator.serviceWorker.register(root.dataset.worker, { scope: ROOT });
    await sendWhatWaits(document.querySelector("[data-waiting]"));
    ask({ refresh: true, seller: document.querySelector("input[name=seller]")?.value });
  } catch {
    /* No worker: every screen still works with network. */
  }
}
