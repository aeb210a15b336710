// Which program a page and a figure load: their concept's own, and the one of all where that cannot be had.
import { concepts, expect, open, test } from "./helpers.mjs";
import { post, serve, words } from "./hosts.mjs";
import { CALM, by, changed, programs, visit } from "./page.mjs";

/** The files of a page's program, the module of a figure's, and the files of the one of all concepts. */
const OWN = /\/kneepoint-load-balancing-[0-9a-f]+(_bg\.wasm|\.js)$/;
const FIGURE = /\/kneepoint-figure-([a-z-]+)-[0-9a-f]+_bg\.wasm$/;
const WHOLE = /\/kneepoint-[0-9a-f]+(_bg\.wasm|\.js)$/;
/** What threads go over to. */
const THREAD = /\/kneepoint-thread-([a-z-]+)-[0-9a-f]+(_bg\.wasm|\.js)$/;
const modules = (page) => {
  const asked = [];
  page.on("request", (request) => /_bg\.wasm$/.test(request.url()) && asked.push(new URL(request.url()).pathname));
  return asked;
};

let host;
const pages = {};
test.beforeAll(async () => {
  host = await serve(pages);
});
test.afterAll(() => host.close());
const figures = (ids) => ids.map((id) => `<kneepoint-figure id="${id}" concept="${id}">Fallback</kneepoint-figure>`).join(words(1));
const show = async (page, site, body) => {
  pages["/programs.html"] = post(site, body);
  await page.goto(`${host.origin}/programs.html`);
};
const ready = (page, id) => expect(page.locator(`#${id}`)).toHaveAttribute("data-state", "ready");

test("a concept's page loads its own program, and its first thread runs that", async ({ page, request }) => {
  // Twelve pages.
  test.setTimeout(240_000);
  const asked = modules(page);
  for (const id of await concepts(request)) {
    await open(page, `/${id}/`);
    // What comes for the threads after that is not the page's.
    expect(asked.splice(0).filter((path) => !THREAD.test(path)), id).toEqual([expect.stringMatching(new RegExp(`/kneepoint-${id}-[0-9a-f]+_bg\\.wasm$`))]);
  }
  await open(page, "/");
  expect(asked).toEqual([expect.stringMatching(WHOLE)]);
});

/** What a program says of this link in the threads in which it runs. */
const saidBy = (page, glue, link) =>
  Promise.all(
    page.workers().map((worker) =>
      worker
        .evaluate(
          async ({ glue, link }) => {
            const { measure } = await import(new URL(glue, location.href).href);
            return measure(link);
          },
          { glue, link },
        )
        // It does not run there, or the thread has ended.
        .catch(() => undefined),
    ),
  ).then((all) => all.filter((said) => said));

test("threads go over to the program that is made for them, and the page never waits for it", async ({ page }) => {
  test.setTimeout(120_000);
  const before = [];
  await page.route(THREAD, async (route) => {
    before.push(await page.evaluate(() => "started" in document.documentElement.dataset));
    await route.continue();
  });
  const { hash, events } = await visit(page, CALM);
  const { own, thread } = await programs(page);
  const link = `load-balancing/#${CALM}`;
  const proof = [`${events} ${hash}`];
  await expect.poll(() => saidBy(page, own, link), { timeout: 30_000 }).toEqual(proof);
  const slider = by(page, "slider-rate");
  const move = async (key) => {
    await slider.press(key);
    return saidBy(page, thread, link);
  };
  // Another curve is asked for with each move; the first of these has the program fetched, one after it has come runs it.
  let key = 0;
  await expect.poll(() => move(["ArrowRight", "ArrowLeft"][(key += 1) % 2]), { timeout: 60_000 }).toEqual(proof);
  expect(await saidBy(page, own, link)).toEqual([]);
  expect(before.length).toBeGreaterThan(1);
  expect(before, "the page was all there").not.toContain(false);
});

test("where the program of threads cannot be had they stay with the page's", async ({ page, complaints }) => {
  test.setTimeout(120_000);
  let refused = 0;
  await page.route(THREAD, (route) => {
    refused += 1;
    return route.abort();
  });
  const { hash, events } = await visit(page, CALM);
  const { own } = await programs(page);
  const slider = by(page, "slider-rate");
  let key = 0;
  await expect
    .poll(
      async () => {
        await slider.press(["ArrowRight", "ArrowLeft"][(key += 1) % 2]);
        return refused;
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(1);
  await expect.poll(() => saidBy(page, own, `load-balancing/#${CALM}`), { timeout: 30_000 }).toEqual([`${events} ${hash}`]);
  complaints.length = 0;
});

test("what the own program computes is what the whole one computes", async ({ page, complaints }) => {
  const link = `${CALM}&do=12:kill=2;15:policy=p2c`;
  const own = await visit(page, link);
  await page.route(OWN, (route) => route.abort());
  const asked = modules(page);
  await page.goto("about:blank");
  expect(await visit(page, link)).toEqual(own);
  // The browser told of what did not come; the reader saw nothing of it.
  expect(asked.some((path) => OWN.test(path)) && asked.some((path) => WHOLE.test(path))).toBe(true);
  await expect(page.locator("#boot-failed")).toBeHidden();
  await changed(page, () => by(page, "step").click());
  complaints.length = 0;
});

test("figures of a few kinds load a program each, the same kind the same one", async ({ page, baseURL }) => {
  const asked = modules(page);
  const kinds = ["load-balancing", "sharding", "cache-tiers"];
  await show(page, baseURL, figures(kinds) + figures(["load-balancing"]).replace('id="', 'id="again-'));
  for (const id of [...kinds, "again-load-balancing"]) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await ready(page, id);
  }
  expect(asked.map((path) => path.match(FIGURE)?.[1]).sort()).toEqual([...kinds].sort());
  // Each hears its own program.
  for (const id of kinds) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await page.locator(`#${id}`).evaluate((figure) => figure.seek(3));
    await expect(page.locator(`#${id}`).getByTestId("figure")).toHaveAttribute("data-t", "3");
  }
});

test("many kinds of figures share the program of all, and one that comes later joins them", async ({ page, baseURL }) => {
  const asked = modules(page);
  await show(page, baseURL, figures(["load-balancing", "sharding", "cache-tiers", "rate-limiting"]));
  await ready(page, "load-balancing");
  await page.evaluate(() => {
    document.querySelectorAll("kneepoint-figure").forEach((figure) => figure.id !== "load-balancing" && figure.remove());
    document.body.prepend(Object.assign(document.createElement("kneepoint-figure"), { id: "late" }));
    document.querySelector("#late").setAttribute("concept", "cache-eviction");
  });
  await page.locator("#late").scrollIntoViewIfNeeded();
  await ready(page, "late");
  expect(asked).toEqual([expect.stringMatching(WHOLE)]);
});

test("a figure whose own program cannot be had runs in the one of all", async ({ page, baseURL, complaints }) => {
  await page.route(/kneepoint-figure-.*\.wasm$/, (route) => route.abort());
  const asked = modules(page);
  await show(page, baseURL, figures(["load-balancing"]));
  await ready(page, "load-balancing");
  expect(asked.some((path) => WHOLE.test(path))).toBe(true);
  await page.locator("#load-balancing").evaluate((figure) => figure.seek(3));
  await expect(page.locator("#load-balancing").getByTestId("figure")).toHaveAttribute("data-t", "3");
  complaints.length = 0;
});
