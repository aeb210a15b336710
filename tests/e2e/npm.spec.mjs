// The package: packed by npm, installed into an empty project, and its element run from there.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "./helpers.mjs";
import { host } from "./host.mjs";

const source = process.env.KNEEPOINT_NPM ?? join(dirname(fileURLToPath(import.meta.url)), "../../target/npm");

test("the package is packed, installed and run", async ({ page }) => {
  test.setTimeout(240_000);
  const project = await mkdtemp(join(tmpdir(), "kneepoint-npm-"));
  const npm = (...words) => execFileSync("npm", words, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  try {
    const [{ filename, files }] = JSON.parse(npm("pack", source, "--json"));
    const names = files.map(({ path }) => path);
    for (const wanted of ["package.json", "README.md", "LICENSE", "embed.js", "embed.d.ts", "fonts/national-park.woff2"]) {
      expect(names).toContain(wanted);
    }
    expect(names.some((name) => name.endsWith("_bg.wasm"))).toBe(true);
    await writeFile(join(project, "package.json"), '{ "name": "a-blog", "private": true }');
    npm("install", "--offline", "--no-audit", "--no-fund", `./${filename}`);
    const installed = join(project, "node_modules/kneepoint");
    const { types, exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    for (const file of [types, exports["."].default]) expect(existsSync(join(installed, file)), file).toBe(true);
    await writeFile(
      join(project, "index.html"),
      `<!doctype html><html lang="en"><title>A blog</title><link rel="icon" href="data:,">
       <script type="importmap">{ "imports": { "kneepoint": "./node_modules/kneepoint/embed.js" } }</script>
       <script type="module">import "kneepoint";</script>
       <kneepoint-figure concept="load-balancing" rate="31" controls="rate">Fallback</kneepoint-figure></html>`,
    );
    const server = await host({ folder: project });
    try {
      await page.goto(server.root);
      const figure = page.locator("kneepoint-figure");
      await expect(figure).toHaveAttribute("data-state", "ready", { timeout: 60_000 });
      await expect(figure.getByRole("slider", { name: /rate/i })).toHaveAttribute("aria-valuetext", /^31\b/);
      // What the types promise is there.
      const declared = readFileSync(join(installed, types), "utf8").match(/interface KneepointFigureElement[^]*?\n}/)[0];
      const methods = [...declared.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
      expect(methods).toEqual(expect.arrayContaining(["play", "pause", "seek", "set"]));
      for (const name of methods) expect(await figure.evaluate((one, name) => typeof one[name], name), name).toBe("function");
      await figure.evaluate((one) => one.set("rate", 44));
      await expect(figure.getByRole("slider", { name: /rate/i })).toHaveAttribute("aria-valuetext", /^44\b/);
    } finally {
      await server.close();
    }
  } finally {
    await rm(project, { recursive: true, force: true });
  }
});
