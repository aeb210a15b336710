// A page that must stay quiet: any console error, uncaught exception or failed request fails the test.
import { existsSync, readdirSync } from "node:fs";
import { test as base, expect } from "@playwright/test";

export { expect };

/** Paths under which the same site is served. */
export const ROOTS = ["/", "/some/where/"];

/** Every concept folder with a lesson, known before the first test: so each has tests of its own, and one that is slow costs the others nothing. */
const folders = new URL("../../src/concepts/", import.meta.url);
export const lessons = readdirSync(folders)
  .filter((folder) => existsSync(new URL(`${folder}/lesson.md`, folders)))
  .map((folder) => folder.replaceAll("_", "-"));

export const test = base.extend({
  /** Whether the site is kept for hours without a network: it would be fetched as a whole in every test. */
  keeps: [false, { option: true }],
  /** What went wrong in the page so far; a test that provokes an error empties it. */
  complaints: [
    async ({ page, keeps }, use) => {
      const complaints = [];
      // As in a browser that has no service workers.
      if (!keeps) await page.addInitScript(() => void delete Navigator.prototype.serviceWorker);
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
      page.on("requestfailed", (request) => {
        // What was still under way when the test went to another page is no fault.
        const { errorText } = request.failure();
        if (errorText !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()} (${errorText})`);
      });
      page.on("response", (response) => {
        if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
      });
      await use(complaints);
      expect(complaints, "the page complained").toEqual([]);
    },
    { auto: true },
  ],
});

/** The ids of all concepts, read from the links of the home page as it was written, before any script ran. */
export async function concepts(request) {
  const html = await (await request.get("/")).text();
  return [...html.matchAll(/<a class="whole" href="\.\/([a-z0-9-]+)\/"/g)].map((match) => match[1]);
}

/** Opens a page and waits until its program has been loaded and started. */
export async function open(page, path) {
  const module = page.waitForResponse((response) => /\/kneepoint-(?!thread-)[^/]*_bg\.wasm$/.test(response.url()));
  await page.goto(path);
  await (await module).finished();
  // The start script ends when the program has started; a second import of it ends with the first. The page then comes
  // in stages.
  await page.evaluate(() => import(document.getElementById("boot").src));
  await page.waitForFunction(() => "started" in document.documentElement.dataset);
}
