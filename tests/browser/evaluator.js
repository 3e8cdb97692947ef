// The evaluator's day: a report from its first word to the signature, what communes handed in, and files to take along.
import { readFileSync } from "node:fs";
import { must, settled, until } from "./desk.js";

/** The district's report of the year, which the demonstration has in work. */
const DISTRICT = "huyện Văn Quan";
const YEAR = 2024;
/** A department that has begun none. */
const DEPARTMENT = "Phòng Lao động, Thương binh, Xã hội - Dân tộc";
const WORDS = "Năm 2024, Phòng đã tham mưu 03 văn bản hướng dẫn thực hiện Chương trình tại các xã.";
const NOTE = "Đã kiểm tra lại tại hiện trường.";

/** The report of the year of a unit or a department, as lists have it. */
async function ofYear(person, name) {
  const { evaluations } = await person.ask(`/evaluations?year=${YEAR}&period=year`);
  const found = evaluations.find((one) => (one.department_name ?? one.unit_name) === name);
  must(found, `${name} has no report of ${YEAR}`);
  return found;
}

const whole = (person, report) => person.ask(`/evaluations/${report.id}`);

async function section(person, report, key) {
  return (await whole(person, report)).sections.find((one) => one.key === key);
}

const words = (person) => person.page.getByRole("textbox", { name: "Nội dung", exact: true });

/** Writes into a section, and waits until the server has it: nobody presses a button for that. */
async function writes(person, report, key, text) {
  await person.goto(`/desk/evaluations/${report.id}?section=${key}`);
  await words(person).click();
  await person.page.keyboard.press("Control+End");
  await person.page.keyboard.type(text);
  await until("the words at the server", async () => (await section(person, report, key)).words.endsWith(text));
}

/** Fills the first figure of a section that nobody filled yet. */
async function fills(person, report, key, typed, value) {
  const { fields } = await section(person, report, key);
  const field = fields.find((one) => one.to_fill && one.kind === "number" && !one.rows);
  await person.page.getByLabel(field.title.vi).fill(typed);
  await until("the figure at the server", async () => {
    const now = (await section(person, report, key)).fields.find((one) => one.key === field.key);
    return now.value === value && !now.to_fill;
  });
}

/** The first section that has so many findings to propose. */
async function proposing(person, report, least) {
  for (const { key, takes_findings } of (await whole(person, report)).sections) {
    if (!takes_findings) continue;
    const { total } = await person.ask(`/evaluations/${report.id}/proposals?section=${key}`);
    if (total >= least) return key;
  }
  throw new Error(`no section proposes ${least} findings`);
}

/** The commune's officer writes and hands in what the district waits for. */
export async function handsIn(officer, commune) {
  const { page } = officer;
  const report = await ofYear(officer, commune);
  await officer.step("writes the commune's report, which is kept as it is typed", async () => {
    await page.getByRole("link", { name: "Báo cáo", exact: true }).click();
    await officer.rows().filter({ hasText: "Đến lượt bạn" }).getByRole("link", { name: commune }).click();
    await page.waitForURL(new RegExp(report.id));
    await writes(officer, report, "policy", " Xã đã giao một công chức theo dõi báo cáo.");
    await fills(officer, report, "policy", "1.250", 1250);
  });
  await officer.step("hands it in, knowing what is left empty", async () => {
    await officer.button("Gửi báo cáo").click();
    await officer.dialog().getByText("Còn trống").waitFor();
    await officer.act("Vẫn gửi").click();
    await officer.reads("Chờ cấp trên xem");
    must((await words(officer).count()) === 0, "what was handed in can be written");
  });
  return report;
}

/** What was sent back says why, and goes again. */
export async function mends(officer, report, why) {
  await officer.step("reads why it was sent back, mends it and hands it in again", async () => {
    await officer.goto(`/desk/evaluations/${report.id}`);
    await officer.reads(why);
    await writes(officer, report, "targets", "Trong năm có 12 hộ thoát nghèo.");
    await officer.button("Gửi báo cáo").click();
    await officer.act("Vẫn gửi").click();
    await officer.reads("Chờ cấp trên xem");
  });
}

