// At 360 px under a finger: whatever can be pressed takes the press over 44 px, on every screen.
import { expect, open, test } from "./helpers.mjs";
import { by, frames, guessed, visit } from "./page.mjs";
import { FINGER, tooSmall } from "./finger.mjs";

test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });

/** Opens whatever unfolds within the sheet, so that all of it is measured. */
const unfold = (page) => page.evaluate(() => document.querySelectorAll(".sheet details").forEach((one) => (one.open = true)));

/** Buttons over a canvas that are smaller than a finger although nothing stands beside them. */
const places = (page, root) =>
  page.evaluate(
    ({ root, least }) => {
      const all = [...document.querySelectorAll(`${root} .places button`)];
      const boxes = all.map((one) => one.getBoundingClientRect()).filter((box) => box.width > 0);
      const gap = (a, b, low, high) => Math.max(b[low] - a[high], a[low] - b[high]);
      const out = boxes.filter((box) => {
        // What stands beside it, on either axis, ends its room there.
        const near = boxes.some((other) => other !== box && Math.max(gap(box, other, "left", "right"), gap(box, other, "top", "bottom")) <= 2);
        return (box.width < least - 1 || box.height < least - 1) && !near;
      });
      return { count: boxes.length, out: out.map(({ width, height }) => `${width} × ${height}`) };
    },
    { root, least: FINGER },
  );

for (const id of ["load-balancing", "rate-limiting", "consistent-hashing"]) {
  test(`a finger finds everything on ${id}`, async ({ page }) => {
    test.setTimeout(120_000);
    await visit(page, "paused&theme=light", `/${id}/`);
    await expect(page.getByRole("tab").first()).toBeVisible();
    expect.soft(await tooSmall(page, ".top"), "the bar").toEqual([]);
    expect.soft(await tooSmall(page, ".figure"), "the figure").toEqual([]);
    const over = await places(page, ".fig");
    expect.soft(over.out, "places over the scene").toEqual([]);
    for (const tab of await page.getByRole("tab").all()) {
      await tab.click();
      await unfold(page);
      // Charts are drawn one in a frame, and grow when their rows are known.
      await frames(page, 30);
      const name = await tab.textContent();
      await expect.soft(async () => expect(await tooSmall(page, ".sheet")).toEqual([]), `the sheet, ${name}`).toPass({ timeout: 15_000 });
    }
    // The sheet that is up, whose tabs and handle stand elsewhere.
    await page.getByRole("button", { name: "Raise the sheet" }).click();
    await expect(page.getByRole("button", { name: "Lower the sheet" })).toBeVisible();
    await page.getByRole("tab").first().click();
    await frames(page, 8);
    expect.soft(await tooSmall(page, ".sheet"), "the sheet that is up").toEqual([]);
    expect.soft(await tooSmall(page, ".top"), "the bar above it").toEqual([]);
    await page.getByRole("button", { name: "Lower the sheet" }).click();
    // What opens by itself.
    await by(page, "seed").click();
    expect.soft(await tooSmall(page, ".seed"), "the seed").toEqual([]);
    await by(page, "seed").click();
    await by(page, "share").click();
    await expect(by(page, "qr")).toBeVisible();
    expect.soft(await tooSmall(page, ".sharing"), "sharing").toEqual([]);
    await by(page, "export-open").click();
    await expect(by(page, "exporting")).toBeVisible();
    expect.soft(await tooSmall(page, ".dialog"), "exporting").toEqual([]);
  });
}

test("a finger beside a server chooses it", async ({ page }) => {
  await visit(page, "preset=half-full&t=20&paused&theme=light");
  const place = by(page, "place-server-3");
  const box = await place.boundingBox();
  expect(box.width).toBeGreaterThanOrEqual(FINGER - 1);
  expect(box.height).toBeGreaterThanOrEqual(FINGER - 1);
  // Beside the dial, which is 18 px in radius, and still within reach.
  await page.touchscreen.tap(box.x + box.width / 2 + 20, box.y + box.height / 2);
  await expect(page.locator(".servers .chip.on")).toHaveText("S3");
});

test("a finger finds everything where one stops, compares, and on the list of predictions", async ({ page }) => {
  await guessed(page);
  await visit(page, "preset=half-full&t=20&paused&theme=light");
  await by(page, "stop-when").click();
  expect.soft(await tooSmall(page, ".stop-when .popover"), "stops").toEqual([]);
  await page.keyboard.press("Escape");
  await by(page, "compare").click();
  await page.getByRole("tab", { name: "Charts" }).click();
  await expect(page.locator(".compare")).toBeVisible();
  await frames(page, 8);
  expect.soft(await tooSmall(page, ".compare"), "lanes").toEqual([]);
  await page.getByRole("tab", { name: "Predict" }).click();
  await by(page, "predictions").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect.soft(await tooSmall(page, ".dialog"), "predictions").toEqual([]);
});

