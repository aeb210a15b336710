// Guesses made on the figure itself: a curve that is drawn, a marker that is placed on the bar.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./helpers.mjs";
import { by, frames, visit } from "./page.mjs";

/** Where a place of the curve lies on the page, at a share of the chart's height. */
const at = async (page, knot, share) => {
  const chart = await by(page, "guess-curve").boundingBox();
  const place = await by(page, `knot-${knot}`).boundingBox();
  return [place.x + place.width / 2, chart.y + chart.height * share];
};

test("a curve is drawn with the pen, the run answers beside it, and the wrong idea gets its reply", async ({ page }) => {
  await visit(page, "beat=nine-tenths&theme=light");
  await expect(by(page, "question")).toContainText("Which way does the mean latency go");
  await expect(by(page, "predict-run")).toBeDisabled();
  await by(page, "guess-curve").scrollIntoViewIfNeeded();
  // A straight line from low on the left to high on the right.
  await page.mouse.move(...(await at(page, 0, 0.8)));
  await page.mouse.down();
  for (const [knot, share] of [[1, 0.68], [2, 0.56], [3, 0.44], [4, 0.32], [5, 0.2]]) {
    await page.mouse.move(...(await at(page, knot, share)), { steps: 3 });
  }
  await page.mouse.up();
  const heights = await page.locator(".knot").evaluateAll((all) => all.map((one) => Number(one.getAttribute("aria-valuenow"))));
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
  expect(heights[5]).toBeGreaterThan(heights[0] + 1);
  await by(page, "predict-run").click();
  await expect(by(page, "verdict")).toContainText("of the height off on average, most at", { timeout: 30_000 });
  await expect(by(page, "reply")).toContainText("Your line says that each further request costs as much");
  await expect(by(page, "drawn").locator("tbody tr")).toHaveCount(6);
  const { violations } = await new AxeBuilder({ page }).include(".predict").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await by(page, "predictions").click();
  await expect(by(page, "made")).toContainText("at 38 /s");
});

test("a curve is drawn by keyboard alone", async ({ page }) => {
  await visit(page, "beat=nine-tenths&theme=light");
  await by(page, "knot-0").focus();
  await page.keyboard.press("Home");
  await expect(by(page, "knot-0")).toHaveAttribute("aria-valuetext", "0 s");
  // The first touch is a level; the others follow it until they are set.
  await expect(by(page, "knot-5")).toHaveAttribute("aria-valuetext", "0 s");
  for (let knot = 1; knot <= 5; knot++) await page.keyboard.press("Tab");
  await expect(by(page, "knot-5")).toBeFocused();
  await page.keyboard.press("End");
  await expect(by(page, "knot-5")).toHaveAttribute("aria-valuetext", "2.50 s");
  await page.keyboard.press("Tab");
  await expect(by(page, "predict-run")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(by(page, "drawn").locator("tbody tr").last()).toContainText("2.50 s", { timeout: 30_000 });
});

test("the marker of a moment is placed on the player's bar", async ({ page }) => {
  await visit(page, "beat=it-does-not-look&theme=light");
  await expect(by(page, "question")).toContainText("When do 40 wait there?");
  await by(page, "predict-show").click();
  await frames(page, 8);
  const bar = await by(page, "timeline").boundingBox();
  const now = Number(await by(page, "timeline").getAttribute("aria-valuenow"));
  const end = Number(await by(page, "timeline").getAttribute("aria-valuemax"));
  // Five seconds after the question, on the axis between its pads.
  const x = bar.x + 24 + ((now + 5) / end) * (bar.width - 48);
  await page.mouse.click(x, bar.y + bar.height / 2);
  const guess = by(page, "guess-scale");
  await expect.poll(async () => parseFloat(await guess.getAttribute("aria-valuetext"))).toBeGreaterThan(3);
  expect(parseFloat(await guess.getAttribute("aria-valuetext"))).toBeLessThan(7);
  // The hand placed the marker and not the playhead.
  expect(Number(await by(page, "timeline").getAttribute("aria-valuenow"))).toBe(now);
  await by(page, "predict-run").click();
  await expect(by(page, "verdict")).toContainText("too early", { timeout: 30_000 });
  await expect(by(page, "reply")).toContainText("Half of them are served already");
});
