// The site without a network, from a file, and when a newer one has come.
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { concepts, expect, test } from "./helpers.mjs";
import { host } from "./host.mjs";
import { CALM, PAGE, by, changed, settled, visit } from "./page.mjs";

/** Until the service worker has everything and would answer the next page. */
const kept = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const { active } = registration;
    if (active.state !== "activated") {
      await new Promise((done) => active.addEventListener("statechange", () => active.state === "activated" && done()));
    }
    return new URL(registration.scope).pathname;
  });
const started = (page) => page.waitForFunction(() => "started" in document.documentElement.dataset);

test.describe("installed", () => {
  test.use({ keeps: true });
  test.describe.configure({ timeout: 240_000 });

  test("the site is kept when the page has started and stood for a while, never beside its start", async ({ page }) => {
    const server = await host();
    try {
      await page.goto(`${server.root + PAGE.slice(1)}#${CALM}`);
      await started(page);
      await page.waitForTimeout(500);
      expect(server.asked).not.toContain("/sw.js");
      const before = server.asked.length;
      await kept(page);
      expect(server.asked).toContain("/sw.js");
      expect(server.asked.length).toBeGreaterThan(before + 50);
    } finally {
      await server.close();
    }
  });

  test("after one visit every page runs without a network, below any path", async ({ page, context, request }) => {
    const server = await host({ at: "/some/where/" });
    try {
      const there = server.root + PAGE.slice(1);
      await page.goto(`${there}#${CALM}`);
      await started(page);
      const before = await settled(page);
      expect(await kept(page)).toBe("/some/where/");
      await server.close();
      await context.setOffline(true);
      await page.goto("about:blank");
      await page.goto(`${there}#${CALM}`);
      await started(page);
      expect(await settled(page)).toEqual(before);
      // It plays, and its thread is there too: what it is made of was never asked for in the first visit alone.
      await changed(page, () => by(page, "step").click());
      for (const concept of await concepts(request)) {
        await page.goto(`${server.root}${concept}/`);
        await started(page);
        await expect(page.locator("h1")).toBeVisible();
      }
      // Nobody has read German here: its address leads to the same page.
      await page.goto(`${server.root}de/sharding/`);
      await started(page);
      expect(new URL(page.url()).pathname).toBe("/some/where/sharding/");
      // A story that was never looked at runs in its concept.
      await page.goto(`${there}half-full/`);
      await started(page);
      expect(new URL(page.url()).pathname).toBe(new URL(there).pathname);
      expect(page.url()).toContain("#");
      await page.goto(server.root);
      await started(page);
    } finally {
      await context.setOffline(false);
      await server.close();
    }
  });

  test("after one visit in German it is German without a network, also where nobody was yet", async ({ page, context }) => {
    const server = await host();
    try {
      await page.goto(`${server.root}de${PAGE}#${CALM}`);
      await started(page);
      await kept(page);
      const spoken = () =>
        page.evaluate(async () => {
          const keys = await (await caches.open("kneepoint")).keys();
          const { pathname } = new URL(document.querySelector('meta[name="kneepoint-root"]').content, location.href);
          const index = await (await fetch(`${pathname}messages/de.txt`)).text();
          const names = ["de.txt", ...index.split("\n").flatMap((line) => line.split(" ").slice(1))];
          const files = [...names.map((name) => `messages/${name}`), "de/index.html", "de/sharding/index.html"];
          return files.filter((file) => !keys.some(({ url }) => url.includes(`/${file}?`)));
        });
      await expect.poll(spoken, { timeout: 60_000 }).toEqual([]);
      await server.close();
      await context.setOffline(true);
      await page.goto("about:blank");
      for (const [at, title] of [
        ["de/load-balancing/#paused", "Load Balancing"],
        ["de/sharding/#paused", "Sharding"],
        ["sharding/#lang=de&paused", "Sharding"],
      ]) {
        await page.goto(`${server.root}${at}`);
        await started(page);
        await expect(page.locator("html")).toHaveAttribute("lang", "de");
        await expect(page.locator("h1")).toContainText(title);
        await expect(page.getByTestId("to-lesson").first()).toContainText(/Lektion/);
      }
      // A lesson pack is not kept; its lesson is.
      await page.goto(`${server.root}de/sharding/pack/`);
      await started(page);
      expect(new URL(page.url()).pathname).toBe("/de/sharding/");
    } finally {
      await context.setOffline(false);
      await server.close();
    }
  });

  test("a newer version is offered, and comes when it is wanted", async ({ page }) => {
    const server = await host();
    try {
      const there = server.root + PAGE.slice(1);
      await page.goto(`${there}#${CALM}`);
      await started(page);
      await kept(page);
      await page.reload();
      await started(page);
      await expect(page.locator(".news")).toHaveCount(0);
      // Another edition of the page: its text, and its hash in the list of files.
      server.answers.instead = (file, bytes) => {
        if (file.endsWith("load-balancing/index.html")) return String(bytes).replace("</title>", ", second edition</title>");
        if (file === "sw.js") return String(bytes).replace(/("load-balancing\/index\.html":")[0-9a-f]{4}/, "$1beef");
      };
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one.update()));
      const bar = page.locator(".news");
      await expect(bar).toContainText("newer version", { timeout: 60_000 });
      await page.reload();
      await started(page);
      expect(await page.title()).not.toContain("second edition");
      const { hash } = await settled(page);
      await expect(bar).toBeVisible({ timeout: 60_000 });
      await Promise.all([page.waitForEvent("load"), bar.getByRole("button", { name: "Reload" }).click()]);
      await started(page);
      expect(await page.title()).toContain("second edition");
      expect((await settled(page)).hash).toBe(hash);
      await expect(bar).toHaveCount(0);
      // Of the pages only the new one was fetched again.
      const homes = server.asked.filter((path) => path === "/").length;
      expect(homes).toBeLessThanOrEqual(1);
    } finally {
      await server.close();
    }
  });
});

