// A trace of caches of one's own, in the binary form: read in the page, every policy run over it.
import { expect, test } from "./helpers.mjs";
import { host } from "./host.mjs";
import { address, by, programs, visit } from "./page.mjs";

test("a binary trace of caches is read and every policy is run over it", async ({ page }) => {
  test.setTimeout(120_000);
  await visit(page, "seed=4&t=1&paused", "cache-eviction/");
  const requests = 30_000;
  const trace = Buffer.alloc(requests * 24);
  let state = 1;
  for (let i = 0; i < requests; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const key = Math.floor(Math.exp((state / 2 ** 32) * Math.log(2000)));
    trace.writeUInt32LE(i, i * 24);
    trace.writeBigUInt64LE(BigInt(key), i * 24 + 4);
    trace.writeUInt32LE(4096, i * 24 + 12);
    trace.writeBigInt64LE(-1n, i * 24 + 16);
  }
  await by(page, "intake-file").setInputFiles({ name: "a.oracleGeneral.bin", mimeType: "application/octet-stream", buffer: trace });
  const card = by(page, "intake");
  await expect(by(page, "intake-progress")).toContainText("30,000 lines read.", { timeout: 60_000 });
  await expect(card).toContainText("libCacheSim's oracleGeneral, binary");
  await expect(card).toContainText("Your knee");
  await expect(card.locator(".plot-figure svg")).toHaveCount(5);
  await expect(card.getByTestId("intake-table").nth(1).locator("tbody tr")).toHaveCount(22);
  await card.getByRole("button", { name: /^Play a skew of/ }).click();
  await expect.poll(() => address(page).get("do")).toMatch(/alpha=/);
});

test("several threads tell what one tells, also where one breaks off", async ({ page, complaints }) => {
  test.setTimeout(240_000);
  await visit(page, "seed=4&t=1&paused", "cache-eviction/");
  const { thread } = await programs(page);
  // What came out, and how many pieces of the work came back from others.
  const read = (hands, folder = "..") =>
    page.evaluate(
      async ({ glue, hands, folder }) => {
        const root = new URL(folder, location.href);
        const at = (name) => new URL(name, root).href;
        const worker = new Worker(at("worker.js"), { type: "module" });
        const module = await WebAssembly.compile(await (await fetch(at(glue.replace(/\.js$/, "_bg.wasm")))).arrayBuffer());
        let dice = 7;
        const draw = () => (dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0) / 2 ** 32;
        const data = Array.from({ length: 300_000 }, () => Math.floor(Math.exp(draw() * Math.log(60)))).join("\n");
        return new Promise((done, fail) => {
          worker.onerror = ({ message }) => fail(new Error(message));
          worker.onmessage = ({ data: said }) => {
            if (said === "ready") return worker.postMessage({ intake: "cache-eviction/#seed=1", format: "keys", answers: "", data, hands });
            const [, worked, finished, report, back] = said;
            if (!finished) return;
            worker.terminate();
            done({ worked, report, back });
          };
          worker.postMessage({ js: at(glue), module });
        });
      },
      { glue: thread, hands, folder },
    );
  const alone = await read(1);
  expect(alone).toMatchObject({ worked: 1, back: 0 });
  expect(alone.report).toContain("300,000");
  const together = await read(3);
  expect(together.report).toBe(alone.report);
  expect(together.back, "others did a part of it").toBeGreaterThan(0);
  // Every thread but the first takes a piece of the work and breaks; in a document that begins none of its own.
  const broken = 'self.postMessage("ready"); self.onmessage = ({ data }) => { if ("piece" in data) throw new Error("on purpose"); };';
  let threads = 0;
  const site = await host({ instead: (file) => (file === "worker.js" && threads++ > 0 ? broken : undefined) });
  const warned = page.waitForEvent("console", (message) => message.type() === "warning" && message.text().includes("on purpose"));
  await page.goto(`${site.root}embed.js`);
  expect(await read(2, ".")).toEqual(alone);
  expect(threads).toBe(2);
  await warned;
  await page.goto("about:blank");
  await site.close();
  // That document has no icon.
  expect(complaints.splice(0).every((complaint) => complaint.includes("404"))).toBe(true);
});
