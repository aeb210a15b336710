// The figures of figures in other pages, in CONTRIBUTING.md, measured on dist/ in headless Chromium:
//   node embed.mjs              all
//   node embed.mjs cold ten     only these
// cold: a blog's first figure, with nothing in the cache, the processor 4× slower and 10 Mbit/s with 40 ms of delay.
// ten: memory of a post with ten figures, and what it costs with one of them in sight.
// KNEEPOINT_CHROMIUM names another browser, KNEEPOINT_DIST another folder.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { chromium } from "@playwright/test";
import { post, serve, tenFigures, words } from "./hosts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.env.KNEEPOINT_DIST ?? join(here, "../../dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2" };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const packed = new Map();

/** Serves dist/ on a free port, packed with Brotli as static hosts send it, to every origin. */
function site() {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const file = join(dist, path.endsWith("/") ? `${path}index.html` : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    const plain = extname(file) === ".woff2";
    if (!packed.has(file)) {
      const raw = readFileSync(file);
      packed.set(file, plain ? raw : brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    }
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "access-control-allow-origin": "*",
      ...(plain ? {} : { "content-encoding": "br" }),
    });
    response.end(packed.get(file));
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** From the request of a blog page to a figure that is drawn and hears its slider. */
async function cold(browser, origin, host, pages) {
  pages["/cold.html"] = post(
    origin,
    `<h1>Round robin has no eyes</h1>${words(2)}<kneepoint-figure id="f" concept="load-balancing" rate="24" controls="rate" autoplay style="display:block;min-height:472px">Fallback</kneepoint-figure>`,
  );
  for (const [rate, throughput] of [[1, 0], [4, 10e6 / 8], [4, 0], [1, 10e6 / 8]]) {
    const times = [];
    let shift = 0;
    let steps = {};
    for (let i = 0; i < 5; i++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      const client = await context.newCDPSession(page);
      await client.send("Emulation.setCPUThrottlingRate", { rate });
      if (throughput) {
        await client.send("Network.enable");
        const conditions = { offline: false, latency: 40, downloadThroughput: throughput, uploadThroughput: throughput };
        await client.send("Network.emulateNetworkConditions", conditions);
      }
      await page.addInitScript(() => {
        window.shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => void (window.shift += value))).observe({ type: "layout-shift", buffered: true });
        addEventListener("ready", () => requestAnimationFrame(() => setTimeout(() => (window.interactive = performance.now()))));
      });
      await page.goto(`${host.origin}/cold.html`);
      await page.waitForFunction(() => window.interactive);
      times.push(await page.evaluate(() => window.interactive));
      steps = await page.evaluate(() =>
        Object.fromEntries(
          performance.getEntriesByType("resource").map(({ name, startTime, responseEnd }) => [name.split("/").pop(), `${startTime.toFixed(0)} to ${responseEnd.toFixed(0)}`]),
        ),
      );
      await wait(500);
      shift = Math.max(shift, await page.evaluate(() => window.shift));
      await context.close();
    }
    const net = throughput ? "10 Mbit/s" : "no bound on the network";
    times.sort((a, b) => a - b);
    console.log(`cold, ${rate}× slower, ${net}: interactive after ${times.map((t) => t.toFixed(0)).join(", ")} ms; layout shift ${shift}`);
    console.log(`  the last one: ${Object.entries(steps).map(([name, span]) => `${name} ${span}`).join("; ")}`);
  }
}

/** Memory of the page's own process and its time on the processor. */
async function ten(browser, origin, host, pages) {
  const cdp = await browser.newBrowserCDPSession();
  const processes = async () => (await cdp.send("SystemInfo.getProcessInfo")).processInfo;
  const memory = (pid) => {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const of = (name) => Number(text.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))[1]) / 1000;
    return of("Private_Clean") + of("Private_Dirty");
  };
  pages["/ten.html"] = tenFigures(origin);
  pages["/none.html"] = tenFigures(origin, 0);
  const look = async (path) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${host.origin}${path}`);
    const figures = page.locator("kneepoint-figure");
    const count = await figures.count();
    for (let i = 0; i < count; i++) {
      await figures.nth(i).scrollIntoViewIfNeeded();
      await page.waitForFunction((i) => document.querySelector(`#f${i}`).dataset.state === "ready", i);
      await wait(1500);
    }
    // The browser keeps a spare process; the page's own is the one that has worked most.
    const renderers = (await processes()).filter(({ type }) => type === "renderer");
    const { id: pid } = renderers.reduce((a, b) => (memory(a.id) >= memory(b.id) ? a : b));
    return { page, context, pid };
  };
  const empty = await look("/none.html");
  const base = memory(empty.pid);
  await empty.context.close();
  const { page, context, pid } = await look("/ten.html");
  const grown = memory(pid);
  console.log(`ten figures, each played for a while: ${(grown - base).toFixed(0)} MB of private memory (the page has ${grown.toFixed(0)} MB, the same without figures ${base.toFixed(0)} MB)`);
  const busy = async () => {
    const now = await processes();
    return { renderer: now.find(({ id }) => id === pid).cpuTime, all: now.reduce((sum, { cpuTime }) => sum + cpuTime, 0) };
  };
  const share = async (what) => {
    await wait(1000);
    const [before, from] = [await busy(), performance.now()];
    await wait(8000);
    const [after, seconds] = [await busy(), (performance.now() - from) / 1000];
    const of = (key) => `${(((after[key] - before[key]) / seconds) * 100).toFixed(0)} %`;
    console.log(`ten figures, ${what}: ${of("renderer")} of a core in the page's process, ${of("all")} in all of the browser (software raster)`);
  };
  for (const i of [0, 1, 2, 3]) {
    await page.locator(`#f${i}`).scrollIntoViewIfNeeded();
    await share(`one in sight (${await page.locator(`#f${i}`).getAttribute("concept")})`);
  }
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement("div"), { style: "height:4000px" }));
    window.scrollTo(0, document.body.scrollHeight);
  });
  await share("none in sight");
  await context.close();
}

const all = { cold, ten };
const wanted = process.argv.slice(2);
const server = await site();
const pages = {};
const host = await serve(pages);
const args = ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
const browser = await chromium.launch({ executablePath: process.env.KNEEPOINT_CHROMIUM || undefined, args });
console.log(`Chromium ${browser.version()}, load ${loadavg()[0].toFixed(1)}`);
const raw = await readFile(join(dist, "embed.js"));
// Packing takes its time; it is done before anything is measured.
for (const name of readdirSync(dist).filter((name) => /\.(js|wasm)$/.test(name))) {
  await fetch(`http://127.0.0.1:${server.address().port}/${name}`).then((reply) => reply.arrayBuffer());
}
console.log(`embed.js: ${raw.length} bytes, ${brotliCompressSync(raw).length} with Brotli`);
for (const [name, job] of Object.entries(all)) {
  if (wanted.length === 0 || wanted.includes(name)) await job(browser, `http://127.0.0.1:${server.address().port}`, host, pages);
}
await browser.close();
server.close();
host.close();
