// When the program breaks, the reader gets a page with the link that leads to the same place.
import { expect, test } from "./helpers.mjs";
import { by, CALM, visit } from "./page.mjs";

/** What the browser reports when the module traps, for instance at the end of memory. */
const trap = () => {
  const error = new WebAssembly.RuntimeError("unreachable executed");
  window.dispatchEvent(new ErrorEvent("error", { error, message: error.message }));
};

test("a trap shows what happened, the link, and the ways on", async ({ page, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(baseURL).origin });
  await visit(page, CALM);
  const link = page.url();
  await page.evaluate(trap);
  const sorry = page.getByRole("alertdialog", { name: "This run broke Kneepoint" });
  await expect(sorry).toBeVisible();
  await expect(sorry).toContainText("unreachable executed");
  await expect(sorry.getByLabel("Link to this run")).toHaveValue(link);
  await sorry.getByRole("button", { name: "Copy link" }).click();
  await expect(sorry.getByText("Copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await sorry.getByRole("button", { name: "Reload" }).click();
  await expect(sorry).toHaveCount(0);
  await expect(by(page, "caption")).toContainText("servers are up");
  expect(new URL(page.url()).hash).toContain("t=20");
});

test("an error of another kind does not take the page away", async ({ page }) => {
  await visit(page, CALM);
  await page.evaluate(() => window.dispatchEvent(new ErrorEvent("error", { error: new TypeError("from an extension") })));
  await expect(page.locator("#broken")).toHaveCount(0);
  await expect(by(page, "caption")).toBeVisible();
});
