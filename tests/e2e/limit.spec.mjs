// Rate limiting: what the client is told, the comparison's room, the memory of many keys.
import { expect, test } from "./helpers.mjs";
import { by, follow, visit } from "./page.mjs";

const PATH = "/rate-limiting/";
const EDGE = "preset=the-windows-edge&paused&theme=light";

test("the fields of the latest answer, or of the request that is chosen", async ({ page }) => {
  await visit(page, EDGE, PATH);
  const told = by(page, "panel-told");
  await expect(told).toContainText("request 32, at 6.07 s");
  const value = (name) => told.locator("dl", { has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator("dd code");
  await expect(value("RateLimit-Policy")).toHaveText('"default";q=10;w=2');
  await expect(value("Retry-After")).toHaveText("not sent");
  // Request 27 found half a token.
  await by(page, "place-request-27").focus();
  await page.keyboard.press("Enter");
  await expect(told).toContainText("request 27, at 4.65 s");
  await expect(value("RateLimit")).toHaveText('"default";r=0;t=1');
  await expect(value("X-RateLimit-Remaining")).toHaveText("0");
  await expect(value("Retry-After")).toHaveText("1");
  await expect(told).toContainText("Refused. The same request passes");
  await page.keyboard.press("Escape");
  await expect(told).toContainText("request 32");
});

test("the comparison is as high as its rows, and its table names wait and memory", async ({ page }) => {
  await visit(page, EDGE, PATH);
  const height = async () => (await by(page, "panel-compare").boundingBox()).height;
  const four = await height();
  await by(page, "table-compare").click();
  const table = by(page, "panel-table").first();
  await expect(table.locator("tbody tr")).toHaveCount(4);
  await expect(table).toContainText("Bytes per key");
  await by(page, "table-compare").click();
  await follow(page, "limiter=gcra&t=3&paused");
  await expect.poll(height).toBeLessThan(0.6 * four);
});

test("a column is picked from the heading, and the share that may be refused is set", async ({ page }) => {
  await visit(page, "limiter=fixed-window&rate=5&window=1&key=client&t=0&paused", PATH);
  await by(page, "intake-format").selectOption({ label: "CSV with a heading" });
  await by(page, "intake-paste").click();
  // Ten a second of one client for a minute; the column with the time has a name that nobody knows.
  const rows = Array.from({ length: 600 }, (_, i) => `${i},${(1000 + i / 10).toFixed(1)},alice`);
  await by(page, "intake-text").fill(["row,when sent,who", ...rows].join("\n"));
  await by(page, "intake-read").click();
  const card = by(page, "intake");
  await expect(card).toContainText("601 lines read.");
  const time = by(page, "intake-choice-time");
  await expect(time.locator("option")).toHaveText(["found: none", "row", "when sent", "who"]);
  await time.selectOption({ label: "when sent" });
  await expect(by(page, "intake-bad")).toHaveCount(0);
  await by(page, "intake-choice-key").selectOption({ label: "who" });
  await expect(card).toContainText("Whom fixed window refused most");
  await expect(card).toContainText("Smallest limit that refuses under 1 %");
  await by(page, "intake-choice-under").fill("50");
  await by(page, "intake-choice-under").press("Enter");
  // A limit of 6 refuses four of ten, one of 5 exactly half.
  await expect(card.locator("dl.facts")).toContainText("Smallest limit that refuses under 50 %6 in 1 s");
  await by(page, "intake-choice-under").fill("nothing");
  await by(page, "intake-choice-under").press("Enter");
  await expect(card.locator(".refused")).toContainText("refused=nothing is not a share; allowed: a number of per cent above 0, up to 100");
  await by(page, "intake-choice-under").fill("5");
  await by(page, "intake-choice-under").press("Enter");
  await expect(card.locator("dl.facts")).toContainText("under 5 %10 in 1 s");
});

test("keys in a bounded memory, and keys times bytes", async ({ page }) => {
  await visit(page, "preset=one-key-too-many&paused", PATH);
  await by(page, "table-keys").click();
  const keys = by(page, "panel-table").first();
  await expect(keys.locator("caption")).toContainText("20 keys remembered, room for 20");
  await expect(keys.locator("caption")).toContainText("let in too many");
  await by(page, "table-keys").click();
  await by(page, "table-sizing").click();
  const sizes = by(page, "panel-table").first();
  await expect(sizes).toContainText("104 MB");
  await expect(sizes).toContainText("32 MB");
  await expect(by(page, "remarks-sizing")).toContainText("2 million keys × 52 bytes = 104 MB");
});
