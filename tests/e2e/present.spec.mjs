// A lecture: a deck that was written by hand goes on the wall, a clicker turns its beats, a second window has the notes.
import AxeBuilder from "@axe-core/playwright";
import { expect, open, test } from "./helpers.mjs";
import { by, visit } from "./page.mjs";

const DECK = `# Why lines grow

## Six servers, half full
load-balancing#preset=half-full&t=20&paused
number: in_system.mean | requests | inside on average
Say what a dial is.

## One of them is gone
do: kill=4
number: now:mean -> now:p99 | s | mean and p99, now

## Next: round robin
do: policy=round-robin
ask: Whose line will grow?
- S6 only
- All five lines
- None of them
`;

/** Lays a deck on the desk and puts it on the wall. */
async function present(page, deck) {
  await open(page, "/present/");
  await by(page, "deck").fill(deck);
  await by(page, "present").click();
  await expect(by(page, "wall")).toBeVisible();
}

const says = (page) => by(page, "says");

test("a deck is driven with the keys of a clicker", async ({ page }) => {
  await present(page, DECK);
  await expect(says(page)).toHaveText("Six servers, half full");
  await expect(by(page, "number").locator("b")).toHaveText(/^[0-9.]+$/);
  await page.keyboard.press("PageDown");
  await expect(says(page)).toHaveText("One of them is gone");
  await expect(by(page, "scene")).toHaveAttribute("aria-label", /Five of six servers are up/);
  await page.keyboard.press("PageDown");
  await expect(by(page, "hall")).toContainText("Whose line will grow?");

  // A show of hands; a letter without an answer counts nothing.
  for (const key of ["a", "a", "b", "e"]) await page.keyboard.press(key);
  await page.keyboard.press("Shift+A");
  for (const [place, hands] of [["0", "1"], ["1", "1"], ["2", "0"]]) {
    await expect(by(page, `hands-${place}`)).toHaveText(hands);
  }

  // The last beat has no next one; back again the dead server is dead, and before it alive.
  await page.keyboard.press("PageDown");
  await expect(says(page)).toHaveText("Next: round robin");
  await page.keyboard.press("PageUp");
  await expect(by(page, "scene")).toHaveAttribute("aria-label", /Five of six servers are up/);
  await page.keyboard.press("PageUp");
  await expect(by(page, "scene")).toHaveAttribute("aria-label", /[Aa]ll six servers are up|Six of six/);
  await page.keyboard.press("End");
  await expect(by(page, "hands-0")).toHaveText("1");

  await page.keyboard.press(".");
  await expect(by(page, "blank")).toBeVisible();
  await page.keyboard.press(".");
  await expect(by(page, "blank")).toHaveCount(0);
  await page.keyboard.press("l");
  await page.mouse.move(700, 400);
  await expect(by(page, "dot")).toHaveAttribute("style", /translate\(700px, ?400px\)/);
  await page.keyboard.press("l");
  await page.keyboard.press("t");
  await expect(by(page, "clock")).toHaveText(/^\d+:\d\d$/);
  await page.keyboard.press("h");
  await expect(page.locator(".wall footer")).toHaveCount(0);
  await page.keyboard.press("F5");
  await expect(says(page)).toHaveText("Six servers, half full");
  await page.keyboard.press("Escape");
  await expect(by(page, "deck")).toHaveValue(DECK);
});

test("the notes stand in a second window, which drives the wall", async ({ page }) => {
  await present(page, DECK);
  const opened = page.waitForEvent("popup");
  await page.keyboard.press("n");
  const notes = await opened;
  await expect(by(notes, "notes")).toHaveText("Say what a dial is.");
  await expect(by(page, "wall")).not.toContainText("Say what a dial is.");
  await by(notes, "next").click();
  await expect(says(page)).toHaveText("One of them is gone");
  await expect(says(notes)).toHaveText("One of them is gone");
  await notes.keyboard.press("PageDown");
  await expect(says(page)).toHaveText("Next: round robin");
  await notes.getByRole("button", { name: "One hand more for S6 only" }).click();
  await expect(by(page, "hands-0")).toHaveText("1");
  await notes.getByRole("button", { name: "Blank" }).click();
  await expect(by(page, "blank")).toBeVisible();
  await expect(notes.getByText("The wall is dark")).toBeVisible();
  await expect(by(notes, "time")).toHaveText(/^\d+:\d\d$/);
  await notes.close();
});

