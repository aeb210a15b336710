// Placement by hand: weights that are dragged, racks and directories that are pressed, and a million keys side by side.
import { expect, test } from "./helpers.mjs";
import { address, by, middle, visit } from "./page.mjs";

const PLACE = "/consistent-hashing/";
const done = (page) => address(page).get("do") ?? "";

test("a node's weight is dragged in the chart of its keys, by keys and by mouse", async ({ page }) => {
  await visit(page, "strategy=ring&nodes=4&marks=100&keys=2000&seed=3&t=2&paused", PLACE);
  const track = by(page, "handle-weights-2");
  await expect(track).toHaveAttribute("aria-label", "B: Weights");
  await track.focus();
  await page.keyboard.press("End");
  // Ten times a node of weight 1, and what moved moved to it.
  await expect.poll(() => done(page)).toBe("2:weights=1,10,1");
  await expect(by(page, "caption")).toContainText("B weighs 10 now");
  await page.keyboard.press("Home");
  await expect.poll(() => done(page)).toContain("weights=1,0.1,1");
  const other = by(page, "handle-weights-3");
  const box = await other.boundingBox();
  const y = box.y + box.height / 2;
  const before = done(page);
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.75 * box.width, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => done(page)).not.toBe(before);
  await expect(by(page, "caption")).toContainText(/C weighs [2-5]/);
});

test("a rack is pressed and dies, and what is lost is counted", async ({ page }) => {
  await visit(page, "strategy=ring&nodes=8&racks=4&replicas=1&keys=2000&seed=3&t=2&paused", PLACE);
  const c = await middle(by(page, "place-rack-2"));
  await page.mouse.click(c.x, c.y);
  await expect.poll(() => done(page)).toBe("2:rack=2");
  await expect(by(page, "caption")).toContainText("2 nodes died at once");
  await expect(by(page, "caption")).toContainText(/\d+ of 2,000 keys lost every copy/);
});

test("the directory is pressed and does not answer", async ({ page }) => {
  await visit(page, "preset=ask-the-directory&paused", PLACE);
  await by(page, "place-directory-0").focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => done(page)).toContain("outage=on");
});

test("a million keys side by side are counted beside the page", async ({ page }) => {
  test.setTimeout(180_000);
  await visit(page, "strategy=ring&nodes=4&keys=1000000&compare=modulo,ring,jump,maglev&seed=3&t=2&do=1:add&paused", PLACE);
  const head = page.locator("section", { has: by(page, "panel-strategies") });
  await expect(head).toContainText("all 1,000,000 keys", { timeout: 120_000 });
  await by(page, "table-strategies").click();
  await expect(by(page, "panel-table")).toContainText("Modulo N80.0 %");
});
