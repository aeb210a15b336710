// The page of one figure in frames of another origin, and slides.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./helpers.mjs";
import { post, serve } from "./hosts.mjs";

let host;
const pages = {};
test.beforeAll(async () => {
  host = await serve(pages);
});
test.afterAll(() => host.close());

const frame = (site, fragment, attributes = "") =>
  `<iframe id="frame" title="Figure" src="${site}/embed/load-balancing/#${fragment}" width="720" height="480" ${attributes} style="border:0;max-width:100%"></iframe>`;
const show = async (page, site, body, options) => {
  // No script of ours in the host's page: only the frame.
  pages["/frame.html"] = post(site, body, options).replace(/<script type="module".*?<\/script>/, "");
  await page.goto(`${host.origin}/frame.html`);
};
const inside = (page) => page.frameLocator("#frame");
const ready = (page) => expect(inside(page).locator("kneepoint-figure")).toHaveAttribute("data-state", "ready");
const clock = async (page) => parseFloat(await inside(page).getByTestId("clock").textContent());

const HEAR = `<script>
  window.heard = [];
  addEventListener("message", ({ data }) => heard.push(data));
  const say = (message) => frame.contentWindow.postMessage(message, "*");
</script>`;
const heard = (page, kind) => page.evaluate((kind) => window.heard.filter((one) => one.kneepoint === kind), kind);

for (const sandbox of ["", 'sandbox="allow-scripts"']) {
  test(`the figure's page in a frame ${sandbox || "as it comes"}`, async ({ page, baseURL }) => {
    await show(page, baseURL, `${HEAR}${frame(baseURL, "policy=p2c&rate=24&seed=3&controls=rate&autoplay", sandbox)}`);
    await ready(page);
    await expect.poll(() => clock(page)).toBeGreaterThan(0.3);
    await expect.poll(async () => (await heard(page, "height")).length).toBeGreaterThan(0);
    const [{ height }] = await heard(page, "height");
    expect(height).toBeGreaterThan(300);
    // Said from outside.
    await page.evaluate(() => say({ kneepoint: "pause" }));
    await page.evaluate(() => say({ kneepoint: "set", key: "rate", value: 40 }));
    await expect(inside(page).getByTestId("slider-rate")).toHaveValue("40");
    await expect.poll(async () => (await heard(page, "change")).map(({ key, value }) => `${key}=${value}`)).toContain("rate=40");
    await page.evaluate(() => say({ kneepoint: "seek", value: 7.5 }));
    await expect(inside(page).getByTestId("figure")).toHaveAttribute("data-t", "7.5");
    await page.evaluate(() => say({ kneepoint: "set", key: "rate", value: "fast" }));
    await expect.poll(async () => (await heard(page, "error")).length).toBe(1);
  });
}

test("it fits 280 to 1600 px and says how high it would like to be", async ({ page, baseURL }) => {
  for (const width of [280, 560, 1600]) {
    await page.setViewportSize({ width: width + 20, height: 900 });
    await show(page, baseURL, `${HEAR}${frame(baseURL, "controls=rate,policy").replace('width="720"', `width="${width}"`)}`, {
      style: "body{max-width:none;margin:0}",
    });
    await ready(page);
    await expect.poll(async () => (await heard(page, "height")).length).toBeGreaterThan(0);
    const wanted = (await heard(page, "height")).at(-1).height;
    await page.evaluate((height) => (document.getElementById("frame").height = height), wanted);
    const body = inside(page).locator("html");
    await expect.poll(() => body.evaluate((html) => html.scrollHeight - html.clientHeight)).toBeLessThanOrEqual(0);
    expect(await body.evaluate((html) => html.scrollWidth - html.clientWidth)).toBeLessThanOrEqual(0);
    // The wish does not grow with the frame.
    await page.evaluate((height) => (document.getElementById("frame").height = height + 200), wanted);
    await page.waitForTimeout(200);
    expect((await heard(page, "height")).at(-1).height).toBe(wanted);
  }
});

test("a bad value is a sentence in the frame, with the poster below", async ({ page, baseURL }) => {
  await show(page, baseURL, frame(baseURL, "rate=fast"));
  await expect(inside(page).locator("[role=alert]")).toContainText("rate=fast is not a number");
  await expect(inside(page).locator(".poster")).toBeVisible();
});

