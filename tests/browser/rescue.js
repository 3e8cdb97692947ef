// A phone that cannot send: what it holds goes into a sealed file, and the file to the desk; then its holder signs out.
import { readFileSync } from "node:fs";
import { NEWCOMER } from "./administrator.js";
import { must, Person, settled, URL } from "./desk.js";
import { Handset } from "./field/handset.js";
import { Inspector } from "./field/inspector.js";
import { Network } from "./field/network.js";
import { look } from "./look.js";

/** A road that no other day goes to. */
const ROAD = "CT-06292-01";
const SIGNATORY = { name: "Hoàng Văn Lợi", position: "Phó Chủ tịch UBND xã" };
/** Enough that a file that lacks its end still has a whole beginning. */
const PHOTOS = 6;

/** An inspector whose pages another day looks at. */
class Hurried extends Inspector {
  async sees() {}
}

/** Invites a phone; answers its code. */
async function invites(admin, found) {
  const { page } = admin;
  let code = "";
  await admin.step("invites one more phone, and reads what its holder does", async () => {
    await admin.goto("/desk/devices");
    await admin.button("Đăng ký điện thoại").click();
    const whose = admin.dialog().getByLabel("Điện thoại của ai");
    const option = whose.locator("option", { hasText: NEWCOMER });
    await whose.selectOption((await option.getAttribute("value")) ?? "");
    await admin.act("Tạo mã").click();
    await admin.reads("Mở máy ảnh, quét mã, ứng dụng mở ra.");
    code = await page.locator(".enrol__code").innerText();
    await look(page, "dialog-enrol", found);
    await admin.act("Đóng").last().click();
  });
  return code;
}

/** Inspects the road with no network, lets somebody sign, and saves what is unsent; answers the file. */
async function fills(inspector, network, subject) {
  await inspector.goto(`/field/subjects/${subject.id}`);
  await inspector.button("Bắt đầu kiểm tra").click();
  await inspector.link("Bắt đầu ghi").waitFor();
  network.goAway();
  const record = inspector.page.url().match(/records\/([^/?]+)/)[1];
  await inspector.link("Bắt đầu ghi").click();
  await inspector.takesPlace("Vị trí đứng kiểm tra tại công trình");
  await inspector.photographs("Ảnh toàn cảnh công trình", PHOTOS);
  await inspector.chooses("Loại công trình", "Giao thông");
  await inspector.isSaved();
  await inspector.goto(`/field/records/${record}/finish`);
  await inspector.signs(SIGNATORY.name, SIGNATORY.position);
  await inspector.handsIn(record);
  await inspector.goto("/field/settings");
  const saved = inspector.page.waitForEvent("download");
  await inspector.button("Lưu ra tệp mã hóa").click();
  const download = await saved;
  const name = download.suggestedFilename();
  must(/^thucdia-.*\.tdrescue$/.test(name), `the file is called ${name}`);
  const buffer = readFileSync(await download.path());
  must(buffer.length > 280_000, `the file has ${buffer.length} bytes, which are sealed as one`);
  return { record, name, buffer };
}

const chooses = (person, name, buffer) =>
  person.page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer });

/** The card of a file that was handed in. */
const card = (person, name) => person.page.locator("main section.card").filter({ has: person.page.getByRole("heading", { name }) }).first();

