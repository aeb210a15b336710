// Export: films frame by frame, numbers, the event log, and the picture in words.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GifReader } from "omggif";
import { expect, test } from "./helpers.mjs";
import { by, CALM, visit } from "./page.mjs";
import { saved } from "./saved.mjs";

/** Opens the dialog for a paused page. */
async function exporting(page, fragment = CALM, path = undefined) {
  await visit(page, fragment, path);
  await by(page, "share").click();
  await by(page, "export-open").click();
  await expect(by(page, "exporting")).toBeVisible();
}

/** Types into a field of the film. */
async function type(page, id, text) {
  await by(page, id).fill(text);
  await by(page, id).press("Enter");
}

/** The film of a second in ten frames. */
async function short(page) {
  await type(page, "film-from", "19");
  await type(page, "film-lasts", "1");
  await by(page, "film-rate").selectOption("10");
  await expect(by(page, "exporting")).toContainText("10 frames, 1× speed");
}

/** The elements of a WebM, from its first level down to blocks: [id, start, size]. */
function* elements(bytes, at = 0, end = bytes.length) {
  const INSIDE = [0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0xe0, 0x1f43b675, 0x1c53bb6b, 0xbb, 0xb7];
  while (at < end) {
    const length = Math.clz32(bytes[at]) - 23;
    const id = bytes.readUIntBE(at, length);
    at += length;
    expect(bytes[at], "sizes take eight bytes").toBe(1);
    const size = Number(bytes.readBigUInt64BE(at) & 0xffffffffffffffn);
    at += 8;
    yield [id, at, size];
    if (INSIDE.includes(id)) yield* elements(bytes, at, at + size);
    at += size;
  }
}

test("a GIF has its frames, its size and its pace, and the same bytes each time", async ({ page }) => {
  await exporting(page);
  await short(page);
  const canvas = await by(page, "scene").boundingBox();
  const first = await saved(page, by(page, "film-gif"));
  expect(first.name).toBe("load-balancing-20s.gif");
  const gif = new GifReader(first.bytes);
  const [width, height] = [gif.width, gif.height];
  expect([width, height]).toEqual([Math.floor(canvas.width) & ~1, Math.floor(canvas.height) & ~1]);
  expect(gif.numFrames()).toBe(10);
  expect(gif.loopCount()).toBe(0);
  for (let i = 0; i < 10; i++) expect(gif.frameInfo(i).delay, `frame ${i}`).toBe(10);
  // Paper is paper to the last bit, and something moves.
  const shown = new Uint8Array(width * height * 4);
  gif.decodeAndBlitFrameRGBA(0, shown);
  expect([...shown.subarray(0, 4)]).toEqual([0xf4, 0xf4, 0xee, 255]);
  const before = shown.slice();
  for (let i = 1; i < 10; i++) gif.decodeAndBlitFrameRGBA(i, shown);
  expect(Buffer.compare(before, shown)).not.toBe(0);
  await expect(by(page, "export-said")).toContainText("is saved");
  const again = await saved(page, by(page, "film-gif"));
  expect(again.bytes.equals(first.bytes), "two films of a stretch are equal").toBe(true);
});

test("a frame of a film is the picture of its moment", async ({ page }) => {
  await exporting(page);
  await short(page);
  const film = await saved(page, by(page, "film-gif"));
  const gif = new GifReader(film.bytes);
  const shown = new Uint8Array(gif.width * gif.height * 4);
  for (let i = 0; i <= 5; i++) gif.decodeAndBlitFrameRGBA(i, shown);
  // The run itself at 19.5 s, drawn on the page.
  await page.goto("about:blank");
  await visit(page, CALM.replace("t=20", "t=19.5"));
  await by(page, "share").click();
  const png = await saved(page, by(page, "png-1"));
  for (const words of ["Title\0\0\0\0\0Load balancing", "Description\0\0\0\0\0Load balancing", "Comment\0\0\0\0\0http"])
    expect(png.bytes.includes(words), words.split("\0")[0]).toBe(true);
  const far = await page.evaluate(
    async ({ png, frame, width, height }) => {
      const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes(png)], { type: "image/png" }));
      const pen = new OffscreenCanvas(width, height).getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      const [a, b] = [pen.getImageData(0, 0, width, height).data, bytes(frame)];
      let far = 0;
      for (let i = 0; i < a.length; i++) if (Math.abs(a[i] - b[i]) > 48) far++;
      return far / a.length;
    },
    { png: png.bytes.toString("base64"), frame: Buffer.from(shown).toString("base64"), width: gif.width, height: gif.height },
  );
  expect(far, "the share of pixels that are far from the picture's").toBeLessThan(0.004);
});

