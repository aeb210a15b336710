// A million lines of an access log through the rate limiters in the page: how long until all are read, and until every
// limiter and the search for the smallest limit are through. After `cargo xtask dist`, on a quiet machine:
//   node tests/e2e/lines.mjs [lines]
// The time runs from the moment the file is given to the page, so it holds the start of the worker and all messages.
// Every thousandth line is bad; the page must count them and name the first ones. It fails above the target for reading.
import { chromium } from "playwright";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { host } from "./host.mjs";

const LINES = Number(process.argv[2] ?? 1_000_000);
const TARGET_MS = 3000;

/** Two hundred requests a second of 5,000 clients, some of them often, as nginx writes them ("combined"). */
function log(lines) {
  const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const two = (n) => String(n).padStart(2, "0");
  const parts = [];
  let dice = 1;
  for (let k = 0; k < lines; k++) {
    dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0;
    if (k % 1000 === 999) {
      parts.push("no line of a log");
      continue;
    }
    const client = Math.floor(5000 * (dice / 2 ** 32) ** 3);
    const at = new Date(Date.UTC(2026, 10, 25, 22, 18, 7) + Math.floor(k / 200) * 1000);
    const moment = `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
    parts.push(`10.${client >> 8}.${client & 255}.7 - - [${moment}] "GET /api/v1/things/${k % 977} HTTP/1.1" 200 ${dice % 50000} "-" "Mozilla/5.0 (X11; Linux x86_64)"`);
  }
  return `${parts.join("\n")}\n`;
}

const server = await host();
const folder = mkdtempSync(join(tmpdir(), "kneepoint-lines-"));
const path = join(folder, "access.log");
const text = log(LINES);
writeFileSync(path, text);
const executablePath = process.env.KNEEPOINT_CHROMIUM ?? (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : undefined);
const browser = await chromium.launch({ executablePath, args: ["--disable-gpu"] });
let failed = false;
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.root}rate-limiting/#limiter=fixed-window&rate=2&burst=10&window=10&key=client&paused`);
  await page.getByTestId("intake").waitFor();
  // What the page shows is noted in the page itself, so that the driver's own way does not count.
  await page.evaluate(() => {
    const card = document.querySelector("[data-testid=intake]");
    const began = { at: 0 };
    window.marks = { shown: 0 };
    const input = document.querySelector("[data-testid=intake-file]");
    input.addEventListener("change", () => { began.at = performance.now(); }, { capture: true });
    new MutationObserver(() => {
      const words = card.textContent;
      const since = performance.now() - began.at;
      if (card.querySelector("[data-testid=intake-progress]")) window.marks.shown += 1;
      if (!window.marks.read && / lines read/.test(words)) window.marks.read = since;
      if (!window.marks.done && / lines read\./.test(words) && card.querySelector("[data-testid=intake-table]")) window.marks.done = since;
    }).observe(card, { childList: true, subtree: true, characterData: true });
  });
  for (let round = 1; round <= 3; round++) {
    await page.evaluate(() => { window.marks = { shown: 0 }; });
    await page.getByTestId("intake-file").setInputFiles(path);
    await page.waitForFunction(() => window.marks.done, null, { timeout: 300_000, polling: 50 });
    const { read, done, shown } = await page.evaluate(() => window.marks);
    const bad = await page.getByTestId("intake-bad").textContent();
    const right = bad.includes(`${Math.floor(LINES / 1000).toLocaleString("en")} of ${LINES.toLocaleString("en")} lines`);
    console.log(`round ${round}: ${(text.length / 1e6).toFixed(1)} MB, read in ${read.toFixed(0)} ms, all done in ${done.toFixed(0)} ms, ${shown} updates, bad lines ${right ? "right" : `WRONG: ${bad.slice(0, 100)}`}`);
    if (round === 3 && (read > TARGET_MS * (LINES / 1e6) || !right)) failed = true;
    await page.getByRole("button", { name: "Take it away" }).click();
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
}
process.exit(failed ? 1 : 0);
