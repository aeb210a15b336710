// A trace of caches of one's own, in the binary form: read in the page, every policy run over it.
import { expect, test } from "./helpers.mjs";
import { address, by, visit } from "./page.mjs";

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
