// What the days share: a browser, somebody signed in as people do, and waiting for what a page came to show.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const URL = process.env.THUCDIA_URL;
/** Names and their passwords. */
const accounts = JSON.parse(process.env.THUCDIA_ACCOUNTS ?? "{}");
/** Where pictures are kept; none are made where it is not said. */
export const pictures = process.env.THUCDIA_PICTURES;
if (pictures) mkdirSync(pictures, { recursive: true });

const PATIENCE = 30_000;

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // In a container there is neither a sandbox for root nor much shared memory.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--lang=vi"],
    // Its own words, such as those of date fields, are in the language of the machine.
    env: { ...process.env, LANGUAGE: "vi" },
  });
}

export function must(holds, why) {
  if (!holds) throw new Error(why);
}

/** Asks until it holds. */
export async function until(what, holds) {
  const end = Date.now() + 4 * PATIENCE;
  for (;;) {
    const found = await holds();
    if (found) return found;
    must(Date.now() < end, `it never came: ${what}`);
    await new Promise((resume) => setTimeout(resume, 250));
  }
}

/** Not an error: a browser that nobody is signed in at asks who is, and is told nobody. */
const isGreeting = (message) => message.location().url.endsWith("/api/v1/session") && message.text().includes("401");

/** A browser window of its own, as an office in Việt Nam has it. */
export async function open(browser, size = { width: 1440, height: 900 }) {
  const context = await browser.newContext({ viewport: size, locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh" });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isGreeting(message)) faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.stack ?? error}`));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`the policy forbids ${event.blockedURI} (${event.violatedDirective})`),
    ),
  );
  return { context, page, faults };
}

/** Whether the page shows what it came for. */
function isSettled() {
  const seen = (image) => image.getBoundingClientRect().top < innerHeight;
  return (
    document.querySelector("h1") !== null &&
    !document.querySelector(".loading, [aria-busy=true]") &&
    [...document.querySelectorAll(".map__place")].every((map) => map.querySelector("canvas")) &&
    [...document.images].every((image) => image.complete || !seen(image))
  );
}

/** Waits until the page shows what it came for, and still does when that was laid out. */
export async function settled(page) {
  do {
    await page.waitForFunction(isSettled);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  } while (!(await page.evaluate(isSettled)));
}

/** One person at the desk. */
export class Person {
  constructor({ context, page, faults }, name) {
    Object.assign(this, { context, page, faults, name });
  }

  static async signIn(browser, name, size) {
    const person = new Person(await open(browser, size), name);
    await person.page.goto(`${URL}/desk`);
    await person.page.getByLabel("Tên đăng nhập").fill(name);
    await person.page.getByLabel("Mật khẩu", { exact: true }).fill(accounts[name]);
    await person.button("Đăng nhập").click();
    await settled(person.page);
    return person;
  }

  button(name) {
    return this.page.getByRole("button", { name });
  }

  dialog() {
    return this.page.getByRole("dialog");
  }

  /** A button of the dialog that is open. */
  act(name) {
    return this.dialog().getByRole("button", { name });
  }

  rows() {
    return this.page.locator("tbody tr");
  }

  /** Something that the page says, now or soon. */
  async reads(text) {
    await this.page.getByText(text).first().waitFor();
  }

  async goto(path) {
    await this.page.goto(URL + path);
    await settled(this.page);
  }

  /** Keys go to the page, not to a field. */
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** What the server says to this person. */
  async ask(path) {
    const answer = await this.context.request.get(`${URL}/api/v1${path}`);
    must(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  }

  /** The record of a subject, as lists show it. */
  async record(code) {
    const { records } = await this.ask(`/records?q=${encodeURIComponent(code)}`);
    const found = records.find((one) => one.subject_code === code);
    must(found, `there is no record of ${code}`);
    return found;
  }

  /** Does one thing of the day, and says which where it fails. */
  async step(what, walk) {
    const began = Date.now();
    try {
      await walk();
    } catch (error) {
      if (pictures) await this.page.screenshot({ path: join(pictures, "failed.png") }).catch(() => undefined);
      const said = await this.page.locator("body").innerText().catch(() => "");
      const told = [`${this.name} ${what}: ${error.message}`, ...this.faults, `${this.page.url()} says:`, said.slice(0, 1500)];
      throw new Error(told.join("\n"));
    }
    console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${this.name} ${what}`);
  }

  /** The day ends: nothing may have gone wrong behind the page. */
  async leave() {
    await this.context.close();
    must(this.faults.length === 0, `${this.name}: the browser complains:\n${this.faults.join("\n")}`);
  }
}