test("a WebM has its frames at their times and plays", async ({ page, browser }) => {
  await exporting(page);
  await short(page);
  const webm = by(page, "film-webm");
  test.skip((await webm.count()) === 0, "this browser has no encoder, and the page says so");
  const { name, bytes } = await saved(page, webm);
  expect(name).toBe("load-balancing-20s.webm");
  const all = [...elements(bytes)];
  const clusters = all.filter(([id]) => id === 0x1f43b675);
  const blocks = all.filter(([id]) => id === 0xa3);
  expect(clusters.length).toBeGreaterThan(0);
  const times = blocks.map(([, at]) => bytes.readInt16BE(at + 1));
  expect(times).toEqual(Array.from({ length: 10 }, (_, i) => i * 100));
  // The index points at clusters.
  const segment = all.find(([id]) => id === 0x18538067)[1];
  for (const [, at] of all.filter(([id]) => id === 0xf1)) {
    expect(bytes.readUInt32BE(segment + Number(bytes.readBigUInt64BE(at)))).toBe(0x1f43b675);
  }
  const player = await (await browser.newContext()).newPage();
  await player.setContent(`<video muted src="data:video/webm;base64,${bytes.toString("base64")}"></video>`);
  const film = await player.evaluate(async () => {
    const video = document.querySelector("video");
    if (video.readyState < 1) await new Promise((done, fail) => {
      video.onloadedmetadata = done;
      video.onerror = () => fail(new Error(video.error.message));
    });
    const { videoWidth, videoHeight, duration } = video;
    const seeked = new Promise((done) => (video.onseeked = done));
    video.currentTime = 0.75;
    await seeked;
    return { videoWidth, videoHeight, duration, at: video.currentTime };
  });
  const canvas = await by(page, "scene").boundingBox();
  expect([film.videoWidth, film.videoHeight]).toEqual([Math.floor(canvas.width) & ~1, Math.floor(canvas.height) & ~1]);
  expect(film.duration).toBeCloseTo(1, 3);
  expect(film.at).toBe(0.75);
  await player.context().close();
});

test("where the browser cannot encode video, it says so and a GIF is offered", async ({ page }) => {
  await page.addInitScript(() => delete window.VideoEncoder);
  await exporting(page);
  await expect(by(page, "no-webm")).toHaveText("This browser cannot make a WebM; a GIF shows the same.");
  await expect(by(page, "film-webm")).toHaveCount(0);
  await expect(by(page, "film-gif")).toBeVisible();
});