/** Takes in what came of the file on a bad way, then all of it. */
async function takesIn(reviewer, { record, name, buffer }, found) {
  const { page } = reviewer;
  const row = (file) => card(reviewer, file).locator(".rescue__record").filter({ has: page.locator(`a[href="/desk/records/${record}"]`) });
  await reviewer.step("takes in a file that was cut on its way, as far as it goes", async () => {
    await reviewer.goto("/desk/waiting");
    await page.getByRole("link", { name: "Điện thoại không gửi được? Nhận tệp" }).click();
    await reviewer.reads("Gửi lại cùng một tệp không làm thay đổi gì");
    await chooses(reviewer, "cut.tdrescue", buffer.subarray(0, buffer.length - 40));
    const file = card(reviewer, "cut.tdrescue");
    await file.getByText("Tệp bị cắt ngang hoặc đã bị sửa").waitFor();
    await file.getByText(/[1-9] thiếu trong tệp/).waitFor();
    await row("cut.tdrescue").getByText("Mới nhận").waitFor();
    await look(page, "rescue-cut", found);
    await row("cut.tdrescue").getByRole("link").click();
    await reviewer.reads(/^Còn chờ [1-9] (ảnh|chữ ký) từ điện thoại/);
    await page.goBack();
  });
  await reviewer.step("takes in the whole of it", async () => {
    await chooses(reviewer, name, buffer);
    const file = card(reviewer, name);
    await file.getByText(`người giữ: ${NEWCOMER}`).waitFor();
    await file.getByText(/[1-9] mới lưu/).waitFor();
    await row(name).getByText("Đã có").waitFor();
    await look(page, "rescue-whole", found);
  });
  await reviewer.step("sees who signed, apart from the photos", async () => {
    await row(name).getByRole("link").click();
    const signed = page.getByRole("region", { name: "Chữ ký những người có mặt" });
    await signed.getByText(SIGNATORY.position).waitFor();
    const drawing = signed.getByAltText(`Chữ ký của ${SIGNATORY.name}`);
    must(await drawing.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), "it is not shown");
    await settled(page);
    await look(page, "record-signed", found);
    await page.locator("h1").click();
    await reviewer.press("p");
    for (let n = 1; n <= PHOTOS; n++) {
      await page.getByRole("dialog", { name: `Ảnh ${n} / ${PHOTOS}` }).waitFor();
      await reviewer.press("ArrowRight");
    }
    await page.getByRole("dialog", { name: `Ảnh ${PHOTOS} / ${PHOTOS}` }).waitFor();
    await reviewer.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
  await reviewer.step("hands it in again, and what no phone sealed", async () => {
    await page.goBack();
    await row(name).getByText("Đã có").waitFor();
    await chooses(reviewer, "again.tdrescue", buffer);
    await card(reviewer, "again.tdrescue").getByText("Máy chủ đã có mọi thứ trong tệp này").waitFor();
    await chooses(reviewer, "begun.tdrescue", buffer.subarray(0, 100));
    await card(reviewer, "begun.tdrescue").getByText("Chưa nhận gì từ tệp").waitFor();
    await chooses(reviewer, "anh.jpg", Buffer.from("a photo, perhaps"));
    await card(reviewer, "anh.jpg").getByText("Đây không phải tệp do ứng dụng").waitFor();
    await look(page, "rescue-faults", found);
    const { revisions } = await reviewer.ask(`/records/${record}`);
    must(revisions.length === 1, `the record has ${revisions.length} snapshots`);
  });
  // A browser logs by itself that a file was refused.
  const refused = reviewer.faults.splice(0);
  must(refused.length === 1 && refused[0].includes("422"), `the browser complains:\n${refused.join("\n")}`);
}

async function signsOut(inspector, network, admin, found) {
  const { page } = admin;
  network.comeBack();
  await inspector.goto("/field/queue");
  await inspector.reads("Máy chủ đã có mọi thứ đã nộp");
  await inspector.goto("/field/settings");
  await inspector.button("Đăng xuất và xóa").click();
  await inspector.page.getByRole("dialog").getByRole("button", { name: "Đăng xuất và xóa" }).click();
  await inspector.heading("Đăng ký điện thoại").waitFor();
  await admin.step("sees that the phone's holder signed it out, and who revoked the other", async () => {
    await admin.goto("/desk/devices?all=true");
    const rows = admin.rows().filter({ hasText: NEWCOMER });
    await rows.filter({ hasText: "Máy của anh An" }).getByText("người giữ tự đăng xuất trên máy").waitFor();
    await rows.filter({ hasText: "Máy của đoàn" }).getByText("người thu hồi: Nguyễn Minh Quân").waitFor();
    await look(page, "devices-ended", found);
  });
  await admin.step("reads in the log who took the file in", async () => {
    await admin.goto("/desk/log");
    await admin.rows().filter({ hasText: "Nhận tệp từ điện thoại" }).filter({ hasText: "Lương Thị Hạnh" }).first().waitFor();
  });
}

export async function rescues(browser, admin) {
  const found = [];
  const { subjects } = await admin.ask("/subjects?limit=500");
  const subject = subjects.find((one) => one.code === ROAD);
  must(subject?.site, "there is no such road, or nobody knows where");
  const [longitude, latitude] = subject.site.geometry.coordinates.flat(3);
  const code = await invites(admin, found);
  const network = await new Network(URL).start();
  const handset = new Handset({ latitude, longitude, accuracy: 6 });
  const inspector = new Hurried(handset, network.url);
  try {
    await handset.start();
    // A day on which the demonstration's communes still stood.
    await handset.page.clock.setSystemTime(new Date("2024-10-09T09:30:00+07:00"));
    await inspector.enrols(code);
    await inspector.prepares();
    const file = await fills(inspector, network, subject);
    const reviewer = await Person.signIn(browser, "ldtbxh");
    await takesIn(reviewer, file, found);
    await reviewer.leave();
    await signsOut(inspector, network, admin, found);
  } finally {
    await handset.close();
    await network.stop();
  }
  must(handset.faults.length === 0, `the phone's browser complains:\n${handset.faults.join("\n")}`);
  must(found.length === 0, `pages that not everybody can use:\n${found.join("\n")}`);
}
