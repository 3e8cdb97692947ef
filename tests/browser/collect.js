// A phone that has ODK Collect: it is let in, sends a form whose photo comes later and is let out; a checklist comes from
// Excel.
import { createHash } from "node:crypto";
import { must, Person, URL as SERVED, until } from "./desk.js";
import { look } from "./look.js";
import { newId } from "./phone.js";

const HOLDER = "Nông Thị Lan Anh";
const LABEL = "ODK Collect, máy tổ 2";
/** A road that no other day goes to. */
const ROAD = "CT-06274-01";
const PHOTO = "1728441200123.jpg";
const BOUNDARY = "----------collect";
const SAMPLES = new URL("../it/openrosa/samples/", import.meta.url);

/** A client that knows the address that was made for it, and nothing else. */
class Collect {
  constructor(address) {
    this.address = SERVED + new URL(address).pathname;
  }

  ask(path, init = {}) {
    return fetch(`${this.address}/${path}`, { ...init, headers: { "x-openrosa-version": "1.0", ...init.headers } });
  }

  /** Posts a form with its files; answers what the phone shows. */
  async submit(xml, files = {}) {
    const part = (name, file, type, bytes) => [
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: ${type}\r\n\r\n`,
      bytes,
      "\r\n",
    ];
    const others = Object.entries(files).flatMap(([name, bytes]) => part(name, name, "application/octet-stream", bytes));
    const all = [...part("xml_submission_file", "phieu.xml", "text/xml", xml), ...others, `--${BOUNDARY}--\r\n`];
    const answer = await this.ask("submission", {
      method: "POST",
      headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
      body: Buffer.concat(all.map((one) => Buffer.from(one))),
    });
    const told = await answer.text();
    must(answer.ok, `a form was answered: ${answer.status} ${told}`);
    return told;
  }
}

/** A filled form about a road, with a photo that it names and two values that are no answers. */
function filled(subject) {
  // A day on which the demonstration's communes still stood.
  const at = "2024-10-09T09:30:00.000+07:00";
  const record = newId();
  const said = [
    `<start>${at}</start><username>tổ 2, chị Lan Anh</username>`,
    `<record><id>${record}</id><captured_at>${at}</captured_at><commune>${subject.commune}</commune>`,
    `<subject_is>listed</subject_is><subject>${subject.id}</subject>`,
    `<sub_project>${subject.sub_project}</sub_project></record><answers>`,
    "<identification><work_location><value>999 999 0 0</value></work_location></identification>",
    `<site><site_board><value>pass</value><photo>${PHOTO}</photo></site_board>`,
    "<y_kien_dan>Rãnh thoát nước tắc từ tháng 8.</y_kien_dan></site></answers>",
    `<orx:meta><orx:instanceID>uuid:${newId()}</orx:instanceID></orx:meta>`,
  ];
  const form = 'id="infrastructure_work" version="1" xmlns:orx="http://openrosa.org/xforms"';
  return { record, xml: `<?xml version='1.0' ?><data ${form}>${said.join("")}</data>` };
}

/** Lets a phone in; answers the client that it is then. */
async function letsIn(admin, found) {
  const { page } = admin;
  let collect;
  await admin.step("lets a phone in that has ODK Collect, by a picture and an address shown once", async () => {
    await admin.goto("/desk/devices");
    await admin.button("Thêm máy dùng ODK Collect").click();
    const whose = admin.dialog().getByLabel("Máy của ai");
    await whose.selectOption((await whose.locator("option", { hasText: HOLDER }).getAttribute("value")) ?? "");
    await admin.dialog().getByLabel("Tên máy, tên tổ").fill(LABEL);
    await look(page, "dialog-collect-ask", found);
    await admin.act("Tạo địa chỉ").click();
    await admin.reads("Chỉ hiện một lần");
    const picture = page.getByAltText("Hình QR để cài đặt ODK Collect");
    must(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), "the QR picture is empty");
    collect = new Collect(await page.locator(".collect__url").innerText());
    await look(page, "dialog-collect", found);
    // Beside the dialog: what is not shown again is not lost by it.
    await page.mouse.click(4, 4);
    await admin.act("Đã cài xong, đóng").click();
    await admin.rows().filter({ hasText: LABEL }).filter({ hasText: HOLDER }).waitFor();
    const list = await (await collect.ask("formList")).text();
    must(list.includes("<formID>infrastructure_work</formID>"), `its list of forms is ${list}`);
  });
  return collect;
}

/** The form comes without its photo, then with it. */
async function sends(reviewer, collect, { record, xml }, found) {
  const { page } = reviewer;
  await reviewer.step("sees that a form waits for its photo", async () => {
    await reviewer.goto("/desk/waiting");
    await reviewer.reads("Không có bản gửi nào từ ODK Collect phải chờ.");
    await collect.submit(xml);
    await reviewer.goto("/desk/waiting");
    await reviewer.rows().filter({ hasText: PHOTO }).getByText("Công trình hạ tầng").waitFor();
    await look(page, "waiting-collect", found);
  });
  await reviewer.step("reads beside the record what came and what has no place in it", async () => {
    const photo = await page.screenshot({ type: "jpeg" });
    await collect.submit(xml, { [PHOTO]: photo, "audit.csv": "event,node\nform start,\n" });
    await until("the photo's small image", async () => {
      const read = await reviewer.context.request.get(
        `${SERVED}/api/v1/photos/${createHash("sha256").update(photo).digest("hex")}?size=thumb`,
      );
      return read.ok();
    });
    await reviewer.goto(`/desk/records/${record}`);
    const panel = page.getByRole("region", { name: "Bản gửi từ ODK" });
    await panel.getByText("tổ 2, chị Lan Anh").waitFor();
    await panel.getByText("Tọa độ không hợp lệ").waitFor();
    await panel.getByText("Rãnh thoát nước tắc từ tháng 8.").waitFor();
    await panel.getByText("2 tệp đã đến").click();
    await panel.getByText("audit.csv").waitFor();
    await page.getByRole("link", { name: "Bản gửi từ ODK" }).click();
    await look(page, "record-collect", found, panel);
    const saved = page.waitForEvent("download");
    await panel.getByRole("link", { name: "Tải bản gốc (XML)" }).click();
    const chunks = [];
    for await (const chunk of await (await saved).createReadStream()) chunks.push(chunk);
    must(Buffer.concat(chunks).toString() === xml, "the original is not what was sent");
    await panel.getByRole("button", { name: `Ảnh ${PHOTO}` }).click();
    await page.getByRole("dialog", { name: "Ảnh 1 / 1" }).waitFor();
    await reviewer.press("Escape");
  });
}

async function imports(admin, found) {
  const { page } = admin;
  const chooses = async (name) => {
    await page.locator("input[type=file]").setInputFiles(new URL(name, SAMPLES).pathname);
    await admin.act("Kiểm tra trước").click();
  };
  await admin.step("reads what of a workbook becomes no checklist, by row and column, and imports another", async () => {
    await admin.goto("/desk/checklists");
    await admin.button("Nhập từ Excel").click();
    await page.getByText("Phần XLSForm nhận được").click();
    await look(page, "dialog-xlsform", found);
    await chooses("ngoai_pham_vi.xlsx");
    await admin.reads("28 chỗ cần sửa, chưa nhập gì");
    await admin.dialog().getByText("subject_kind").last().waitFor();
    await look(page, "dialog-xlsform-faults", found);
    await chooses("nuoc_sach.xlsx");
    await admin.reads("Tệp đúng: một bảng kiểm mới");
    await admin.act("Nhập").last().click();
    await admin.reads("Đã nhập bảng kiểm mới");
    await admin.act("Đóng").last().click();
    await admin.rows().nth(6).waitFor();
  });
  // A browser logs by itself that a file was refused.
  const refused = admin.faults.splice(0);
  must(refused.length === 1 && refused[0].includes("422"), `the browser complains:\n${refused.join("\n")}`);
}

async function letsOut(admin, collect) {
  await admin.step("lets the phone out again", async () => {
    await admin.goto("/desk/devices");
    await admin.rows().filter({ hasText: LABEL }).getByRole("button", { name: "Thu hồi" }).click();
    await admin.act("Thu hồi").click();
    await admin.rows().filter({ hasText: LABEL }).waitFor({ state: "detached" });
    const { status } = await collect.ask("formList");
    must(status === 403, `a revoked phone was answered: ${status}`);
  });
}

export async function collects(browser, admin) {
  const found = [];
  const { subjects } = await admin.ask("/subjects?limit=500");
  const subject = subjects.find((one) => one.code === ROAD);
  must(subject, "there is no such road");
  const collect = await letsIn(admin, found);
  const reviewer = await Person.signIn(browser, "ldtbxh");
  await sends(reviewer, collect, filled(subject), found);
  await reviewer.leave();
  await imports(admin, found);
  await letsOut(admin, collect);
  must(found.length === 0, `pages that not everybody can use:\n${found.join("\n")}`);
}