test("a finger finds everything on the home page", async ({ page }) => {
  await open(page, "/");
  expect.soft(await tooSmall(page), "home").toEqual([]);
  await page.locator(".find input").fill("line");
  await expect(page.locator(".found a").first()).toBeVisible();
  expect.soft(await tooSmall(page, ".find"), "what was found").toEqual([]);
});

test("a finger finds everything on pages of words and in the builder", async ({ page }) => {
  for (const path of ["/glossary/", "/load-balancing/pack/", "/load-balancing/the-slow-one/", "/de/load-balancing/the-slow-one/"]) {
    await page.goto(path);
    expect.soft(await tooSmall(page), path).toEqual([]);
  }
  await page.goto("/builder/");
  await expect(page.locator("#code")).toHaveValue(/kneepoint-figure/);
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  expect.soft(await tooSmall(page), "/builder/").toEqual([]);
});

/** A beat with numbers and a question, one that answers by its run, and words long enough to break. */
const DECK = `# Lines

## Six servers, half full, and nobody waits
load-balancing#preset=half-full&t=20&paused
number: now:mean -> now:p99 | s | mean and p99, now
ask: Which line will grow when the sixth of them dies?
- S6 only
- All five that are left
- None of them
- All, and for ever
- It depends
Say what a dial is.

## Next
do: kill=4
`;

for (const [lang, word] of [["en", "Present"], ["de", "Vortragen"]]) {
  test(`a finger finds everything where one presents, in ${lang}`, async ({ page }) => {
    test.setTimeout(120_000);
    await open(page, lang === "en" ? "/present/" : "/de/present/");
    await expect(by(page, "present")).toHaveText(word);
    await by(page, "deck").fill(DECK);
    expect.soft(await tooSmall(page), "the desk").toEqual([]);
    await by(page, "to-handout").click();
    await expect(by(page, "handout")).toBeVisible();
    expect.soft(await tooSmall(page), "the handout").toEqual([]);
    await page.locator(".handout .only-screen .btn.o").tap();
    await by(page, "present").tap();
    await expect(by(page, "wall")).toBeVisible();
    for (const [width, height] of [[360, 780], [780, 360], [1024, 768]]) {
      await page.setViewportSize({ width, height });
      await frames(page, 4);
      expect.soft(await tooSmall(page, ".wall"), `the wall at ${width} × ${height}`).toEqual([]);
      await page.locator(".keys button").last().tap();
      await expect(by(page, "help")).toBeVisible();
      expect.soft(await tooSmall(page, ".help"), `the list of keys at ${width} × ${height}`).toEqual([]);
      await page.locator(".help .btn").tap();
      await expect(by(page, "help")).toHaveCount(0);
    }
    // What can be pressed does what it says.
    await by(page, "hand-1").tap();
    await expect(by(page, "hands-1")).toHaveText("1");
    const [next, back, blank] = await page.locator(".keys button").all();
    await blank.tap();
    await by(page, "blank").tap();
    await expect(by(page, "blank")).toHaveCount(0);
    await next.tap();
    await expect(by(page, "says")).toHaveText("Next");
    await back.tap();
    await expect(by(page, "hands-1")).toHaveText("1");
    await page.locator(".keys button").last().tap();
    const opened = page.waitForEvent("popup");
    await page.locator(".help li button").filter({ hasText: /^N / }).tap();
    const notes = await opened;
    await expect(by(notes, "notes")).toHaveText("Say what a dial is.");
    for (const [width, height] of [[360, 780], [1024, 768]]) {
      await notes.setViewportSize({ width, height });
      await frames(notes, 4);
      expect.soft(await tooSmall(notes, ".speaker"), `the notes at ${width} × ${height}`).toEqual([]);
    }
    await notes.close();
  });
}

test("a finger finds everything in a figure", async ({ page }) => {
  await page.goto("/embed/load-balancing/#policy=p2c&rate=24&seed=3&controls=rate,policy,kill:1&metrics");
  await expect(page.locator("kneepoint-figure")).toHaveAttribute("data-state", "ready");
  await expect(by(page, "slider-rate")).toBeVisible();
  expect.soft(await tooSmall(page), "the figure").toEqual([]);
  const sizes = await page.locator(".places button").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)));
  expect(sizes.length).toBeGreaterThan(0);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(36);
});