test("a film is given up, another one made, and nothing is left behind", async ({ page }) => {
  await exporting(page);
  await type(page, "film-from", "0");
  await type(page, "film-lasts", "30");
  await by(page, "film-rate").selectOption("50");
  await expect(by(page, "exporting")).toContainText("1,500 frames");
  let files = 0;
  page.on("download", () => files++);
  await by(page, "film-gif").click();
  await expect(by(page, "film-progress")).toBeVisible();
  await expect.poll(() => by(page, "film-progress").evaluate((bar) => bar.value)).toBeGreaterThan(0);
  await by(page, "film-cancel").click();
  await expect(by(page, "film-progress")).toHaveCount(0);
  await expect(by(page, "export-said")).toHaveText("The film was given up.");
  expect(files).toBe(0);
  await short(page);
  await saved(page, by(page, "film-gif"));
  // Closed in the middle, it is given up as well.
  await type(page, "film-lasts", "30");
  await by(page, "film-gif").click();
  await expect(by(page, "film-progress")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(by(page, "exporting")).toHaveCount(0);
  await expect(by(page, "share")).toBeFocused();
  expect(files).toBe(1);
});

test("what cannot be filmed gets a sentence", async ({ page }) => {
  await exporting(page);
  for (const [id, text, words] of [
    ["film-from", "soon", '"soon" is not a number from 0 to'],
    ["film-to", "-1", '"-1" is not a number from 0 to'],
    ["film-lasts", "61", '"61" is not a number from 0 to 60.'],
    ["film-lasts", "0", '"0" is not a number from 0 to 60.'],
  ]) {
    await type(page, id, text);
    await expect(by(page, "export-said")).toContainText(words);
  }
  await type(page, "film-to", "1");
  await type(page, "film-from", "2");
  await expect(by(page, "exporting")).toContainText("The film ends before it begins.");
  await by(page, "film-gif").click();
  await expect(by(page, "export-said")).toHaveText("The film ends before it begins.");
});

test("numbers in files are those on the page", async ({ page, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(baseURL).origin });
  await exporting(page);
  const { hash, events } = await page.evaluate(() => ({ ...document.documentElement.dataset }));
  const csv = (await saved(page, by(page, "metrics-csv"))).bytes.toString();
  const json = JSON.parse((await saved(page, by(page, "metrics-json"))).bytes.toString());
  expect(json.hash).toBe(hash);
  expect(String(json.events)).toBe(events);
  expect([json.concept, json.until_s, json.params.rate]).toEqual(["load-balancing", 20, 30]);
  const rows = csv.trimEnd().split("\n").map((line) => line.split(","));
  expect(rows[0]).toEqual(["metric", "value", "unit", "what"]);
  expect(Object.fromEntries(rows.slice(1).map(([name, value]) => [name, value === "" ? null : Number(value)]))).toEqual(json.metrics);
  await by(page, "metrics-markdown").click();
  await expect(by(page, "metrics-markdown")).toContainText("Copied");
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  expect(markdown).toContain(`(${page.url()})`);
  expect(markdown).toContain(`hash \`${hash}\``);
  expect(markdown.match(/^\|/gm).length).toBe(rows.length + 1);

  await type(page, "film-from", "19");
  const lines = (await saved(page, by(page, "events-csv"))).bytes.toString().trimEnd().split("\n");
  const log = JSON.parse((await saved(page, by(page, "events-json"))).bytes.toString());
  expect(lines[0]).toBe("t_s,kind,id,why");
  expect(lines.length).toBe(log.length + 1);
  expect(log.length).toBeGreaterThan(50);
  expect(log.every(({ t_s }) => t_s >= 19 && t_s <= 20)).toBe(true);
  // The last lines are those that the page shows.
  const shown = await page.locator(".log li p").first().textContent();
  expect(log.map(({ why }) => why)).toContain(shown);

  await by(page, "alt-copy").click();
  await expect(by(page, "alt-copy")).toContainText("Copied");
  const alt = await page.evaluate(() => navigator.clipboard.readText());
  expect(alt).toBe(await by(page, "alt").textContent());
  expect(alt).toMatch(/^Load balancing\. 20\.0 s\. .*\.$/);
});

test("a film of something counted, on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await exporting(page, "preset=the-scan&t=9&paused&theme=dark", "/cache-eviction/");
  await expect(by(page, "film-to")).toHaveValue("9000");
  await type(page, "film-from", "8990");
  await type(page, "film-lasts", "0.5");
  await by(page, "film-rate").selectOption("10");
  const { bytes } = await saved(page, by(page, "film-gif"));
  const gif = new GifReader(bytes);
  expect([gif.width, gif.numFrames()]).toEqual([360, 5]);
  const box = await by(page, "exporting").locator(".dialog").boundingBox();
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(360);
});

test("the packer of GIFs is the pinned one, unchanged", () => {
  const file = (path) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
  const ours = file("../../assets/gifenc.js");
  const code = (text) => text.split("\n").filter((line) => !line.startsWith("//#")).join("\n").trim();
  expect(code(ours.slice(ours.indexOf("*/") + 2))).toBe(code(file("node_modules/gifenc/dist/gifenc.esm.js")));
});
