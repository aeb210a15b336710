// Everyone can use it: axe finds nothing, the keyboard reaches everything, the focus can be seen.
import AxeBuilder from "@axe-core/playwright";
import { expect, open, test } from "./helpers.mjs";
import { by, CALM, frames, settled, visit } from "./page.mjs";

const THEMES = ["light", "dark", "projector"];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** What axe says, in a form that can be read in a report. */
async function scan(page, where, rules) {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const said = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.slice(0, 5).map((node) => `${node.target.join(" ")}: ${node.failureSummary.split("\n").slice(1).join(" ").trim()}`),
  }));
  expect.soft(said, where).toEqual([]);
}

for (const viewport of SIZES) {
  test.describe(`at ${viewport.width} px`, () => {
    test.use({ viewport });
    test.describe.configure({ timeout: 90_000 });

    for (const theme of THEMES) {
      // A theme changes colours and nothing else; the other rules are asked once.
      const rules = theme === "light" ? undefined : ["color-contrast"];

      test(`axe finds nothing on the home page, ${theme}`, async ({ page }) => {
        await open(page, `/#theme=${theme}`);
        await scan(page, `home, ${theme}`, rules);
      });

      // German words are longer; its pages stand at addresses of their own. Colours are the same at every size.
      if (theme === "light" || (theme === "dark" && viewport.width > 720)) {
        test(`axe finds nothing in German, ${theme}`, async ({ page }) => {
          await open(page, `/de/#theme=${theme}`);
          await scan(page, `German home, ${theme}`, rules);
          await open(page, `/de/load-balancing/#preset=half-full&t=20&paused&theme=${theme}`);
          await settled(page);
          await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
          await scan(page, `German concept, ${theme}`, rules);
          for (const path of ["glossary", "load-balancing/pack", "builder"]) {
            await page.goto(`/de/${path}/#theme=${theme}`);
            await scan(page, `German ${path}, ${theme}`, rules);
          }
        });
      }

      test(`axe finds nothing on a concept page, ${theme}`, async ({ page }) => {
        await visit(page, `preset=half-full&t=20&paused&theme=${theme}`);
        if (!rules) await scan(page, `at rest, ${theme}`);
        // Everything open: groups of controls, the seed, a dead server and why; then tables, then the list of keys.
        await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
        await by(page, "seed").press("k");
        await frames(page, 8);
        await scan(page, `everything open, after a kill, ${theme}`, rules);
        await page.keyboard.press("Escape");
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press("t");
        await expect(by(page, "scene-table")).toBeVisible();
        for (const tab of viewport.width < 720 ? ["Charts", "Lesson", "Predict"] : []) {
          await page.getByRole("tab", { name: tab }).click();
          await frames(page, 4);
          if (!rules) await scan(page, `tables, tab ${tab}, ${theme}`);
        }
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press("?");
        await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
        await scan(page, `tables and list of keys, ${theme}`, rules);
      });

      test(`axe finds nothing where one shares and exports, ${theme}`, async ({ page }) => {
        await visit(page, `preset=half-full&t=20&paused&theme=${theme}`);
        await by(page, "share").click();
        await expect(by(page, "qr")).toBeVisible();
        await scan(page, `sharing, ${theme}`, rules);
        await by(page, "export-open").click();
        await expect(by(page, "exporting")).toBeVisible();
        await scan(page, `exporting, ${theme}`, rules);
      });
    }
  });
}

test("axe finds nothing when the page complains and when it shows the link", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await visit(page, "rate=abc&paused");
  await by(page, "share").click();
  await expect(by(page, "link")).toBeVisible();
  await expect(by(page, "notice")).toBeVisible();
  await scan(page, "notice and link");
});

/** Presses Tab from the top of the page until it comes round; every stop is told what it is. */
async function tour(page, most, each = async () => {}) {
  const stops = [];
  await page.evaluate(() => {
    document.activeElement?.blur();
    window.stops = new Set();
  });
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body || window.stops.has(at)) return null;
      window.stops.add(at);
      const kind = [at.tagName, at.type, at.className, at.getAttribute("role")].filter(Boolean).join(" ");
      return { id: at.dataset.testid ?? at.id, kind, name: at.getAttribute("aria-label") ?? at.textContent.trim() };
    });
    if (!stop) return stops;
    stops.push(stop);
    await each(stop);
  }
  throw new Error(`Tab does not come round within ${most} stops; the last was ${JSON.stringify(stops.at(-1))}`);
}

