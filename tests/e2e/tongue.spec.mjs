// Nothing on the page stays English in German: every screen is walked, and every text and label that is seen there is
// held against the English messages and against words that only English has. And German pages have addresses of their
// own, which are whole before any script runs.
import { test, expect, lessons, open } from "./helpers.mjs";
import { address, by, frames, proof, visit } from "./page.mjs";

test.describe.configure({ timeout: 120_000 });

/** English texts that have a German one, without those that are the same word in both. */
async function english(request) {
  const index = await (await request.get("/messages/de.txt")).text();
  const texts = new Set();
  const german = new Set();
  for (const line of index.trim().split("\n")) {
    const file = await (await request.get(`/messages/${line.split(" ")[1]}`)).text();
    for (const [, from, to] of file.matchAll(/msgid "(.*)"\nmsgstr "(.*)"\n/g)) {
      if (from.length > 2 && !from.includes("{")) texts.add(from);
      german.add(to);
    }
  }
  return [...texts].filter((text) => !german.has(text));
}

/** What stands on the page and is English: a message of its own, or a sentence with English words. */
function left(page, texts) {
  return page.evaluate((texts) => {
    const known = new Set(texts);
    const words = /(^|[\s(“„])(the|and|are|which|there|their|from|of|with|every|what|how)([\s.,:;?!)]|$)/;
    // Code, what is typed, and titles of what others wrote.
    const aside = "script, style, noscript, code, pre, kbd, textarea, option, cite, a[href*='://'], [hidden]";
    const found = new Set();
    const look = (text, where) => {
      const plain = text?.trim().replace(/\s+/g, " ");
      if (plain && (known.has(plain) || words.test(plain))) found.add(`${where}: ${plain.slice(0, 120)}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      if (element.closest(aside) || element.closest("[lang=en]")) continue;
      // What others wrote keeps its title.
      if (element.closest("li, p")?.querySelector("a[href*='://']")) continue;
      if (node.nodeType === Node.TEXT_NODE) look(node.data, "text");
      else for (const name of ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-roledescription"]) look(node.getAttribute(name), name);
    }
    look(document.title, "window");
    return [...found];
  }, texts);
}

test("every part of a concept's page is in German", async ({ page, request }) => {
  const texts = await english(request);
  expect(texts.length).toBeGreaterThan(2000);
  await visit(page, "preset=half-full&t=20&paused&lang=de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  const clean = async (where) => expect.soft(await left(page, texts), where).toEqual([]);
  await clean("at rest");
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await by(page, "seed").press("k");
  await frames(page, 8);
  await clean("everything open, after a kill");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("t");
  await expect(by(page, "scene-table")).toBeVisible();
  await page.keyboard.press("v");
  await by(page, "compare").click();
  await frames(page, 8);
  await clean("tables, a bookmark, lanes");
  await by(page, "share").click();
  await expect(by(page, "qr")).toBeVisible();
  await clean("sharing");
  await by(page, "export-open").click();
  await expect(by(page, "exporting")).toBeVisible();
  await clean("exporting");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await clean("the list of keys");
});

test("what goes wrong is said in German", async ({ page, request }) => {
  const texts = await english(request);
  await visit(page, "rate=abc&policy=best&t=x&stop=nothing%20%3E%203&paused&lang=de");
  await expect(by(page, "notice")).toBeVisible();
  expect(await left(page, texts)).toEqual([]);
});

test("home and the hall are in German", async ({ page, request }) => {
  const texts = await english(request);
  const clean = async (where) => expect.soft(await left(page, texts), where).toEqual([]);
  await open(page, "/#lang=de");
  await clean("home");
  await page.getByRole("searchbox").fill("nichts dergleichen");
  await frames(page, 4);
  await clean("home, nothing found");
  await open(page, "/present/#lesson=load-balancing&lang=de");
  await expect(by(page, "deck")).not.toHaveValue("");
  await clean("the desk");
  await page.getByRole("button", { name: "Handout" }).click();
  await expect(by(page, "handout")).toBeVisible();
  await clean("the handout");
  // The same address again would open nothing anew.
  await page.goto("about:blank");
  await open(page, "/present/#lesson=load-balancing&lang=de");
  await by(page, "present").click();
  await expect(by(page, "wall")).toBeVisible();
  await clean("the wall");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("?");
  await frames(page, 4);
  await clean("the wall's keys");
});

for (const id of lessons) {
  test(`${id} is in German, lesson and questions too`, async ({ page, request }) => {
    const texts = await english(request);
    await open(page, `/${id}/#lang=de`);
    // With nothing else said the lesson begins, as in English.
    await expect(by(page, "lesson")).toBeVisible();
    await by(page, "play").click();
    await frames(page, 8);
    expect(await left(page, texts), id).toEqual([]);
  });
}

test("German addresses are German before any script runs", async ({ browser, baseURL, request }) => {
  const texts = await english(request);
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  for (const [path, title] of [
    ["/de/", "Kneepoint"],
    ["/de/load-balancing/", "Load Balancing"],
    ["/de/glossary/", "Glossar"],
    ["/de/load-balancing/pack/", "Load Balancing"],
    ["/de/builder/", "Setz eine Figur in deine Seite"],
    ["/de/present/", "Vortragen"],
    ["/de/load-balancing/the-slow-one/", "Der Langsame"],
  ]) {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page.locator("h1")).toContainText(title);
    expect.soft(await left(page, texts), path).toEqual([]);
    // The same page in both languages, for search engines; without a script it is also the way to the other.
    const way = (lang) => page.locator(`link[hreflang="${lang}"]`).evaluate((link) => new URL(link.href).pathname);
    const name = path.slice("/de/".length);
    for (const [lang, there] of [["de", `de/${name}`], ["en", name], ["x-default", name]]) {
      expect.soft((await way(lang)).endsWith(`/${there}`), `${path}: ${lang}`).toBe(true);
    }
    expect.soft(await page.locator('a[hreflang="en"]').evaluate((link) => link.pathname), path).toBe(`/${name}`);
    const english = await (await request.get(`/${name}`)).text();
    expect.soft(english.match(/<(?:link|a)\b[^>]*hreflang="(en|de|x-default)"/g), `/${name}`).toHaveLength(4);
  }
  await page.goto("/de/load-balancing/");
  await expect(page.locator("noscript p")).toContainText("Schalte JavaScript ein");
  await expect(page.locator(".poster svg").first()).toBeVisible();
  expect(await page.locator('meta[name="description"]').getAttribute("content")).not.toMatch(/ the /);
  await context.close();
});

test("the switch leads between the two addresses, with what is on the screen", async ({ page, request }) => {
  await open(page, "/de/load-balancing/#rate=41&seed=7&t=12&paused");
  const shown = async (lang) => {
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(by(page, "exact-rate")).toHaveValue("41");
    await expect(page.locator("html")).toHaveAttribute("data-t", "12");
  };
  const there = async (lang) => {
    await shown(lang);
    await expect(page).not.toHaveURL(/lang=/);
  };
  await there("de");
  await page.locator(".brand").click();
  await expect(page).toHaveURL(/\/de\/$/);
  await expect(page.locator("a.whole").first()).toHaveAttribute("href", /^\.\.\/de\/[a-z-]+\/$/);
  // The program says what was written.
  await page.waitForFunction(() => "started" in document.documentElement.dataset);
  const written = [...(await (await request.get("/de/")).text()).matchAll(/<h2>([^<]+)<\/h2>/g)].map(([, words]) => words);
  expect(await page.locator(".verb h2").allTextContents()).toEqual(written);
  await page.goBack();
  await there("de");
  await by(page, "lang").click();
  await expect(page).toHaveURL(/[^e]\/load-balancing\/#.*rate=41/);
  await there("en");
  await by(page, "lang").click();
  await expect(page).toHaveURL(/\/de\/load-balancing\/#.*rate=41/);
  await there("de");
  // The way back is a step back. German was chosen since: the address may have to name its language now.
  await page.goBack();
  await shown("en");
});

test("the switch keeps what was left behind and what was marked", async ({ page }) => {
  const old = await visit(page, "rate=40&servers=5&do=22:kill=2&t=30&paused&theme=light&mark=30");
  await page.evaluate(() => document.activeElement?.blur());
  await by(page, "timeline").press("Home");
  await expect.poll(async () => (await proof(page)).t).toBe(0);
  await by(page, "action-kill").click();
  await expect(by(page, "branch-0")).toContainText("Back to: ");
  for (const [there, lang, words] of [[/\/de\/load-balancing\//, "de", "Zurück zu: "], [/[^e]\/load-balancing\//, "en", "Back to: "]]) {
    await by(page, "lang").click();
    await expect(page).toHaveURL(there);
    await page.waitForFunction(() => "started" in document.documentElement.dataset);
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(by(page, "branch-0")).toContainText(words);
    await expect(by(page, "branch-1")).toHaveCount(0);
  }
  await by(page, "branch-0").click();
  await expect.poll(() => address(page).get("do")).toBe("22:kill=2");
  await by(page, "bookmarks").click();
  await by(page, "bookmark-0").click();
  await expect.poll(async () => (await proof(page)).hash).toBe(old.hash);
});

test("the switch of the glossary, of a lesson pack and of a story leads to the same page", async ({ page }) => {
  for (const path of ["/glossary/", "/load-balancing/pack/", "/load-balancing/the-slow-one/"]) {
    await page.goto(`/de${path}`);
    for (const [lang, there] of [["en", path], ["de", `/de${path}`]]) {
      await page.locator("a.lang").click();
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      expect(new URL(page.url()).pathname).toBe(there);
    }
  }
});

test("a German story runs in German", async ({ page }) => {
  await page.goto("/de/load-balancing/the-slow-one/");
  const title = await page.getByRole("heading", { level: 1 }).textContent();
  await page.getByRole("link", { name: "Laufen lassen" }).click();
  await page.waitForFunction(() => "started" in document.documentElement.dataset);
  expect(new URL(page.url()).pathname).toBe("/de/load-balancing/");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  expect(await page.evaluate(() => document.body.textContent)).toContain(title);
});

test("a lecture has an address in each language, and the switch keeps the deck", async ({ page }) => {
  // Beside a German page it is German, and so are the notes.
  await visit(page, "preset=half-full&t=20&paused&rate=41", "/de/load-balancing/");
  await by(page, "to-present").click();
  await page.waitForURL(/\/de\/present\//);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(by(page, "deck")).toHaveValue(/load-balancing#.*rate=41/);
  await expect(page).not.toHaveURL(/lang=/);
  await page.waitForFunction(() => "started" in document.documentElement.dataset);
  // What was written goes along as it is.
  const deck = "# Zwei & drei\n\n## Halb voll = ruhig?\nload-balancing#preset=half-full&t=20&paused\nSag, was ein Zeiger ist.\n";
  await by(page, "deck").fill(deck);
  for (const [there, lang] of [[/[^e]\/present\//, "en"], [/\/de\/present\//, "de"]]) {
    await by(page, "lang").click();
    await expect(page).toHaveURL(there);
    await page.waitForFunction(() => "started" in document.documentElement.dataset);
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(by(page, "deck")).toHaveValue(deck);
  }
  // A lesson comes in the other language.
  await by(page, "lessons").selectOption("load-balancing");
  await expect(by(page, "deck")).toHaveValue(/^## Der Langsame$/m);
  await by(page, "lang").click();
  await expect(page).toHaveURL(/[^e]\/present\//);
  await expect(by(page, "deck")).toHaveValue(/^## The slow one$/m);
});

test("the notes speak the language of the wall", async ({ page }) => {
  for (const path of ["/de/present/#lesson=load-balancing&show", "/present/#lesson=load-balancing&show&lang=de"]) {
    await page.goto("about:blank");
    await open(page, path);
    await expect(by(page, "wall")).toBeVisible();
    const opened = page.waitForEvent("popup");
    await page.keyboard.press("n");
    const notes = await opened;
    await expect(by(notes, "next")).toHaveText("Weiter");
    await expect(by(notes, "says")).toHaveText("Der Langsame");
    await notes.close();
  }
});

test("what a lecturer wrote stays as it was written", async ({ page }) => {
  await open(page, "/de/present/");
  await by(page, "deck").fill(
    "# Lines\n\n## Six servers, half full, and nobody waits\nload-balancing#preset=half-full&t=20&paused\nnumber: now:mean | s | mean latency, and nothing more\nask: What will grow when one dies?\n- S6 only\n- All five that are left\nSay what a dial is, and when it is full.\n\n## And then round robin\n",
  );
  await by(page, "present").click();
  await expect(by(page, "says")).toHaveText("Six servers, half full, and nobody waits");
  await expect(by(page, "number")).toContainText("mean latency, and nothing more");
  await expect(page.locator(".hall h2")).toHaveText("What will grow when one dies?");
  await expect(page.locator(".answer").last()).toHaveText("All five that are left");
  await expect(by(page, "hand-1")).toHaveAccessibleName("Eine Hand mehr für All five that are left");
  await expect(page.locator(".then")).toHaveText("And then round robin");
  // What is the page's own is said.
  await expect(page.locator(".keys")).toContainText("weiter");
  const opened = page.waitForEvent("popup");
  await page.keyboard.press("n");
  const notes = await opened;
  await expect(by(notes, "notes")).toHaveText("Say what a dial is, and when it is full.");
  await notes.close();
  await page.keyboard.press("Escape");
  await by(page, "to-handout").click();
  await expect(by(page, "handout")).toContainText("Say what a dial is, and when it is full.");
});
