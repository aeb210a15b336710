// Figures in pages of another origin: `<kneepoint-figure>`.
import { expect, test } from "./helpers.mjs";
import { post, serve, tenFigures, words } from "./hosts.mjs";

let host;
const pages = {};
const figure = (page, id = "f") => page.locator(`#${id}`);
/** Waits until a figure is there. */
const ready = (page, id = "f") => expect(figure(page, id)).toHaveAttribute("data-state", "ready");
const moment = (page, id = "f") => figure(page, id).getByTestId("figure").getAttribute("data-t");

test.beforeAll(async () => {
  host = await serve(pages);
});
test.afterAll(() => host.close());
// Each test writes its pages with the address of the site it runs against.
const show = async (page, site, body, options) => {
  pages["/post.html"] = { body: post(site, body, options), headers: options?.headers };
  await page.goto(`${host.origin}/post.html`);
};

test("ten figures share one download, start near the window, and only those in sight draw", async ({ page, baseURL }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  pages["/ten.html"] = tenFigures(baseURL);
  await page.addInitScript(() => {
    const ask = window.requestAnimationFrame;
    window.frames_asked = 0;
    window.requestAnimationFrame = (job) => (window.frames_asked++, ask.call(window, job));
  });
  await page.goto(`${host.origin}/ten.html`);
  await ready(page, "f0");
  const started = () => page.locator("kneepoint-figure[data-state=ready]").count();
  expect(await started()).toBeLessThan(5);
  await expect(page.locator("#f9")).not.toHaveAttribute("data-state");
  for (let i = 1; i < 10; i++) {
    await figure(page, `f${i}`).scrollIntoViewIfNeeded();
    await ready(page, `f${i}`);
  }
  for (const end of ["embed.js", "_bg.wasm", ".wasm"]) {
    expect(asked.filter((url) => url.startsWith(baseURL) && url.endsWith(end)).length, end).toBe(1);
  }
  expect(asked.filter((url) => !url.startsWith(baseURL) && !url.startsWith(host.origin))).toEqual([]);
  // One that is out of sight stands still; the one in sight goes on.
  const clock = (id) => figure(page, id).getByTestId("clock").textContent();
  const last = await clock("f9");
  await expect.poll(() => clock("f9")).not.toBe(last);
  const first = await clock("f0");
  await expect.poll(() => clock("f9")).not.toBe(await clock("f9"));
  expect(await clock("f0")).toBe(first);
  // Nobody in sight: no frames at all.
  await page.evaluate(() => document.body.append(Object.assign(document.createElement("div"), { style: "height:4000px" })));
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await expect
    .poll(async () => {
      const before = await page.evaluate(() => window.frames_asked);
      await page.waitForTimeout(400);
      return (await page.evaluate(() => window.frames_asked)) - before;
    })
    .toBe(0);
});

test("a run that plays by itself is drawn thirty times a second, however many frames the screen has", async ({ page, baseURL }) => {
  await show(page, baseURL, `<kneepoint-figure id="f" concept="load-balancing" rate="24" autoplay></kneepoint-figure>`);
  await ready(page);
  const clock = async () => parseFloat(await figure(page).getByTestId("clock").textContent());
  // The first frames come with the fonts and the layout.
  await expect.poll(clock).toBeGreaterThan(1);
  const before = await clock();
  const drawn = await page.evaluate(async () => {
    const { prototype } = CanvasRenderingContext2D;
    const frames = new Set();
    let frame = 0;
    const clear = prototype.clearRect;
    prototype.clearRect = function (...box) {
      frames.add(frame);
      return clear.apply(this, box);
    };
    const ask = window.requestAnimationFrame;
    window.requestAnimationFrame = (job) => ask.call(window, (at) => (frame++, job(at)));
    const from = performance.now();
    await new Promise((done) => setTimeout(done, 2000));
    const seconds = (performance.now() - from) / 1000;
    prototype.clearRect = clear;
    window.requestAnimationFrame = ask;
    return frames.size / seconds;
  });
  // A busy machine draws fewer; the pause between two allows no more than 32, and one at either end.
  expect(drawn).toBeLessThan(34);
  expect(await clock()).toBeGreaterThan(before);
});

