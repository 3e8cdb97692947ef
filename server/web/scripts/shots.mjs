// Pictures of every page, wide and narrow, to be looked at: npm run shots [-- part of a name]
import { mkdirSync } from "node:fs";
import { ORIGIN, pages, settled, signedIn } from "./browser.mjs";

const wanted = process.argv[2] ?? "";
const out = process.env.SHOTS ?? "shots";
mkdirSync(out, { recursive: true });

for (const width of [1440, 390]) {
  const { browser, context, page, faults } = await signedIn({ width, height: width > 600 ? 1000 : 1500 });
  for (const [name, path] of await pages(context)) {
    if (!name.includes(wanted)) continue;
    await page.goto(ORIGIN + path);
    await settled(page).catch(() => faults.push("never settled"));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) faults.push(`${over} px wider than the window`);
    await page.screenshot({ path: `${out}/${name}-${width}.png` });
    console.log(`${name} ${width}`, faults.length ? faults.splice(0) : "");
  }
  await browser.close();
}
