// Stops, branches, bookmarks and lanes: what one can do with time.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./helpers.mjs";
import { address, by, CALM, proof, settled, visit } from "./page.mjs";

/** Opens a list in the row under the player. */
const unfold = async (page, id) => {
  if (!(await by(page, id).evaluate((node) => node.parentElement.open))) await by(page, id).click();
};

/** Sees to it that axe finds nothing. */
const clean = async (page, where) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target.join(" ")}`), where).toEqual([]);
};

test("the player stops at what was chosen, and says why", async ({ page }) => {
  await visit(page, "rate=40&servers=5&do=21:kill=2&t=20&paused&speed=2&theme=light");
  await unfold(page, "stop-when");
  await by(page, "stop-fault").check();
  await expect.poll(() => address(page).get("stop")).toBe("fault");
  await page.keyboard.press("Escape");
  await by(page, "play").click();
  await expect(by(page, "stopped")).toContainText("Something happens to a server.", { timeout: 30_000 });
  await expect(by(page, "play")).toHaveAccessibleName("Play");
  expect((await settled(page)).t).toBe(21);
});

test("a formula of one's own stops it, and one that cannot be read is named", async ({ page }) => {
  await visit(page, "rate=60&servers=2&t=0.2&paused&speed=5&theme=light");
  await unfold(page, "stop-when");
  await by(page, "stop-own").fill("no_such_thing > 3");
  await by(page, "stop-own").press("Enter");
  await expect(by(page, "notice")).toContainText('There is no metric called "no_such_thing".');
  await by(page, "stop-own").fill("in_queue.now > 40");
  await by(page, "stop-own").press("Enter");
  await expect.poll(() => address(page).get("stop")).toBe("in_queue.now > 40");
  await page.keyboard.press("Escape");
  await by(page, "play").click();
  await expect(by(page, "stopped")).toContainText("in_queue.now is 41.", { timeout: 30_000 });
});

test("the next moment is found with a key, and the same from the link", async ({ page }) => {
  await visit(page, "rate=40&servers=5&do=30:kill=2&t=20&paused&theme=light");
  await page.keyboard.press("m");
  await expect(by(page, "stopped")).toContainText("Stopped.", { timeout: 30_000 });
  const { t, hash } = await settled(page);
  expect(t).toBeGreaterThan(20);
  await page.reload();
  expect((await settled(page)).hash).toBe(hash);
});

test("going back and doing otherwise leaves a branch to return to", async ({ page }) => {
  const old = await visit(page, "rate=40&servers=5&do=22:kill=2&t=30&paused&theme=light&mark=30");
  await page.evaluate(() => document.activeElement?.blur());
  const timeline = by(page, "timeline");
  await timeline.press("Home");
  await expect.poll(async () => (await proof(page)).t).toBe(0);
  await by(page, "action-kill").click();
  await expect(by(page, "branch-0")).toContainText("Back to: ");
  await timeline.press("End");
  await expect.poll(async () => (await proof(page)).t).toBeGreaterThan(0);
  // The table shows both at the same moment.
  await expect(by(page, "was-now").locator("thead")).toContainText("Branch");
  // So do charts, with the name of what was left, and the description.
  await by(page, "table-latency").click();
  await expect(page.getByTestId("panel-table").locator("thead")).toContainText("killed", { timeout: 15_000 });
  await expect(page.locator("#whole")).toContainText("Beside “", { timeout: 15_000 });
  await clean(page, "a branch beside the run");
  await by(page, "branch-0").click();
  await expect.poll(() => address(page).get("do")).toBe("22:kill=2");
  await expect(by(page, "branch-0")).toContainText("killed");
  await unfold(page, "bookmarks");
  await by(page, "bookmark-0").click();
  await expect.poll(async () => (await proof(page)).hash).toBe(old.hash);
});

test("a bookmark is in the link and leads back", async ({ page }) => {
  await visit(page, `${CALM}&mark=12.5~the%20calm`);
  await page.keyboard.press("v");
  await expect.poll(() => address(page).get("mark")).toBe("12.5~the calm,20");
  await unfold(page, "bookmarks");
  await by(page, "bookmark-0").click();
  await expect.poll(async () => (await proof(page)).t).toBe(12.5);
});

for (const width of [1440, 768, 360]) {
  test(`two lanes side by side, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await visit(page, "rate=40&servers=5&t=20&paused&theme=light&lanes=policy:random");
    if (width < 720) await page.getByRole("tab", { name: "Charts" }).click();
    await expect(by(page, "lane-0")).toBeVisible();
    await expect(by(page, "difference-0")).toContainText("A and B first differ at", { timeout: 30_000 });
    await expect(by(page, "lane-table")).toContainText("B − A");
    expect(address(page).get("lanes")).toBe("policy:random");
    await clean(page, `two lanes at ${width}`);
  });
}

test("lanes are made, changed, weighed and taken away by hand", async ({ page }) => {
  await visit(page, "rate=40&servers=5&policy=random&t=20&paused&theme=light");
  await by(page, "compare").click();
  await expect.poll(() => address(page).get("lanes")).toBe("same");
  await expect(by(page, "difference-0")).toContainText("have done the same");
  await by(page, "unlink-0").selectOption({ label: "Policy" });
  await by(page, "own-0-policy").selectOption("jsq");
  await expect.poll(() => address(page).get("lanes")).toBe("policy:jsq");
  await expect(by(page, "difference-0")).toContainText("A and B first differ at", { timeout: 30_000 });
  await by(page, "weigh").click();
  await expect(by(page, "lane-table")).toContainText("more than chance", { timeout: 60_000 });
  await by(page, "drop-lane-0").click();
  await expect(by(page, "compare-panel")).toHaveCount(0);
  expect(address(page).has("lanes")).toBe(false);
});

test("sound is off until it is asked for", async ({ page }) => {
  await page.addInitScript(() => {
    const Real = window.AudioContext;
    window.heard = 0;
    window.AudioContext = class extends Real {
      constructor() {
        super();
        window.heard += 1;
      }
    };
  });
  await visit(page, "preset=half-full&theme=light");
  await expect(by(page, "sound")).toHaveAttribute("aria-pressed", "false");
  expect(await page.evaluate(() => window.heard)).toBe(0);
  await by(page, "sound").click();
  await expect(by(page, "sound")).toHaveAttribute("aria-pressed", "true");
  expect(await page.evaluate(() => window.heard)).toBe(1);
  await by(page, "sound").click();
  await expect(by(page, "sound")).toHaveAttribute("aria-pressed", "false");
});
