// A window of 1280 by 1024 px at 400 %: 320 by 256 px, as WCAG's 1.4.10 has it. Nothing scrolls sideways but what may, and
// everything can be reached and pressed.
import { tooSmall } from "./finger.mjs";
import { expect, open, test } from "./helpers.mjs";
import { by, frames, guessed, visit } from "./page.mjs";

test.use({ viewport: { width: 320, height: 256 } });

/** Tables, code, rows of buttons and the figure itself may scroll sideways; words and controls may not. */
const MAY = "table, pre, textarea, canvas, .lane-scroll, .scroll, .over, .stops, .stage, .sr, .defs, svg";

/** What makes the page wider than its window. */
function sideways(page) {
  return page.evaluate((may) => {
    const width = document.documentElement.clientWidth;
    const out = [];
    if (document.scrollingElement.scrollWidth > width) out.push(`the page is ${document.scrollingElement.scrollWidth} px wide`);
    for (const one of document.querySelectorAll("body *")) {
      const box = one.getBoundingClientRect();
      if (!box.width || box.right <= width + 1 || one.closest(may) || !one.checkVisibility({ visibilityProperty: true })) continue;
      out.push(`${[one.tagName.toLowerCase(), ...one.classList].join(".")} ends at ${Math.round(box.right)} px: ${one.textContent.trim().slice(0, 40)}`);
    }
    return out.slice(0, 8);
  }, MAY);
}

/** Nothing sideways, nothing covered. */
async function fits(page, where, root = "body") {
  expect.soft(await sideways(page), `${where}: sideways`).toEqual([]);
  expect.soft(await tooSmall(page, root, 10), `${where}: covered`).toEqual([]);
}

test("the home page fits at 400 %", async ({ page }) => {
  await open(page, "/");
  await fits(page, "home");
  await page.locator(".find input").fill("line");
  await expect(page.locator(".found a").first()).toBeVisible();
  await fits(page, "what was found", ".find");
});

test("a concept page fits at 400 %", async ({ page }) => {
  await visit(page, "preset=the-slow-one&t=60&paused&theme=light");
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    await page.evaluate(() => document.querySelectorAll(".sheet details").forEach((one) => (one.open = true)));
    await frames(page, 12);
    await fits(page, await tab.textContent());
  }
  // A slider, far down the page, and the play button at its top.
  await page.getByRole("tab").first().click();
  const rate = by(page, "slider-rate");
  const before = await rate.inputValue();
  await rate.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => rate.inputValue()).not.toBe(before);
  await by(page, "play").click();
  await expect(by(page, "play")).toHaveAttribute("aria-label", "Pause");
  await by(page, "play").click();
});

test("what opens on a concept page fits at 400 %", async ({ page }) => {
  await guessed(page);
  await visit(page, "preset=half-full&t=20&paused&theme=light");
  await by(page, "share").click();
  await expect(by(page, "qr")).toBeVisible();
  await fits(page, "sharing", ".sharing");
  await by(page, "export-open").click();
  await expect(by(page, "exporting")).toBeVisible();
  await fits(page, "exporting", ".dialog");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await fits(page, "keys", ".dialog");
  await page.keyboard.press("Escape");
  await by(page, "stop-when").click();
  await fits(page, "stops", ".stop-when .popover");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Predict" }).click();
  await by(page, "predictions").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await fits(page, "predictions", ".dialog");
});

test("pages of words and the builder fit at 400 %", async ({ page }) => {
  for (const path of ["/glossary/", "/load-balancing/pack/", "/load-balancing/the-slow-one/"]) {
    await page.goto(path);
    await fits(page, path);
  }
  await page.goto("/builder/");
  await expect(page.locator("#code")).toHaveValue(/kneepoint-figure/);
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await fits(page, "/builder/");
});