for (const folder of ["present", "de/present"]) {
  test(`the desk of /${folder}/ stands before the program does, with the same words in the same places`, async ({ page }) => {
    /** Every piece of the desk: what it says, and where it stands. */
    const desk = () =>
      page.evaluate(async () => {
        await document.fonts.ready;
        const pieces = document.querySelectorAll(".desk :is(h1, .lead, .write > label, textarea, .btn, .num, .file, select, .deeds > p, dt, dd)");
        return [...pieces].map((piece) => {
          const { x, y, width, height } = piece.getBoundingClientRect();
          const says = piece.matches("select") ? piece.selectedOptions[0].textContent : (piece.value || piece.innerText).trim();
          return [says, ...[x, y, width, height].map(Math.round)].join(" | ");
        });
      });
    const script = "**/boot-*.js";
    await page.route(script, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await page.goto(`/${folder}/`);
    const early = await desk();
    expect(early.length).toBeGreaterThan(20);
    await page.unroute(script);
    await page.goto(`/${folder}/`);
    await page.waitForFunction(() => "started" in document.documentElement.dataset);
    await expect(page.locator(".desk.early")).toHaveCount(0);
    expect(await desk()).toEqual(early);
    // Not where the address lays something else on it.
    await page.route(script, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await page.goto(`/${folder}/#lesson=sharding`);
    await page.reload();
    await expect(page.locator("h1")).toBeVisible();
    await expect(page.locator("#deck")).toBeHidden();
  });
}

test("what is wrong with a deck is said with its line, and what was written stays", async ({ page }) => {
  await open(page, "/present/");
  await by(page, "deck").fill("## A beat\nload-balancing#rate=lots\ndo: fly=4\n");
  await expect(by(page, "faults")).toContainText(/Line 1: .*lots/);
  await expect(by(page, "faults")).toContainText(/Line 3: .*fly/);
  await by(page, "deck").fill("");
  await expect(by(page, "faults")).toContainText("There is no beat");
  await expect(by(page, "present")).toBeDisabled();
});

test("a lesson is a deck, and its prediction is answered by its run", async ({ page }) => {
  await open(page, "/present/#lesson=load-balancing&show");
  await expect(says(page)).toHaveText("The slow one");
  await expect(by(page, "hall")).toBeVisible();
  await page.keyboard.press("b");
  await page.keyboard.press("PageDown");
  // The second time it leaps to the answer.
  await page.keyboard.press("PageDown");
  await expect(by(page, "told")).not.toBeEmpty();
  await expect(says(page)).toHaveText("The slow one");
  await page.keyboard.press("PageDown");
  await expect(says(page)).toHaveText("It does not look");
});

test("a question that is asked of another state is answered by that state", async ({ page }) => {
  await open(page, "/present/#lesson=consistent-hashing&show");
  await expect(by(page, "hall")).toContainText("placed by hash modulo N");
  // Hands are counted for the quarters of the scale.
  await expect(by(page, "hall").locator("li").nth(1)).toContainText("25 % to 50 %");
  await page.keyboard.press("b");
  await expect(by(page, "hands-1")).toHaveText("1");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  // The beat shows a ring, which moves a fifth; modulo moves four fifths.
  await expect(by(page, "told")).toContainText(/\b(79|80|81)(\.\d)? ?%/);
  await expect(by(page, "hall").locator("li.right")).toContainText("over 75 %");
  await page.keyboard.press("PageDown");
  await expect(says(page)).toHaveText("Three, then four");
});

test("what stands on a concept's page goes to the wall", async ({ page }) => {
  await visit(page, "preset=half-full&t=20&paused&rate=41");
  await by(page, "to-present").click();
  await page.waitForURL(/present\//);
  await expect(by(page, "deck")).toHaveValue(/load-balancing#.*rate=41/);
});

test("a handout has every beat with its picture, its question and its link", async ({ page }) => {
  await open(page, "/present/");
  await by(page, "deck").fill(DECK);
  await by(page, "to-handout").click();
  const handout = by(page, "handout");
  await expect(handout.locator("section")).toHaveCount(3);
  await expect(handout.locator("section > svg")).toHaveCount(3);
  await expect(handout.locator(".boxes li")).toHaveCount(3);
  await expect(handout.locator("a").first()).toHaveAttribute("href", "../load-balancing/#preset=half-full&t=20&paused");
});

test("a deck is saved as a file and opened again", async ({ page }) => {
  await open(page, "/present/");
  await by(page, "deck").fill(DECK);
  const saved = page.waitForEvent("download");
  await by(page, "save").click();
  const path = await (await saved).path();
  await by(page, "deck").fill("");
  await by(page, "open").setInputFiles(path);
  await expect(by(page, "deck")).toHaveValue(DECK);
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 360, height: 780 }]) {
  test.describe(`at ${viewport.width} px`, () => {
    test.use({ viewport });

    test("axe finds nothing on the desk, on the wall, in the notes and on the handout", async ({ page }) => {
      const scan = async (of, where) => {
        const { violations } = await new AxeBuilder({ page: of }).analyze();
        expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), where).toEqual([]);
      };
      await open(page, "/present/");
      await expect(by(page, "lessons")).toHaveValue("");
      await by(page, "deck").fill(DECK);
      // The title stands in the bar on a phone, beside the mark.
      const [mark, title] = [await page.locator(".brand").boundingBox(), await page.locator("h1").boundingBox()];
      const apart = mark.x + mark.width <= title.x || mark.y + mark.height <= title.y;
      expect(apart, `${JSON.stringify(mark)} and ${JSON.stringify(title)}`).toBe(true);
      await scan(page, "desk");
      await by(page, "to-handout").click();
      await scan(page, "handout");
      await page.getByRole("button", { name: "Back to the deck" }).click();
      await by(page, "present").click();
      await page.keyboard.press("End");
      await scan(page, "wall");
      const opened = page.waitForEvent("popup");
      await page.keyboard.press("n");
      const notes = await opened;
      await expect(by(notes, "notes")).toBeAttached();
      await scan(notes, "notes");
      await notes.close();
      const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(scrollWidth).toBeLessThanOrEqual(viewport.width);
    });
  });
}
