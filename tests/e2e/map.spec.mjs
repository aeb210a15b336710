// The map: search, what comes next, the glossary, the lesson packs.
import AxeBuilder from "@axe-core/playwright";
import { expect, open, test } from "./helpers.mjs";
import { by, settled } from "./page.mjs";

/** Sees to it that axe finds nothing. */
const clean = async (page, where) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target.join(" ")}`), where).toEqual([]);
};

for (const width of [1440, 768, 360]) {
  test(`the search finds concepts, stories and words, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page, "/");
    await by(page, "search").fill("kne");
    await expect(by(page, "found").getByRole("link").first()).toContainText("knee");
    await clean(page, `results at ${width}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await by(page, "search").fill("the slow one");
    await by(page, "found").getByRole("link", { name: /The slow one/ }).click();
    await expect(page).toHaveURL(/load-balancing\/#/);
  });
}

test("what was opened is remembered in this browser, and what comes next is said", async ({ page }) => {
  await open(page, "/");
  await expect(by(page, "next-up")).toHaveText("Load balancing");
  await open(page, "/load-balancing/#preset=half-full&paused");
  await settled(page);
  await open(page, "/");
  await expect(by(page, "next-up")).not.toHaveText("Load balancing");
  await expect(page.locator(".been").first()).toContainText("you have been here");
});

test("a word of the glossary leads to the moment that shows it", async ({ page }) => {
  await page.goto("/glossary/");
  await clean(page, "the glossary");
  await page.locator("#round-robin").getByRole("link").click();
  await expect(page).toHaveURL(/load-balancing\/#/);
  await expect(page.getByRole("radio", { name: "Round robin" })).toBeChecked();
});

test("a lesson pack has a worksheet and a key", async ({ page }) => {
  await page.goto("/load-balancing/pack/");
  await clean(page, "a lesson pack");
  for (const name of ["Goals", "In 10 minutes", "In 25 minutes", "In 50 minutes", "Worksheet", "Key to the worksheet"])
    await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
});
