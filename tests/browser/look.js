// One look at a page: axe finds nothing serious, nothing is wider than the window; and its picture.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pictures, settled } from "./desk.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const ALL = [
  { width: 1440, height: 1000 },
  { width: 390, height: 844 },
];
/** Windows in which the desk is looked at. Its layout does not depend on the storage: without pictures, one will do. */
export const SIZES = pictures ? ALL : ALL.slice(0, 1);

/** Keeps a picture of the page as it stands. */
export async function picture(page, name, width) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}-${width}.png`) });
}

/** Adds to `found` what is wrong with the page as it stands. */
export async function check(page, name, width, found) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) found.push(`${name} at ${width}: ${over} px wider than the window`);
  // By the debugger's way, which the page's own policy does not hold back.
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: values }), RULES);
  for (const { impact, id, help, nodes } of violations)
    if (impact === "serious" || impact === "critical")
      found.push(`${name} at ${width}: ${impact} ${id}: ${help}: ${nodes[0]?.html.slice(0, 200)}`);
}

/** What a page came to show, which another visit would not: where it is far down, `at` what. The last window is the one
 * that people go on in. */
export async function look(page, name, found, at) {
  for (const size of [...SIZES].reverse()) {
    await page.setViewportSize(size);
    await at?.evaluate((element) => element.scrollIntoView());
    await settled(page);
    await picture(page, name, size.width);
    await check(page, name, size.width, found);
  }
}
