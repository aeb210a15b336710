// The player: it moves by itself, stops, goes event by event, and finds every moment again.
import { expect, test } from "./helpers.mjs";
import { address, by, changed, CALM, PAGE, pixels, proof, settled, visit } from "./page.mjs";

test("the page opens on the first story and moves by itself", async ({ page }) => {
  await visit(page, "");
  await expect(by(page, "presets")).toHaveValue("0");
  await expect(by(page, "play")).toHaveAccessibleName("Pause");
  const clock = await by(page, "clock").textContent();
  const picture = await pixels(page, "scene");
  await expect(by(page, "clock")).not.toHaveText(clock);
  expect(await pixels(page, "scene")).not.toBe(picture);
});

test("pause stops the clock and writes the moment into the address", async ({ page }) => {
  await visit(page, "preset=half-full");
  await by(page, "play").click();
  await expect(by(page, "play")).toHaveAccessibleName("Play");
  const { t, hash } = await settled(page);
  expect(address(page).has("paused")).toBe(true);
  expect(Number(address(page).get("t"))).toBe(t);
  const clock = await by(page, "clock").textContent();
  await page.keyboard.press("Escape");
  expect(await by(page, "clock").textContent()).toBe(clock);
  expect((await settled(page)).hash).toBe(hash);
  await by(page, "play").click();
  await expect(by(page, "clock")).not.toHaveText(clock);
});

test("a step is one event, and a step back undoes it", async ({ page }) => {
  const start = await visit(page, CALM);
  const forward = await changed(page, () => by(page, "step").click());
  expect(forward.events).toBe(start.events + 1);
  expect(forward.t).toBeGreaterThanOrEqual(start.t);
  const second = await changed(page, () => page.keyboard.press("ArrowRight"));
  expect(second.events).toBe(start.events + 2);

  const back = await changed(page, () => by(page, "back").click());
  expect(back).toEqual(forward);
  const again = await changed(page, () => page.keyboard.press("ArrowRight"));
  expect(again).toEqual(second);

  for (let i = 0; i < 4; i++) await changed(page, () => by(page, "back").click());
  const earlier = await proof(page);
  expect(earlier.events).toBe(start.events - 2);
  for (let i = 0; i < 2; i++) await changed(page, () => by(page, "step").click());
  const { hash, events } = await proof(page);
  expect({ hash, events }).toEqual({ hash: start.hash, events: start.events });
  // Not every event leaves a mark in the run's record (a request that travels on does not), but twenty do.
  for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await proof(page)).events).toBe(start.events + 20);
  expect((await proof(page)).hash).not.toBe(start.hash);
});

test("the playhead can be dragged anywhere and finds the same moment again", async ({ page }) => {
  const start = await visit(page, CALM);
  const picture = await pixels(page, "scene");
  const timeline = by(page, "timeline");
  const box = await timeline.boundingBox();
  const end = Number(await timeline.getAttribute("aria-valuemax"));
  const drag = async (from, to) => {
    await page.mouse.move(box.x + box.width * from, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * (from + to) * 0.5, box.y + 50, { steps: 4 });
    await page.mouse.move(box.x + box.width * to, box.y + 50, { steps: 4 });
    await page.mouse.up();
  };
  const there = await changed(page, () => drag(0.8, 0.3));
  // The axis keeps 24 px free at both ends.
  const expected = ((box.width * 0.3 - 24) / (box.width - 48)) * end;
  expect(Math.abs(there.t - expected)).toBeLessThan(end / 50);
  expect(there.hash).not.toBe(start.hash);

  await page.evaluate(() => document.activeElement.blur());
  const home = await changed(page, () => page.keyboard.press("Home"));
  expect(home).toMatchObject({ t: 0, events: 0 });
  await changed(page, () => page.evaluate((t) => void (location.hash = `preset=half-full&t=${t}&paused`), start.t));
  expect(await proof(page)).toEqual(start);
  expect(await pixels(page, "scene")).toBe(picture);
});

test("the timeline obeys the keyboard", async ({ page }) => {
  const start = await visit(page, CALM);
  await by(page, "timeline").focus();
  const later = await changed(page, () => page.keyboard.press("ArrowRight"));
  expect(later.t).toBeGreaterThan(start.t);
  const back = await changed(page, () => page.keyboard.press("ArrowLeft"));
  expect(back).toEqual(start);
  expect((await changed(page, () => page.keyboard.press("Home"))).t).toBe(0);
  expect((await changed(page, () => page.keyboard.press("End"))).t).toBeGreaterThan(0);
});

test("restart goes to the start and keeps what was done", async ({ page }) => {
  await visit(page, "preset=hot-standby&t=45&paused");
  const deeds = address(page).get("do");
  expect(deeds).toContain("kill=1");
  const start = await changed(page, () => by(page, "restart").click());
  expect(start).toMatchObject({ t: 0, events: 0 });
  expect(address(page).get("do")).toBe(deeds);
});

test("plus and minus change the speed", async ({ page }) => {
  await visit(page, `${CALM}&speed=1`);
  const speed = by(page, "slider-speed");
  await expect(speed).toHaveAttribute("aria-valuetext", /^1×/);
  await page.keyboard.press("+");
  await expect(speed).toHaveAttribute("aria-valuetext", /^2×/);
  await expect.poll(() => address(page).get("speed")).toBe("2");
  for (let i = 0; i < 4; i++) await page.keyboard.press("-");
  await expect(speed).toHaveAttribute("aria-valuetext", /^1\/10×/);
  await expect.poll(() => address(page).get("speed")).toBe("0.1");
});

test("space plays and pauses; the same moment comes whatever the way", async ({ page }) => {
  await visit(page, `${CALM}&speed=20`);
  await page.keyboard.press(" ");
  await expect(by(page, "play")).toHaveAccessibleName("Pause");
  await expect.poll(async () => parseFloat(await by(page, "clock").textContent())).toBeGreaterThan(30);
  await page.keyboard.press(" ");
  await expect(by(page, "play")).toHaveAccessibleName("Play");
  await expect.poll(() => Number(address(page).get("t"))).toBeGreaterThan(30);
  const played = await settled(page);
  await page.goto("about:blank");
  const sought = await visit(page, `preset=half-full&t=${played.t}&paused`);
  expect(sought.hash, `${PAGE} at ${played.t} s, played and sought`).toBe(played.hash);
});
