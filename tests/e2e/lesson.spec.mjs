// Lessons and predictions: walked from the first beat to the last by keyboard alone, and guessed wrong on purpose.
import { concepts, expect, lessons, open, test } from "./helpers.mjs";
import { address, by, frames, visit } from "./page.mjs";

// Tall enough for the figure and the lesson together: a figure out of sight stands still.
test.use({ viewport: { width: 1440, height: 1300 } });

/** Titles of a concept's beats, as the page offers them. */
const titles = (page) => by(page, "beats").locator("option").allTextContents();

test("every concept has a lesson", async ({ request }) => {
  expect([...(await concepts(request))].sort()).toEqual([...lessons].sort());
});

for (const concept of lessons) {
  test(`the lesson of ${concept} is walked from its first beat to its last by keyboard alone`, async ({ page }) => {
    await open(page, `/${concept}/`);
    const beats = await titles(page);
    expect(beats.length, concept).toBeGreaterThan(2);
    for (const [index, title] of beats.entries()) {
      await expect.soft(by(page, "beat"), concept).toHaveText(`Lesson ${index + 1} of ${beats.length}`);
      await expect.soft(by(page, "lesson").getByRole("heading"), concept).toHaveText(title);
      expect.soft((await by(page, "lesson").textContent()).length, `${concept}, ${title}`).toBeGreaterThan(title.length + 60);
      await page.keyboard.press("n");
    }
    // After the last one the key leads nowhere, and the other one back.
    await expect(by(page, "beat")).toHaveText(`Lesson ${beats.length} of ${beats.length}`);
    await page.keyboard.press("p");
    await expect(by(page, "lesson").getByRole("heading")).toHaveText(beats.at(-2));
    expect(address(page).get("beat")).toBeTruthy();
  });
}

test("a beat is in the link, and the link opens it", async ({ page }) => {
  await visit(page, "");
  const beats = await titles(page);
  await page.keyboard.press("n");
  await expect(by(page, "lesson").getByRole("heading")).toHaveText(beats[1]);
  const url = page.url();
  const fresh = await page.context().newPage();
  await open(fresh, url);
  await expect(by(fresh, "lesson").getByRole("heading")).toHaveText(beats[1]);
  await page.goBack();
  await expect(by(page, "lesson").getByRole("heading")).toHaveText(beats[0]);
  const bare = await page.context().newPage();
  await open(bare, `/load-balancing/#beat=${address(fresh).get("beat")}`);
  await expect(by(bare, "lesson").getByRole("heading")).toHaveText(beats[1]);
});

test("a chip does what it says, and what waits for it appears", async ({ page }) => {
  await visit(page, "beat=it-does-not-look");
  const prose = by(page, "lesson");
  await expect(prose).not.toContainText("Nobody drained it");
  await prose.getByRole("button", { name: "Two choices" }).click();
  await expect(prose.getByRole("button", { name: "Two choices" })).toHaveAttribute("aria-pressed", "true");
  for (let faster = 0; faster < 6; faster++) await page.keyboard.press("+");
  await expect(prose).toContainText("Nobody drained it", { timeout: 20_000 });
});

