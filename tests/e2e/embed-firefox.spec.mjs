// The same figures in a stock Firefox, driven over WebDriver BiDi. KNEEPOINT_FIREFOX names one that is not in the path.
import { execFileSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import puppeteer from "puppeteer-core";
import { sealed, serve, strict } from "./hosts.mjs";

const find = () => {
  if (process.env.KNEEPOINT_FIREFOX) return process.env.KNEEPOINT_FIREFOX;
  for (const name of ["firefox-esr", "firefox"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // The next one.
    }
  }
};
const executablePath = find();
test.skip(!executablePath, "There is no Firefox here; install firefox-esr, or name one with KNEEPOINT_FIREFOX.");

let host;
let browser;
const pages = {};
test.beforeAll(async () => {
  test.setTimeout(120_000);
  host = await serve(pages);
  browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, timeout: 90_000 });
});
test.afterAll(async () => {
  await browser?.close();
  host?.close();
});

/** Opens a page and collects what goes wrong in it. */
async function visit(path) {
  const page = await browser.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.goto(`${host.origin}${path}`);
  return { page, wrong };
}
const inside = (frame, job) => frame.evaluate(`(() => { const f = document.querySelector("kneepoint-figure"); return ${job}; })()`);
const state = (frame) => inside(frame, "f?.dataset.state");
const clock = async (frame) =>
  parseFloat(await inside(frame, `f.shadowRoot.querySelector("[data-testid=clock]")?.textContent`));

test("Firefox: a figure in a strict page of another origin", async ({ baseURL }) => {
  pages["/strict.html"] = strict(baseURL);
  const { page, wrong } = await visit("/strict.html");
  await expect.poll(() => state(page), { timeout: 30_000 }).toBe("ready");
  await expect.poll(() => clock(page)).toBeGreaterThan(0.3);
  await inside(page, 'f.set("rate", 40)');
  const rate = () => inside(page, 'f.shadowRoot.querySelector("[data-testid=slider-rate]").value');
  await expect.poll(rate).toBe("40");
  // The keyboard on the slider below the shadow root.
  await inside(page, 'f.shadowRoot.querySelector("[data-testid=slider-rate]").focus()');
  await page.keyboard.press("End");
  await expect.poll(async () => Number(await rate())).toBeGreaterThan(40);
  expect(wrong).toEqual([]);
  await page.close();
});

test("Firefox: the figure's page in a frame without rights, and the same run as elsewhere", async ({ baseURL, page: chromium }) => {
  const link = "policy=p2c&rate=40&seed=8&t=12.5&do=5:kill=2";
  pages["/frame.html"] = sealed(baseURL, link);
  const { page, wrong } = await visit("/frame.html");
  const frame = () => page.frames().find((one) => one.url().includes("/embed/"));
  await expect.poll(() => frame() && state(frame()), { timeout: 30_000 }).toBe("ready");
  const hash = (frame) => inside(frame, 'f.shadowRoot.querySelector(".kf")?.dataset.hash');
  await expect.poll(() => hash(frame())).toBeTruthy();
  await chromium.goto(`${baseURL}/embed/load-balancing/#${link}`);
  await expect.poll(() => hash(chromium.mainFrame())).toBeTruthy();
  expect(await hash(frame())).toBe(await hash(chromium.mainFrame()));
  expect(wrong).toEqual([]);
  await page.close();
});