export async function sendsBack(evaluator, report, why) {
  await evaluator.step("sends a commune's report back with words", async () => {
    await evaluator.goto(`/desk/evaluations/${report.id}`);
    await evaluator.button("Trả lại").click();
    await evaluator.act("Trả lại").click();
    await evaluator.dialog().getByText("Mục này phải có nội dung.").waitFor();
    await evaluator.page.getByLabel("Cần sửa gì").fill(why);
    await evaluator.act("Trả lại").click();
    await evaluator.reads("Báo cáo được trả lại");
  });
}

/** Takes what was handed in into the district's report. */
export async function consolidates(evaluator, commune) {
  const { page } = evaluator;
  const district = await ofYear(evaluator, DISTRICT);
  await evaluator.step("takes a commune's report in and reads it against the district's", async () => {
    await evaluator.goto(`/desk/evaluations/${district.id}?view=levels`);
    await evaluator.rows().filter({ hasText: commune }).getByRole("button", { name: /^Tổng hợp/ }).click();
    await evaluator.reads(`Đã tổng hợp báo cáo của ${commune}`);
    must((await ofYear(evaluator, commune)).state === "consolidated", "it was not taken in");
    await page.locator(".level", { hasText: "VII." }).locator("summary").first().click();
    await page.locator(".source", { hasText: commune }).waitFor();
  });
}

/** Begins the report of a department; answers it. */
async function begins(evaluator) {
  const { page } = evaluator;
  await page.getByRole("link", { name: "Báo cáo", exact: true }).click();
  await settled(page);
  const group = page.locator(".group").filter({ has: page.getByRole("heading", { name: new RegExp(`năm ${YEAR}`) }) });
  await group.first().getByRole("button", { name: DEPARTMENT }).click();
  await evaluator.act("Lập báo cáo").click();
  await evaluator.reads("Đã lập báo cáo");
  await page.waitForURL(/evaluations\/[0-9a-f-]{36}/);
  return ofYear(evaluator, DEPARTMENT);
}

/** Attaches three proposed findings, puts them in order, notes something beside one, and takes one out and in again. */
async function attaches(evaluator, report) {
  const { page } = evaluator;
  const key = await proposing(evaluator, report, 3);
  const numbers = async () => (await section(evaluator, report, key)).attachments.map((one) => one.number);
  await evaluator.goto(`/desk/evaluations/${report.id}?section=${key}`);
  const proposals = page.locator(".proposal");
  for (const at of [0, 1, 2]) await proposals.nth(at).getByRole("checkbox").check();
  await evaluator.button("Đưa 3 phát hiện vào").click();
  await until("three findings", async () => (await numbers()).length === 3);
  const [first, second, third] = await numbers();
  await evaluator.button(`Đưa ${second} lên trên`).click();
  await until("the order", async () => (await numbers()).join() === [second, first, third].join());
  // A list that is drawn anew while it is dragged over drops what is dragged.
  const attached = page.locator("[data-attachment]");
  await attached.first().getByRole("button", { name: `Thao tác với ${second}` }).waitFor();
  await page.locator(".attached__grip").nth(2).dragTo(attached.first(), { targetPosition: { x: 80, y: 4 } });
  await until("the order after the mouse", async () => (await numbers()).join() === [third, second, first].join());
  await evaluator.button(`Thao tác với ${third}`).click();
  await evaluator.button("Thêm ghi chú").click();
  await page.getByRole("textbox", { name: "Ghi chú" }).fill(NOTE);
  await evaluator.act("Lưu").click();
  await until("the note", async () => (await section(evaluator, report, key)).attachments[0].note === NOTE);
  await evaluator.button(`Thao tác với ${first}`).click();
  await evaluator.button("Bỏ khỏi báo cáo").click();
  await until("one less", async () => (await numbers()).length === 2);
  await evaluator.button("Hoàn tác").last().click();
  await until("all three", async () => (await numbers()).join() === [third, second, first].join());
  await page.locator("[data-attachment]").first().getByText(NOTE).waitFor();
}

