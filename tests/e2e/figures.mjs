// The figures of the page in CONTRIBUTING.md, measured on dist/ in headless Chromium with software raster:
//   node figures.mjs                    all but memory
//   node figures.mjs frames memory      only these: first, frames, slider, million, idle, engine, eviction, trace, memory (ten minutes)
// KNEEPOINT_CHROMIUM names another browser, KNEEPOINT_DIST another folder, KNEEPOINT_URL a server that has it, KNEEPOINT_NATIVE the native command (for the
// ratio of the engine), KNEEPOINT_MINUTES a shorter end of memory, KNEEPOINT_NODES the nodes that million begins with (8).
import { createServer } from "node:http";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.env.KNEEPOINT_DIST ?? join(here, "../../dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(share * numbers.length))];
const ms = (x) => `${x.toFixed(1)} ms`;

/** Serves dist/ on a free port. */
function serve() {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const file = join(dist, path.endsWith("/") ? `${path}index.html` : path);
    const body = await readFile(file).catch(() => null);
    response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(body ?? "");
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/**
 * The first load, on a wide window and on a phone. With the processor slowed down 4×: when the first picture is painted,
 * when all of the page is there, what moved. At full speed: the longest turns of the main thread after the first paint,
 * in time of the processor, so that other programs of the machine do not count.
 */
async function first(browser, site) {
  for (const [width, height, scale, rate] of [[1440, 900, 1, 4], [1440, 900, 1, 1], [360, 780, 3, 4], [360, 780, 3, 1]]) {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
    const page = await context.newPage();
    await page.goto("about:blank");
    const client = await context.newCDPSession(page);
    await client.send("Emulation.setCPUThrottlingRate", { rate });
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => void (window.shift += value))).observe({ type: "layout-shift", buffered: true });
      new MutationObserver((_, own) => {
        if (!("started" in document.documentElement.dataset)) return;
        window.started = performance.now();
        own.disconnect();
      }).observe(document, { attributes: true, subtree: true });
    });
    await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "loading", "blink.user_timing"] });
    await page.goto(`${site}/load-balancing/`);
    await page.waitForFunction(() => window.started);
    await wait(4000);
    const { paint, started, shift } = await page.evaluate(() => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
      started: window.started,
      shift: window.shift,
    }));
    const { traceEvents: events } = JSON.parse((await browser.stopTracing()).toString());
    const from = events.find(({ name, args }) => name === "navigationStart" && JSON.stringify(args).includes(site));
    const painted = events.find(({ name, pid, ts }) => name === "firstContentfulPaint" && pid === from.pid && ts > from.ts);
    const main = events.find(({ name, pid, ts }) => name === "ParseHTML" && pid === from.pid && ts > from.ts).tid;
    const turns = events.filter(({ name, pid, tid, ts }) => /RunTask$/.test(name) && pid === from.pid && tid === main && ts > painted.ts);
    const long = turns.map(({ tdur }) => (tdur ?? 0) / 1000).sort((a, b) => b - a).slice(0, 5);
    const what =
      rate === 1
        ? `longest turns after the first paint ${long.map(ms).join(", ")} of processor time`
        : `first picture ${paint.toFixed(0)} ms, all there ${started.toFixed(0)} ms, layout shift ${shift}`;
    console.log(`first load, ${width} × ${height}, ${rate === 1 ? "full speed" : "4× slower"}: ${what}`);
    await context.close();
  }
}

/** Opens a link in a fresh page. */
async function visit(browser, site, fragment, concept = "load-balancing") {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light", bypassCSP: true });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.frames_ = [];
    window.asked = 0;
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => {
      window.asked += 1;
      return ask((at) => {
        const from = performance.now();
        callback(at);
        // Words and tables are written in microtasks of their own.
        let turns = 5;
        const end = () => (turns-- > 0 ? Promise.resolve().then(end) : window.frames_.push({ at, script: performance.now() - from }));
        end();
      });
    };
    // Puts a slider at a share of its way; the milliseconds until its pixels have been handed over.
    window.pixels = async (input, share) => {
      const from = performance.now();
      const seen = window.frames_.length;
      if (input.localName === "select") {
        input.selectedIndex = Math.floor(share * input.options.length);
        input.dispatchEvent(new Event("change", { bubbles: true }));
      } else {
        input.value = String(Number(input.min) + (Number(input.max) - Number(input.min)) * share);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      while (window.frames_.length === seen) await new Promise((done) => setTimeout(done, 0));
      // The frame is drawn; the message after the next frame's start comes when its pixels have been handed over.
      await new Promise((done) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
      }));
      return performance.now() - from;
    };
  });
  await page.goto(`${site}/${concept}/#${fragment}`);
  await page.getByTestId("scene").waitFor();
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  return page;
}

