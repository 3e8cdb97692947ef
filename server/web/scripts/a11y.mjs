// Runs axe over every page, wide and narrow; fails on what is serious: npm run a11y [-- part of a name]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ORIGIN, pages, settled, signedIn } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wanted = process.argv[2] ?? "";
let serious = 0;

async function look(page, name, width) {
  // By the debugger's way, which the page's own policy does not hold back.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  for (const { impact, id, help, nodes } of violations) {
    if (impact === "serious" || impact === "critical") serious += 1;
    console.log(
      `${name} ${width}: ${impact} ${id}: ${help} (${nodes.length}) ${nodes[0]?.html.slice(0, 160)}`,
    );
  }
}

/** Dialogs are opened by their keys. */
const DIALOGS = { lightbox: "p", raise: "f", return: "r", shortcuts: "?" };

for (const width of [1440, 390]) {
  const { browser, context, page } = await signedIn({ width, height: 900 });
  const all = await pages(context);
  for (const [name, path] of all) {
    if (!name.includes(wanted)) continue;
    await page.goto(ORIGIN + path);
    await settled(page).catch(() => undefined);
    await look(page, name, width);
  }
  const record = all.find(([name]) => name === "record")?.[1];
  for (const [name, key] of Object.entries(DIALOGS)) {
    if (!record || !name.includes(wanted)) continue;
    await page.goto(ORIGIN + record);
    await settled(page).catch(() => undefined);
    await page.keyboard.press(key);
    await page.waitForTimeout(500);
    await look(page, `dialog ${name}`, width);
  }
  if ("sign-in".includes(wanted)) {
    await context.request.delete(`${ORIGIN}/api/v1/session`);
    await page.goto(`${ORIGIN}/desk`);
    await settled(page).catch(() => undefined);
    await look(page, "sign-in", width);
  }
  await browser.close();
}
console.log(serious === 0 ? "no serious violation" : `${serious} serious violations`);
process.exitCode = serious === 0 ? 0 : 1;