/** Goes from a number to the list behind it, which has as many rows. */
async function follows(evaluator, report) {
  const { page } = evaluator;
  const { figures } = await evaluator.ask(`/evaluations/${report.id}/figures`);
  const few = (cell) => cell.query && cell.value > 0 && cell.value <= 50;
  for (const list of ["records", "findings", "subjects"]) {
    const leads = (cell) => few(cell) && cell.query.startsWith(list);
    const figure = figures.find((one) => one.rows.some((row) => Object.values(row.cells).some(leads)));
    must(figure, `no figure leads to ${list}`);
    const at = (await whole(evaluator, report)).sections.find((one) => one.figures.includes(figure.key));
    const row = figure.rows.find((one) => Object.values(one.cells).some(leads));
    const [column, cell] = Object.entries(row.cells).find(([, one]) => leads(one));
    const name = `${row.title.vi}, ${figure.columns.find((one) => one.key === column).title.vi}:`;
    await evaluator.goto(`/desk/evaluations/${report.id}?section=${at.key}`);
    const table = page.locator(".figure").filter({ has: page.getByRole("heading", { name: figure.title.vi }) });
    const more = table.getByRole("button", { name: /^Xem cả/ });
    if (await more.count()) await more.click();
    await table.getByRole("link", { name }).first().click();
    await evaluator.reads("Danh sách làm căn cứ cho một số liệu của báo cáo");
    await page.waitForFunction((count) => document.querySelectorAll("tbody tr").length === count, cell.value);
    await page.goBack();
    await settled(page);
  }
}

async function signs(evaluator, report) {
  const { page } = evaluator;
  await evaluator.button("Gửi báo cáo").click();
  await evaluator.act("Vẫn gửi").click();
  await evaluator.reads("Đã gửi báo cáo");
  await evaluator.button("Ký ban hành").click();
  const dialog = evaluator.dialog();
  await dialog.getByLabel("Số", { exact: true }).fill("41");
  await dialog.getByLabel("Ngày ban hành").fill("2024-12-10");
  await dialog.getByLabel("Chức vụ").fill("TRƯỞNG PHÒNG");
  await dialog.getByLabel("Họ và tên người ký").fill("Lộc Văn Sơn");
  await dialog.getByLabel("Tôi đã đối chiếu với bản giấy đã ký").check();
  await evaluator.act("Ghi nhận đã ký ban hành").click();
  await evaluator.reads("Đã ghi nhận báo cáo số 41");
  const signed = await whole(evaluator, report);
  must(signed.state === "signed" && signed.digest, "it is not signed");
  await evaluator.goto(`/desk/evaluations/${report.id}?view=whole`);
  const paper = page.locator(".paper");
  for (const said of [WORDS, NOTE, "Số: 41/", "Lộc Văn Sơn"]) await paper.getByText(said).first().waitFor();
  must((await evaluator.button("Gửi báo cáo").count()) === 0, "what was signed can be handed in");
}

/** A department's report of the year, from its first word to the signature. */
export async function reports(evaluator) {
  let report;
  await evaluator.step("begins a department's report of the year and writes it", async () => {
    report = await begins(evaluator);
    await writes(evaluator, report, "policy", WORDS);
    await fills(evaluator, report, "policy", "3", 3);
  });
  await evaluator.step("attaches findings, puts them in order and notes what became of one", async () => {
    await attaches(evaluator, report);
  });
  await evaluator.step("goes from numbers of the report to the lists behind them", async () => {
    await follows(evaluator, report);
  });
  await evaluator.step("hands it in and notes that it was signed, after which it stays as it is", async () => {
    await signs(evaluator, report);
  });
  return report;
}

/** The report as a document for Word. */
export async function exports(evaluator, report) {
  const { page } = evaluator;
  await evaluator.step("takes the report along as a document", async () => {
    await evaluator.goto(`/desk/evaluations/${report.id}?view=exports`);
    await evaluator.button(/Xuất tệp Báo cáo: Word/).click();
    const ready = page.locator(".export-list").getByRole("link", { name: /^Tải về/ });
    await ready.waitFor();
    const download = page.waitForEvent("download");
    await ready.click();
    const file = readFileSync(await (await download).path());
    must(file.subarray(0, 2).toString() === "PK", "it is no document");
  });
}
