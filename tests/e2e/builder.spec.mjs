// The builder, and what it gives: every text is parsed, and the frame and the element run where they are put.
import { concepts, expect, test } from "./helpers.mjs";

const open = async (page, fragment = "") => {
  await page.goto(`/builder/${fragment}`);
  await expect(page.locator("#code")).not.toHaveValue("");
};
const tab = (page, label) => page.getByRole("tab", { name: label, exact: true }).click();
const text = async (page, label) => {
  await tab(page, label);
  return page.locator("#code").inputValue();
};
/** Markup as a browser reads it, without running it, in a page without a policy. */
const parse = async (page, html) => {
  const bare = await page.context().newPage();
  const read = await bare.evaluate((html) => {
    const { body } = new DOMParser().parseFromString(`<body>${html}`, "text/html");
    return [...body.querySelectorAll("*")].map((one) => ({
      name: one.localName,
      in: one.parentElement.localName,
      attributes: Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])),
    }));
  }, html);
  await bare.close();
  return read;
};
const figureIn = (page) => page.frameLocator("iframe").locator("kneepoint-figure");
const ready = (locator) => expect(locator).toHaveAttribute("data-state", "ready", { timeout: 60_000 });

test("the preview is the frame that is copied, and tells its height", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  await ready(figureIn(page));
  await page.getByText("Play alone", { exact: true }).click();
  await page.locator("#controls").evaluate((one) => (one.closest("details").open = true));
  await page.locator('input[name="control"][value="rate"]').check();
  await expect.poll(async () => page.locator("#frame").evaluate((one) => one.src)).toContain("controls=rate&player=mini");
  await ready(figureIn(page));
  await expect(figureIn(page).getByRole("slider", { name: /rate/i })).toBeVisible();
  const [frame] = await parse(page, await text(page, "Frame"));
  const preview = await page.locator("#frame").evaluate(({ src, sandbox, height }) => ({ src, sandbox: sandbox.value, height }));
  expect({ src: frame.attributes.src, sandbox: frame.attributes.sandbox, height: frame.attributes.height }).toEqual(preview);
  for (const [label, width] of [["Phone", 360], ["Wide", 1040]]) {
    await page.getByText(label, { exact: true }).click();
    await expect(page.locator("#frame")).toHaveAttribute("width", `${width}`);
  }
  await expect.poll(() => page.locator("#frame").evaluate((one) => Number(one.height))).toBeGreaterThan(200);
});

test("every text is what its place reads", async ({ page, request }) => {
  const [, concept] = await concepts(request);
  await open(page, `#concept=${concept}&controls=rate&theme=dark&autoplay`);
  const root = new URL("/", page.url()).href;

  const element = await parse(page, await text(page, "Element"));
  expect(element.map(({ name }) => name)).toEqual(["script", "kneepoint-figure", "a", "img"]);
  const [script, figure, link, picture] = element.map(({ attributes }) => attributes);
  expect(script).toEqual({ type: "module", src: `${root}embed.js` });
  expect(figure).toMatchObject({ concept, controls: "rate", theme: "dark", autoplay: "" });
  expect(picture.alt.length).toBeGreaterThan(10);
  for (const address of [link.href, picture.src]) expect((await request.get(address)).ok(), address).toBe(true);

  const markdown = await text(page, "Markdown");
  const [, alt, image, to] = /^\[!\[([^\]]+)\]\((\S+)\)\]\(([^\s()]+)\)$/.exec(markdown);
  expect([alt.length > 10, image, to]).toEqual([true, picture.src, `${root}${concept}/#preset=${figure.preset}`]);

  const deck = await parse(page, await text(page, "reveal.js"));
  expect(deck.map(({ name }) => name)).toEqual(["script", "section", "h2", "kneepoint-figure"]);
  expect(deck[3]).toMatchObject({ in: "section", attributes: { concept, autoplay: "" } });

  expect(await text(page, "Notion")).toBe(`${root}embed/${concept}/#preset=${figure.preset}&controls=rate&theme=dark&autoplay`);
  for (const label of ["Medium", "Substack"]) {
    const address = await text(page, label);
    expect(await (await request.get(address)).text()).toContain("og:title");
    await expect(page.locator("#host .date")).not.toBeEmpty();
  }
});

