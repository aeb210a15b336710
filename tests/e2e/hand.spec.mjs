// What a hand can do in pictures: turn a rim, drag a chart's axis, press a word; and what the page offers when nothing
// works any more.
import { expect, test } from "./helpers.mjs";
import { address, by, CALM, follow, middle, settled, visit } from "./page.mjs";

const done = (page) => address(page).get("do") ?? "";

test("turning a server's rim changes its speed, a shake does not", async ({ page, context }) => {
  await visit(page, CALM);
  const c = await middle(by(page, "place-server-3"));
  const rim = 20;
  const at = (angle) => [c.x + rim * Math.sin(angle), c.y - rim * Math.cos(angle)];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let step = 1; step <= 24; step++) await page.mouse.move(...at((step * Math.PI) / 24));
  await page.mouse.up();
  // Half a turn clockwise doubles.
  await expect.poll(() => done(page)).toBe("20:speeds=1,1,2,1");
  await expect(by(page, "caption")).toContainText("All six servers are up.");
  await expect(by(page, "server-3")).toHaveAttribute("aria-pressed", "true");
  const proof = await settled(page);
  const other = await context.newPage();
  expect(await visit(other, new URL(page.url()).hash.slice(1))).toEqual(proof);

  await page.mouse.move(...at(0));
  await page.mouse.down();
  await page.mouse.move(c.x + 2, c.y - rim);
  await page.mouse.up();
  await expect(by(page, "caption")).toContainText("Five of six servers are up.");
});

test("the axis of the knee chart sets the rate, by mouse and by keys", async ({ page }) => {
  await visit(page, CALM);
  const axis = by(page, "handle-rate");
  const box = await axis.boundingBox();
  const y = box.y + box.height / 2;
  const x = (share) => box.x + 7 + share * (box.width - 14);
  // Six servers of 10 a second each: half of that is set.
  await page.mouse.move(x(0.5), y);
  await page.mouse.down();
  await page.mouse.move(x(0.6), y, { steps: 4 });
  await page.mouse.move(x(0.75), y, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => Math.abs(Number(await by(page, "exact-rate").inputValue()) - 45)).toBeLessThan(1.5);
  const before = Number(await by(page, "exact-rate").inputValue());
  await axis.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => Number(await by(page, "exact-rate").inputValue())).toBeGreaterThan(before);
  await page.keyboard.press("End");
  await expect(by(page, "exact-rate")).toHaveValue("60");
  await expect(by(page, "timeline")).toBeVisible();
});

test("the word under a killed server revives it", async ({ page }) => {
  await visit(page, `${CALM}&do=5:kill=2`);
  await expect(by(page, "caption")).toContainText("Five of six servers are up.");
  const at = await middle(by(page, "place-revive-2"));
  await page.mouse.click(at.x, at.y);
  await expect(by(page, "caption")).toContainText("All six servers are up.");
  await expect(by(page, "place-revive-2")).toHaveCount(0);
});

test("when no server is up the caption offers the way out", async ({ page }) => {
  const all = [1, 2, 3, 4, 5, 6].map((n) => `5:kill=${n}`).join(";");
  await visit(page, `${CALM}&do=${all}`);
  await expect(by(page, "caption")).toContainText("No server is up.");
  await expect(by(page, "rescue")).toHaveText("Revive S1");
  await by(page, "rescue").click();
  await expect(by(page, "caption")).toContainText("One of six servers is up.");
  await expect(by(page, "rescue")).toHaveCount(0);
});

test("beside the curve stands whether its assumptions hold", async ({ page }) => {
  await visit(page, `${CALM}&policy=random`);
  const remarks = by(page, "remarks-knee");
  await expect(remarks).toContainText("Holds: Poisson arrivals, each server a line of its own.");
  await follow(page, `${CALM}&policy=random&service=pareto&arrivals=bursty`);
  await expect(remarks).toContainText("Does not hold");
});

test("every slider goes to both of its ends and comes back under the mouse", async ({ page }) => {
  test.setTimeout(180_000);
  await visit(page, CALM);
  await page.evaluate(() => document.querySelectorAll("details.more").forEach((one) => (one.open = true)));
  // What is in a group is made when it opens.
  const sliders = page.locator(".side .sl input[type=range]:visible");
  await expect.poll(() => sliders.count()).toBeGreaterThan(8);
  await settled(page);
  const ids = await sliders.evaluateAll((all) => all.map((one) => one.dataset.testid));
  for (const id of ids) {
    const slider = by(page, id);
    await slider.scrollIntoViewIfNeeded();
    const exact = page.locator(`.sl:has([data-testid="${id}"]) .slv`);
    const said = () => slider.getAttribute("aria-valuetext");
    const before = await said();
    const seen = new Set([before]);
    for (const share of [1, 0]) {
      const box = await slider.boundingBox();
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width / 2, y);
      await page.mouse.down();
      await page.mouse.move(box.x + (share ? box.width + 30 : -30), y, { steps: 5 });
      await page.mouse.up();
      await settled(page);
      seen.add(await said());
    }
    expect.soft(seen.size, `${id} takes other values at its ends: ${[...seen]}`).toBeGreaterThan(1);
    await expect.soft(exact, `${id} shows a value`).not.toHaveText("NaN");
    await expect.soft(by(page, "notice")).toHaveCount(0);
    // Back, so that the next slider meets a run that is not at its limit.
    await slider.dblclick({ position: { x: 3, y: 22 } });
    await settled(page);
  }
});