/** Thousands of requests on slow wires and in long lines, with 64 servers: `net` ms one way, at `rate` a second. */
const crowds = {
  "2,000 in flight": "servers=64&rate=1000&net=1000&mean=0.06&policy=p2c&health=instant&seed=1&t=6",
  "5,000 in flight": "servers=64&rate=2500&net=1000&mean=0.024&policy=p2c&health=instant&seed=1&t=6",
  "5,000, half of them in line": "servers=64&rate=4000&net=200&mean=0.028&policy=round-robin&health=instant&seed=1&t=5",
  "2,000 in flight, 16 servers": "servers=16&rate=1000&net=1000&mean=0.015&policy=p2c&health=instant&seed=1&t=6",
  "5,000 in flight, 16 servers": "servers=16&rate=2500&net=1000&mean=0.006&policy=p2c&health=instant&seed=1&t=6",
};

async function frames(browser, site) {
  for (const [name, fragment] of Object.entries(crowds)) {
    const page = await visit(browser, site, fragment);
    await wait(2500);
    await page.evaluate(() => void (window.frames_.length = 0));
    await wait(5000);
    const times = await page.evaluate(() => window.frames_);
    const gaps = times.slice(1).map(({ at }, i) => at - times[i].at);
    const script = times.map((frame) => frame.script);
    console.log(
      `frames, ${name}: ${(1000 / (gaps.reduce((a, b) => a + b, 0) / gaps.length)).toFixed(0)} a second; ` +
        `gap median ${ms(quantile(gaps, 0.5))}, p95 ${ms(quantile(gaps, 0.95))}; ` +
        `script median ${ms(quantile(script, 0.5))}, p95 ${ms(quantile(script, 0.95))}`,
    );
    await page.context().close();
  }
}

/** From a slider's input event to the frame after the one that drew it. */
async function slider(browser, site) {
  const page = await visit(browser, site, "preset=half-full&t=20&paused");
  await wait(1500);
  const times = await page.evaluate(async () => {
    const input = document.querySelector("input[type=range]");
    const times = [];
    for (let i = 0; i < 60; i += 1) {
      times.push(await window.pixels(input, 0.3 + 0.005 * i));
      await new Promise((done) => setTimeout(done, 60));
    }
    return times;
  });
  console.log(`slider to pixels, ${times.length} moves: median ${ms(quantile(times, 0.5))}, p95 ${ms(quantile(times, 0.95))}`);
  await page.context().close();
}

/**
 * A million keys: from the input event of a slider (or of the choice of the hash function) to the frame after the one that drew
 * it, the nodes' for each strategy and then what else moves keys; and the processor time of the page's main thread for it. What
 * the worker counts afterwards is left out.
 */
