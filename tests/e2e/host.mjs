// A static host in a test's own hands: it serves the site, counts what is asked for, can answer otherwise, and can go.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

export const DIST = join(dirname(fileURLToPath(import.meta.url)), "../../dist");
const TYPES = {
  css: "text/css", html: "text/html; charset=utf-8", js: "text/javascript", json: "application/json", png: "image/png",
  svg: "image/svg+xml", wasm: "application/wasm", webmanifest: "application/manifest+json", woff2: "font/woff2",
};

/** Serves `folder` below `at`; `instead(path, bytes)` may give other bytes. */
export async function host({ folder = DIST, at = "/", instead = () => undefined } = {}) {
  const asked = [];
  const answers = { instead };
  const server = createServer(async ({ url }, response) => {
    const path = decodeURIComponent(new URL(url, "http://x").pathname);
    asked.push(path);
    const below = path.startsWith(at) ? path.slice(at.length) : undefined;
    const file = below === undefined ? undefined : normalize(below.replace(/(^|\/)$/, "$1index.html"));
    try {
      if (file === undefined || file.startsWith("..")) throw new Error("outside");
      const bytes = await readFile(join(folder, file));
      const type = TYPES[file.split(".").at(-1)] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache" });
      response.end(answers.instead(file, bytes) ?? bytes);
    } catch {
      response.writeHead(404).end("There is no such page here.");
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    root: `http://127.0.0.1:${server.address().port}${at}`,
    asked,
    answers,
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  };
}
