// Every page loads, starts and stays quiet, from the root of a host and from below a path.
import { concepts, expect, open, ROOTS, test } from "./helpers.mjs";

for (const root of ROOTS) {
  test(`the home page starts below ${root}`, async ({ page }) => {
    await open(page, root);
    await expect(page).toHaveTitle(/Kneepoint/);
    await expect(page.locator("h1")).toBeVisible();
    await expect(page.locator("#boot-failed")).toBeHidden();
  });

  test(`every concept starts below ${root}`, async ({ page, request }) => {
    const ids = await concepts(request);
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) {
      await open(page, `${root}${id}/`);
      await expect(page.locator("h1")).toBeVisible();
      await expect(page.locator('meta[name="kneepoint-concept"]')).toHaveAttribute("content", id);
      await expect(page.locator("#boot-failed")).toBeHidden();
    }
  });
}

test("a concept's address without its last slash leads to the page", async ({ page, request }) => {
  const [id] = await concepts(request);
  await page.goto(`/some/where/${id}`);
  expect(new URL(page.url()).pathname).toBe(`/some/where/${id}/`);
});

test("without scripts the words and a hint are there", async ({ browser, request, baseURL }) => {
  const [id] = await concepts(request);
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const page = await context.newPage();
  await page.goto(`/${id}/`);
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator("noscript p")).toBeVisible();
  await context.close();
});

test("a page that cannot load its program says so", async ({ page, complaints }) => {
  await page.route(/_bg\.wasm$/, (route) => route.abort());
  await page.goto("/");
  await expect(page.locator("#boot-failed")).toBeVisible();
  expect(complaints.length).toBeGreaterThan(0);
  complaints.length = 0;
});

test("no inline script runs", async ({ page, complaints }) => {
  await page.goto("/");
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return window.ran === true;
  });
  expect(ran).toBe(false);
  expect(complaints.some((text) => text.includes("Content Security Policy"))).toBe(true);
  complaints.length = 0;
});
