// Lighthouse on home, concepts, glossary, builder and desk of a served site, in both languages: `node lighthouse.mjs http://127.0.0.1:18300`.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [site] = process.argv.slice(2);
const program = process.env.KNEEPOINT_LIGHTHOUSE;
if (!site || !program) {
  console.error("Use `cargo xtask lighthouse`: it serves the site and names Lighthouse.");
  process.exit(1);
}
const flags = ["--headless", "--disable-gpu", "--no-first-run"];
if (process.getuid?.() === 0) flags.push("--no-sandbox");

const home = await (await fetch(`${site}/`)).text();
// Concepts and the glossary; the home page in German is in the list anyway.
const linked = [...home.matchAll(/<a [^>]*\bhref="\.\/([a-z0-9-]+)\/"/g)].map((match) => `/${match[1]}/`).filter((path) => path !== "/de/");
const folder = mkdtempSync(join(tmpdir(), "kneepoint-lighthouse-"));

console.log("Lighthouse, software raster, mobile settings:");
const pages = ["/", ...linked, "/builder/", "/present/"];
for (const path of [...pages, ...pages.map((path) => `/de${path}`)]) {
  const report = join(folder, "report.json");
  execFileSync(
    program,
    [
      `${site}${path}`,
      "--quiet",
      "--output=json",
      `--output-path=${report}`,
      "--only-categories=performance,accessibility,best-practices",
      `--chrome-flags=${flags.join(" ")}`,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const { categories, audits } = JSON.parse(readFileSync(report, "utf8"));
  const scores = Object.values(categories).map(({ title, score }) => `${title} ${Math.round(score * 100)}`);
  const paint = audits["first-contentful-paint"].displayValue;
  const shift = audits["cumulative-layout-shift"].displayValue;
  console.log(`  ${path}  ${scores.join(", ")}; first contentful paint ${paint}, layout shift ${shift}`);
  for (const audit of Object.values(audits)) {
    const counts = Object.values(categories).some((c) => c.auditRefs.some((ref) => ref.id === audit.id && ref.weight > 0));
    if (counts && audit.score !== null && audit.score < 0.9) console.log(`    ${audit.title}: ${audit.displayValue ?? ""}`);
  }
}
rmSync(folder, { recursive: true });
