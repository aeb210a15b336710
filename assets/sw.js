// Keeps the site for hours without a network. Filled in by xtask/pages: every file by its path below this script, with
// the hash of its content. A file is kept under both, so what did not change is not fetched again.
const FILES = {};
// Messages, lessons and pages in other languages, which are kept from the first time that somebody reads them.
const SPOKEN = {};
const KEPT = "kneepoint";
const scope = new URL("./", location).pathname;
const seal = (path) => FILES[path] ?? SPOKEN[path];
const key = (path) => `${scope}${path}?${seal(path)}`;
/** Whether a path says what is in the file, so that whatever the browser has of it is right. */
const sealed = (path) => path.includes(seal(path));

/** The file, as it may be given to a page: one that a host has sent elsewhere must not look so. */
const clean = (response) => (response.redirected ? new Response(response.body, { headers: response.headers }) : response);

const fetched = async (path) => {
  // Some hosts send from index.html to the folder.
  const address = scope + path.replace(/(^|\/)index\.html$/, "$1");
  const response = await fetch(address, { cache: sealed(path) ? "default" : "no-cache" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return clean(response);
};

/** Keeps the files, a few at a time: the page that is being read goes first. */
const keep = (cache, paths) => {
  const rest = paths.values();
  const lane = async () => {
    for (const path of rest) if (!(await cache.match(key(path)))) await cache.put(key(path), await fetched(path));
  };
  return Promise.all([lane(), lane(), lane()]);
};
/** Whether another edition's messages are kept: then its reader wants those of this one. */
const speaks = async (cache) => (await cache.keys()).some(({ url }) => url.startsWith(new URL(`${scope}messages/`, location).href));

self.addEventListener("install", (event) =>
  event.waitUntil(
    caches.open(KEPT).then(async (cache) => keep(cache, Object.keys({ ...FILES, ...((await speaks(cache)) && SPOKEN) }))),
  ),
);

self.addEventListener("activate", (event) =>
  event.waitUntil(
    caches.open(KEPT).then(async (cache) => {
      const wanted = new Set(Object.keys({ ...FILES, ...SPOKEN }).map((path) => new URL(key(path), location).href));
      const ours = new URL(scope, location).href;
      const old = (await cache.keys()).filter(({ url }) => url.startsWith(ours) && !wanted.has(url));
      await Promise.all(old.map((request) => cache.delete(request)));
    }),
  ),
);

// The page asks for it when its reader does, and says that it is read in another language.
self.addEventListener("message", (event) => {
  if (event.data === "now") self.skipWaiting();
  if (event.data === "spoken") event.waitUntil(caches.open(KEPT).then((cache) => keep(cache, Object.keys(SPOKEN))));
});

const kept = async (path) => (await (await caches.open(KEPT)).match(key(path))) ?? fetched(path);

/** Without a network, for a page that is not kept: a story and a lesson pack are in their concept, all else is the home
 * page; each in the language of its address as far as that is kept. */
const instead = async (path) => {
  const [, lang = "", concept, part] = /^(de\/)?(?:([^/]+)\/(?:([^/]+)\/)?)?$/.exec(path.replace(/\/?(index\.html)?$/, "/")) ?? [];
  const story = part && part !== "pack" ? `#preset=${part}` : "";
  const cache = await caches.open(KEPT);
  for (const folder of concept ? [`${lang}${concept}/`, `${concept}/`, lang] : [lang]) {
    if (await cache.match(key(`${folder}index.html`))) return scope + folder + (folder.endsWith(`${concept}/`) ? story : "");
  }
  return scope;
};

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !pathname.startsWith(scope)) return;
  const path = decodeURI(pathname.slice(scope.length)).replace(/(^|\/)$/, "$1index.html");
  const other = async () => Response.redirect(new URL(await instead(path), location));
  if (FILES[path] || (SPOKEN[path] && mode !== "navigate")) {
    event.respondWith(kept(path));
  } else if (mode === "navigate") {
    event.respondWith((SPOKEN[path] ? kept(path) : fetch(event.request)).catch(other));
  }
});
