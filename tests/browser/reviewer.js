// The reviewer's day: the queue, one record, many records, a conflict, a finding.
import { must, settled, until } from "./desk.js";

/** A model in Khánh Khê with two flagged answers. */
export const FLAGGED = "MH-06286-01";
/** A road there whose two snapshots disagree. */
export const TORN = "CT-06286-01";
const SEARCH = "Tìm tên, mã, thôn, người kiểm tra";

const isDrawn = (image) => image.decode().then(() => image.naturalWidth > 0);

/** How many records wait for review, as the page says. */
async function waiting(reviewer) {
  return Number(await reviewer.page.locator(".pill", { hasText: "Chờ rà soát" }).locator(".pill__count").innerText());
}

async function showsRows(reviewer, count) {
  await reviewer.page.waitForFunction((count) => document.querySelectorAll("tbody tr").length === count, count);
}

/** A record that a phone pushes while the queue is open comes to it by itself; answers its id. */
export async function seesArrive(reviewer, push, inspector) {
  let record = "";
  await reviewer.step("sees a record arrive without reloading", async () => {
    const before = await waiting(reviewer);
    const pushed = await push();
    must(pushed.outcome.outcome === "accepted", `the push was answered: ${JSON.stringify(pushed.outcome)}`);
    await reviewer.rows().filter({ hasText: inspector }).first().waitFor();
    await until("the count beside the state", async () => (await waiting(reviewer)) === before + 1);
    record = pushed.record;
  });
  return record;
}

/** What came without its photos is sent back. */
export async function returns(reviewer, record, inspector) {
  const { page } = reviewer;
  await reviewer.step("opens what arrived by keyboard and marks a reason of its evidence", async () => {
    // The server reads the demonstration's photos first.
    await until("the evidence", async () => (await reviewer.ask(`/records?record=${record}`)).records[0].evidence);
    await reviewer.goto("/desk");
    await page.getByLabel(SEARCH).fill("khong ai ten nhu vay");
    await reviewer.reads("Không có kết quả với bộ lọc này.");
    await page.getByLabel(SEARCH).fill(inspector);
    await showsRows(reviewer, 1);
    await page.locator("h1").click();
    await reviewer.press("j", "Enter");
    await page.waitForURL(new RegExp(record));
    await settled(page);
    await page.getByRole("tab", { name: /Minh chứng/ }).click();
    const reason = page.locator(".check-card").filter({ has: page.getByRole("heading", { name: "Ảnh bắt buộc" }) });
    await reason.getByText("Cách đo và ngưỡng").click();
    await reason.getByText("Đo được").waitFor();
    await reason.getByRole("button", { name: "Đúng", exact: true }).click();
    await reviewer.reads("Lương Thị Hạnh đánh giá: đúng");
  });
  await reviewer.step("returns it with words to an item", async () => {
    await page.getByRole("tab", { name: /Nội dung/ }).click();
    await reviewer.button(/^Góp ý ?: Biển báo/).click();
    await page.getByLabel(/^Góp ý cho/).fill("Chụp biển báo, thấy rõ chữ.");
    await reviewer.reads("1 góp ý chưa gửi");
    await page.locator("h1").click();
    await reviewer.press("r");
    await reviewer.dialog().getByText("Chụp biển báo, thấy rõ chữ.").waitFor();
    await reviewer.act("Trả lại").click();
    await reviewer.reads(/^Đã trả lại Đường bê tông thôn Khòn Sày/);
    const [{ status }] = (await reviewer.ask(`/records?record=${record}`)).records;
    must(status === "returned", `it is ${status}`);
    await page.getByRole("link", { name: "Danh sách phiếu" }).click();
    await page.waitForURL(/\?q=/);
    await reviewer.button("Xóa bộ lọc").click();
  });
}

