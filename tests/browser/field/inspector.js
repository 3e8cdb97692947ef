// What an inspector does on the phone, by what is written on it.
import { createHash } from "node:crypto";
import { must } from "../desk.js";
import { check, picture } from "../look.js";

/** A mid-range phone, and the narrowest that still counts. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];

/** The phone's own database, as it lies there: what was handed in, and the bytes of its photos. */
async function everything(page) {
  const { snapshots, names } = await page.evaluate(async () => {
    const asked = (request) =>
      new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const db = await asked(indexedDB.open("thucdia-field"));
    const tx = db.transaction(["outbox", "blobs"]);
    const [handed, names] = await Promise.all([
      asked(tx.objectStore("outbox").getAll()),
      asked(tx.objectStore("blobs").getAllKeys()),
    ]);
    db.close();
    return {
      snapshots: handed.map(({ revision, state, handedInAt }) => ({
        record: revision.record,
        revision: revision.revision,
        photos: revision.photos.map((photo) => photo.sha256),
        state,
        handedInAt,
      })),
      names,
    };
  });
  return { snapshots, names };
}

/** The bytes of one photo, out of the browser. */
async function bytesOf(page, name) {
  const text = await page.evaluate(async (name) => {
    const asked = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
    const db = await asked(indexedDB.open("thucdia-field"));
    const { data } = await asked(db.transaction("blobs").objectStore("blobs").get(name));
    db.close();
    const reader = new FileReader();
    reader.readAsDataURL(data);
    await new Promise((done) => (reader.onload = done));
    return reader.result;
  }, name);
  return Buffer.from(text.slice(text.indexOf(",") + 1), "base64");
}

export class Inspector {
  constructor(handset, url) {
    Object.assign(this, { handset, url, seen: new Set(), found: [] });
  }

  /** Looks at what is shown, once under each name. What is wrong is kept for the end. */
  async sees(name) {
    if (this.seen.has(name)) return;
    this.seen.add(name);
    await this.page.waitForFunction(() => !document.querySelector(".loading"));
    for (const size of [...SIZES].reverse()) {
      const { width } = size;
      await this.page.setViewportSize(size);
      await picture(this.page, `field-${name}`, width);
      // In a window taller than the page: what lies below its foot now is no smaller for that, and a page that still
      // downloads may grow by some lines.
      const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
      await this.page.setViewportSize({ width, height: height + 400 });
      await check(this.page, `field-${name}`, width, this.found);
    }
    await this.page.setViewportSize(SIZES[0]);
  }

