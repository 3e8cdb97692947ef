// A day without a signal: prepare in the office, twenty records on site, the browser killed twice; then a network that
// comes back in pieces. THUCDIA_URL is the server, THUCDIA_CODE enrols the phone. Says `@restart` where the server is to
// be killed and served again, and at the end `@handed` with what was handed in.
import { createInterface } from "node:readline";
import { join } from "node:path";
import { must, pictures, until, URL } from "../desk.js";
import { Handset } from "./handset.js";
import { Inspector } from "./inspector.js";
import { Network } from "./network.js";

const SUBJECTS = Number(process.env.THUCDIA_SUBJECTS);
const OVERVIEW = "Ảnh toàn cảnh công trình";
const PUSH = "POST /api/v1/sync/push";
const heard = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function restartServer() {
  console.log("@restart");
  must((await heard.next()).value === "served", "the server did not come back");
}

const place = (number) => ({ latitude: 21.85 + number * 0.001, longitude: 106.6673, accuracy: 6 + (number % 5) });
const subject = (number) => `Đường bê tông số ${number + 1}`;

async function step(what, walk) {
  const began = Date.now();
  const answer = await walk();
  console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${what}`);
  return answer;
}

/** One record as most are filled on the road: the place, the photos, some answers. */
async function inspects(inspector, number) {
  await inspector.handset.walk(place(number));
  const record = await inspector.begins(`${subject(number)}`);
  await inspector.link("Bắt đầu ghi").click();
  await inspector.takesPlace("Vị trí đứng kiểm tra tại công trình");
  await inspector.photographs(OVERVIEW, 3);
  await inspector.chooses("Loại công trình", "Giao thông");
  await inspector.chooses("Giai đoạn hiện tại", "Đang thi công");
  await inspector.isSaved();
  return record;
}

/** Killed as soon as the page says that a photo is kept, with an answer before it. */
async function isKilledWhileFilling(inspector, number) {
  await inspector.handset.walk(place(number));
  const record = await inspector.begins(subject(number));
  await inspector.link("Bắt đầu ghi").click();
  await inspector.takesPlace("Vị trí đứng kiểm tra tại công trình");
  await inspector.chooses("Loại công trình", "Giao thông");
  await inspector.photographs(OVERVIEW, 2);
  await inspector.isSaved();
  await inspector.handset.kill();
  await inspector.handset.start();
  await inspector.goto("/field/");
  await inspector.opens(subject(number));
  await inspector.link("Tiếp tục").click();
  const photos = inspector.item(OVERVIEW).getByRole("button", { name: /^Xem ảnh/ });
  await photos.nth(1).waitFor();
  must((await photos.count()) === 2, "a photo was lost with the browser");
  must(await inspector.item("Loại công trình").getByRole("radio", { name: "Giao thông" }).isChecked(), "an answer was lost");
  await inspector.photographs(OVERVIEW, 1);
  await inspector.isSaved();
  return record;
}

async function everythingIsSent(inspector) {
  await inspector.goto("/field/queue");
  await inspector.page.getByText("Máy chủ đã có mọi thứ đã nộp").first().waitFor({ timeout: 180_000 });
}

async function day(inspector, network) {
  await step("enrols the phone", () => inspector.enrols(process.env.THUCDIA_CODE));
  await step("downloads what the day needs", () => inspector.prepares());
  await step("can be put on the home screen", async () => {
    const hindrances = await inspector.hindrances();
    must(hindrances.length === 0, `it cannot be installed: ${hindrances.join(", ")}`);
  });
  network.goAway();
  const records = [];
  await step("opens with no network", async () => {
    await inspector.handset.kill();
    await inspector.handset.start();
    await inspector.goto("/field/");
    await inspector.reads("Sẵn sàng ngoại tuyến");
  });
  for (let number = 0; number < SUBJECTS; number++) {
    const killed = number === 3 || number === 11;
    await step(`inspects ${subject(number)}${killed ? ", and the browser is killed on the way" : ""}`, async () => {
      const record = await (killed ? isKilledWhileFilling : inspects)(inspector, number);
      if (number === 0) {
        await inspector.goto(`/field/records/${record}/finish`);
        await inspector.signs("Hoàng Thị Mai", "Phó Chủ tịch UBND xã");
      }
      await inspector.handsIn(record);
      records.push(record);
    });
  }
  await step("goes on with a record that was handed in", async () => {
    await inspector.goto(`/field/records/${records[1]}`);
    await inspector.button("Sửa tiếp").click();
    await inspector.link("Kiểm tra và nộp").waitFor();
    await inspector.goto(`/field/records/${records[1]}/sections/site`);
    await inspector.chooses("Biển báo công trình", "Đạt");
    await inspector.isSaved();
    await inspector.handsIn(records[1]);
  });
  const handed = await inspector.handed();
  await step("looks at what is left to send, and at the phone", async () => {
    const pages = { queue: "queue", settings: "settings", browser: "settings/browser", home: "" };
    for (const [name, path] of Object.entries(pages)) {
      await inspector.goto(`/field/${path}`);
      await inspector.sees(`${name}-full`);
    }
    await inspector.goto("/field/");
    await inspector.link("Chọn đối tượng kiểm tra").click();
    await inspector.link("Đối tượng ngoài danh sách").click();
    await inspector.heading("Đối tượng ngoài danh sách").waitFor();
    await inspector.sees("new-subject");
  });
  await step("has a network that comes back in pieces", async () => {
    network.loseAnswersTo(PUSH, 2);
    network.comeBack();
    await inspector.goto("/field/queue");
    await inspector.button("Gửi ngay").click().catch(() => undefined);
    await until("answers that are lost", () => network.lost >= 2);
    for (const bytes of [100_000, 250_000, 300_000]) {
      network.cutAfter(bytes);
      const before = network.cuts;
      await until(`an upload that is cut after ${bytes} bytes`, async () => {
        await inspector.button("Gửi ngay").click({ timeout: 500 }).catch(() => undefined);
        return network.cuts > before;
      });
    }
    await restartServer();
    network.goAway();
    await new Promise((resume) => setTimeout(resume, 1_500));
    network.comeBack();
  });
  await step("is killed while it sends", async () => {
    await inspector.handset.kill();
    await restartServer();
    await inspector.handset.start();
  });
  await step("sends everything", async () => {
    await inspector.goto("/field/queue");
    await inspector.button("Gửi ngay").click({ timeout: 2_000 }).catch(() => undefined);
    await everythingIsSent(inspector);
  });
  await step("frees the photos that the server signed for", async () => {
    await inspector.goto("/field/settings");
    await inspector.page.getByRole("button", { name: /^Xóa ảnh đã có biên nhận/ }).click();
    await inspector.reads(/Đã xóa \d+ ảnh gốc/);
  });
  must(inspector.found.length === 0, `pages that not everybody can use:\n${inspector.found.join("\n")}`);
  must(inspector.handset.faults.length === 0, `the browser complains:\n${inspector.handset.faults.join("\n")}`);
  console.log(`@handed ${JSON.stringify(handed)}`);
}

must(URL, "THUCDIA_URL says where the server is");
const network = await new Network(URL).start();
const handset = new Handset(place(0));
const inspector = new Inspector(handset, network.url);
try {
  await handset.start();
  await day(inspector, network);
} catch (error) {
  console.error(error.stack ?? error);
  const said = await handset.page?.locator("body").innerText().catch(() => "");
  console.error(`${handset.page?.url()} says:\n${said?.slice(0, 1500)}\n${handset.faults.join("\n")}`);
  if (pictures) await handset.page?.screenshot({ path: join(pictures, "field-failed.png") }).catch(() => undefined);
  process.exitCode = 1;
} finally {
  await handset.close();
  await network.stop();
  heard.return?.();
  process.stdin.destroy();
}
