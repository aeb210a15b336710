// `cargo xtask test` builds the site, serves it and names it in KNEEPOINT_URL. Started by hand
// (`npx playwright test` in this folder) the tests serve dist/ by themselves.
import { defineConfig } from "@playwright/test";

const PORT = 18250;
const served = process.env.KNEEPOINT_URL;
const local = `http://127.0.0.1:${PORT}`;

// Software raster and no talk with the outside, so that two machines see the same page.
const flags = [
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
// As root (containers, build machines) Chromium runs only without its sandbox.
if (process.getuid?.() === 0) flags.push("--no-sandbox");

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.mjs",
  workers: 1,
  // A machine that builds something else at the same time is slow; a test that needed a second try is counted as such.
  retries: 1,
  // A machine that builds something else at the same time takes many times as long.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: "list",
  use: {
    baseURL: served ?? local,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env.KNEEPOINT_CHROMIUM || undefined, args: flags },
    trace: "retain-on-failure",
  },
  webServer: served
    ? undefined
    : { command: `cargo xtask preview --no-open --port ${PORT} --at /some/where/`, url: local, cwd: "../.." },
});
