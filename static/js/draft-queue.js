/*
 * Send the screens of drafts, one after the other, each until the server has it. Runs in the service
 * worker. The server keeps an answer once however often it comes, so a doubtful one is sent again.
 */
import { change, dequeue, draftOf, enqueue, forget, remember, ROOT, STEPS, waiting } from "./draft-store.js";
import { permit, post } from "./draft-post.js";

const LAST = STEPS.at(-1);
/* Answers that say nothing about the form: the proxy speaks, or too many ask. */
const AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);
const inFlight = new Set();
let flushing = null;

export const nextPath = (draft, step) =>
  step === LAST ? `${ROOT}?cho=${draft}` : `${ROOT}${draft}/${STEPS[STEPS.indexOf(step) + 1]}/`;

async function sendOne(item, token) {
  const form = new FormData();
  for (const [name, value] of item.entries) {
    form.append(name, name === "csrfmiddlewaretoken" ? token : value);
  }
  const { answer, next, isTaken } = await post(item.url, form);
  if (AGAIN.has(answer.status) || answer.status === 403) throw new Error(`answer ${answer.status}`);
  const path = next.pathname;
  // Led back to the start: too many drafts are open. It waits until one is sent or thrown away.
  if (path === ROOT || (answer.ok && !isTaken) || answer.type === "opaqueredirect") return false;
  if (path.includes("/xong/")) await finish(item.draft, path);
  else if (item.step === LAST) await change(item.draft, () => ({ problem: path }));
  await dequeue(item.id);
  return true;
}

async function finish(draft, path) {
  await forget(draft);
  await change(draft, () => ({ fields: {}, photos: [], made: path }));
}

async function flushAll() {
  const items = (await waiting()).filter((item) => !inFlight.has(item.id));
  if (!items.length) return "sent";
  const allowed = await permit();
  // Nobody is signed in, or another person on this phone: theirs is not the place for it.
  const own = items.filter((item) => item.seller === allowed?.seller);
  const refused = new Set();
  for (const item of own) {
    if (!refused.has(item.draft) && !(await sendOne(item, allowed.token))) refused.add(item.draft);
  }
  return own.length === items.length && !refused.size ? "sent" : "kept";
}

/* Send what waits; return "sent", "kept" (for somebody else) or "no network". Never fails. */
export function flush() {
  flushing ??= flushAll()
    .catch(() => "no network")
    .finally(() => {
      flushing = null;
    });
  return flushing;
}

/* Take the form of one screen: keep it, send it, lead on; without network it waits. */
export async function take(request, draft, step) {
  const entries = [...(await request.clone().formData()).entries()];
  const fields = Object.fromEntries(entries);
  const item = { url: request.url, draft, step, entries, seller: String(fields.seller ?? "") };
  await remember(draft, entries, item.seller);
  if (step === LAST) await change(draft, () => ({ problem: null }));
  const isFirst = (await waiting()).length === 0;
  item.id = await enqueue(item);
  if (isFirst) {
    inFlight.add(item.id);
    try {
      const form = new FormData();
      for (const [name, value] of entries) form.append(name, value);
      const { answer, next, isTaken } = await post(request.url, form);
      const isLed = answer.headers.has("X-Next");
      // Led out of the wizard, to sign in perhaps: it waits until then.
      if (isLed && !isTaken) return Response.redirect(next, 303);
      if (answer.type !== "opaqueredirect" && !AGAIN.has(answer.status) && answer.status !== 403) {
        await dequeue(item.id);
        if (step === LAST) await change(draft, () => ({ sent: true }));
        return isLed ? Response.redirect(next, 303) : answer;
      }
    } catch {
      /* It waits with the others. */
    } finally {
      inFlight.delete(item.id);
    }
  }
  await flush();
  const known = await draftOf(draft);
  return Response.redirect(known?.made ?? nextPath(draft, step), 303);
}
