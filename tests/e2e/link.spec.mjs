// The address is the state: what one person sees, another one opens.
import { expect, test } from "./helpers.mjs";
import { address, by, CALM, changed, follow, middle, PAGE, pixels, settled, visit } from "./page.mjs";

/** Everything a reader could compare. */
async function seen(page) {
  return {
    proof: await settled(page),
    values: await page.locator(".side input:not([type=radio])").evaluateAll((all) => all.map((one) => one.value)),
    policy: await page.locator(".pol input:checked").getAttribute("data-testid"),
    caption: await by(page, "caption").textContent(),
    clock: await by(page, "clock").textContent(),
    timeline: await pixels(page, "timeline"),
    scene: (await by(page, "scene").screenshot()).toString("base64"),
  };
}

test("a copied link shows another person the same picture", async ({ page, browser, context, baseURL }, info) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(baseURL).origin });
  await visit(page, "preset=the-slow-one&paused&theme=light");
  // Change something, break something, go on, step back.
  await by(page, "slider-rate").focus();
  await page.keyboard.press("Shift+ArrowRight");
  await by(page, "choice-policy-round-robin").check({ force: true });
  const at = await middle(by(page, "place-server-1"));
  await page.mouse.click(at.x, at.y);
  for (let i = 0; i < 5; i++) await changed(page, () => by(page, "step").click());
  await changed(page, () => by(page, "back").click());
  // Where the record ends the timeline ends; what lies ahead of the playhead is not part of a link.
  await changed(page, () => by(page, "step").click());
  await page.keyboard.press("Escape");
  await page.mouse.move(5, 5);
  const mine = await seen(page);

  await by(page, "share").click();
  await expect(by(page, "share")).toContainText("Copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(page.url());
  for (const part of ["kill=1", "rate=", "policy=round-robin", "seed=8", "paused"]) expect(link).toContain(part);

  const second = await browser.newContext({ baseURL, viewport: page.viewportSize() });
  const theirs = await second.newPage();
  // The theme is each reader's own.
  await visit(theirs, `${new URL(link).hash.slice(1)}&theme=light`);
  await theirs.mouse.move(5, 5);
  const other = await seen(theirs);
  for (const [name, { timeline }] of Object.entries({ mine, theirs: other })) {
    await info.attach(`timeline, ${name}`, { body: Buffer.from(timeline.split(",")[1], "base64"), contentType: "image/png" });
  }
  for (const what of Object.keys(mine)) expect(other[what], what).toEqual(mine[what]);
  await second.close();
});

test("where the clipboard refuses, the link is there to be copied by hand", async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    Object.defineProperty(navigator.clipboard, "writeText", { value: refuse });
  });
  await visit(page, CALM);
  await by(page, "share").click();
  await expect(by(page, "link")).toHaveValue(page.url());
  await page.keyboard.press("Escape");
  await expect(by(page, "link")).toHaveCount(0);
});

test("another link in the same window is opened", async ({ page }) => {
  await visit(page, CALM);
  const there = await follow(page, "preset=hot-standby&t=45&paused");
  expect(there.t).toBe(45);
  await expect(by(page, "presets")).toHaveValue("8");
  await expect(by(page, "exact-rate")).toHaveValue("14");
  const fresh = await page.context().newPage();
  expect(await visit(fresh, "preset=hot-standby&t=45&paused")).toEqual(there);
});

test("the way back leads to the story before", async ({ page }) => {
  await visit(page, CALM);
  await by(page, "presets").selectOption("8");
  await expect(by(page, "exact-rate")).toHaveValue("14");
  await page.goBack();
  await expect(by(page, "exact-rate")).toHaveValue("30");
  await expect(by(page, "presets")).toHaveValue("1");
});

/** Links that a person or a messenger spoiled, and what the page must name about each. */
const GARBAGE = [
  ["rate=abc", ["rate=abc", "a number from 0 to 100000"]],
  ["rate=-1", ["rate=-1", "out of range", "0 to 100000"]],
  ["rate=1e99", ["rate=1e99", "out of range"]],
  ["rate=NaN", ["rate=NaN", "a number from"]],
  ["servers=2.5", ["servers=2.5", "a whole number from 1 to 64"]],
  ["servers=9999", ["servers=9999", "1 to 64"]],
  ["policy=best", ["policy=best", "one of", "p2c"]],
  ["preset=none", ["preset=none", "one of", "the-slow-one"]],
  ["seed=-1", ["seed=-1", "a whole number from 0 to"]],
  ["t=yesterday", ["t=yesterday", "seconds from 0 to"]],
  ["t=99999999999", ["t=99999999999", "seconds from 0 to"]],
  ["speed=0", ["speed=0", "0.001 to 1000"]],
  ["speeds=1,,2", ["speeds=1,,2", "separated by commas"]],
  ["do=kill", ["do=kill", "seconds:action=target"]],
  ["do=1:explode=3", ["explode=3", "kill"]],
  ["do=1:kill=4000000000", ["kill=4000000000"]],
  ["v=99", ["v=99", "up to 1"]],
  ["%E0%A4%A=%zz", ["has an unknown name"]],
  ["<img src=x onerror=alert(1)>=1", ["<img", "has an unknown name"]],
  [`rate=${"9".repeat(5000)}`, ["rate=999", "a number from 0 to"]],
];

test("garbage in the address gets one sentence each, and the page goes on", async ({ page }) => {
  await visit(page, CALM);
  for (const [garbage, names] of GARBAGE) {
    await follow(page, `${garbage}&paused`);
    const notice = by(page, "notice").locator("p");
    const said = (await notice.count()) ? await notice.textContent() : "";
    for (const name of names) expect.soft(said, `about ${garbage.slice(0, 60)}`).toContain(name);
    expect.soft(said.length, `about ${garbage.slice(0, 60)}: a sentence, not a page`).toBeLessThan(600);
    await changed(page, () => by(page, "step").click());
  }
  await expect(page.locator("#broken")).toHaveCount(0);
});

test("garbage in the first address is answered too", async ({ page }) => {
  await visit(page, "rate=abc&servers=0&policy=best&colour=red&seed=x&paused");
  const notice = by(page, "notice");
  await expect(notice).toContainText("rate=abc");
  await expect(notice).toContainText("And 2 more.");
  await notice.getByRole("button", { name: "Close" }).click();
  await expect(notice).toHaveCount(0);
  expect((await changed(page, () => by(page, "step").click())).events).toBe(1);
});

test("keys of the page, unknown keys and keys of earlier links harm nothing", async ({ page }) => {
  const clean = await visit(page, CALM);
  expect(await follow(page, `${CALM}&lang=en&panel=knee&focus=3&controls&autoplay&loop`)).toEqual(clean);
  await expect(by(page, "notice")).toHaveCount(0);
  expect(await follow(page, `${CALM}&lambda=30&v=0`)).toEqual(clean);
  await expect(by(page, "notice")).toContainText("lambda");
  expect(address(page).has("lambda")).toBe(false);
});

test("the address loses nothing on the way through a messenger", async ({ page }) => {
  const link = "preset=hot-standby&t=45&paused";
  const whole = await visit(page, link);
  const written = new URL(page.url()).hash.slice(1);
  await page.goto("about:blank");
  // Messengers escape what they do not know.
  const escaped = written.replaceAll(":", "%3A").replaceAll(";", "%3B").replaceAll(",", "%2C");
  expect(await visit(page, escaped)).toEqual(whole);
  await page.goto("about:blank");
  expect(await visit(page, written), PAGE).toEqual(whole);
});