test("a wrong guess by keyboard alone gets its reply, on the same scale, and is kept", async ({ page }) => {
  await visit(page, "");
  await expect(by(page, "question")).toContainText("How many requests wait at S6");
  await expect(by(page, "predict-run")).toBeDisabled();
  await by(page, "guess-scale").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await expect(by(page, "guess-scale")).toHaveAttribute("aria-valuetext", "0");
  await page.keyboard.press("Tab");
  await expect(by(page, "predict-run")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(by(page, "verdict")).toContainText("You said 0. It was 110: 110 too low.", { timeout: 15_000 });
  await expect(by(page, "reply")).toContainText("Round robin does not look");
  await expect(page.locator(".guess-scale .measured")).toBeVisible();
  expect(await by(page, "play").getAttribute("aria-label")).toBe("Play");

  await page.reload();
  await by(page, "predictions").click();
  const dialog = page.getByRole("dialog", { name: "Your predictions" });
  // A question, and below it what was said, what it was, and how far off that is.
  await expect(dialog.getByRole("row").nth(1)).toContainText("How many requests wait at S6");
  await expect(dialog.getByRole("row").nth(2).getByRole("cell")).toHaveText(["0", "110", "110 too low"]);
  const [json] = await Promise.all([page.waitForEvent("download"), by(page, "made-json").click()]);
  const made = JSON.parse(await (await json.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString()));
  expect(made).toMatchObject([{ concept: "load-balancing", guess: "0", measured: "110", right: false }]);
  const [csv] = await Promise.all([page.waitForEvent("download"), by(page, "made-csv").click()]);
  expect(csv.suggestedFilename()).toBe("predictions.csv");
  await by(page, "made-forget").click();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(by(page, "predictions")).toHaveCount(0);
});

test("a guess is clicked in the figure, and a right one is said to be right", async ({ page }) => {
  await visit(page, "beat=yours");
  await expect(by(page, "question")).toContainText("Which server gets the next request?");
  await by(page, "predict-show").click();
  await frames(page, 8);
  const button = await by(page, "place-server-6").boundingBox();
  await page.mouse.click(button.x + button.width / 2, button.y + button.height / 2);
  await expect(by(page, "guess-6")).toHaveAttribute("aria-pressed", "true");
  await by(page, "predict-run").click();
  await expect(by(page, "verdict")).toContainText("S6, as you said.", { timeout: 15_000 });
});

test("with less motion the answer comes at once", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await visit(page, "");
  await by(page, "guess-scale").focus();
  await page.keyboard.press("End");
  await by(page, "predict-run").click();
  await expect(by(page, "verdict")).toContainText("You said 200. It was 110: 90 too high.", { timeout: 3000 });
});

test("without storage a guess is judged all the same", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } }));
  await visit(page, "");
  await by(page, "guess-scale").focus();
  await page.keyboard.press("Home");
  await by(page, "predict-run").click();
  await expect(by(page, "reply")).toContainText("Round robin does not look", { timeout: 15_000 });
});

for (const concept of lessons) {
  test(`every prediction of ${concept} runs in the browser`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page, `/${concept}/`);
    const count = Number((await page.locator(".predict .note").textContent()).split(" of ")[1]);
    for (let asked = 0; asked < count; asked++) {
      const question = await by(page, "question").textContent();
      if (await by(page, "predict-show").count()) await by(page, "predict-show").click();
      const drawn = (await by(page, "guess-curve").count()) > 0;
      if (await by(page, "guess-scale").count()) {
        await by(page, "guess-scale").focus();
        await page.keyboard.press("Home");
      } else if (drawn) {
        for (const knot of await page.locator(".knot").all()) {
          await knot.focus();
          await page.keyboard.press("Home");
        }
      } else {
        await page.locator(".predict .answers input, .predict .things button").first().click();
      }
      await by(page, "predict-run").click();
      await expect.soft(by(page, "verdict"), `${concept}: ${question}`).toContainText(drawn ? /of the height off/ : /It was|as you said/, { timeout: 10_000 });
      await by(page, "predict-skip").click();
      await expect(by(page, "question")).not.toHaveText(question);
    }
  });
}

test("the whole lesson stands in the page before the program starts", async ({ request, browser }) => {
  for (const concept of lessons) {
    const html = await (await request.get(`/${concept}/`)).text();
    for (const title of ["What you see", "Common mistakes", "What real systems do", "Further reading"]) expect(html).toContain(`<h2>${title}</h2>`);
  }
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(new URL("/load-balancing/", process.env.KNEEPOINT_URL ?? test.info().project.use.baseURL).href);
  await expect(page.locator(".prose")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Further reading" })).toBeVisible();
  await context.close();
});