test("the frame and the element run in a page", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  await open(page, "#concept=load-balancing&policy=p2c&rate=33&controls=rate");
  const lines = [await text(page, "Frame"), await text(page, "Element")];
  const blog = `${baseURL}/a-blog-of-somebody/`;
  for (const line of lines) {
    await page.route(blog, (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><title>A blog</title><p>Words.</p>${line}` }));
    await page.goto(blog);
    const figure = line.startsWith("<iframe") ? figureIn(page) : page.locator("kneepoint-figure");
    await ready(figure);
    await expect(figure.getByRole("slider", { name: /rate/i })).toHaveAttribute("aria-valuetext", /^33\b/);
    await page.unroute(blog);
  }
});

test("a link of a page is taken, and what is none is said", async ({ page }) => {
  await open(page);
  const field = page.getByLabel("Or the link of a figure as you have set it");
  await field.fill("nonsense");
  await expect(page.locator("#linked")).toContainText("no link of a figure");
  await field.fill(`${new URL("/rate-limiting/", page.url())}#algorithm=gcra&seed=9&v=1`);
  await expect(page.locator("#linked")).toBeEmpty();
  expect(await text(page, "Notion")).toMatch(/embed\/rate-limiting\/#algorithm=gcra&seed=9&v=1$/);
  await page.reload();
  expect(await text(page, "Notion")).toMatch(/embed\/rate-limiting\/#algorithm=gcra&seed=9&v=1$/);
});

test("the page hands over what is on its screen", async ({ page }) => {
  await page.goto("/load-balancing/#preset=half-full&rate=31&t=20&paused");
  await page.waitForFunction(() => "started" in document.documentElement.dataset && "takes" in document.documentElement.dataset);
  await page.getByTestId("embed").click();
  await expect(page.locator("#code")).not.toHaveValue("");
  expect(new URL(page.url()).pathname).toBe("/builder/");
  expect(await text(page, "Notion")).toMatch(/embed\/load-balancing\/#.*rate=31/);
});

for (const width of [1440, 768, 360]) {
  test(`nothing is wider than a window of ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await open(page);
    const room = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(room[0]).toBeLessThanOrEqual(room[1]);
  });
}

test("in German it says everything in German, and so does its figure", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  const labels = await page.getByRole("tab").evaluateAll((all) => all.map((one) => one.textContent));
  const words = async (count) => {
    const all = [];
    for (let i = 0; i < count; i++) {
      await page.getByRole("tab").nth(i).click();
      all.push(...(await page.locator("#host > p, #host li").allTextContents()));
    }
    return all;
  };
  const english = await words(labels.length);
  await page.locator('input[name="readonly"]').check();
  await page.locator("#other").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("h1")).toHaveText("Setz eine Figur in deine Seite");
  await expect(page.locator('input[name="readonly"]')).toBeChecked();
  const german = await words(labels.length);
  expect(german.length).toBe(english.length);
  expect(german.filter((sentence) => english.includes(sentence))).toEqual([]);
  await page.getByRole("tab").nth(labels.indexOf("Element")).click();
  const [, figure, link, picture] = await parse(page, await page.locator("#code").inputValue());
  expect(figure.attributes.lang).toBe("de");
  expect(link.attributes.href).not.toContain("lang=en");
  expect(picture.attributes.alt).not.toMatch(/ the /i);
  await ready(figureIn(page));
  await expect(page.frameLocator("iframe").locator("kneepoint-figure").getByTestId("play")).toHaveAttribute("aria-label", "Abspielen");
});

for (const viewport of [{ width: 412, height: 823 }, { width: 768, height: 1024 }, { width: 1024, height: 768 }, { width: 1440, height: 900 }]) {
  test.describe(`at ${viewport.width} px`, () => {
    test.use({ viewport });

    test("the first preview is seen whole", async ({ page }) => {
      await open(page);
      const [stage, frame] = await page.evaluate(() => [document.querySelector(".stage").clientWidth, document.getElementById("frame").offsetWidth]);
      expect(frame).toBeLessThanOrEqual(stage);
    });

    test("nothing moves while the builder and its figure come", async ({ page }) => {
      await page.addInitScript(() => {
        window.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.moved += value))).observe({ type: "layout-shift", buffered: true });
      });
      for (const path of ["/builder/", "/de/builder/"]) {
        await page.goto(path);
        await ready(figureIn(page));
        await expect(page.locator("#code")).not.toHaveValue("");
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        expect(await page.evaluate(() => window.moved), path).toBe(0);
      }
    });
  });
}
