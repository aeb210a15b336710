// The size budgets, packed with Brotli as static hosts send it: what the first paint of a page needs, which is written
// into the page and waits for no program, a page with its program, and a figure's program.
//   node size.mjs              prints the table, fails over the budget
//   node size.mjs --pack DIR   writes the packed files there, for a server
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const PAINT = 250_000;
// One program holds all concepts: a reader who goes from one to the next loads it once. What was reached with one concept
// was 371 kB, and the second added 79 kB: its model, pictures, words and poster. Each has a few kB to spare.
const FIRST = 375_000;
const EACH = 60_000;
// Lessons and questions came later. For each of four concepts: 3 kB of words in the module, 2 kB in its page; what tells
// and asks them makes the rest.
const LEARN = 11_000;
// A concept's page with the program of that concept alone, and what its figures run in other pages: half, and two fifths,
// of what they had with the program of all. Load balancing has 475 and 287 kB, rate limiting some 20 kB more.
const OWN = 570_000;
const FIGURE = 380_000;
// What the threads of a page go over to when it has long been there: it holds no page, and is compiled for speed.
const THREAD = 200_000;
// What every page that shows a figure asks for at once.
const EMBED = 4_000;
const dist = join(dirname(fileURLToPath(import.meta.url)), "../../dist");
const sizes = new Map();

/** Packed size in bytes; fonts are packed already. */
function packed(file) {
  if (!sizes.has(file)) {
    const raw = readFileSync(file);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
    const body = /\.(woff2|png)$/.test(file) ? raw : brotliCompressSync(raw, { params });
    sizes.set(file, { raw: raw.length, packed: body.length, body });
  }
  return sizes.get(file);
}

/** Files of this site that a page names, in its markup and in its style. */
function named(file, whole) {
  const text = readFileSync(file, "utf8");
  const tags = [...text.matchAll(/<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"[^>]*>/g)];
  // What the start script fetches once the page is painted.
  const later = whole ? [...text.matchAll(/\bdata-(?:glue|module)="([^"]+)"/g)] : [];
  // Letters beyond English have files of their own, which come where such a letter occurs.
  const fonts = [...text.matchAll(/url\(["']?([^"')]+)["']?\)/g)].filter(([, address]) => !address.endsWith("-more.woff2"));
  return [...tags, ...fonts, ...later]
    // The same page in another language is not asked for.
    .filter(([tag]) => !tag.includes("hreflang="))
    // A module runs after the page has been parsed.
    .filter(([tag]) => whole || !/type="module"/.test(tag))
    .map((match) => match[1])
    .filter((address) => !/^(data|https?):|^#/.test(address))
    .map((address) => normalize(join(dirname(file), address)));
}

/** A page with everything it names, or with what its first paint waits for. */
function needed(page, whole) {
  const files = new Set([page]);
  for (const file of files) {
    if (file.endsWith(".html")) for (const other of named(file, whole)) files.add(other);
  }
  return [...files];
}

/** The heaviest, by bytes that are not packed: packing all takes a minute. */
const heaviestOf = (all, files) => {
  const raw = (one) => files(one).reduce((sum, file) => sum + statSync(file).size, 0);
  return all.reduce((a, b) => (raw(a) >= raw(b) ? a : b));
};
const total = (page, whole) => needed(page, whole).reduce((sum, file) => sum + packed(file).packed, 0);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);

/** The page's folders in English; German pages stand below `de/` under the same names, and are held to the same budgets. */
const folders = (file) => relative(join(dist, isGerman(file) ? "de" : ""), file).split(sep);
const isGerman = (file) => relative(dist, file).startsWith(`de${sep}`);
// A story's page, two folders down, carries no program.
const both = readdirSync(dist, { recursive: true })
  .map((name) => join(dist, name))
  // The pages of single figures hold less than these, and the builder has none of the program.
  .filter((file) => basename(file) === "index.html" && folders(file).length <= 2)
  .filter((file) => readFileSync(file, "utf8").includes('id="boot"'));
// A page and its German one are one concept.
const pages = both.filter((file) => !isGerman(file));
if (pages.length === 0) {
  console.error("dist/ holds no page; run `cargo xtask dist` first.");
  process.exit(1);
}
// The home page is no concept.
const lessons = pages.filter((file) => readFileSync(file, "utf8").includes('aria-label="Lesson"')).length;
const WHOLE = FIRST + EACH * Math.max(0, pages.length - 2) + LEARN * lessons;
const heaviest = heaviestOf(both, (page) => needed(page, true));
const own = pages.filter((file) => readFileSync(file, "utf8").includes("data-whole-module"));
const figures = readdirSync(dist).filter((name) => /^kneepoint-figure-.*\.wasm$/.test(name)).map((name) => join(dist, name));
const threads = readdirSync(dist).filter((name) => /^kneepoint-thread-.*\.wasm$/.test(name)).map((name) => join(dist, name));
const concepts = pages.filter((file) => /<meta name="kneepoint-concept" content="[^"]/.test(readFileSync(file, "utf8")));
if (own.length !== concepts.length || [figures, threads].some(({ length }) => length !== own.length)) {
  console.error(`Of ${concepts.length} concepts ${own.length} have a program of their own, ${figures.length} one for figures, and ${threads.length} one for threads; run \`cargo xtask dist\` again.`);
  process.exit(1);
}
const thread = heaviestOf(threads, (file) => [file]);
const ownPage = heaviestOf(both.filter((file) => readFileSync(file, "utf8").includes("data-whole-module")), (page) => needed(page, true));
const figure = heaviestOf(figures, (file) => [file]);

console.log(`${relative(dist, heaviest)}, the heaviest of ${both.length} pages; * is what the first paint needs:`);
console.log(`${"raw".padStart(11)}${"Brotli".padStart(11)}`);
const early = new Set(needed(heaviest, false));
const rows = needed(heaviest, true).sort((a, b) => packed(b).packed - packed(a).packed);
for (const file of rows) {
  console.log(`${kB(packed(file).raw)}${kB(packed(file).packed)} ${early.has(file) ? "*" : " "} ${relative(dist, file)}`);
}
const sums = [
  ["the first paint", total(heaviest, false), PAINT],
  ["the whole page", total(heaviest, true), WHOLE],
  [`${relative(dist, ownPage)}, the heaviest of a concept`, total(ownPage, true), OWN],
  [`${relative(dist, figure).replace(/-[0-9a-f]{16}.*/, "")}, the heaviest program of a figure`, packed(figure).packed, FIGURE],
  [`${relative(dist, thread).replace(/-[0-9a-f]{16}.*/, "")}, the heaviest program of threads, which no page waits for`, packed(thread).packed, THREAD],
  ["embed.js", packed(join(dist, "embed.js")).packed, EMBED],
];
for (const [what, sum, budget] of sums) {
  console.log(`${"".padStart(11)}${kB(sum)}   ${what}; the budget is ${budget / 1000} kB`);
}

const at = process.argv.indexOf("--pack");
if (at > 0) {
  const folder = process.argv[at + 1];
  rmSync(folder, { recursive: true, force: true });
  for (const name of readdirSync(dist, { recursive: true })) {
    const file = join(dist, name);
    if (!statSync(file).isFile() || !/\.(html|js|css|wasm|svg|json|txt|xml)$/.test(file)) continue;
    const target = join(folder, `${name}.br`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, packed(file).body);
  }
  process.exit();
}
for (const [what, sum, budget] of sums.filter(([, sum, budget]) => sum > budget)) {
  console.error(`${what} is over its budget by ${kB(sum - budget).trim()}.`);
  process.exitCode = 1;
}
