// Placement: nodes and weights under the hand, what is done about hot keys, a million keys counted beside the page, and a
// fleet whose users come back.
import { expect, test } from "./helpers.mjs";
import { address, by, follow, middle, pixels, settled, visit } from "./page.mjs";

const PATH = "/consistent-hashing/";
const CALM = "strategy=ring&nodes=4&marks=100&keys=10000&seed=1&t=2&paused&theme=light";

/** The rows of a panel's table as lists of their cells, while it is open. */
async function rows(page, panel) {
  if ((await by(page, "panel-table").count()) === 0) await by(page, `table-${panel}`).click();
  const table = by(page, "panel-table").first();
  await expect(table).toBeVisible();
  return table.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
}

/** A node in the figure; charts have places for it, too. */
const place = (page, node) => by(page, `place-node-${node}`).first();

/** Chooses a node, of many in a list, and does something to it by its button. */
async function does(page, action, node) {
  const list = page.getByTestId("node");
  if ((await list.count()) > 0) await list.first().selectOption(String(node));
  else await by(page, `node-${node}`).click();
  await by(page, `action-${action}`).click();
}

test("the number of nodes is dragged, and what moves is counted", async ({ page }) => {
  await visit(page, CALM, PATH);
  const slider = by(page, "slider-nodes");
  const box = await slider.boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 0.3 * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.6 * box.width, y, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => Number(await by(page, "exact-nodes").inputValue())).toBeGreaterThan(4);
  const nodes = Number(await by(page, "exact-nodes").inputValue());
  await expect(by(page, "caption")).toContainText(`${nodes} nodes share 10,000 keys.`);
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(by(page, "caption")).toContainText(`${nodes + 1} nodes share 10,000 keys.`);
  // What is set at one moment is one change: from four to as many as there are now.
  await expect(by(page, "caption")).toContainText(/joined: [\d,]+ moved/);
  const moved = Number(/([\d.]+) %/.exec(await by(page, "caption").textContent())[1]);
  const least = (100 * (nodes + 1 - 4)) / (nodes + 1);
  expect(Math.abs(moved - least)).toBeLessThan(0.3 * least);
});

test("a node is killed by its button, and the link says so", async ({ page, context }) => {
  await visit(page, CALM, PATH);
  await does(page, "kill", 2);
  await expect(by(page, "caption")).toContainText("3 nodes share 10,000 keys. B died:");
  await expect.poll(() => address(page).get("do")).toBe("2:kill=2");
  await expect(by(page, "node-2")).toHaveCount(0);
  const proof = await settled(page);
  const other = await context.newPage();
  expect(await visit(other, new URL(page.url()).hash.slice(1), PATH)).toEqual(proof);
});

test("the rim around a node's letter turns its weight, by mouse and by arrow keys", async ({ page }) => {
  await visit(page, CALM, PATH);
  const c = await middle(place(page, 2));
  const rim = 12.5;
  const at = (angle) => [c.x + rim * Math.sin(angle), c.y - rim * Math.cos(angle)];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let step = 1; step <= 24; step++) await page.mouse.move(...at((step * Math.PI) / 24));
  await page.mouse.up();
  // Half a turn clockwise doubles.
  await expect.poll(() => address(page).get("do") ?? "").toMatch(/weights=1,2(,1)*$/);
  await expect(by(page, "caption")).toContainText("B weighs 2 now:");
  const moved = async () => Number(/([\d.]+) %/.exec(await by(page, "caption").textContent())[1]);
  // From 1 of 4 to 2 of 5: three keys in twenty.
  expect(await moved()).toBeGreaterThan(9);
  expect(await moved()).toBeLessThan(21);
  await place(page, 3).focus();
  await page.keyboard.press("ArrowUp");
  await expect(place(page, 3)).toHaveAttribute("title", /Weights 1\.1 ×/);
  // What is set at one moment is one change.
  await expect(by(page, "caption")).toContainText("2 weights changed:");
});

test("of many nodes the chosen one has a rim, turned by arrow keys", async ({ page }) => {
  await visit(page, CALM.replace("nodes=4", "nodes=24"), PATH);
  await expect(place(page, 7)).not.toHaveAttribute("title", /Weights/);
  // The first of several places is that in the figure.
  await place(page, 7).focus();
  await page.keyboard.press("Enter");
  await expect(place(page, 7)).toHaveAttribute("title", /Weights 1 ×/);
  await place(page, 7).focus();
  await page.keyboard.press("ArrowUp");
  await expect(by(page, "caption")).toContainText("G weighs 1.1 now:");
});

