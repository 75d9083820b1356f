/* Speak with the server for the service worker of the wizard: whole answers, and where they lead. */
import { ROOT } from "./draft-store.js";

const PATIENCE_MS = 60_000;

/*
 * The answer once all of it is here: half a page is none. Without HTTPS Chromium takes a line that
 * closed for the end of the answer, in the middle of its headers too.
 */
export async function whole(answer) {
  if (answer.type !== "basic" || !answer.body || answer.status === 204) return answer;
  const { status, statusText, headers } = answer;
  const body = await answer.arrayBuffer();
  const length = headers.has("content-encoding") ? null : headers.get("content-length");
  const kind = headers.get("content-type") ?? "text/html";
  const isEnded = !kind.startsWith("text/html") || new TextDecoder().decode(body).trimEnd().endsWith("</html>");
  if (!isEnded || (length && Number(length) !== body.byteLength)) throw new Error("half an answer");
  return new Response(body, { status, statusText, headers });
}

/*
 * Where a redirect leads stands in X-Next, so that the next page is asked for anew: Chromium follows a
 * real one past the worker and shows its own error page when the line is cut meanwhile.
 */
const timed = (url, options) =>
  fetch(url, { credentials: "same-origin", redirect: "manual", ...options, signal: AbortSignal.timeout(PATIENCE_MS) });

export async function post(url, form) {
  const answer = await whole(await timed(url, { method: "POST", body: form, headers: { "X-Draft-Worker": "1" } }));
  if (answer.status === 204 && !answer.headers.has("X-Next")) throw new Error("half an answer");
  const next = new URL(answer.headers.get("X-Next") ?? url, self.location.origin);
  const isTaken = answer.ok && next.pathname.startsWith(ROOT);
  return { answer, next, isTaken };
}

/* A fresh token, and who is signed in; null when nobody is. */
export async function permit() {
  const answer = await timed(ROOT, { cache: "no-store" });
  if (!answer.ok) throw new Error(`permit ${answer.status}`);
  const page = await answer.text();
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(page);
  const seller = /name="seller" value="(\d+)"/.exec(page);
  return token && seller ? { token: token[1], seller: seller[1] } : null;
}
