// Frames: how fast they come with thousands of requests in flight, and that none come when nothing moves.
import { expect, test } from "./helpers.mjs";
import { by, CALM, countFrames, goesQuiet, quantile, settled, visit } from "./page.mjs";

/** Thousands of requests a second on slow wires: a second's worth of them is between the balancer and the servers. */
const crowd = (rate) => `rate=${rate}&mean=0.01&servers=64&net=500&policy=p2c&health=instant&seed=1&t=5&theme=light`;
const FRAMES = 90;

/** Times the callback of every animation frame with the microtasks it leaves, and the time between frames. */
function timeFrames(page) {
  return page.addInitScript(() => {
    window.times = [];
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      ask((at) => {
        const from = performance.now();
        callback(at);
        // Words and tables are written in microtasks of their own.
        let turns = 5;
        const end = () => (turns-- > 0 ? Promise.resolve().then(end) : window.times.push({ at, script: performance.now() - from }));
        end();
      });
  });
}

/** How many requests wait, are served or travel, from the table that tells the scene to screen readers. */
async function inFlight(page) {
  await by(page, "play").click();
  await settled(page);
  return by(page, "scene-table-hidden").evaluate((table) => {
    const names = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent);
    const columns = ["Waiting", "In service", "In flight"].map((name) => names.indexOf(name));
    const number = (cell) => Number(cell.textContent.replaceAll(",", ""));
    const rows = [...table.querySelectorAll("tbody tr")].map((row) => columns.reduce((sum, column) => sum + number(row.children[column]), 0));
    return rows.reduce((sum, row) => sum + row, 0);
  });
}

for (const [label, rate] of [
  ["2,000", 2050],
  ["5,000", 5100],
]) {
  test(`frames with ${label} requests in flight`, async ({ page }, info) => {
    await timeFrames(page);
    await visit(page, crowd(rate));
    await page.evaluate(() => document.fonts.ready.then(() => {}));
    await page.evaluate(() => void (window.times.length = 0));
    await page.waitForFunction((count) => window.times.length > count, FRAMES, { polling: 200 });
    const times = await page.evaluate(() => window.times);
    const gaps = times.slice(1).map(({ at }, i) => at - times[i].at);
    const script = times.map((one) => one.script);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const figures =
      `${label} requests, 1440×900, --disable-gpu: a frame every ${mean.toFixed(1)} ms (p95 ${quantile(gaps, 0.95).toFixed(1)}), ` +
      `script per frame median ${quantile(script, 0.5).toFixed(1)} ms, p95 ${quantile(script, 0.95).toFixed(1)} ms`;
    console.log(`    ${figures}`);
    info.annotations.push({ type: "figure", description: figures });
    // The promises are 16.7 ms a frame and 8 ms of script. Other work on the machine takes its share of both, so this
    // only tells a page that keeps moving from one that does not; the figures are printed to be read.
    expect(mean).toBeLessThan(100);
    expect(quantile(script, 0.5)).toBeLessThan(20);
    expect(await inFlight(page), "requests in flight").toBeGreaterThan(Number(label.replace(",", "")) * 0.9);
  });
}

test("a paused page asks for no frames", async ({ page }) => {
  await countFrames(page);
  await visit(page, CALM);
  expect(await goesQuiet(page, 1000)).toBe(true);
  // One hand's touch is drawn in a few frames, and then it is quiet again.
  const before = await page.evaluate(() => window.asked);
  await by(page, "step").click();
  await expect.poll(() => page.evaluate(() => window.asked)).toBeGreaterThan(before);
  expect(await goesQuiet(page, 500)).toBe(true);
  expect((await page.evaluate(() => window.asked)) - before).toBeLessThan(30);
});

/** As if the tab went to the background or came back. */
function setHidden(page, hidden) {
  return page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

test("a hidden tab runs nothing, and nothing leaps when it comes back", async ({ page }) => {
  await countFrames(page);
  await visit(page, "preset=half-full&speed=1");
  const seconds = async () => parseFloat(await by(page, "clock").textContent());
  const start = await seconds();
  await expect.poll(seconds).toBeGreaterThan(start);
  await setHidden(page, true);
  expect(await goesQuiet(page, 1000)).toBe(true);
  const hidden = await seconds();
  await setHidden(page, false);
  await expect.poll(seconds).toBeGreaterThan(hidden);
  await by(page, "play").click();
  const { t } = await settled(page);
  expect(t - hidden, "a second in the background is not made up for").toBeLessThan(20);
});