async function million(browser, site) {
  const nodes = ["modulo", "ring", "ring-envoy", "ketama", "bounded", "rendezvous", "jump", "maglev", "multi-probe", "range", "directory", "shuffle", "slots"].map((strategy) => [strategy, "slider-nodes"]);
  const others = [["ring", "slider-marks"], ["bounded", "slider-bound"], ["maglev", "slider-table"], ["multi-probe", "slider-probes"], ["ring", "slider-keys", [0.985, 1, 0.99, 0.995]], ["ring", "choice-hash", [0.2, 0.4, 0, 0.6]]];
  for (const [strategy, name, shares = [0.55, 0.75, 0.64, 0.9]] of [...nodes, ...others]) {
    const nodes = process.env.KNEEPOINT_NODES ?? 8;
    const page = await visit(browser, site, `strategy=${strategy}&nodes=${nodes}&keys=1000000&rate=0&seed=1&t=2&paused`, "consistent-hashing");
    await page.waitForFunction(() => document.documentElement.dataset.hash);
    // Groups of controls are built when they are opened.
    if ((await page.getByTestId(name).count()) === 0) await page.evaluate(() => document.querySelectorAll(".controls details").forEach((group) => void (group.open = true)));
    await wait(1500);
    const client = await page.context().newCDPSession(page);
    await client.send("Performance.enable", { timeDomain: "threadTicks" });
    const busy = async () => (await client.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1000;
    const times = [];
    const turns = [];
    for (let i = 0; i < 12; i += 1) {
      const before = await busy();
      times.push(
        await page.evaluate(
          ({ name, share }) => window.pixels(document.querySelector(`[data-testid="${name}"]`), share),
          { name, share: shares[i % 4] },
        ),
      );
      turns.push((await busy()) - before);
      await wait(400);
    }
    // The first moves are those before the browser has compiled for speed.
    const of = (list) => `median ${ms(quantile(list.slice(4), 0.5))}, most ${ms(Math.max(...list.slice(4)))}`;
    console.log(`a million keys, ${strategy}, ${name.split("-")[1]}: ${of(times)}; of the processor ${of(turns)}`);
    await page.context().close();
  }
}

async function idle(browser, site) {
  const page = await visit(browser, site, "preset=half-full&t=20&paused");
  await wait(4000);
  const before = await page.evaluate(() => window.asked);
  await wait(5000);
  console.log(`idle: ${(await page.evaluate(() => window.asked)) - before} frames in 5 s`);
  await page.context().close();
}

const RUN = "servers=10&rate=200&mean=0.04&policy=p2c&health=none&seed=1&t=25000";

/** The processor's seconds that the native command takes for a link, or nothing if nobody names it; it must come to this hash. */
function natively(link, hash) {
  const native = process.env.KNEEPOINT_NATIVE;
  if (!native) return null;
  const told = spawnSync("bash", ["-c", `TIMEFORMAT=%U; time "$0" run "$1" --json`, native, link], { encoding: "utf8" });
  if (!told.stdout.includes(`"${hash}"`)) throw new Error(`${native} does not compute the same`);
  return Number(told.stderr.trim().split("\n").at(-1));
}

/**
 * The threads of a concept's page, in a document of the same site that runs nothing: one for each program that they run, the
 * page's own and the one that is made for them. Each takes a message and returns its answer, of a recording the last one, and
 * the processor's seconds that it took.
 */
async function threads(browser, site, concept) {
  const html = await (await fetch(`${site}/${concept}/`)).text();
  const [, own] = html.match(/data-glue="\.\.\/([^"]+)"/);
  const [, quick] = html.match(/name="kneepoint-thread" content="([^"]+)"/) ?? [];
  const [picture] = html.match(/icon-[0-9a-f]+\.svg/);
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.goto(`${site}/${picture}`);
  const session = await browser.newBrowserCDPSession();
  const processor = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const run = async (glue, message) => {
    const [before, since] = [await processor(), performance.now()];
    const said = await page.evaluate(async ({ glue, message, site }) => {
      const next = (worker) => new Promise((done, fail) => Object.assign(worker, { onmessage: ({ data }) => done(data), onerror: fail }));
      window.threads ??= new Map();
      if (!threads.has(glue)) {
        const worker = new Worker(`${site}/worker.js`, { type: "module" });
        const ready = next(worker);
        const module = await WebAssembly.compileStreaming(fetch(`${site}/${glue.replace(".js", "_bg.wasm")}`));
        worker.postMessage({ js: `${site}/${glue}`, module });
        await ready;
        threads.set(glue, worker);
      }
      const worker = threads.get(glue);
      if (message.shared) {
        const parts = [Uint8Array.from(message.head), new Uint8Array(Uint32Array.from(message.keys).buffer)];
        return worker.postMessage({ shared: message.shared, parts });
      }
      if (message.pieces) {
        const found = [];
        for (const piece of message.pieces) {
          const told = next(worker);
          worker.postMessage({ piece });
          found.push((await told)[1]);
        }
        return found;
      }
      if (!message.requests) {
        const told = next(worker);
        worker.postMessage(message);
        return told;
      }
      // A recording, made up here: keys in the order of a dice, popular as 1 / rank.
      const { requests, keys, ...rest } = message;
      let dice = 12345;
      const draw = () => (dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0) / 2 ** 32;
      const data = Array.from({ length: requests }, () => Math.floor(Math.exp(draw() * Math.log(keys)))).join("\n");
      worker.postMessage({ ...rest, data });
      for (;;) {
        const [, , finished, report] = await next(worker);
        if (finished) return report;
      }
    }, { glue, message, site });
    return { said, seconds: (await processor()) - before, clock: (performance.now() - since) / 1000 };
  };
  const all = [["the threads' program", quick], ["the page's program", own]].filter(([, glue]) => glue);
  return { programs: all.map(([name, glue]) => ({ name, run: (message) => run(glue, message) })), close: () => page.context().close() };
}

