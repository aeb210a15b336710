// Long traces through the caches in the page: how long the processor reads them, how much memory that takes, how soon the
// first curve is there, and how soon a reading that is cancelled has ended. After `cargo xtask dist`:
//   node tests/e2e/traces.mjs [million requests] [keys|oracle|sized|log …]
// `KNEEPOINT_URL` names a server that is there already. Times are of the renderer's processor, so a busy machine counts
// little; memory is what its process holds above the page at rest. It fails if requests are lost on the way, if there is
// no progress, or if a cancelled reading goes on.
import { chromium } from "playwright";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { host } from "./host.mjs";

const REQUESTS = Number(process.argv[2] ?? 10) * 1e6;
const FORMS = process.argv.length > 3 ? process.argv.slice(3) : ["keys", "oracle"];
const KEYS = 1_000_000;

/** A trace in a file: keys with a popularity of about 1 / rank, of a million. */
function write(path, form) {
  const file = openSync(path, "w");
  let dice = 12345;
  const draw = () => {
    dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0;
    return Math.floor(Math.exp((dice / 2 ** 32) * Math.log(KEYS)));
  };
  const piece = 100_000;
  for (let from = 0; from < REQUESTS; from += piece) {
    if (form === "oracle") {
      const bytes = Buffer.alloc(piece * 24);
      for (let i = 0; i < piece; i++) {
        bytes.writeUInt32LE((from + i) >>> 8, i * 24);
        bytes.writeBigUInt64LE(BigInt(draw()), i * 24 + 4);
        bytes.writeUInt32LE(4096, i * 24 + 12);
        bytes.writeBigInt64LE(-1n, i * 24 + 16);
      }
      writeSync(file, bytes);
    } else {
      const lines = Array.from({ length: piece }, () => {
        const key = draw();
        if (form === "log") return `10.0.${key % 256}.${key % 199} - - [30/Nov/2026:10:00:00 +0000] "GET /object/${key} HTTP/1.1" 200 ${(key % 97) + 1}`;
        return form === "sized" ? `object:${key},${(key % 97) + 1}` : `object:${key}`;
      });
      writeSync(file, `${lines.join("\n")}\n`);
    }
  }
  closeSync(file);
}

const server = await host();
const base = process.env.KNEEPOINT_URL ?? server.root;
const folder = mkdtempSync(join(tmpdir(), "kneepoint-traces-"));
const executablePath = process.env.KNEEPOINT_CHROMIUM ?? (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : undefined);
const browser = await chromium.launch({ executablePath, args: ["--disable-gpu"] });
const session = await browser.newBrowserCDPSession();
let failed = false;

const renderers = async () => (await session.send("SystemInfo.getProcessInfo")).processInfo.filter(({ type }) => type === "renderer");
const processor = async () => (await renderers()).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
const memory = async () => {
  const bytes = (await renderers()).map(({ id }) => {
    try {
      return Number(/^Private_Dirty:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))[1]) * 1024;
    } catch {
      return 0;
    }
  });
  return bytes.reduce((sum, more) => sum + more, 0);
};

try {
  for (const form of FORMS) {
    const path = join(folder, `a.${form === "oracle" ? "oracleGeneral.bin" : "txt"}`);
    write(path, form);
    const size = statSync(path).size;
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${base}cache-eviction/#seed=1&t=1&paused`);
    await page.getByTestId("intake").waitFor();
    await page.waitForTimeout(2000);
    const [rest, before] = [await memory(), await processor()];
    const progress = page.getByTestId("intake-progress");
    const words = async () => ((await progress.count()) ? (await progress.textContent()) ?? "" : "");
    await page.getByTestId("intake-file").setInputFiles(path);
    const said = new Set();
    let [most, read, curve, wall] = [0, 0, 0, Date.now()];
    for (;;) {
      const now = await words();
      said.add(now);
      most = Math.max(most, (await memory()) - rest);
      const spent = (await processor()) - before;
      if (!read && / lines read/.test(now)) read = spent;
      if (!curve && (await page.getByTestId("intake").locator(".plot-figure svg").count()) > 0) curve = spent;
      if (/ lines read\./.test(now)) break;
      if (Date.now() - wall > 3_600_000) throw new Error(`not done after an hour: ${now}`);
      await page.waitForTimeout(200);
    }
    const done = (await processor()) - before;
    const right = (await words()).includes(`${REQUESTS.toLocaleString("en")} lines read.`);
    const s = (seconds) => `${seconds.toFixed(1)} s`;
    console.log(`${form}: ${(size / 1e6).toFixed(0)} MB, ${REQUESTS / 1e6} million requests; read in ${s(read)}, first curve at ${s(curve)}, all at ${s(done)} of the processor (${s((Date.now() - wall) / 1000)} by the clock); ${said.size} different words of progress; at most ${(most / 1e6).toFixed(0)} MB more; ${right ? "all requests read" : "REQUESTS LOST"}`);
    failed ||= !right || said.size < 5;
    // Once more, cancelled on the way: nothing goes on.
    await page.getByTestId("intake-file").setInputFiles(path);
    await page.getByTestId("intake-cancel").waitFor();
    await page.waitForTimeout(500);
    await page.getByTestId("intake-cancel").click();
    await progress.waitFor({ state: "detached" });
    await page.waitForTimeout(500);
    const still = await processor();
    await page.waitForTimeout(1000);
    const on = (await processor()) - still;
    console.log(`${form}: cancelled; a second later ${(100 * on).toFixed(0)} % of a processor`);
    failed ||= on > 0.2;
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
process.exit(failed ? 1 : 0);
