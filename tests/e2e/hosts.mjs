// Pages of other people, on an origin of their own: a blog, a strict one, a dark one, a frame without rights, slides.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const reveal = join(dirname(fileURLToPath(import.meta.url)), "node_modules/reveal.js/dist");
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8" };

/** Serves `pages`, from path to `{ body, headers }` or to markup, and reveal.js below /reveal/; `close()` ends it. */
export async function serve(pages) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://host").pathname;
    const page = pages[path];
    const { body, headers } = typeof page === "string" ? { body: page } : (page ?? {});
    if (body !== undefined) {
      response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? TYPES[".html"], ...headers });
      return response.end(body);
    }
    try {
      if (!path.startsWith("/reveal/") || path.includes("..")) throw new Error("nothing here");
      const file = await readFile(join(reveal, path.slice("/reveal/".length)));
      response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(file);
    } catch {
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** A page with a strict policy that names `site`, and one figure. */
export const strict = (site) => ({
  body: `<!doctype html><title>Strict</title><script type="module" src="${site}/embed.js"></script>
    <kneepoint-figure concept="load-balancing" rate="24" seed="3" controls="rate,policy" metrics autoplay>Fallback</kneepoint-figure>`,
  headers: {
    "Content-Security-Policy": `default-src 'none'; script-src ${site} 'wasm-unsafe-eval'; connect-src ${site}; font-src ${site}; img-src 'self'`,
  },
});

/** A page with the figure's page in a frame without rights. */
export const sealed = (site, link) =>
  `<!doctype html><title>Frame</title><iframe sandbox="allow-scripts" width="700" height="480" src="${site}/embed/load-balancing/#${link}"></iframe>`;

const STYLE = "body{margin:0 auto;max-width:720px;font:18px/1.5 Georgia,serif}figure{margin:24px 0}p{margin:0 0 1em}";

/** A page of a blog. */
export const post = (site, body, { style = "", head = "" } = {}) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Quiet Pager</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${STYLE}${style}</style>${head}
<script type="module" src="${site}/embed.js"></script></head><body>${body}</body></html>`;

export const words = (n) => "<p>We had four machines and plenty of room, for a load of 24 requests a second.</p>".repeat(n);

/** A post with `count` figures, one screen of words between them. */
export const tenFigures = (site, count = 10) => {
  const concepts = ["load-balancing", "rate-limiting", "consistent-hashing", "cache-eviction"];
  const figures = Array.from({ length: count }, (_, i) => {
    const concept = concepts[i % concepts.length];
    return `<figure><kneepoint-figure id="f${i}" concept="${concept}" autoplay style="display:block;min-height:404px">
<p>Fallback ${i}</p></kneepoint-figure><figcaption>Figure ${i}</figcaption></figure>${words(14)}`;
  });
  return post(site, `<h1>Ten figures</h1>${words(2)}${figures.join("")}`);
};
