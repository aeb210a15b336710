// The same thing in a product, and your own data: read on the page, told how it goes, cancelled, refused in words.
import { expect, test } from "./helpers.mjs";
import { address, by, CALM, visit } from "./page.mjs";

test("the configuration follows the state and can be copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await visit(page, CALM);
  const code = by(page, "export-code");
  await expect(code).toContainText("server s6.internal:8080");
  await expect(code).not.toContainText("least_conn");
  await by(page, "choice-policy-least-connections").check({ force: true });
  await expect(code).toContainText("    least_conn;");
  await by(page, "export-copy").click();
  await expect(by(page, "export-copy")).toHaveText("Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.textContent());
  await by(page, "export-for").selectOption({ label: "HAProxy" });
  await expect(code).toContainText("balance leastconn");
});

test("pasted data is read, bad lines are shown with their numbers, and what was found can be set", async ({ page }) => {
  await visit(page, CALM);
  await by(page, "intake-paste").click();
  await by(page, "intake-read").click();
  await expect(by(page, "intake")).toContainText("Nothing stands in the field.");
  const lines = Array.from({ length: 400 }, (_, i) => (i * 0.05).toFixed(2));
  lines.splice(13, 1, "0.65 GET /", "twelve");
  await by(page, "intake-text").fill(lines.join("\n"));
  await by(page, "intake-read").click();
  const card = by(page, "intake");
  await expect(card).toContainText("401 lines read.");
  await expect(by(page, "intake-bad")).toContainText("1 of 401 lines could not be read and is left out.");
  await by(page, "intake-bad").locator("summary").click();
  await expect(by(page, "intake-bad")).toContainText("Line 15 does not begin with a number: twelve");
  await expect(card.locator(".plot-figure svg")).toBeVisible();
  await card.getByRole("button", { name: /^Set the rate to/ }).click();
  await expect.poll(() => address(page).get("do")).toMatch(/^20:rate=20/);
  await card.getByRole("button", { name: "Take it away" }).click();
  await expect(by(page, "intake-bad")).toHaveCount(0);
});

test("a large file is read in a thread of its own, with progress, and can be cancelled", async ({ page }) => {
  test.setTimeout(120_000);
  await visit(page, CALM);
  const lines = [];
  for (let i = 0; i < 1_000_000; i++) lines.push((i * 0.001).toFixed(3));
  const file = { name: "a.log", mimeType: "text/plain", buffer: Buffer.from(lines.join("\n")) };
  const from = Date.now();
  await by(page, "intake-file").setInputFiles(file);
  await expect(by(page, "intake-progress")).toContainText("1,000,000 lines read.", { timeout: 60_000 });
  console.log(`    a million lines, ${(file.buffer.length / 1e6).toFixed(1)} MB, in ${Date.now() - from} ms with the way there`);
  await expect(by(page, "intake")).toContainText("1,000 /s");

  const large = { ...file, buffer: Buffer.concat([file.buffer, Buffer.from("\n"), file.buffer, Buffer.from("\n"), file.buffer]) };
  await by(page, "intake-file").setInputFiles(large);
  await by(page, "intake-cancel").click();
  await expect(by(page, "intake-progress")).toHaveCount(0);
});
