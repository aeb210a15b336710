// The address of a story: true without a script, and the way into the running figure.
import { concepts, expect, test } from "./helpers.mjs";
import { settled } from "./page.mjs";

/** The site's own map of a concept's stories: the links at the end of one of their pages. */
async function stories(request, concept) {
  const home = await (await request.get("/")).text();
  const [, first] = home.match(new RegExp(`href="\\./${concept}/#preset=([a-z0-9-]+)"`)) ?? [];
  if (!first) return [];
  const html = await (await request.get(`/${concept}/${first}/`)).text();
  return [...html.matchAll(/<a href="\.\.\/([a-z0-9-]+)\/"/g)].map((match) => match[1]);
}

test("a story has an address of its own, and runs from there", async ({ page, request }) => {
  const [concept] = await concepts(request);
  const [, story] = await stories(request, concept);
  await page.goto(`/some/where/${concept}/${story}/`);
  const title = await page.getByRole("heading", { level: 1 }).textContent();
  await page.getByRole("link", { name: "Run it" }).click();
  await page.waitForFunction(() => "started" in document.documentElement.dataset);
  expect(new URL(page.url()).pathname).toBe(`/some/where/${concept}/`);
  await expect(page.locator("h1")).toBeVisible();
  expect(await page.evaluate(() => document.body.textContent)).toContain(title);
  // It is the same run as the preset's own link.
  await page.getByTestId("play").click();
  const { events } = await settled(page);
  expect(events).toBeGreaterThan(0);
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });
  for (const [name, width] of [["wide", 1440], ["on a phone", 360]]) {
    test(`a story tells and shows itself, ${name}`, async ({ page, request }) => {
      await page.setViewportSize({ width, height: 800 });
      for (const concept of await concepts(request)) {
        for (const story of (await stories(request, concept)).slice(0, 2)) {
          await page.goto(`/${concept}/${story}/`);
          await expect(page.locator(".story")).not.toBeEmpty();
          await expect(page.locator(".fig svg:visible")).toHaveCount(1);
          await expect(page.locator(".cap b")).not.toBeEmpty();
          const room = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          expect(room[0], `${concept}/${story} is not wider than its window`).toBeLessThanOrEqual(room[1]);
        }
      }
    });
  }
});

test("what links to a page elsewhere finds its card there", async ({ request }) => {
  const home = await (await request.get("/")).text();
  const [, root] = home.match(/rel="canonical" href="([^"]+)"/) ?? [];
  const [concept] = await concepts(request);
  for (const folder of ["", `${concept}/`, `${concept}/${(await stories(request, concept))[0]}/`]) {
    const card = await request.get(`/${folder}card.png`);
    expect(card.headers()["content-type"]).toBe("image/png");
    const html = await (await request.get(`/${folder}`)).text();
    // Only a site that was told its address can say it.
    const said = html.match(/property="og:image" content="([^"]+)"/)?.[1];
    expect(said).toBe(root && `${root}${folder}card.png`);
  }
});