test("the manifest is one that installs", async ({ page, request, baseURL }) => {
  await visit(page, CALM);
  const at = await page.evaluate(() => document.querySelector('link[rel="manifest"]').href);
  const manifest = await (await request.get(at)).json();
  expect(new URL(manifest.start_url, at).href).toBe(new URL("/", baseURL).href);
  expect(new URL(manifest.scope, at).href).toBe(new URL("/", baseURL).href);
  expect(manifest.display).toBe("standalone");
  expect(manifest.icons.map((icon) => icon.purpose)).toContain("maskable");
  for (const { src, sizes, type } of manifest.icons) {
    const size = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, new URL(src, at).href);
    if (type === "image/png") expect(size).toBe(sizes);
  }
  for (const { url } of manifest.shortcuts) expect((await request.get(new URL(url, at).href)).ok()).toBe(true);
});

/** Takes the figure along from the popover of "Share"; the file's path in `folder`. */
async function takeAlong(page, folder, said = "Saved as") {
  await by(page, "share").click();
  const button = by(page, "take");
  await expect(button).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  await expect(page.locator("[data-taken]")).toContainText(said);
  return path;
}

test("a file taken along in German is German, and has English beside it", async ({ page, browser }) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), "kneepoint-take-"));
  try {
    await visit(page, `lang=de&${CALM}`);
    const title = await page.locator("h1").textContent();
    const path = await takeAlong(page, folder, /Gesichert/);
    const context = await browser.newContext({ offline: true, viewport: { width: 1440, height: 900 } });
    const file = await context.newPage();
    const wrong = [];
    file.on("pageerror", (error) => wrong.push(error.message));
    file.on("request", (request) => /^(file|data|blob):/.test(request.url()) || wrong.push(request.url()));
    await file.goto(pathToFileURL(path).href);
    await started(file);
    await expect(file.locator("html")).toHaveAttribute("lang", "de");
    await expect(file.locator("h1")).toHaveText(title);
    await by(file, "to-lesson").first().click();
    await expect(by(file, "lesson")).toContainText("Der Langsame");
    await Promise.all([file.waitForEvent("load"), by(file, "lang").click()]);
    await started(file);
    await expect(file.locator("html")).toHaveAttribute("lang", "en");
    await expect(file.locator("h1")).toHaveText("Load balancing");
    expect(wrong).toEqual([]);
    await context.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("one file holds the figure and runs without anything else", async ({ page, browser }) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), "kneepoint-take-"));
  try {
    const before = await visit(page, CALM);
    const path = await takeAlong(page, folder);
    expect(readFileSync(path, "utf8")).not.toMatch(/<(script|link|img)[^>]+(src|href)="(?!data:)/);
    // A browser that can reach nothing at all but files.
    const context = await browser.newContext({ offline: true, viewport: { width: 1440, height: 900 } });
    const file = await context.newPage();
    const wrong = [];
    file.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    file.on("pageerror", (error) => wrong.push(error.message));
    file.on("request", (request) => /^(file|data|blob):/.test(request.url()) || wrong.push(request.url()));
    await file.goto(pathToFileURL(path).href);
    await started(file);
    expect(await settled(file)).toEqual(before);
    expect(await file.title()).toBe(await page.title());
    // The hand, the step, the clock; and the thread that measures.
    const slider = file.getByRole("slider", { name: /rate/i }).first();
    const moved = await changed(file, () => slider.press("ArrowRight"));
    expect(moved.hash).not.toBe(before.hash);
    await changed(file, () => by(file, "step").click());
    const clock = await by(file, "clock").textContent();
    await by(file, "play").click();
    await expect(by(file, "clock")).not.toHaveText(clock);
    const threads = file.workers().length || (await file.waitForEvent("worker", { timeout: 60_000 }).then(() => 1));
    expect(threads).toBeGreaterThan(0);
    const home = await file.locator("a.brand").getAttribute("href");
    expect(home).toBe(new URL("../", page.url()).href);
    expect(wrong).toEqual([]);
    await context.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
