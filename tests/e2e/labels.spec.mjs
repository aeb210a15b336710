// German words are longer than English ones: on no concept's page is a label cut off or wider than its place, in either
// language, on a wide window and on a phone.
import { expect, lessons, test } from "./helpers.mjs";
import { by, frames, proof, settled, visit } from "./page.mjs";
import { cutLabels } from "./cut.mjs";

/** Names of deeds, Was / Now, tabs, chips, the player with what stands below it, and the names of sliders. */
const LABELS = ".acts .btn, .wn th, .wn td, [role=tab], .chip, .player button, .player .speed, .stops .btn, .branch .btn, .small-player .btn, .slh, .tick, .pick select, .top button, .top a, .crumb, .st, .twin-button";
/** The heads of charts: their titles, and the notes with the numbers of what was tried. */
const HEADS = ".ph .t, .ph .t ~ .note";
/** The row of tabs is short enough to be seen as a whole. */
const STILL = ".tabs";

for (const id of lessons) {
  for (const lang of ["en", "de"]) {
    test(`labels of ${id} are whole in ${lang}`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.setViewportSize({ width: 1440, height: 900 });
      const path = lang === "en" ? `/${id}/` : `/${lang}/${id}/`;
      // At a moment that is not round, so that numbers have their digits.
      await visit(page, "t=5.678&paused&theme=light", path);
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      const whole = async (where) => expect.soft(await cutLabels(page, LABELS, STILL), where).toEqual([]);
      await whole("wide");
      expect.soft(await cutLabels(page, ".cap > p:first-child"), "the caption").toEqual([]);
      // A number with its end cut off is another number.
      for (const width of [1440, 1376, 1100, 1000, 768]) {
        await page.setViewportSize({ width, height: 900 });
        await frames(page, 12);
        expect.soft(await cutLabels(page, HEADS), `heads of charts at ${width}`).toEqual([]);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      await settled(page);
      // A deed in the past leaves a future, with its name beside the player.
      await page.evaluate(() => document.activeElement?.blur());
      const { t } = await proof(page);
      await by(page, "timeline").press("Home");
      await expect.poll(async () => (await proof(page)).t).toBeLessThan(t);
      const deed = page.locator(".acts .btn:enabled").first();
      await deed.click();
      await settled(page);
      await whole("wide, after a deed");
      await page.setViewportSize({ width: 360, height: 780 });
      await expect(page.locator(".tabs")).toBeVisible();
      for (const tab of await page.getByRole("tab").all()) {
        await tab.click();
        await frames(page, 12);
        const where = `on a phone, ${await tab.textContent()}`;
        await whole(where);
        if (await page.locator(".ph .t").first().isVisible()) expect.soft(await cutLabels(page, HEADS), where).toEqual([]);
      }
    });
  }
}

test("a label that is cut is found", async ({ page }) => {
  await visit(page, "t=5&paused&theme=light");
  expect(await cutLabels(page, ".acts .btn")).toEqual([]);
  await page.evaluate(() => {
    const [one, two, three] = document.querySelectorAll(".acts .btn");
    one.textContent = "Wiederherstellungszeitpunkt";
    two.textContent = "eins zwei drei vier fünf sechs sieben acht neun zehn elf";
    three.style.whiteSpace = "nowrap";
    three.style.overflow = "visible";
    three.textContent = "Wiederherstellungszeitpunkt";
  });
  expect(await cutLabels(page, ".acts .btn")).toHaveLength(3);
  expect(await cutLabels(page, ".nobody")).toEqual(["nothing is shown of .nobody"]);
});