test("what is written in attributes runs, and a host's own button drives it", async ({ page, baseURL }) => {
  await show(
    page,
    baseURL,
    `<kneepoint-figure id="f" concept="load-balancing" policy="p2c" rate="24" seed="3" t="5" controls="rate,policy,kill:2"
      metrics="requests.done"><p>Fallback</p></kneepoint-figure><button id="more">40 a second</button><p id="said"></p>
    <script>
      const figure = document.querySelector("kneepoint-figure");
      figure.addEventListener("change", ({ detail }) => (said.textContent += detail.key + "=" + detail.value + ";"));
      more.onclick = () => figure.set("rate", 40);
    </script>`,
  );
  await ready(page);
  await expect(page.getByText("Fallback")).toBeHidden();
  await expect.poll(() => moment(page)).toBe("5");
  const mark = () => figure(page).getByTestId("mark").getAttribute("href");
  expect(await mark()).toMatch(new RegExp(`^${baseURL}/load-balancing/#policy=p2c&rate=24&.*t=5`));
  await page.locator("#more").click();
  await expect(page.locator("#said")).toHaveText("rate=40;");
  await expect(figure(page).getByTestId("slider-rate")).toHaveValue("40");
  // The reader's own hand: a slider, a list, an action, play, and a place in the picture.
  await figure(page).getByTestId("slider-rate").press("ArrowRight");
  await figure(page).getByTestId("choice-policy").selectOption({ index: 0 });
  await figure(page).getByTestId("act-kill=2").click();
  await expect(page.locator("#said")).toContainText("rate=40;rate=");
  await expect(page.locator("#said")).toContainText("policy=");
  await expect(page.locator("#said")).toContainText("do=kill=2;");
  await figure(page).getByTestId("play").click();
  await expect(page.locator("#said")).toContainText("paused=off;");
  await expect.poll(async () => parseFloat(await figure(page).getByTestId("clock").textContent())).toBeGreaterThan(5.2);
  await expect(figure(page).locator(".numbers")).toContainText("Done");
  // From the host's side: pause, seek, and what cannot be is said.
  const said = await page.evaluate(() => {
    const figure = document.querySelector("kneepoint-figure");
    figure.pause();
    figure.seek(12.5);
    try {
      figure.set("rate", "fast");
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  });
  expect(said).toContain("RangeError: rate=fast is not a number; allowed: ");
  await expect.poll(() => moment(page)).toBe("12.5");
});

test("two figures are linked by a host's script, and hear what occurs", async ({ page, baseURL }) => {
  const one = (id) => `<kneepoint-figure id="${id}" concept="load-balancing" rate="24" controls="rate"></kneepoint-figure>`;
  await show(
    page,
    baseURL,
    `${one("a")}${one("b")}<script>
      const link = (from, to) => from.addEventListener("change", ({ detail }) => to.set(detail.key, detail.value));
      link(a, b); link(b, a);
      window.heard = [];
      a.addEventListener("occurrence", ({ detail }) => heard.push(detail));
    </script>`,
  );
  await ready(page, "a");
  await figure(page, "b").scrollIntoViewIfNeeded();
  await ready(page, "b");
  await figure(page, "b").getByTestId("slider-rate").press("End");
  await expect(figure(page, "b").getByTestId("slider-rate")).not.toHaveValue("24");
  const value = await figure(page, "b").getByTestId("slider-rate").inputValue();
  await expect(figure(page, "a").getByTestId("slider-rate")).toHaveValue(value);
  await figure(page, "a").scrollIntoViewIfNeeded();
  await figure(page, "a").getByTestId("play").click();
  await expect.poll(() => page.evaluate(() => window.heard.length)).toBeGreaterThan(3);
  const [{ t, words }] = await page.evaluate(() => window.heard);
  expect(t).toBeGreaterThan(0);
  expect(words).toMatch(/\w/);
});

for (const [attributes, sentence] of [
  ['concept="load-balancing" rate="fast"', "rate=fast is not a number"],
  ['concept="load-balancing" ratee="5"', "ratee"],
  ['concept="load-balancing" controls="colour"', "asks for colour, which is not known"],
  ['concept="load-balancing" theme="sepia"', "allowed: auto, light, dark or projector"],
  ['concept="load-balancing" lang="fr"', "does not speak yet; allowed: en, de"],
  ['concept="nothing"', "concept=nothing is not known; allowed: load-balancing"],
  ["", "concept= is not known"],
]) {
  test(`a bad attribute is one sentence above the fallback: ${attributes || "none at all"}`, async ({ page, baseURL }) => {
    await show(page, baseURL, `<kneepoint-figure id="f" ${attributes}><p>Fallback text</p></kneepoint-figure>`);
    await expect(figure(page).locator("[role=alert]")).toContainText(sentence);
    await expect(page.getByText("Fallback text")).toBeVisible();
    const [alert, fallback] = await Promise.all(
      [figure(page).locator("[role=alert]"), page.getByText("Fallback text")].map((one) => one.boundingBox()),
    );
    expect(fallback.y).toBeGreaterThan(alert.y);
    // Mended, it runs.
    await figure(page).evaluate((element) => {
      for (const { name } of [...element.attributes]) if (name !== "id") element.removeAttribute(name);
      element.setAttribute("concept", "load-balancing");
    });
    await ready(page);
  });
}

test("nothing moves when figures come", async ({ page, baseURL }) => {
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value))).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    // As README.md reckons: 404, one row of two controls (two of one on a phone), 52 for the numbers, 120 on a phone.
    const least = width < 600 ? 404 + 120 + 2 * 68 + 52 : 404 + 68 + 52;
    await show(
      page,
      baseURL,
      `${words(1)}<kneepoint-figure id="f" concept="load-balancing" controls="rate,policy" metrics autoplay><p>Fallback</p></kneepoint-figure>${words(3)}`,
      { style: `kneepoint-figure{display:block;min-height:${least}px}` },
    );
    const before = await figure(page).boundingBox();
    await ready(page);
    await expect(figure(page).getByTestId("scene")).toBeVisible();
    await page.waitForTimeout(500);
    expect((await figure(page).boundingBox()).height).toBe(before.height);
    expect(await page.evaluate(() => window.shift)).toBe(0);
  }
});