test("Tab reaches everything on a concept page and comes round", async ({ page }) => {
  await visit(page, CALM);
  await page.evaluate(() => document.querySelectorAll("details.more").forEach((one) => (one.open = true)));
  const stops = await tour(page, 250);
  const ids = stops.map((stop) => stop.id);
  const wanted = [
    "seed", "share", "theme", "place-server-1", "place-server-6", "back", "play", "restart", "step", "timeline", "slider-speed",
    "slider-rate", "exact-rate", "slider-mean", "slider-servers", "server-1", "action-kill", "action-recover", "action-add",
    "amount-slow", "presets",
  ];
  for (const id of wanted) expect.soft(ids, `Tab reaches ${id}`).toContain(id);
  expect.soft(ids.some((id) => id?.startsWith("choice-policy-")), "Tab reaches the policies").toBe(true);
  const tables = await page.locator(".twin-button").evaluateAll((all) => all.map((one) => one.dataset.testid));
  expect(tables.length).toBeGreaterThan(0);
  for (const id of tables) expect.soft(ids, `Tab reaches ${id}`).toContain(id);
  // In the order of reading: the bar at the top, the scene, the player, the controls, the actions.
  const order = ["share", "place-server-1", "play", "timeline", "slider-rate", "action-kill", "presets"].map((id) => ids.indexOf(id));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  for (const stop of stops) expect.soft(stop.name || stop.id, `${JSON.stringify(stop)} has a name`).toBeTruthy();
});

test("the focus is seen wherever it stands", async ({ page }) => {
  await visit(page, CALM);
  const kinds = new Set();
  await tour(page, 250, async (stop) => {
    if (kinds.has(stop.kind)) return;
    kinds.add(stop.kind);
    const clip = await page.evaluate(() => {
      document.activeElement.scrollIntoView({ block: "center", behavior: "instant" });
      const box = document.activeElement.getBoundingClientRect();
      const [left, top] = [Math.max(0, box.left - 12), Math.max(0, box.top - 12)];
      return { x: left, y: top, width: Math.min(innerWidth, box.right + 12) - left, height: Math.min(innerHeight, box.bottom + 12) - top };
    });
    const focused = await page.screenshot({ clip });
    await page.evaluate(() => {
      window.kept = document.activeElement;
      window.kept.blur();
    });
    const plain = await page.screenshot({ clip });
    await page.evaluate(() => window.kept.focus());
    expect.soft(focused.equals(plain), `the focus on ${JSON.stringify(stop)} is seen`).toBe(false);
  });
  expect(kinds.size).toBeGreaterThan(10);
});

test("Tab reaches every concept on the home page", async ({ page }) => {
  await open(page, "/");
  const stops = await tour(page, 60);
  expect(stops.some((stop) => stop.kind.startsWith("A"))).toBe(true);
});

test("a dialog keeps the focus and gives it back", async ({ page }) => {
  await visit(page, CALM);
  await by(page, "share").focus();
  await page.keyboard.press("?");
  const close = page.getByRole("dialog").getByRole("button", { name: "Close" });
  await expect(close).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(close).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(by(page, "share")).toBeFocused();
});

test("many dots are one stop of Tab; Down and Up go from one to the next", async ({ page }) => {
  await visit(page, "shards=20&t=10&paused&theme=light", "/sharding/");
  const crowd = page.locator('.fig [data-crowd="shard"]');
  await expect(crowd).toHaveCount(20);
  const stop = page.locator('.fig [data-crowd="shard"][tabindex="0"]');
  await expect(stop).toHaveCount(1);
  await stop.focus();
  const held = () => page.evaluate(() => document.activeElement.dataset.target);
  const first = await held();
  await page.keyboard.press("ArrowDown");
  const second = await held();
  expect(second).toMatch(/^shard:/);
  expect(second).not.toBe(first);
  await page.keyboard.press("ArrowUp");
  expect(await held()).toBe(first);
  // Left and Right stay what they are everywhere: events of the run.
  const before = await settled(page);
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await settled(page)).events).toBe(before.events + 1);
});