  get page() {
    return this.handset.page;
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  link(name) {
    return this.page.getByRole("link", { name });
  }

  heading(name) {
    return this.page.getByRole("heading", { level: 1, name, exact: true });
  }

  /** A row of a list, by the name in it; number 1 is not number 10. */
  async opens(name) {
    await this.page.locator("a", { has: this.page.getByText(name, { exact: true }) }).first().click();
  }

  async reads(text) {
    await this.page.getByText(text).first().waitFor();
  }

  async goto(path) {
    await this.page.goto(this.url + path);
    await this.page.locator("h1").waitFor();
  }

  async enrols(code) {
    await this.goto(`/field/?enrol=${code}`);
    await this.page.getByLabel("Tên điện thoại").fill("Máy của anh An");
    await this.sees("enrol");
    await this.button("Đăng ký").click();
    await this.heading("Điện thoại đã đăng ký").waitFor();
    await this.sees("welcome");
  }

  async prepares() {
    await this.goto("/field/prepare");
    // An open page downloads by itself; the button is for whoever cannot wait.
    await this.reads("Có thể đi: máy đã sẵn sàng làm việc không có mạng");
    await this.sees("prepare");
    // The shell is in the worker's cache when the worker stands.
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  /** What the browser holds against putting the app on the home screen. */
  async hindrances() {
    const cdp = await this.handset.context.newCDPSession(this.page);
    const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
    const { errors } = await cdp.send("Page.getAppManifest");
    await cdp.detach();
    return [...installabilityErrors.map(({ errorId }) => errorId), ...errors.map(({ message }) => message)];
  }

  /** From today's page to the first page of a record of `subject`. */
  async begins(subject) {
    await this.goto("/field/");
    await this.link("Chọn đối tượng kiểm tra").waitFor();
    await this.sees("home");
    await this.link("Chọn đối tượng kiểm tra").click();
    await this.page.getByLabel("Tìm tên, mã, thôn").fill(subject);
    await this.sees("visit");
    await this.opens(subject);
    await this.heading(subject).waitFor();
    await this.sees("subject");
    await this.button("Bắt đầu kiểm tra").click();
    await this.link("Bắt đầu ghi").waitFor();
    await this.sees("record");
    return this.page.url().match(/records\/([^/?]+)/)[1];
  }

  /** The card of one item in an open section. */
  item(question) {
    return this.page.locator(".item-cards > li", { hasText: question });
  }

  async takesPlace(question) {
    await this.item(question).getByRole("button", { name: "Ghi vị trí" }).click();
    await this.item(question).getByRole("button", { name: "Ghi lại vị trí" }).waitFor();
  }

  async photographs(question, times) {
    await this.item(question).getByRole("button", { name: /^Chụp/ }).click();
    const camera = this.page.locator("dialog.camera");
    for (let taken = 1; taken <= times; taken++) {
      await camera.getByRole("button", { name: "Chụp", exact: true }).click();
      await camera.getByText(new RegExp(`Đã lưu ${taken} ảnh`)).waitFor();
    }
    await this.sees("camera");
    await camera.getByRole("button", { name: "Xong" }).click();
    await camera.waitFor({ state: "detached" });
  }

  async chooses(question, choice) {
    await this.item(question).getByText(choice, { exact: true }).click();
  }

  /** What was just entered is on the disk when the page says so. */
  async isSaved() {
    await this.reads("Đã lưu");
    await this.sees("section");
  }

  async signs(name, position) {
    await this.button("Thêm chữ ký").click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("Họ và tên").fill(name);
    await dialog.getByLabel("Chức vụ, đại diện cho").fill(position);
    await dialog.getByRole("button", { name: "Ký tên" }).click();
    const pad = this.page.locator("dialog canvas");
    await pad.waitFor();
    await this.sees("signature");
    const box = await pad.boundingBox();
    await this.page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.6);
    await this.page.mouse.down();
    for (let step = 1; step <= 12; step++)
      await this.page.mouse.move(
        box.x + box.width * (0.2 + step * 0.05),
        box.y + box.height * (0.6 + 0.25 * Math.sin(step)),
      );
    await this.page.mouse.up();
    await this.button("Lưu chữ ký").click();
    await this.page.getByAltText(`Chữ ký của ${name}`).waitFor();
  }

  async handsIn(record) {
    await this.goto(`/field/records/${record}/finish`);
    await this.button("Nộp phiếu").waitFor();
    await this.sees("finish");
    await this.button("Nộp phiếu").click();
    const anyway = this.button("Vẫn nộp");
    const done = this.heading("Đã nộp vào hàng gửi");
    await Promise.race([anyway.waitFor(), done.waitFor()]);
    if (await anyway.isVisible()) await anyway.click();
    await done.waitFor();
    await this.sees("done");
  }

  /** What was handed in, each photo's bytes hashed here. */
  async handed() {
    const { snapshots, names } = await everything(this.page);
    snapshots.sort((one, other) => one.handedInAt - other.handedInAt);
    const records = {};
    const photos = {};
    for (const { record, revision, photos: named } of snapshots) {
      if (!records[record]) records[record] = [];
      records[record].push(revision);
      for (const name of named) {
        must(names.includes(name), `photo ${name} is not on the phone`);
        photos[name] ??= createHash("sha256").update(await bytesOf(this.page, name)).digest("hex");
      }
    }
    return { records, photos };
  }
}
