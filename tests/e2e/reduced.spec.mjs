// Readers who asked for less motion get a still drawing, and everything else.
import { expect, open, test } from "./helpers.mjs";
import { by, changed, countFrames, goesQuiet, pixels, settled, visit } from "./page.mjs";

test.use({ contextOptions: { reducedMotion: "reduce" } });

test("the page opens paused, drawn still, and asks for no frames", async ({ page }) => {
  await countFrames(page);
  await visit(page, "");
  await settled(page);
  await expect(by(page, "play")).toHaveAccessibleName("Play");
  await expect(page.locator(".fig")).toHaveAttribute("data-layout", "still");
  expect(await goesQuiet(page, 800)).toBe(true);
  const before = await pixels(page, "scene");
  await changed(page, () => by(page, "step").click());
  for (let i = 0; i < 6; i++) await changed(page, () => by(page, "step").click());
  expect(await pixels(page, "scene")).not.toBe(before);
});

test("play still plays: the drawing changes from time to time", async ({ page }) => {
  await visit(page, "preset=half-full&speed=5");
  await settled(page);
  const [clock, picture] = [await by(page, "clock").textContent(), await pixels(page, "scene")];
  await by(page, "play").click();
  await expect(by(page, "clock")).not.toHaveText(clock);
  await expect.poll(() => pixels(page, "scene")).not.toBe(picture);
});

test("another story opens still as well", async ({ page }) => {
  await visit(page, "");
  await by(page, "presets").selectOption("2");
  await settled(page);
  await expect(by(page, "play")).toHaveAccessibleName("Play");
});

test("the home page stands still", async ({ page }) => {
  await countFrames(page);
  await open(page, "/");
  expect(await goesQuiet(page, 800)).toBe(true);
});
