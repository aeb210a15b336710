// Every slider of placement and sharding, those in closed groups too, at both of its ends: the page says nothing wrong, shows
// no number that is none, and stays as wide as it was.
import { expect, test } from "./helpers.mjs";
import { frames, visit } from "./page.mjs";

test.slow();

const STATES = {
  sharding: ["t=3", "key=country&scatter=20&t=3&do=2:shards=5"],
  "consistent-hashing": [
    "strategy=ring&compare=modulo,bounded&popularity=celebrity&t=3&do=2:add",
    "tier=gateways&find=presence&strategy=maglev&t=3&do=2:kill=2",
    "strategy=directory&racks=3&t=3&do=2:kill=2",
  ],
};

/** What is wrong with the page as it stands. */
const wrong = (page) =>
  page.evaluate(() => {
    const said = [...document.querySelectorAll("[data-testid=notice]")].map((notice) => notice.textContent.trim()).filter(Boolean);
    const text = document.body.innerText;
    const odd = [/\bNaN\b/, /\binf\b/, /\bInfinity\b/, /\bundefined\b/].map((word) => word.exec(text)).filter(Boolean);
    said.push(...odd.map(({ index }) => text.slice(Math.max(0, index - 40), index + 20)));
    if (document.documentElement.scrollWidth > innerWidth) said.push(`wider than the window: ${document.documentElement.scrollWidth}`);
    return said;
  });

for (const [concept, states] of Object.entries(STATES)) {
  for (const [nth, state] of states.entries()) {
    for (const width of [1440, 360]) {
      test(`${concept}, state ${nth + 1}, ${width} wide: sliders at their ends`, async ({ page }) => {
        await page.setViewportSize({ width, height: 900 });
        await visit(page, `${state}&seed=1&paused&theme=light`, `/${concept}/`);
        await page.evaluate(() => document.querySelectorAll("details.more").forEach((group) => (group.open = true)));
        await expect.poll(() => page.locator("details.more input[type=range]").count()).toBeGreaterThan(0);
        const names = await page.evaluate(() => [...new Set([...document.querySelectorAll("[data-testid^=slider-]")].map((input) => input.dataset.testid))]);
        expect(names.length).toBeGreaterThan(8);
        /** Puts a slider somewhere and gives where it was; nothing if it is not there while another stands as it does. */
        const put = (name, to) =>
          page.evaluate(
            ({ name, to }) => {
              const input = document.querySelector(`[data-testid=${name}]`);
              if (!input) return null;
              const was = input.value;
              input.value = input[to] ?? to;
              input.dispatchEvent(new Event("input", { bubbles: true }));
              return was;
            },
            { name, to },
          );
        for (const name of names) {
          for (const end of ["min", "max"]) {
            const was = await put(name, end);
            await frames(page, 3);
            expect(await wrong(page), `${state}: ${name} at its ${end}`).toEqual([]);
            if (was !== null) await put(name, was);
          }
        }
      });
    }
  }
}
