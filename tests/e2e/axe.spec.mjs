// What a11y.spec.mjs does not open: axe finds nothing in the states that unfold, on a phone, on pages of words and where
// something is wrong. A theme changes colours and nothing else, so that each state is opened once: everything is asked in
// the light, and the contrast again in the dark and on a projector.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./helpers.mjs";
import { by, CALM, frames, guessed, visit } from "./page.mjs";

test.describe.configure({ timeout: 120_000 });

async function clean(page, where, root) {
  for (const theme of ["light", "dark", "projector"]) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    const axe = new AxeBuilder({ page });
    for (const one of root?.split(", ") ?? []) axe.include(one);
    if (theme !== "light") axe.withRules(["color-contrast"]);
    const { violations } = await axe.analyze();
    const said = violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 5).map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary.split("\n").slice(1).join(" ").trim()}`) }));
    expect.soft(said, `${where}, ${theme}`).toEqual([]);
  }
  await page.evaluate(() => (document.documentElement.dataset.theme = "light"));
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });

  test("axe finds nothing on the sheet that is up, and on what opens over it", async ({ page }) => {
    await guessed(page);
    await visit(page, CALM);
    await page.getByRole("button", { name: "Raise the sheet" }).click();
    await frames(page, 8);
    await clean(page, "the sheet is up", ".sheet");
    await page.getByRole("button", { name: "Lower the sheet" }).click();
    await by(page, "share").click();
    await expect(by(page, "qr")).toBeVisible();
    await clean(page, "sharing", ".sharing");
    await page.keyboard.press("Escape");
    await by(page, "stop-when").click();
    await clean(page, "stops", ".stop-when");
    await page.keyboard.press("Escape");
    await by(page, "compare").click();
    await page.getByRole("tab", { name: "Charts" }).click();
    await expect(page.locator(".compare")).toBeVisible();
    await frames(page, 12);
    await clean(page, "lanes", ".compare");
    await page.getByRole("tab", { name: "Predict" }).click();
    await by(page, "predictions").click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await clean(page, "your predictions", ".dialog");
  });
});

test("axe finds nothing on lanes, wide", async ({ page }) => {
  await visit(page, CALM);
  await by(page, "compare").click();
  await expect(page.locator(".compare")).toBeVisible();
  await frames(page, 12);
  await clean(page, "lanes", ".figure");
});

test("axe finds nothing on pages of words and in the builder", async ({ page }) => {
  for (const path of ["/load-balancing/pack/", "/load-balancing/the-slow-one/"]) {
    await page.goto(path);
    await clean(page, path);
  }
  // Its contrast in the dark; a11y and map look at the rest of it.
  await page.goto("/glossary/");
  await clean(page, "/glossary/", "header, main > :not(.words), .words > :first-child");
  await page.goto("/builder/");
  await expect(page.locator("#code")).toHaveValue(/kneepoint-figure/);
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await clean(page, "/builder/", "form, .work");
});

test("axe finds nothing where a figure refuses its link", async ({ page }) => {
  await page.goto("/embed/load-balancing/#policy=none-such");
  await expect(page.getByRole("alert")).toContainText("none-such");
  await clean(page, "a figure that refuses");
});

test("axe finds nothing where the program broke", async ({ page, complaints }) => {
  await visit(page, CALM);
  await page.evaluate(() => window.dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
  await expect(page.locator("#broken")).toBeVisible();
  await clean(page, "the program broke", "#broken");
  complaints.length = 0;
});
