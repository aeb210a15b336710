// "Share": the link, its QR code, and the picture at this moment.
import jsQR from "jsqr";
import { expect, test } from "./helpers.mjs";
import { by, CALM, settled, visit } from "./page.mjs";
import { saved } from "./saved.mjs";

/** What a reader with a camera sees in an element: its pixels, at most 480 wide. */
async function scanned(page, locator) {
  const png = (await locator.screenshot()).toString("base64");
  const { pixels, width, height } = await page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const scale = Math.min(1, 480 / bitmap.width);
    const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
    const pen = new OffscreenCanvas(width, height).getContext("2d");
    pen.drawImage(bitmap, 0, 0, width, height);
    const data = pen.getImageData(0, 0, width, height).data;
    let text = "";
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
    return { pixels: btoa(text), width, height };
  }, png);
  return jsQR(new Uint8ClampedArray(Buffer.from(pixels, "base64")), width, height)?.data;
}

/** The first pixel of a PNG, and how many colours it has. */
function looked(page, png) {
  return page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    pen.drawImage(bitmap, 0, 0);
    const colours = new Set(new Uint32Array(pen.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer));
    return { first: [...pen.getImageData(0, 0, 1, 1).data], colours: colours.size };
  }, png.toString("base64"));
}

/** Width and height of a PNG. */
const sizeOf = (png) => {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
};

test("by keyboard alone: opened, read, enlarged, closed, and the focus is back", async ({ page, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(baseURL).origin });
  await visit(page, CALM);
  await by(page, "share").focus();
  await page.keyboard.press("Enter");
  await expect(by(page, "sharing")).toContainText("The link is copied.");
  await expect(by(page, "share")).toHaveAttribute("aria-expanded", "true");
  await expect(by(page, "link")).toBeFocused();
  await expect(by(page, "link")).toHaveValue(page.url());
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await page.keyboard.press("Tab");
  await expect(by(page, "qr")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(by(page, "qr-large")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(by(page, "qr-large")).toHaveCount(0);
  await expect(by(page, "qr"), "the focus is back on the small code").toBeFocused();
  await page.keyboard.press("Escape");
  await expect(by(page, "sharing")).toHaveCount(0);
  await expect(by(page, "share")).toBeFocused();
  // Pressed once more while it is open, the button closes it.
  await page.keyboard.press("Enter");
  await expect(by(page, "sharing")).toBeVisible();
  await by(page, "share").click();
  await expect(by(page, "sharing")).toHaveCount(0);
});

test("the QR code is the link, small and large, in the dark as well", async ({ page }) => {
  for (const theme of ["light", "dark"]) {
    await visit(page, CALM.replace("theme=light", `theme=${theme}`));
    await by(page, "share").click();
    const link = await by(page, "link").inputValue();
    expect(link).toBe(page.url());
    expect(await scanned(page, by(page, "qr")), `small, ${theme}`).toBe(link);
    await by(page, "qr").click();
    expect(await scanned(page, by(page, "qr-large").locator("svg")), `large, ${theme}`).toBe(link);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.goto("about:blank");
  }
});

test("a link too long for a code says so", async ({ page }) => {
  const kills = Array.from({ length: 400 }, (_, i) => `${i / 100}:rate=${20 + (i % 7)};${i / 100}:policy=${i % 2 ? "p2c" : "random"}`);
  await visit(page, `${CALM}&do=${kills.join(";")}`);
  await by(page, "share").click();
  await expect(by(page, "qr-none")).toContainText("a code holds 2,953");
  await expect(by(page, "qr")).toHaveCount(0);
});

test("the picture at this moment, as PNG in three sizes and as SVG", async ({ page }) => {
  await visit(page, CALM);
  const box = await by(page, "scene").boundingBox();
  const hash = (await settled(page)).hash;
  await by(page, "share").click();
  for (const scale of [1, 2, 4]) {
    const { name, bytes } = await saved(page, by(page, `png-${scale}`));
    expect(name).toBe(scale === 1 ? "load-balancing-20s.png" : `load-balancing-20s@${scale}x.png`);
    expect(sizeOf(bytes)).toEqual([Math.round(box.width) * scale, Math.round(box.height) * scale]);
    const { first, colours } = await looked(page, bytes);
    expect(first, "paper lies under the picture").toEqual([0xf4, 0xf4, 0xee, 255]);
    expect(colours, "something is drawn").toBeGreaterThan(50);
  }
  const { name, bytes } = await saved(page, by(page, "svg"));
  expect(name).toBe("load-balancing-20s.svg");
  const svg = bytes.toString();
  const read = await page.evaluate((svg) => {
    const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml");
    return { tag: documentElement.tagName, words: documentElement.querySelectorAll("text").length, desc: documentElement.querySelector("desc").textContent };
  }, svg);
  expect(read.tag).toBe("svg");
  expect(read.words).toBeGreaterThan(5);
  expect(read.desc).toContain("Load balancing. 20.0 s.");
  expect(svg).toContain("'National Park'");
  expect((await settled(page)).hash, "nothing of this changes the run").toBe(hash);
});
