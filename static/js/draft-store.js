/*
 * What the phone keeps of goods that are being written: the answers of each screen, and the screens
 * that still wait for the network. Used by pages and by the service worker.
 */
const NAME = "mon-viet-do";
const STORES = { queue: { keyPath: "id", autoIncrement: true }, drafts: { keyPath: "draft" } };

/* Screens in their order, as in the addresses. */
export const STEPS = ["anh", "mon", "cach-ban", "gia", "so-luong", "xem-lai"];
export const ROOT = "/ban-hang/dang-ban/";
export const ADDRESS = /^\/ban-hang\/dang-ban\/([0-9a-f-]{36})\/([a-z-]+)\/$/;

let opened = null;

function open() {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  return opened;
}

async function ask(store, mode, question) {
  const database = await open();
  return new Promise((done, fail) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = question(transaction.objectStore(store));
    transaction.oncomplete = () => done(request?.result);
    transaction.onerror = () => fail(transaction.error);
    transaction.onabort = () => fail(transaction.error);
  });
}

export const waiting = () => ask("queue", "readonly", (store) => store.getAll());
export const enqueue = (item) => ask("queue", "readwrite", (store) => store.add(item));
export const dequeue = (id) => ask("queue", "readwrite", (store) => store.delete(id));
export const draftOf = (draft) => ask("drafts", "readonly", (store) => store.get(draft));
export const allDrafts = () => ask("drafts", "readonly", (store) => store.getAll());

/* Change the record of a draft; two screens at the same moment do not lose each other's answers. */
export const change = (draft, edit) =>
  ask("drafts", "readwrite", (store) => {
    const request = store.get(draft);
    request.onsuccess = () => {
      store.put({ draft, fields: {}, photos: [], ...request.result, ...edit(request.result ?? {}), at: Date.now() });
    };
    return request;
  });

/* Keep the answers of one screen: ``entries`` are pairs of name and value, files among them. */
export const remember = (draft, entries, seller) =>
  change(draft, (known) => {
    const fields = { ...known.fields };
    const photos = [...(known.photos ?? [])];
    for (const [name, value] of entries) {
      if (name === "csrfmiddlewaretoken") continue;
      if (typeof value === "string") fields[name] = value;
      else if (value.size) photos.push(value);
    }
    return { fields, photos: photos.slice(-4), seller };
  });

/* Forget a draft that became a listing or was thrown away. */
export async function forget(draft) {
  for (const item of await waiting()) if (item.draft === draft) await dequeue(item.id);
  await ask("drafts", "readwrite", (store) => store.delete(draft));
}