test("the room kept by the element is the room the figure takes", async ({ page, baseURL }) => {
  for (const width of [280, 390, 720, 1600]) {
    await page.setViewportSize({ width: Math.max(width, 300), height: 1000 });
    for (const attributes of ["", 'controls="rate"', 'controls="rate,policy,speeds" metrics', 'player="mini"', 'player="none"']) {
      const body = `<div style="width:${width}px"><kneepoint-figure id="f" concept="load-balancing" ${attributes}></kneepoint-figure></div>`;
      await show(page, baseURL, body, { style: "body{max-width:none}" });
      const kept = await page.waitForFunction(() => document.querySelector("kneepoint-figure")?.shadowRoot?.host.offsetHeight);
      await ready(page);
      await expect.poll(async () => (await figure(page).boundingBox()).height, `${width} ${attributes}`).toBe(await kept.jsonValue());
      const wider = await figure(page).evaluate((f) => f.shadowRoot.querySelector(".kf").scrollWidth - f.clientWidth);
      expect(wider, `${width} ${attributes}: nothing sticks out`).toBeLessThanOrEqual(0);
    }
  }
});

test("a host with a strict policy has its figure", async ({ page, baseURL }) => {
  const policy = `default-src 'none'; script-src ${baseURL} 'wasm-unsafe-eval'; connect-src ${baseURL}; font-src ${baseURL}; style-src 'self'`;
  pages["/strict.css"] = "kneepoint-figure { display: block; min-height: 480px; }";
  pages["/strict.html"] = {
    body: `<!doctype html><title>Strict</title><link rel="stylesheet" href="/strict.css">
      <script type="module" src="${baseURL}/embed.js"></script>
      <kneepoint-figure id="f" concept="load-balancing" controls="rate,policy" metrics autoplay>Fallback</kneepoint-figure>`,
    headers: { "Content-Security-Policy": policy },
  };
  await page.goto(`${host.origin}/strict.html`);
  await ready(page);
  await figure(page).getByTestId("slider-rate").press("End");
  await expect(figure(page).getByTestId("place-server-1")).toHaveCount(1);
  await expect.poll(() => page.evaluate(() => [...document.fonts].some((font) => font.status === "loaded"))).toBe(true);
});

