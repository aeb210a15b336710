// What stands in a page before its program gives way in one piece, to figures that are drawn.
import { concepts, expect, open, test } from "./helpers.mjs";

/** Notes how posters go in the pages that are opened from now on: what stands there in their place. */
const watch = (page, figures) =>
  page.addInitScript((figures) => {
    window.gone = [];
    window.came = [];
    const drawn = (canvas) => {
      const { width, height } = canvas;
      return width > 0 && height > 0 && canvas.getContext("2d").getImageData(0, 0, width, height).data.some((part) => part !== 0);
    };
    const apps = (nodes) => [...nodes].filter((node) => node.id === "app");
    new MutationObserver((records) => {
      for (const { addedNodes, removedNodes } of records) {
        for (const app of apps(addedNodes)) {
          if (app.className === "coming") window.came.push(getComputedStyle(app).visibility);
        }
        for (const _ of apps(removedNodes)) {
          const left = document.querySelectorAll("#app");
          window.gone.push({ pages: left.length, seen: getComputedStyle(left[0]).visibility, figures: [...document.querySelectorAll(figures)].map(drawn) });
        }
      }
    }).observe(document, { childList: true, subtree: true });
  }, figures);

/** Opens a page; how its poster went. */
async function gone(page, path) {
  await open(page, path);
  expect(await page.evaluate(() => window.came), path).toEqual(["hidden"]);
  return page.evaluate(() => window.gone);
}

for (const width of [1440, 360]) {
  test(`a concept's poster goes when its figure is drawn, at ${width} px`, async ({ page, request }) => {
    await page.setViewportSize({ width, height: 800 });
    await watch(page, "[data-testid=scene]");
    for (const id of await concepts(request)) {
      expect(await gone(page, `/${id}/`), id).toEqual([{ pages: 1, seen: "visible", figures: [true] }]);
    }
  });
}

for (const home of ["/", "/de/"]) {
  test(`the figures of ${home} go when all miniatures are drawn`, async ({ page, request }) => {
    const figures = (await concepts(request)).map(() => true);
    await watch(page, "canvas.mini");
    expect(await gone(page, home)).toEqual([{ pages: 1, seen: "visible", figures }]);
  });
}
