// Breaking things: by mouse in the picture, by buttons, by keys; the page says what happened.
import { expect, test } from "./helpers.mjs";
import { address, by, CALM, changed, follow, frames, middle, pixels, settled, visit } from "./page.mjs";

const done = (page) => address(page).get("do") ?? "";

test("a click on a server in the picture kills it, another one revives it", async ({ page }) => {
  const start = await visit(page, CALM);
  await expect(by(page, "caption")).toContainText("All six servers are up.");
  const [scene, marks] = [await pixels(page, "scene"), await pixels(page, "timeline")];
  const at = await middle(by(page, "place-server-2"));
  await page.mouse.click(at.x, at.y);
  await expect(by(page, "caption")).toContainText("Five of six servers are up.");
  const dead = await settled(page);
  expect(dead.t).toBe(start.t);
  expect(done(page)).toBe("20:kill=2");
  await expect(by(page, "why")).toContainText("S2");
  await expect(by(page, "place-server-2")).toHaveAccessibleName("S2: Revive");
  await page.mouse.move(5, 5);
  expect(await pixels(page, "scene")).not.toBe(scene);
  expect(await pixels(page, "timeline"), "a mark on the timeline").not.toBe(marks);

  await page.mouse.click(at.x, at.y);
  await expect(by(page, "caption")).toContainText("All six servers are up.");
  expect(done(page)).toBe("20:kill=2;20:recover=2");
  await expect(by(page, "place-server-2")).toHaveAccessibleName("S2: Kill");
});

test("the buttons act on the chosen server", async ({ page }) => {
  await visit(page, CALM);
  await by(page, "server-3").click();
  await expect(by(page, "action-kill")).toHaveAccessibleName("Kill S3");
  await by(page, "action-kill").click();
  await expect(by(page, "caption")).toContainText("Five of six servers are up.");
  await by(page, "action-recover").click();
  await expect(by(page, "caption")).toContainText("All six servers are up.");
  await by(page, "server-5").click();
  await settled(page);
  await by(page, "amount-slow").fill("0.25");
  await by(page, "amount-slow").press("Enter");
  await by(page, "action-slow").click();
  await expect.poll(() => done(page)).toBe("20:kill=3;20:recover=3;20:slow=5x0.25");
  await by(page, "action-add").click();
  await expect(by(page, "caption")).toContainText("All seven servers are up.");
  await expect(by(page, "place-server-7")).toBeAttached();
});

test("what is being typed stays while the page plays and counts when it is committed", async ({ page }) => {
  await visit(page, "preset=half-full&t=20&speed=0.1");
  const field = by(page, "amount-slow");
  await field.fill("0.125");
  const before = await by(page, "clock").textContent();
  await expect(by(page, "clock")).not.toHaveText(before); // the page has been rendered anew
  await page.waitForTimeout(600);
  await expect(field).toHaveValue("0.125");
  await by(page, "action-slow").click();
  await expect.poll(() => done(page)).toMatch(/slow=1x0\.125$/);
  await field.fill("9");
  await field.press("Escape");
  await expect(field).toHaveValue("0.125");
});

test("keys act on the server that has the focus", async ({ page }) => {
  await visit(page, CALM);
  await by(page, "place-server-4").focus();
  await page.keyboard.press("k");
  await expect(by(page, "caption")).toContainText("Five of six servers are up.");
  await page.keyboard.press("r");
  await expect(by(page, "caption")).toContainText("All six servers are up.");
  await page.keyboard.press("h");
  await page.keyboard.press("s");
  await expect.poll(() => done(page)).toMatch(/^20:kill=4;20:recover=4;20:hang=4;20:slow=4/);
  await by(page, "place-server-6").focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => done(page)).toMatch(/20:kill=6$/);
  await expect(by(page, "place-server-6")).toBeFocused();
});

test("a death is lived through: requests are lost, and the caption says who is left", async ({ page }) => {
  await visit(page, "preset=probes-every-2-s&t=19&paused&theme=light");
  await expect(by(page, "caption")).toContainText("All six servers are up.");
  await follow(page, "preset=probes-every-2-s&t=22&paused&theme=light");
  await expect(by(page, "caption")).toContainText("Five of six servers are up.");
  await follow(page, "preset=probes-every-2-s&t=60&paused&theme=light");
  await expect(by(page, "caption")).toContainText("Five of six servers are up.");
});

test("with every server dead the page goes on and says so", async ({ page }) => {
  await visit(page, CALM);
  for (let server = 1; server <= 6; server++) {
    await by(page, `server-${server}`).click();
    await by(page, "action-kill").click();
  }
  await expect(by(page, "caption")).toContainText("No server is up.");
  const dead = await settled(page);
  const later = await changed(page, () => by(page, "step").click());
  expect(later.events).toBe(dead.events + 1);
  await by(page, "play").click();
  const clock = await by(page, "clock").textContent();
  await expect(by(page, "clock")).not.toHaveText(clock);
  await expect(by(page, "caption")).toContainText("No server is up.");
});

test("a bead in the picture tells why it is where it is", async ({ page }) => {
  await visit(page, CALM);
  // Beads have no elements of their own: the pointer turns into a hand over whatever can be pressed.
  const hands = await by(page, "scene").evaluate(async (canvas) => {
    const servers = [...document.querySelectorAll("[data-testid^=place-]")].map((one) => one.getBoundingClientRect());
    const onServer = (x, y) => servers.some((s) => x > s.left - 30 && x < s.right + 30 && y > s.top - 30 && y < s.bottom + 30);
    const turn = () =>
      new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
      });
    const box = canvas.getBoundingClientRect();
    const found = [];
    for (let x = box.left + 4; x < box.right && found.length < 60; x += 16) {
      for (let y = box.top + 4; y < box.bottom; y += 16) {
        if (onServer(x, y)) continue;
        canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, bubbles: true }));
        await turn();
        if (canvas.style.cursor === "pointer") found.push({ x, y });
      }
    }
    return found;
  });
  expect(hands.length, "something besides the servers can be pressed").toBeGreaterThan(0);
  let why = "";
  for (const { x, y } of hands) {
    await page.mouse.click(x, y);
    await frames(page, 2);
    why = await by(page, "why").textContent({ timeout: 1000 }).catch(() => "");
    if (why.startsWith("Request")) break;
    await page.keyboard.press("Escape");
  }
  expect(why).toMatch(/^Request [\d,]+/);
  expect(done(page)).toBe("");
  await page.keyboard.press("Escape");
  await expect(by(page, "why")).toHaveCount(0);
});