for (const strategy of ["ring", "bounded", "multi-probe", "rendezvous"]) {
  test(`${strategy}: a key shows its way as long as the mouse points at it`, async ({ page }) => {
    await visit(page, CALM.replace("strategy=ring", `strategy=${strategy}`), PATH);
    const scene = by(page, "scene");
    const { x, y, width, height } = await scene.boundingBox();
    // Nothing lies in the corner.
    await page.mouse.move(x + 2, y + height - 2);
    await settled(page);
    const calm = await pixels(page, "scene");
    const onKey = async () => {
      for (let down = 0.2; down < 0.7; down += 0.02) {
        for (let right = 0.25; right < 0.6; right += 0.02) {
          await page.mouse.move(x + right * width, y + down * height);
          if ((await scene.evaluate((canvas) => canvas.style.cursor)) === "pointer") return true;
        }
      }
      return false;
    };
    expect(await onKey()).toBe(true);
    await expect.poll(() => pixels(page, "scene")).not.toBe(calm);
    await page.mouse.move(x + 2, y + height - 2);
    await expect.poll(() => pixels(page, "scene")).toBe(calm);
    // The mouse may leave the picture at once.
    expect(await onKey()).toBe(true);
    await expect.poll(() => pixels(page, "scene")).not.toBe(calm);
    await page.mouse.move(x + width / 2, y + height + 300);
    await expect.poll(() => pixels(page, "scene")).toBe(calm);
  });
}

test.describe("by finger", () => {
  test.use({ hasTouch: true, viewport: { width: 820, height: 700 } });

  test("the rim of the chosen node is turned, and elsewhere the page scrolls", async ({ page, context }) => {
    await visit(page, CALM, PATH);
    const client = await context.newCDPSession(page);
    const touch = (type, points) => client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
    const drag = async (points) => {
      await touch("touchStart", points.slice(0, 1));
      for (const point of points.slice(1)) await touch("touchMove", [point]);
      await touch("touchEnd", []);
    };
    const scrolled = () => page.evaluate(() => window.scrollY);
    let c = await middle(place(page, 2));
    await drag([[c.x, c.y]]);
    const hold = by(page, "hold");
    await expect(hold).toHaveCount(1);
    c = await middle(hold);
    // Half a turn clockwise doubles, and nothing scrolls.
    await drag(Array.from({ length: 25 }, (_, step) => (step * Math.PI) / 24).map((angle) => [c.x + 20 * Math.sin(angle), c.y - 20 * Math.cos(angle)]));
    await expect(by(page, "caption")).toContainText("B weighs 2 now:");
    expect(await scrolled()).toBe(0);
    const box = await by(page, "scene").boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await drag(Array.from({ length: 13 }, (_, step) => [x, y - 12 * step]));
    await expect.poll(scrolled).toBeGreaterThan(50);
  });
});

test("a hot key: what each remedy does to the busiest node", async ({ page }) => {
  const HOT = "strategy=ring&nodes=5&marks=100&keys=10000&popularity=hot&hot=0.4&rate=1000&seed=9&t=3&paused";
  const busiest = async (link) => {
    await follow(page, link);
    const shares = (await rows(page, "loads")).map((row) => Number.parseFloat(row.at(-1)));
    return Math.max(...shares);
  };
  await visit(page, HOT, PATH);
  const plain = await busiest(`${HOT}&hash=xxh64`);
  // Two fifths of all requests and a fifth of the others.
  expect(plain).toBeGreaterThan(45);
  expect(await busiest(`${HOT}&copies=4`)).toBeLessThan(0.75 * plain);
  expect(await busiest(`${HOT}&front=10&t=5`)).toBeLessThan(0.75 * plain);
  expect(await busiest(`${HOT}&spill=on&t=5`)).toBeLessThan(0.75 * plain);
  // Sub-keys: what nodes do for each request, and the hot key's part of it, in hundredths of a request.
  const parts = async (link) => {
    await follow(page, link);
    const button = by(page, "table-hot");
    if ((await button.getAttribute("aria-pressed")) === "false") await button.click();
    const table = page.locator("section.panel", { has: by(page, "panel-hot") }).getByTestId("panel-table");
    await expect(table).toBeVisible();
    const all = await table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    const column = (at) => all.map((row) => Number.parseFloat(row[at]));
    const sum = (of) => of.reduce((a, b) => a + b, 0);
    return { total: sum(column(1)), hot: sum(column(3)), most: Math.max(...column(3)) };
  };
  const close = (got, want) => expect(Math.abs(got - want), `${got} for ${want}`).toBeLessThan(1);
  const whole = await parts(`${HOT}&writes=1`);
  [whole.total, whole.hot, whole.most].forEach((got, at) => close(got, [100, 40, 40][at]));
  // A write goes to one of the eight sub-keys, which lie on several nodes.
  const written = await parts(`${HOT}&writes=1&salt=8`);
  close(written.total, 100);
  close(written.hot, 40);
  expect(written.most).toBeLessThan(0.75 * whole.most);
  // A read must ask for all eight.
  const read = await parts(`${HOT}&writes=0&salt=8`);
  close(read.total, 60 + 8 * 40);
  close(read.hot, 8 * 40);
});

