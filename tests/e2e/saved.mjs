// Files that the page hands out.
import { readFileSync } from "node:fs";

/** Presses something that hands out a file, at once or after some work; its name and its bytes. */
export async function saved(page, locator) {
  const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
