// The page in German: what stands there, what is typed, and the way from one language to the other.
import { test, expect, lessons, open } from "./helpers.mjs";

const LB = "/load-balancing/";

test("a link opens the page in German, and the switch opens the same state in English", async ({ page }) => {
  await open(page, `${LB}#rate=41&seed=7&t=12&paused&lang=de`);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("h1")).not.toHaveText("Load balancing");
  await expect(page.getByTestId("exact-rate")).toHaveValue("41");
  const module = page.waitForResponse((response) => response.url().endsWith("_bg.wasm"));
  await page.getByTestId("lang").click();
  await module;
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.locator("h1")).toHaveText("Load balancing");
  await expect(page.getByTestId("exact-rate")).toHaveValue("41");
  await expect(page.locator("html")).toHaveAttribute("data-t", "12");
});

test("the choice is remembered on the next page", async ({ page }) => {
  await open(page, "/");
  const again = page.waitForResponse((response) => response.url().endsWith("_bg.wasm"));
  await page.getByTestId("lang").click();
  await again;
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await open(page, LB);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
});

test("numbers are shown and taken in the German way", async ({ page }) => {
  await open(page, `${LB}#paused&lang=de`);
  const field = page.getByTestId("exact-rate");
  await field.fill("40,5");
  await field.press("Enter");
  await expect(page).toHaveURL(/rate=40\.5/);
  await expect(field).toHaveValue("40,5");
});

test("a page in English asks for no messages", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await open(page, LB);
  expect(asked.filter((url) => url.includes("/messages/"))).toEqual([]);
});

for (const id of lessons) {
  test(`${id} is there in German, and begins with its lesson as in English`, async ({ page }) => {
    await open(page, `/${id}/#lang=de`);
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page.getByTestId("lesson")).toBeVisible();
    // The lesson's way on is a German one.
    await expect(page.getByTestId("next").or(page.getByTestId("next-phone")).first()).toContainText("Weiter");
  });
}
