// Sharding: every chip and every moment of its lesson and its stories does what it says, without a complaint.
import { expect, test } from "./helpers.mjs";
import { by, visit } from "./page.mjs";

const PATH = "/sharding/";

// Tall enough for the figure and the lesson together.
test.use({ viewport: { width: 1440, height: 1300 } });

/** Nothing is refused, every number is one, and the page still runs. */
async function isWell(page, where) {
  await page.waitForFunction(() => document.documentElement.dataset.hash);
  await expect.soft(by(page, "notice"), where).toHaveCount(0);
  await expect.soft(by(page, "caption"), where).not.toBeEmpty();
  await expect.soft(page.locator("main"), where).not.toContainText("NaN");
}

test("every chip and every moment in every part of the lesson", async ({ page }) => {
  test.setTimeout(600_000);
  await visit(page, "", PATH);
  const parts = await by(page, "beats").locator("option").evaluateAll((all) => all.map((option) => option.value));
  expect(parts.length).toBeGreaterThan(8);
  let pressed = 0;
  for (let part = 0; part < parts.length; part++) {
    // By hand, as a reader turns the pages; each chip from the part's own beginning.
    const open = () => by(page, "beats").selectOption({ index: part });
    await open();
    const chips = by(page, "lesson").locator("button.chip");
    const count = await chips.count();
    for (let chip = 0; chip < count; chip++) {
      if (chip > 0) {
        await by(page, "beats").selectOption({ index: part === 0 ? 1 : 0 });
        await open();
      }
      const label = await chips.nth(chip).textContent();
      await chips.nth(chip).click();
      pressed++;
      const pause = by(page, "play");
      if ((await pause.getAttribute("aria-label")) === "Pause") await pause.click();
      await isWell(page, `part ${part + 1}, ${label}`);
    }
  }
  expect(pressed).toBeGreaterThan(10);
});

test("every chip of every story", async ({ page }) => {
  test.setTimeout(600_000);
  await visit(page, "paused", PATH);
  const stories = await by(page, "presets").locator("option:enabled").count();
  expect(stories).toBeGreaterThan(6);
  for (let story = 0; story < stories; story++) {
    await by(page, "presets").selectOption(String(story));
    const chips = by(page, "story").locator("button.chip");
    const count = await chips.count();
    for (let chip = 0; chip < count; chip++) {
      await by(page, "presets").selectOption(String(story));
      const label = await chips.nth(chip).textContent();
      await chips.nth(chip).click();
      const pause = by(page, "play");
      if ((await pause.getAttribute("aria-label")) === "Pause") await pause.click();
      await isWell(page, `story ${story + 1}, ${label}`);
    }
  }
});

test("every chip of the sections below the lesson", async ({ page }) => {
  test.setTimeout(600_000);
  await visit(page, "", PATH);
  const chips = by(page, "behind").locator("button.chip");
  await expect.poll(() => chips.count()).toBeGreaterThan(5);
  const labels = await chips.allTextContents();
  for (const [chip, label] of labels.entries()) {
    await by(page, "beats").selectOption({ index: chip % 2 });
    await chips.nth(chip).click();
    const pause = by(page, "play");
    if ((await pause.getAttribute("aria-label")) === "Pause") await pause.click();
    await isWell(page, label);
  }
});
