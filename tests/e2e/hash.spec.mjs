// The same seed gives the same run, natively and in the browser: the frozen hashes of tests/laws, read again here.
import { readFileSync } from "node:fs";
import { expect, test } from "./helpers.mjs";
import { follow, inThread, programs, visit } from "./page.mjs";

/** Lines of `concept preset seconds hash events`, which the native tests keep true. */
const frozen = readFileSync(new URL("../laws/golden/hashes.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split(" "))
  .map(([concept, preset, t, hash, events]) => ({ concept, preset, t: Number(t), hash, events: Number(events) }));

for (const concept of new Set(frozen.map((line) => line.concept))) {
  test(`${concept}: the browser comes to the native hash in every story`, async ({ page }) => {
    const stories = frozen.filter((line) => line.concept === concept);
    const link = ({ preset, t }) => `preset=${preset}&t=${t}&paused`;
    await visit(page, "seed=1&paused", `/${concept}/`);
    const offered = await page.getByTestId("presets").locator("option:enabled").count();
    expect(stories.length, "every story has a frozen hash").toBe(offered);
    for (const story of stories) {
      const { t, hash, events } = await follow(page, link(story));
      expect.soft({ preset: story.preset, t, hash, events }).toEqual({ preset: story.preset, t: story.t, hash: story.hash, events: story.events });
    }
  });
}

for (const concept of new Set(frozen.map((line) => line.concept))) {
  test(`${concept}: so does the program that is made for its threads, and it measures the same curves`, async ({ page }) => {
    test.setTimeout(240_000);
    const stories = frozen.filter((line) => line.concept === concept);
    await visit(page, "seed=1&paused", `/${concept}/`);
    const { own, thread } = await programs(page);
    expect(thread).toMatch(new RegExp(`^kneepoint-thread-${concept}-[0-9a-f]{16}\\.js$`));
    const runs = stories.map(({ preset, t }) => ({ message: { measure: `${concept}/#preset=${preset}&t=${t}` }, count: 1 }));
    const told = await inThread(page, thread, runs);
    expect(told.flat()).toEqual(stories.map(({ events, hash }) => `${events} ${hash}`));
    for (const { preset } of stories.slice(0, 3)) {
      // Eight points of seven numbers each, in the order in which they come.
      const curve = [{ message: [1, `${concept}/#preset=${preset}`], count: 56 }];
      const measured = await inThread(page, thread, curve);
      const counts = measured.flat().filter((_, at) => at % 7 === 6);
      expect(Math.max(...counts), "they rest on something").toBeGreaterThan(0);
      expect(measured, preset).toEqual(await inThread(page, own, curve));
    }
  });
}
