// What the scripts that look at the desk share: a browser, somebody signed in, and the pages.
import { chromium } from "playwright-core";

export const ORIGIN = process.env.DESK ?? "http://127.0.0.1:5199";

/** Opens a browser in which somebody is signed in. */
export async function signedIn({
  width = 1440,
  height = 900,
  name = process.env.DESK_NAME ?? "quantri",
} = {}) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1 });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  const password = process.env.DESK_PASSWORD ?? "vanquan-demo-2024";
  const answer = await context.request.post(`${ORIGIN}/api/v1/session`, { data: { name, password } });
  if (!answer.ok()) throw new Error(`cannot sign in: ${answer.status()} ${await answer.text()}`);
  return { browser, context, page, faults };
}

/** Every page, with something to show on those that show one thing. */
export async function pages(context) {
  const get = async (path) => (await context.request.get(`${ORIGIN}/api/v1${path}`)).json().catch(() => ({}));
  const { records = [] } = await get("/records?limit=100");
  const { findings = [] } = await get("/findings?limit=20");
  const { visits = [] } = await get("/visits");
  const { checklists = [] } = await get("/checklists");
  const flagged = records.find((one) => one.evidence?.answer === "fail" && !one.masked) ?? records[0];
  const torn = records.find((one) => one.conflicts > 0);
  const household = records.find((one) => one.masked);
  const list = checklists.find((one) => one.id === "infrastructure_work");
  const found = [
    ["queue", "/desk"],
    flagged && ["record", `/desk/records/${flagged.record}`],
    flagged && ["record-evidence", `/desk/records/${flagged.record}?tab=evidence`],
    torn && ["record-revisions", `/desk/records/${torn.record}?tab=revisions`],
    flagged && ["record-log", `/desk/records/${flagged.record}?tab=log`],
    household && ["record-household", `/desk/records/${household.record}`],
    ["findings", "/desk/findings"],
    findings[0] && ["finding", `/desk/findings/${findings[0].id}`],
    ["overview", "/desk/overview"],
    ["waiting", "/desk/waiting"],
    ["visits", "/desk/visits"],
    visits[0] && ["visit", `/desk/visits/${visits[0].id}`],
    ["subjects", "/desk/subjects"],
    ["checklists", "/desk/checklists"],
    list && ["checklist", `/desk/checklists/${list.id}/${list.version}`],
    ["programme", "/desk/programme"],
    ["units", "/desk/units"],
    ["people", "/desk/people"],
    ["devices", "/desk/devices"],
    ["quarantine", "/desk/quarantine"],
    ["log", "/desk/log"],
  ];
  return found.filter(Boolean);
}

/** Waits until the page shows what it came for. */
export async function settled(page) {
  await page.waitForTimeout(500);
  await page.waitForFunction(() => !document.querySelector(".loading, [aria-busy=true]"), undefined, {
    timeout: 15000,
  });
  await page.waitForTimeout(700);
}