/** The same run in a thread, with each program that threads run, and by the native command if KNEEPOINT_NATIVE names it, by turns. */
async function engine(browser, site) {
  const link = `load-balancing#${RUN}`;
  const { programs, close } = await threads(browser, site, "load-balancing");
  const rates = programs.map(() => []);
  const native = [];
  let first;
  // Twice to begin with: by then the browser has compiled for speed.
  for (let turn = -2; turn < 7; turn += 1) {
    for (const [at, { run }] of programs.entries()) {
      const { said, seconds } = await run({ measure: link });
      first ??= said;
      if (said !== first) throw new Error(`two programs do not compute the same: ${said} and ${first}`);
      if (turn >= 0) rates[at].push(Number(said.split(" ")[0]) / seconds / 1e6);
    }
    const seconds = turn < 0 ? null : natively(link, first.split(" ")[1]);
    if (seconds) native.push(Number(first.split(" ")[0]) / seconds / 1e6);
  }
  const say = (what, of) => {
    for (const [at, { name }] of programs.entries()) {
      const there = of(rates[at]);
      const beside = native.length ? `, ${of(native).toFixed(2)} M natively, ratio ${(there / of(native)).toFixed(2)}` : "";
      console.log(`engine, ${name}, ${what} of ${rates[at].length} runs by turns: ${there.toFixed(2)} M events a second of processor time in Chromium${beside}`);
    }
  };
  say("median", (all) => quantile(all, 0.5));
  say("best", (all) => Math.max(...all));
  await close();
}

/**
 * A trace of one's own of a million requests for 100,000 keys, through every policy at a dozen sizes: in one thread, and in
 * as many as the page takes.
 */
async function trace(browser, site) {
  const { programs, close } = await threads(browser, site, "cache-eviction");
  const message = { intake: "cache-eviction/#seed=1", format: "keys", answers: "", requests: 1_000_000, keys: 100_000 };
  const reports = new Set();
  const turns = [...programs, ...programs].flatMap((program) => [{ ...program, hands: 1 }, { ...program }]);
  for (const { name, run, hands } of turns) {
    const { said, seconds, clock } = await run({ ...message, hands });
    reports.add(said);
    const threads = hands ? "one thread" : "several threads";
    console.log(`a trace of a million requests, all policies and sizes, ${name}, ${threads}: ${clock.toFixed(1)} s by the clock, ${seconds.toFixed(1)} s of the processor`);
  }
  if (reports.size !== 1) throw new Error("two programs, or one thread and several, do not tell the same");
  await close();
}

/** What the threads' program numbers as its pieces, line by line: every policy but TTL, which looks at no requests. */
const POLICIES = "lru belady sieve s3-fifo w-tinylfu arc fifo clock lifo random mru lfu lfu-da second-chance slru 2q lru-2 lirs tinylfu hyperbolic redis-lru redis-lfu".split(" ");

/** Two million requests, Zipf 1.0 over 100,000 keys, numbered as they come. */
function zipf(requests = 2_000_000, keys = 100_000) {
  const sums = new Float64Array(keys);
  let sum = 0;
  for (let rank = 0; rank < keys; rank += 1) sums[rank] = sum += 1 / (rank + 1);
  const numbers = new Map();
  let dice = 12345;
  return Uint32Array.from({ length: requests }, () => {
    dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0;
    const drawn = (dice / 2 ** 32) * sum;
    let [low, high] = [0, keys - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] > drawn) high = middle;
      else low = middle + 1;
    }
    if (!numbers.has(low)) numbers.set(low, numbers.size);
    return numbers.get(low);
  });
}

/**
 * Every eviction policy over the same requests with room for 10,000 keys, in a thread with the program made for threads and
 * natively (`cargo bench --bench evict`, which is built first), by turns: million requests a second of processor time.
 */
