// A finger on a figure in somebody else's page: the rim of what is chosen is turned, and everything else scrolls the page.
import { expect, test } from "./helpers.mjs";
import { post, serve, words } from "./hosts.mjs";
import { middle } from "./page.mjs";

test.use({ hasTouch: true, viewport: { width: 400, height: 720 } });

const FIGURE = `concept="consistent-hashing" strategy="ring" nodes="4" marks="100" keys="10000" seed="1" t="2" controls="nodes"`;
const LINK = "strategy=ring&nodes=4&marks=100&keys=10000&seed=1&t=2&controls=nodes";

let host;
const pages = {};
test.beforeAll(async () => {
  host = await serve(pages);
});
test.afterAll(() => host.close());

/** A hand of one finger. */
async function finger(page) {
  const client = await page.context().newCDPSession(page);
  const touch = (type, points) => client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  return async (points) => {
    await touch("touchStart", points.slice(0, 1));
    for (const point of points.slice(1)) await touch("touchMove", [point]);
    await touch("touchEnd", []);
  };
}

/** Half a turn clockwise around a point. */
const half = ({ x, y }) => Array.from({ length: 25 }, (_, step) => (step * Math.PI) / 24).map((angle) => [x + 20 * Math.sin(angle), y - 20 * Math.cos(angle)]);

/** Chooses node B of a figure, turns its rim by half a turn, and then scrolls the host's page from the middle of the figure. */
async function turns(page, figure) {
  const drag = await finger(page);
  const scrolled = () => page.evaluate(() => window.scrollY);
  await figure.getByTestId("scene").scrollIntoViewIfNeeded();
  const from = await scrolled();
  const c = await middle(figure.getByTestId("place-node-2"));
  await drag([[c.x, c.y]]);
  const hold = figure.getByTestId("hold");
  await expect(hold).toHaveCount(1);
  await drag(half(await middle(hold)));
  // Half a turn doubles, and nothing scrolls.
  await expect.poll(async () => decodeURIComponent(await figure.getByTestId("mark").getAttribute("href"))).toMatch(/weights=1,2(,|;|&|$)/);
  expect(await scrolled()).toBe(from);
  const box = await figure.getByTestId("scene").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await drag(Array.from({ length: 13 }, (_, step) => [x, y - 12 * step]));
  await expect.poll(scrolled).toBeGreaterThan(from + 50);
}

test("a rim is turned by a finger, and the page around the figure still scrolls", async ({ page, baseURL }) => {
  pages["/post.html"] = post(baseURL, `${words(2)}<kneepoint-figure id="f" ${FIGURE}>Fallback</kneepoint-figure>${words(60)}`);
  await page.goto(`${host.origin}/post.html`);
  await expect(page.locator("#f")).toHaveAttribute("data-state", "ready");
  await turns(page, page.locator("#f"));
});

test("a rim is turned by a finger in a frame, too", async ({ page, baseURL }) => {
  const frame = `<iframe id="f" width="380" height="560" src="${baseURL}/embed/consistent-hashing/#${LINK}"></iframe>`;
  pages["/frame.html"] = post(baseURL, `${words(2)}${frame}${words(60)}`);
  await page.goto(`${host.origin}/frame.html`);
  const figure = page.frameLocator("#f");
  await expect(figure.getByTestId("figure")).toBeVisible();
  await turns(page, figure);
});

test("where nothing may be changed no rim is taken", async ({ page, baseURL }) => {
  pages["/read.html"] = post(baseURL, `${words(2)}<kneepoint-figure id="f" ${FIGURE} readonly>Fallback</kneepoint-figure>${words(60)}`);
  await page.goto(`${host.origin}/read.html`);
  await expect(page.locator("#f")).toHaveAttribute("data-state", "ready");
  const drag = await finger(page);
  const figure = page.locator("#f");
  const c = await middle(figure.getByTestId("place-node-2"));
  await drag([[c.x, c.y]]);
  await expect(figure.getByTestId("why")).toBeVisible();
  await expect(figure.getByTestId("hold")).toHaveCount(0);
});

test("a mouse over a key of a figure shows its walk, and away from it the figure is as it was", async ({ page, baseURL }) => {
  pages["/post.html"] = post(baseURL, `<kneepoint-figure id="f" concept="consistent-hashing" keys="200" rate="0" seed="1" t="2" paused readonly>Fallback</kneepoint-figure>`);
  await page.goto(`${host.origin}/post.html`);
  const figure = page.locator("#f");
  await expect(figure).toHaveAttribute("data-state", "ready");
  const scene = figure.getByTestId("scene");
  await scene.scrollIntoViewIfNeeded();
  const box = await scene.boundingBox();
  const seen = () => scene.evaluate((canvas) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(canvas.toDataURL())))));
  await page.mouse.move(box.x + 1, box.y + 1);
  const still = await seen();
  // Every few pixels from the middle outwards there is a key sooner or later.
  const found = async () => {
    for (let y = box.height / 2; y > 4; y -= 4) {
      await page.mouse.move(box.x + box.width / 2, box.y + y);
      if ((await seen()) !== still) return true;
    }
    return false;
  };
  expect(await found()).toBe(true);
  await page.mouse.move(box.x + 1, box.y + 1);
  expect(await seen()).toBe(still);
});