test("of a million keys all strategies are counted by the worker and take their place", async ({ page }) => {
  test.setTimeout(240_000);
  await visit(page, "strategy=jump&compare=modulo,ring,jump&nodes=4&keys=1000000&rate=0&seed=1&t=3&do=2:add&paused", PATH);
  const keys = async () => new Set((await rows(page, "strategies")).map((row) => row.at(-1)));
  await expect.poll(keys, { timeout: 200_000 }).toEqual(new Set(["1,000,000"]));
  const moved = Object.fromEntries((await rows(page, "strategies")).map((row) => [row[0], Number.parseFloat(row[1])]));
  expect(Math.abs(moved["Modulo N"] - 80)).toBeLessThan(0.3);
  expect(Math.abs(moved.Jump - 20)).toBeLessThan(0.3);
});

test("a gateway dies: its users must come back, and by presence nobody moves for a newcomer", async ({ page }) => {
  const fleet = "tier=gateways&nodes=10&marks=100&keys=10000&rate=500&seed=1&t=1.9&paused";
  await visit(page, `${fleet}&strategy=modulo`, PATH);
  await expect(by(page, "caption")).toContainText("10 gateways hold 10,000 of 10,000 users.");
  await does(page, "kill", 3);
  const must = async () => Number(/must connect again, ([\d.]+) %/.exec(await by(page, "caption").textContent())[1]);
  await expect(by(page, "caption")).toContainText("C died:");
  expect(Math.abs((await must()) - 90)).toBeLessThan(2);
  await follow(page, `${fleet}&strategy=rendezvous`);
  await does(page, "kill", 3);
  await expect(by(page, "caption")).toContainText("C died:");
  expect(Math.abs((await must()) - 10)).toBeLessThan(2);
  await follow(page, `${fleet}&strategy=rendezvous&find=presence`);
  await by(page, "action-add").click();
  await expect(by(page, "caption")).toContainText("K joined: 0 users must connect again, 0.0 %.");
});

test("the storm is there for every strategy compared, and a lease ends what the dead leave", async ({ page }) => {
  const fleet = "tier=gateways&nodes=10&marks=100&keys=10000&rate=500&seed=1&paused";
  await visit(page, `${fleet}&strategy=ring&compare=modulo,ring&t=8&do=2:kill=3`, PATH);
  const table = async () => Object.fromEntries((await rows(page, "strategies")).map(([name, ...cells]) => [name, cells.map((cell) => Number.parseFloat(cell.replace(",", "")))]));
  const storms = await table();
  expect(Math.abs(storms["Modulo N"][0] - 90)).toBeLessThan(2);
  expect(Math.abs(storms.Ring[0] - 10)).toBeLessThan(4);
  expect(storms["Modulo N"][1]).toBeGreaterThan(4 * storms.Ring[1]);
  // What is counted beside a run is what the run itself counts.
  await follow(page, `${fleet}&strategy=modulo&compare=modulo,ring&t=8&do=2:kill=3`);
  expect(await table()).toEqual(storms);
  await follow(page, `${fleet}&strategy=ring&find=presence&backoff=30&jitter=0&ttl=6&t=10&do=2:kill=3`);
  await expect(page.locator("#whole")).toContainText("ended with the lease of the gateway.");
  await expect(page.locator("#whole")).toContainText("went to a gateway that is not there any more.");
});