test("a policy that forbids WebAssembly is named, and the fallback stays", async ({ page, baseURL, complaints }) => {
  pages["/forbids.html"] = {
    body: `<!doctype html><title>Forbids</title><script type="module" src="${baseURL}/embed.js"></script>
      <kneepoint-figure id="f" concept="load-balancing"><p>Fallback text</p></kneepoint-figure>`,
    headers: { "Content-Security-Policy": `script-src ${baseURL}` },
  };
  await page.goto(`${host.origin}/forbids.html`);
  await expect(figure(page).locator("[role=alert]")).toContainText("does not allow 'wasm-unsafe-eval'");
  await expect(page.getByText("Fallback text")).toBeVisible();
  complaints.length = 0;
});

test("a dark page has a dark figure, and it follows the page", async ({ page, baseURL }) => {
  await show(page, baseURL, `<kneepoint-figure id="f" concept="load-balancing" background="transparent"></kneepoint-figure>`, {
    style: "html{color-scheme:dark;background:#101010;color:#eee}html.day{color-scheme:light;background:#fff;color:#111}",
  });
  await ready(page);
  const theme = () => figure(page).getByTestId("figure").getAttribute("data-theme");
  await expect.poll(theme).toBe("dark");
  await page.evaluate(() => (document.documentElement.className = "day"));
  await expect.poll(theme).toBe("light");
  const ground = await figure(page).getByTestId("figure").evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(ground).toBe("rgba(0, 0, 0, 0)");
});

test("letters beyond English come with the figure that has them", async ({ page, baseURL }) => {
  const asked = [];
  page.on("request", (request) => request.url().endsWith(".woff2") && asked.push(request.url().split("/").pop()));
  const one = (lang) => `<kneepoint-figure id="f" concept="sharding" lang="${lang}" controls="shards"></kneepoint-figure>`;
  await show(page, baseURL, one("en"));
  await ready(page);
  await expect.poll(() => asked.includes("national-park.woff2")).toBe(true);
  expect(asked.filter((name) => name.includes("-more"))).toEqual([]);
  await show(page, baseURL, one("de"));
  await ready(page);
  await expect.poll(() => asked.includes("national-park-more.woff2")).toBe(true);
});

test("a loop begins again, a read-only figure offers nothing to change", async ({ page, baseURL }) => {
  await show(
    page,
    baseURL,
    `<kneepoint-figure id="f" concept="load-balancing" rate="24" controls="rate" readonly player="mini" autoplay loop="5..6"></kneepoint-figure>`,
  );
  await ready(page);
  const clock = async () => parseFloat(await figure(page).getByTestId("clock").textContent());
  const seen = [];
  await expect
    .poll(async () => {
      seen.push(await clock());
      return seen.some((t, i) => i > 0 && t < seen[i - 1]);
    }, { intervals: [50] })
    .toBe(true);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(5);
  expect(Math.max(...seen)).toBeLessThanOrEqual(6);
  await expect(figure(page).getByTestId("slider-rate")).toHaveCount(0);
  await expect(figure(page).getByTestId("timeline")).toHaveCount(0);
});

test("a host's own element #app and its keys are left alone", async ({ page, baseURL }) => {
  await show(
    page,
    baseURL,
    `<div id="app">Mine</div><kneepoint-figure id="f" concept="load-balancing"></kneepoint-figure>`,
  );
  await ready(page);
  await expect(page.locator("#app")).toHaveText("Mine");
  await page.keyboard.press("?");
  await page.keyboard.press("Space");
  await expect.poll(() => moment(page)).toBeTruthy();
  expect(await page.evaluate(() => location.hash)).toBe("");
  expect(await page.evaluate(() => Object.keys(localStorage).length)).toBe(0);
});