export async function reviews(reviewer) {
  const { page } = reviewer;
  await reviewer.step("filters the queue by kind and inspector, and searches without tone marks", async () => {
    await reviewer.goto("/desk");
    await page.getByLabel("Loại đối tượng").selectOption("work");
    await page.waitForURL(/kind=work/);
    const inspector = page.getByLabel("Người kiểm tra", { exact: true });
    const option = inspector.locator("option", { hasText: /Triệu Quốc Đạt \([1-9]/ });
    await option.waitFor({ state: "attached" });
    const [, count] = (await option.innerText()).match(/\((\d+)\)/);
    await inspector.selectOption((await option.getAttribute("value")) ?? "");
    await showsRows(reviewer, Number(count));
    must((await reviewer.rows().filter({ hasText: "Triệu Quốc Đạt" }).count()) === Number(count), "another's record");
    await reviewer.button("Xóa bộ lọc").click();
    await page.getByLabel(SEARCH).fill("duong be tong na loc");
    await showsRows(reviewer, 1);
  });
  await reviewer.step("opens a flagged record and looks at its photos one after another", async () => {
    const { record } = await reviewer.record(FLAGGED);
    await reviewer.goto(`/desk/records/${record}`);
    await page.locator(".card--flagged .answer").first().waitFor();
    await reviewer.press("p");
    const lightbox = page.getByRole("dialog", { name: /^Ảnh 1 / });
    await lightbox.waitFor();
    const picture = lightbox.locator("img").first();
    must(await picture.evaluate(isDrawn), "the photo is not shown");
    await lightbox.getByText("SHA-256", { exact: true }).waitFor();
    await reviewer.press("ArrowRight");
    await page.getByRole("dialog", { name: /^Ảnh 2 / }).waitFor();
    await reviewer.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
  await reviewer.step("accepts three records at once by keyboard", async () => {
    await reviewer.goto("/desk?kind=session");
    const before = await waiting(reviewer);
    await page.locator("h1").click();
    await reviewer.press("j", "x", "j", "x", "j", "x");
    await reviewer.reads("Đã chọn 3 phiếu");
    await reviewer.press("a");
    await reviewer.act("Chấp nhận 3 phiếu").click();
    await reviewer.reads("Đã chấp nhận 3 phiếu");
    await until("the count beside the state", async () => (await waiting(reviewer)) === before - 3);
  });
  await reviewer.step("settles a conflict item by item, then accepts the record", async () => {
    const torn = await reviewer.record(TORN);
    must(torn.conflicts === 1, "it is in no conflict");
    await reviewer.goto(`/desk/records/${torn.record}`);
    await page.getByRole("link", { name: "Cần giải quyết xung đột" }).click();
    await reviewer.button("Giải quyết xung đột").click();
    await reviewer.dialog().getByRole("radio").nth(1).check();
    await reviewer.reads("Lấy 1 mục từ bản xung đột");
    await reviewer.act("Lưu kết quả").click();
    await reviewer.reads("Đã giải quyết xung đột");
    await reviewer.button("Chấp nhận").click();
    await reviewer.reads(/^Đã chấp nhận Đường bê tông Nà Lốc/);
  });
  await reviewer.step("opens a household only when it is asked to", async () => {
    await reviewer.goto("/desk?kind=household");
    let opened = 0;
    page.on("request", (request) => {
      if (/api\/v1\/records\/[0-9a-f-]{36}/.test(request.url())) opened += 1;
    });
    await page.locator(".queue__name").first().click();
    await reviewer.button("Mở phiếu").waitFor();
    await page.reload();
    await reviewer.button("Mở phiếu").waitFor();
    must(opened === 0, "it was read before it was asked for");
    await reviewer.button("Mở phiếu").click();
    await reviewer.reads("đã ghi nhật ký");
  });
}

/** Raises a finding from a flagged answer; answers its number. */
export async function raises(reviewer, what) {
  const { page } = reviewer;
  let number = "";
  await reviewer.step("raises a finding from a flagged answer", async () => {
    const { record } = await reviewer.record(FLAGGED);
    await reviewer.goto(`/desk/records/${record}`);
    const flagged = page.locator(".card--flagged");
    await flagged.getByRole("button", { name: /^Nêu phát hiện/ }).first().click();
    await page.getByRole("radio", { name: /^F2/ }).check();
    must((await page.getByLabel("Nội dung phát hiện").inputValue()) !== "", "the flag's words are not taken over");
    await page.getByLabel("Nội dung phát hiện").fill(what);
    await reviewer.act("Nêu phát hiện").click();
    await reviewer.reads("cần có thời hạn");
    await page.getByLabel("Thời hạn khắc phục").fill("2035-12-31");
    await page.getByLabel("Kiến nghị").fill("UBND xã kiểm tra, bổ sung trước kỳ họp tới.");
    await reviewer.act("Nêu phát hiện").click();
    const told = page.getByText(/Đã nêu phát hiện \d{4}-\d+/).first();
    await told.waitFor();
    number = (await told.innerText()).match(/\d{4}-\d+/)[0];
    await flagged.getByRole("link", { name: `Đã nêu: ${number}` }).waitFor();
  });
  return number;
}

export async function resolves(reviewer, number, answer) {
  const { page } = reviewer;
  await reviewer.step("reads the commune's answer and resolves the finding", async () => {
    await reviewer.goto("/desk/findings?state=answered");
    await reviewer.rows().filter({ hasText: number }).getByRole("link").first().click();
    await reviewer.reads(answer);
    must(await page.locator(".timeline img").evaluate(isDrawn), "the photo is not shown");
    await reviewer.button("Xác nhận đã khắc phục").click();
    await page.getByLabel("Ý kiến").fill("Đã đối chiếu ảnh, đạt yêu cầu.");
    await reviewer.act("Xác nhận đã khắc phục").click();
    await reviewer.reads("Đã ghi quyết định");
    await page.locator(".page-head, header, main").getByText("Đã khắc phục", { exact: true }).first().waitFor();
  });
}
