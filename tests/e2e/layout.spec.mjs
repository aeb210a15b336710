// Nothing overflows, overlaps or moves while loading, at any width. Leaves screenshots in test-results/screens to look at.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { concepts, expect, open, test } from "./helpers.mjs";
import { CALM, frames, visit } from "./page.mjs";

const WIDTHS = [1440, 1280, 1100, 768, 720, 390, 360];
const height = (width) => (width < 720 ? 844 : 900);
/** The boxes of the pages that may not lie on each other. The phone's sheet slides over what stands below the scene. */
const REGIONS = [".top", ".ttl", ".fig", ".cap", ".readings", ".player", ".side", ".row2", ".less", ".was-now", ".row2 > .panel", "header", "footer"];

/** What is wider than the window, and which regions lie on each other by more than a pixel. */
async function faults(page) {
  return page.evaluate((regions) => {
    const out = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) out.push(`the page is ${scrollWidth} px wide`);
    const shown = [...new Set(regions.flatMap((region) => [...document.querySelectorAll(region)]))]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const name = (element) => `${element.tagName.toLowerCase()}.${element.className}`;
    for (const [i, a] of shown.entries()) {
      if (a.box.left < -1 || a.box.right > innerWidth + 1) out.push(`${name(a.element)} leaves the window`);
      for (const b of shown.slice(i + 1)) {
        if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
        // On the phone the title stands in the bar.
        if (a.element.matches(".top") && b.element.matches(".ttl") && innerWidth < 720) continue;
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (across > 1 && down > 1) out.push(`${name(a.element)} and ${name(b.element)} share ${Math.round(across)} by ${Math.round(down)} px`);
      }
    }
    return out;
  }, REGIONS);
}

for (const width of WIDTHS) {
  test(`nothing overflows or overlaps at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: height(width) });
    await open(page, "/");
    expect.soft(await faults(page), "home").toEqual([]);
    await visit(page, CALM);
    expect.soft(await faults(page), "concept page").toEqual([]);
    for (const tab of await page.getByRole("tab").all()) {
      await tab.click();
      expect.soft(await faults(page), `concept page, ${await tab.textContent()}`).toEqual([]);
    }
  });
}

test("nothing overflows or overlaps at the widths between", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await visit(page, CALM);
  for (let width = 1420; width >= 320; width -= 20) {
    await page.setViewportSize({ width, height: 900 });
    await frames(page, 2);
    expect.soft(await faults(page), `concept page at ${width} px`).toEqual([]);
  }
});

for (const [width, tall] of [
  [1440, 900],
  // High enough for what stands below the charts.
  [1440, 1400],
  [768, 900],
  [390, 844],
]) {
  test(`nothing moves while any page loads at ${width} × ${tall} px`, async ({ page, request }) => {
    await page.setViewportSize({ width, height: tall });
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const what = entry.sources.map(({ node }) => node?.className || node?.nodeName || "gone");
          window.shifts.push({ value: entry.value, at: Math.round(entry.startTime), what });
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    for (const path of ["/", ...(await concepts(request)).map((id) => `/${id}/`)]) {
      await open(page, path);
      await page.evaluate(() => document.fonts.ready.then(() => {}));
      // Past the first words, charts and the first points of the sweep.
      await frames(page, 40);
      // Lines that end at the right begin a few pixels further left when their font arrives or their number gets longer:
      // a few ten-thousandths at most, which every tool prints as 0. A box that moves costs a hundred times as much.
      const shifts = await page.evaluate(() => window.shifts);
      const sum = shifts.reduce((sum, { value }) => sum + value, 0);
      expect.soft(sum, `cumulative layout shift of ${path}: ${JSON.stringify(shifts)}`).toBeLessThan(0.001);
    }
  });
}

for (const [width, height] of [
  [1440, 900],
  [412, 823],
]) {
  test(`the largest words of every page come before its program at ${width} px`, async ({ page, request }) => {
    await page.setViewportSize({ width, height });
    await page.addInitScript(() => {
      window.largest = [];
      new PerformanceObserver((list) => {
        for (const { startTime, size, element } of list.getEntries()) {
          window.largest.push({ at: startTime, size, what: element?.outerHTML.slice(0, 120) });
        }
      }).observe({ type: "largest-contentful-paint", buffered: true });
    });
    for (const path of ["/", ...(await concepts(request)).map((id) => `/${id}/`)]) {
      await open(page, path);
      await frames(page, 40);
      const { largest, fetched } = await page.evaluate(() => ({
        largest: window.largest,
        fetched: performance.getEntriesByType("resource").find(({ name }) => name.endsWith("_bg.wasm")).startTime,
      }));
      expect.soft(largest.length, path).toBeGreaterThan(0);
      expect.soft(largest.filter(({ at }) => at > fetched), `${path}, whose program is asked for at ${fetched} ms`).toEqual([]);
    }
  });
}

test("pages to look at", async ({ page }) => {
  test.setTimeout(90_000);
  const folder = fileURLToPath(new URL("test-results/screens", import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const width of [1440, 768, 390]) {
    await page.setViewportSize({ width, height: height(width) });
    for (const theme of ["light", "dark"]) {
      await page.goto("about:blank");
      await open(page, `/#theme=${theme}`);
      await frames(page, 20);
      await page.screenshot({ path: `${folder}/home-${width}-${theme}.png`, fullPage: true });
      await page.goto("about:blank");
      await visit(page, `preset=the-slow-one&paused&theme=${theme}`);
      // The sweep's curves arrive from the worker.
      await frames(page, 40);
      await page.screenshot({ path: `${folder}/concept-${width}-${theme}.png`, fullPage: true });
    }
  }
});

test("on a phone charts and their sweep wait for their tab", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await visit(page, "preset=half-full&t=20&paused&theme=light");
  await expect(page.locator("html")).toHaveAttribute("data-started", "");
  await frames(page, 30);
  expect(await page.locator(".row2, .row4, .less").count()).toBe(0);
  expect(page.workers()).toHaveLength(0);
  await page.getByRole("tab", { name: "Charts" }).click();
  await expect(page.locator(".row2 canvas").first()).toBeVisible();
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  // What was opened stays: what was typed there is not lost.
  await page.getByRole("tab", { name: "Controls" }).click();
  await frames(page, 4);
  expect(await page.locator(".row2").count()).toBeGreaterThan(0);
});
