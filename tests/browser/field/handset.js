// A phone: Chromium with a folder of its own that outlives it, a camera that shows moving figures, and a place. It can
// be killed as Android kills what it has no memory for, and opened again.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PATIENCE = 30_000;

/** Processes that name `word` on their command line. */
function processes(word) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(word);
      } catch {
        return false; // It ended while we looked.
      }
    })
    .map(Number);
}

export class Handset {
  constructor(place) {
    this.place = place;
    this.folder = mkdtempSync(join(tmpdir(), "thucdia-phone-"));
    this.faults = [];
  }

  async start() {
    this.context = await chromium.launchPersistentContext(this.folder, {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--lang=vi",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
      ],
      env: { ...process.env, LANGUAGE: "vi" },
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      // Colours on their way from one to another have the contrast of neither.
      reducedMotion: "reduce",
      locale: "vi-VN",
      timezoneId: "Asia/Ho_Chi_Minh",
      permissions: ["camera", "geolocation"],
      geolocation: this.place,
    });
    this.context.setDefaultTimeout(PATIENCE);
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    this.page.on("pageerror", (error) => this.faults.push(`${this.page.url()}: ${error.stack ?? error}`));
    this.page.on("console", (message) => {
      // A request that fails on a bad road is logged by the browser itself.
      const road = /Failed to load resource|net::ERR_/.test(message.text());
      if (message.type() === "error" && !road) this.faults.push(`${this.page.url()}: ${message.text()}`);
    });
    return this.page;
  }

  /** Goes to a place; the browser tells the page. */
  async walk(place) {
    this.place = place;
    await this.context.setGeolocation(place);
  }

  /** Ends it with no chance to say goodbye to anybody. */
  async kill() {
    const gone = this.context.waitForEvent("close").catch(() => undefined);
    for (const pid of processes(this.folder)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // A child that went with its parent.
      }
    }
    await gone;
    while (processes(this.folder).length > 0) await new Promise((resume) => setTimeout(resume, 50));
  }

  async close() {
    await this.context?.close().catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
