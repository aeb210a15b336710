// The same figures in WebKitGTK's MiniBrowser, driven by its WebDriver on a screen that nobody sees (Debian: webkit2gtk-driver, xvfb).
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Builder, By, Capabilities, Key } from "selenium-webdriver";
import { sealed, serve, strict } from "./hosts.mjs";

const which = (name) => {
  try {
    return execFileSync("which", [name], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
};
/** MiniBrowser stands beside the library, below the folder of the machine's kind. */
const miniBrowser = () => {
  if (process.env.KNEEPOINT_MINIBROWSER) return process.env.KNEEPOINT_MINIBROWSER;
  for (const kind of existsSync("/usr/lib") ? readdirSync("/usr/lib") : []) {
    for (const edition of ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"]) {
      const path = join("/usr/lib", kind, edition, "MiniBrowser");
      if (existsSync(path)) return path;
    }
  }
};
const [binary, driver, screen] = [miniBrowser(), which("WebKitWebDriver"), which("xvfb-run")];
test.skip(!binary || !driver || !screen, "There is no WebKitGTK to drive here; install webkit2gtk-driver and xvfb.");

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

let host;
let run;
let browser;
const pages = {};
test.beforeAll(async () => {
  test.setTimeout(120_000);
  host = await serve(pages);
  const port = await freePort();
  // As root (containers) its processes start only without their sandbox; no surface is drawn by a graphics card.
  const env = { ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
  if (process.getuid?.() === 0) env.WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS = "1";
  const words = ["-a", "-s", "-screen 0 1280x900x24", driver, `--port=${port}`];
  run = spawn(screen, words, { env, stdio: "ignore", detached: true });
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary, args: ["--automation"] },
  });
  const url = `http://127.0.0.1:${port}`;
  await expect(async () => {
    browser = await new Builder().usingServer(url).withCapabilities(capabilities).build();
  }).toPass({ timeout: 90_000 });
});
test.afterAll(async () => {
  await browser?.quit().catch(() => {});
  // The whole group: the screen, the driver and the browser.
  if (run?.pid) process.kill(-run.pid);
  host?.close();
});

const inside = (job) => browser.executeScript(`const f = document.querySelector("kneepoint-figure"); return ${job};`);
const state = () => inside("f?.dataset.state ?? null");
const clock = async () =>
  parseFloat(await inside(`f.shadowRoot.querySelector("[data-testid=clock]")?.textContent ?? ""`));
const hash = () => inside('f?.shadowRoot?.querySelector(".kf")?.dataset.hash ?? null');

test("WebKitGTK: a figure in a strict page of another origin", async ({ baseURL }) => {
  pages["/strict.html"] = strict(baseURL);
  await browser.get(`${host.origin}/strict.html`);
  await expect.poll(state, { timeout: 30_000 }).toBe("ready");
  await expect.poll(clock, { timeout: 30_000 }).toBeGreaterThan(0.3);
  await inside('f.set("rate", 40)');
  const rate = () => inside('f.shadowRoot.querySelector("[data-testid=slider-rate]").value');
  await expect.poll(rate).toBe("40");
  // The keyboard on the slider below the shadow root.
  await inside('f.shadowRoot.querySelector("[data-testid=slider-rate]").focus()');
  await browser.actions().sendKeys(Key.END).perform();
  await expect.poll(async () => Number(await rate())).toBeGreaterThan(40);
  // Nothing of the page's own shows through: the fallback is hidden, the picture has a size.
  expect(await inside('f.shadowRoot.querySelector("canvas").getBoundingClientRect().width')).toBeGreaterThan(280);
});

test("WebKitGTK: the figure's page in a frame without rights, and the same run as elsewhere", async ({ baseURL, page: chromium }) => {
  const link = "policy=p2c&rate=40&seed=8&t=12.5&do=5:kill=2";
  pages["/frame.html"] = sealed(baseURL, link);
  await browser.get(`${host.origin}/frame.html`);
  await browser.switchTo().frame(await browser.findElement(By.css("iframe")));
  await expect.poll(state, { timeout: 30_000 }).toBe("ready");
  await expect.poll(hash).toBeTruthy();
  const here = await hash();
  await browser.switchTo().defaultContent();
  await chromium.goto(`${baseURL}/embed/load-balancing/#${link}`);
  const there = () =>
    chromium.evaluate(() => document.querySelector("kneepoint-figure")?.shadowRoot?.querySelector(".kf")?.dataset.hash);
  await expect.poll(there).toBeTruthy();
  expect(here).toBe(await there());
});