test("the figure's page keeps to its own origin and asks for no frames at rest", async ({ page, baseURL }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${baseURL}/embed/load-balancing/#rate=24&controls=rate`);
  await expect(page.locator("kneepoint-figure")).toHaveAttribute("data-state", "ready");
  await expect(page.getByTestId("figure")).toHaveAttribute("data-t", "0");
  expect(asked.filter((url) => !url.startsWith(baseURL))).toEqual([]);
  const frames = () =>
    page.evaluate(async () => {
      const ask = window.requestAnimationFrame;
      let count = 0;
      window.requestAnimationFrame = (job) => (count++, ask.call(window, job));
      await new Promise((done) => setTimeout(done, 500));
      window.requestAnimationFrame = ask;
      return count;
    });
  await expect.poll(frames).toBe(0);
  // Another address in the same page.
  await page.evaluate(() => (location.hash = "rate=30&controls=rate&theme=dark"));
  await expect(page.getByTestId("slider-rate")).toHaveValue("30");
  await expect(page.getByTestId("figure")).toHaveAttribute("data-theme", "dark");
});

test("the figure's page has no barriers, in every theme", async ({ page, baseURL }) => {
  for (const theme of ["light", "dark", "projector"]) {
    await page.goto(`${baseURL}/embed/load-balancing/#rate=24&controls=rate,policy,kill:2&metrics&theme=${theme}`);
    await page.reload();
    await expect(page.locator("kneepoint-figure")).toHaveAttribute("data-state", "ready");
    await expect(page.getByTestId("figure")).toHaveAttribute("data-theme", theme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual([]);
  }
});

const deck = (site) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Deck</title>
<link rel="stylesheet" href="/reveal/reveal.css"><link rel="stylesheet" href="/reveal/theme/white.css">
<script type="module" src="${site}/embed.js"></script></head><body><div class="reveal"><div class="slides">
<section><h2>First</h2></section>
<section id="element"><kneepoint-figure id="f" concept="load-balancing" rate="24" controls="rate" autoplay></kneepoint-figure>
<p class="fragment" data-kneepoint="rate=40">More</p><p class="fragment" data-kneepoint="kill=1&paused">One fails</p></section>
<section id="framed">${frame(site, "rate=24&controls=rate&autoplay").replace("<iframe", "<iframe data-preload")}
<p class="fragment" data-kneepoint="rate=33">More</p></section>
<section><h2>Last</h2></section></div></div>
<script src="/reveal/reveal.js"></script><script>Reveal.initialize({ transition: "none", backgroundTransition: "none" });</script></body></html>`;

test("slides: a figure runs while its slide is shown, and fragments are its steps", async ({ page, baseURL }) => {
  pages["/deck.html"] = deck(baseURL);
  await page.goto(`${host.origin}/deck.html`);
  await page.waitForFunction(() => window.Reveal?.isReady());
  const next = () => page.evaluate(() => window.Reveal.next());
  const back = () => page.evaluate(() => window.Reveal.prev());
  await next();
  const f = page.locator("#f");
  await expect(f).toHaveAttribute("data-state", "ready");
  const moment = async () => parseFloat(await f.getByTestId("clock").textContent());
  await expect.poll(moment).toBeGreaterThan(0.3);
  const rate = f.getByTestId("slider-rate");
  await expect(rate).toHaveValue("24");
  await next();
  await expect(rate).toHaveValue("40");
  await next();
  await expect(f.getByTestId("play")).toHaveAttribute("aria-label", "Play");
  await expect.poll(async () => (await f.getByTestId("mark").getAttribute("href")).includes("kill=1")).toBe(true);
  // Back: the same steps the other way.
  await back();
  await expect.poll(async () => (await f.getByTestId("mark").getAttribute("href")).includes("kill=1")).toBe(false);
  await expect(f.getByTestId("play")).toHaveAttribute("aria-label", "Pause");
  await back();
  await expect(rate).toHaveValue("24");
  await next();
  await next();
  await next();
  // The same in a frame, which reveal.js tells that its slide has begun.
  await ready(page);
  await expect.poll(() => clock(page)).toBeGreaterThan(0.3);
  await expect(f.getByTestId("play")).toHaveAttribute("aria-label", "Play");
  await next();
  await expect(inside(page).getByTestId("slider-rate")).toHaveValue("33");
  await back();
  await expect(inside(page).getByTestId("slider-rate")).toHaveValue("24");
  await next();
  await next();
  await expect(inside(page).getByTestId("play")).toHaveAttribute("aria-label", "Play");
});
