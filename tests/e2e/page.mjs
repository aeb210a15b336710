// What the tests of a concept page share: opening a link, waiting until it stands still, reading what it proves.
import { open } from "./helpers.mjs";

/** The page that most tests drive. */
export const PAGE = "/load-balancing/";
/** Six equal servers, all well, standing still: a calm place to start from. */
export const CALM = "preset=half-full&t=20&paused&theme=light";

/** An element by its hook. */
export const by = (page, id) => page.getByTestId(id);

/** Opens a link of the concept page; a paused one is drawn to the end. */
export async function visit(page, fragment, path = PAGE) {
  await open(page, `${path}#${fragment}`);
  if (/(^|&)paused(&|$)/.test(fragment)) return settled(page);
}

/** Opens another link in the same page, as a click on it would. */
export async function follow(page, fragment) {
  await page.evaluate(
    (to) =>
      new Promise((done) => {
        // Ours is called after the page's own listener, before the frame that tells of the new run.
        const forget = () => {
          for (const name of ["data-hash", "data-t", "data-events"]) document.documentElement.removeAttribute(name);
          done();
        };
        addEventListener("hashchange", forget, { once: true });
        location.hash = to;
      }),
    fragment,
  );
  return settled(page);
}

/** Lets so many frames go by. */
export function frames(page, count) {
  return page.evaluate(
    (count) =>
      new Promise((done) => {
        const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
        next();
      }),
    count,
  );
}

/** Waits until a paused page has drawn everything, and returns its proof. */
export async function settled(page) {
  await page.waitForFunction(() => document.documentElement.dataset.hash);
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  // One thing is drawn per frame: words, timeline, then each chart.
  await frames(page, 8);
  return proof(page);
}

/**
 * A thread like those of the page, with a program that lies in the site's folder (its JavaScript's name): sends it
 * messages one after the other, and returns the first answers to each, as many as are wanted.
 */
export function inThread(page, glue, asked) {
  return page.evaluate(
    async ({ glue, asked }) => {
      const root = new URL(document.querySelector('meta[name="kneepoint-root"]').content, location.href);
      const at = (name) => new URL(name, root).href;
      const worker = new Worker(at("worker.js"), { type: "module" });
      const come = [];
      let heard;
      worker.onmessage = ({ data }) => {
        come.push(...(data instanceof Float64Array ? data : [data]));
        heard?.();
      };
      const broke = new Promise((_, fail) => (worker.onerror = ({ message }) => fail(new Error(message))));
      const first = async (count) => {
        while (come.length < count) await Promise.race([broke, new Promise((done) => (heard = done))]);
        return come.splice(0).slice(0, count);
      };
      const module = await WebAssembly.compile(await (await fetch(at(glue.replace(/\.js$/, "_bg.wasm")))).arrayBuffer());
      worker.postMessage({ js: at(glue), module });
      await first(1);
      const answers = [];
      for (const { message, count } of asked) {
        worker.postMessage(message);
        answers.push(await first(count));
      }
      worker.terminate();
      return answers;
    },
    { glue, asked },
  );
}

/** The JavaScript of the page's program, and of the one that its threads go over to, as the page names them. */
export function programs(page) {
  return page.evaluate(() => ({
    own: document.getElementById("boot").dataset.glue.replace(/^(\.\.?\/)+/, ""),
    thread: document.querySelector('meta[name="kneepoint-thread"]')?.content,
  }));
}

/** What a paused page exposes: hash of the run, moment in seconds, number of events. */
export function proof(page) {
  return page.evaluate(() => {
    const { hash, t, events } = document.documentElement.dataset;
    return { hash, t: Number(t), events: Number(events) };
  });
}

/** What follows `#` in the address, as pairs. */
export function address(page) {
  return new URLSearchParams(new URL(page.url()).hash.slice(1));
}

/** The pixels of a canvas, as text to compare. */
export function pixels(page, id) {
  const canvas = id === "timeline" ? page.locator(".timeline canvas") : by(page, id);
  return canvas.evaluate((canvas) => canvas.toDataURL());
}

/** Does something and waits until the run's proof is another one; returns it. */
export async function changed(page, act) {
  const { hash, t, events } = await page.evaluate(() => ({ ...document.documentElement.dataset }));
  await act();
  await page.waitForFunction(
    (before) => Object.entries(before).some(([key, value]) => document.documentElement.dataset[key] !== value),
    { hash, t, events },
  );
  return settled(page);
}

/** The middle of an element, in the window. */
export async function middle(locator) {
  const box = await locator.boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Counts the animation frames a page asks for, from its first line on: `window.asked`. */
export function countFrames(page) {
  return page.addInitScript(() => {
    window.asked = 0;
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => {
      window.asked += 1;
      return ask(callback);
    };
  });
}

/** Waits until no frame has been asked for during `ms` milliseconds; false if that does not come. */
export function goesQuiet(page, ms, within = 10_000) {
  return page.evaluate(
    async ({ ms, within }) => {
      const wait = (ms) => new Promise((done) => setTimeout(done, ms));
      const end = performance.now() + within;
      while (performance.now() < end) {
        const before = window.asked;
        await wait(ms);
        if (window.asked === before) return true;
      }
      return false;
    },
    { ms, within },
  );
}

/** The value below which the given share of the numbers lies. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** A prediction that was made earlier, so that the list of them is there. */
export function guessed(page) {
  const kept = "concept,prediction,question,guess,measured,off,right,link\nload-balancing,half-full,How many wait?,3,5.1,2.1,false,preset=half-full&t=20\n";
  return page.addInitScript((kept) => localStorage.setItem("kneepoint-predictions", kept), kept);
}