async function eviction(browser, site) {
  const [ROOM, TIMES, ROUNDS] = [10_000, 8, 7];
  const keys = zipf();
  const folder = mkdtempSync(join(tmpdir(), "kneepoint-eviction-"));
  const trace = join(folder, "keys.bin");
  writeFileSync(trace, keys);
  const bench = spawn("cargo", ["bench", "--quiet", "--no-default-features", "--bench", "evict", "--", "--answer", trace], { cwd: join(here, "../.."), stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: bench.stdout })[Symbol.asyncIterator]();
  const natively = async (policy) => {
    bench.stdin.write(`${policy} ${ROOM} ${TIMES}\n`);
    const [misses, requests, seconds] = ((await lines.next()).value ?? "").split(" ").map(Number);
    if (!seconds) throw new Error("cargo bench --bench evict does not answer");
    return { misses, rate: requests / seconds / 1e6 };
  };
  const { programs, close } = await threads(browser, site, "cache-eviction");
  const [{ run }] = programs;
  // What a thread is told that takes part in the work of another one: no sizes of keys, how many requests, and the sizes.
  const head = new BigUint64Array([0, keys.length, ...Array(TIMES).fill(ROOM)].map(BigInt));
  await run({ shared: "cache-eviction/#seed=1", head: [...new Uint8Array(head.buffer)], keys: [...keys] });
  const there = async (at) => {
    const { said, seconds } = await run({ pieces: Array.from({ length: TIMES }, (_, k) => at * TIMES + k) });
    if (new Set(said).size !== 1) throw new Error("the same work gives different counts");
    return { misses: said[0], rate: (TIMES * keys.length) / seconds / 1e6 };
  };
  const rates = POLICIES.map(() => ({ there: [], natively: [] }));
  // Twice to begin with: by then the browser has compiled for speed.
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [at, policy] of POLICIES.entries()) {
      const [a, b] = [await there(at), await natively(policy)];
      if (a.misses !== b.misses) throw new Error(`${policy} misses ${a.misses} in the browser and ${b.misses} natively`);
      if (round < 0) continue;
      rates[at].there.push(a.rate);
      rates[at].natively.push(b.rate);
    }
  }
  console.log("eviction, million requests a second of processor time, medians of seven by turns: in a thread, natively, ratio");
  for (const [at, policy] of POLICIES.entries()) {
    const [a, b] = [quantile(rates[at].there, 0.5), quantile(rates[at].natively, 0.5)];
    console.log(`  ${policy.padEnd(14)} ${a.toFixed(1).padStart(6)} ${b.toFixed(1).padStart(6)} ${(a / b).toFixed(2)}`);
  }
  bench.stdin.end();
  rmSync(folder, { recursive: true });
  await close();
}

/**
 * Ten minutes at 1× and at 10×, side by side: the memory of the module, of the worker's, and the heap of the scripts,
 * every 30 s; printed at some of them.
 */
async function memory(browser, site) {
  const last = Number(process.env.KNEEPOINT_MINUTES ?? 10);
  const watched = [];
  for (const speed of [1, 10]) {
    const page = await visit(browser, site, `preset=half-full&speed=${speed}`);
    const client = await page.context().newCDPSession(page);
    await client.send("HeapProfiler.enable");
    watched.push({ speed, page, client });
  }
  const start = Date.now();
  const size = async (glues) => {
    for (const glue of glues) {
      const { default: init, measure } = await import(glue);
      try {
        measure("");
      } catch {
        // It does not run here.
        continue;
      }
      // Once started, this answers with what is running.
      return (await init()).memory.buffer.byteLength;
    }
    return 0;
  };
  for (let minute = 0.5; minute <= last; minute += 0.5) {
    await wait(start + minute * 60_000 - Date.now());
    for (const { speed, page, client } of watched) {
      // The list of frames is ours.
      await page.evaluate(() => void (window.frames_.length = 0));
      await client.send("HeapProfiler.collectGarbage");
      const { usedSize } = await client.send("Runtime.getHeapUsage");
      const glues = await page.evaluate(() => {
        const own = new URL(document.getElementById("boot").dataset.glue, document.baseURI).href;
        const quick = document.querySelector('meta[name="kneepoint-thread"]')?.content;
        return [own, ...(quick ? [new URL(quick, own).href] : [])];
      });
      const module = await page.evaluate(size, glues);
      const worker = await page.workers()[0]?.evaluate(size, glues);
      const clock = await page.getByTestId("clock").textContent();
      const MB = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
      if (minute <= 2 || minute % 2.5 === 0) {
        console.log(`memory at ${speed}× after ${minute} min (the run at ${clock}): module ${MB(module)}, worker's ${MB(worker ?? 0)}, scripts ${MB(usedSize)}`);
      }
    }
  }
  for (const { page } of watched) await page.context().close();
}

const all = { first, frames, slider, million, idle, engine, eviction, trace, memory };
const wanted = process.argv.slice(2);
const server = await serve();
const args = ["--disable-gpu", "--no-first-run", "--disable-background-networking", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
const browser = await chromium.launch({ executablePath: process.env.KNEEPOINT_CHROMIUM || undefined, args });
console.log(`Chromium ${browser.version()}, --disable-gpu, 1440 × 900; load of the machine ${loadavg()[0].toFixed(1)}`);
for (const name of wanted.length > 0 ? wanted : Object.keys(all).filter((name) => name !== "memory")) {
  await all[name](browser, process.env.KNEEPOINT_URL ?? `http://127.0.0.1:${server.address().port}`);
}
await browser.close();
server.close();
