// The administrator's day: a new person, a phone for them, and what came from it after it was revoked.
import { must } from "./desk.js";
import { Phone } from "./phone.js";

export const NEWCOMER = "Lò Thị Thử";

/** Adds an inspector and enrols a phone; answers the phone, which has shown the code. */
export async function equips(admin) {
  const { page } = admin;
  await admin.step("adds a person", async () => {
    await page.getByRole("link", { name: "Người dùng" }).click();
    await admin.button("Thêm người").click();
    await page.getByLabel("Họ và tên").fill(NEWCOMER);
    await admin.dialog().getByLabel("Tên đăng nhập").fill("kiemtra.thu");
    const scope = page.getByLabel("Trong phạm vi");
    const district = scope.locator("option", { hasText: "huyện Văn Quan" });
    await scope.selectOption((await district.first().getAttribute("value")) ?? "");
    await admin.act("Thêm người").click();
    await admin.reads(`Đã thêm ${NEWCOMER}`);
    await admin.rows().filter({ hasText: NEWCOMER }).waitFor();
  });
  let phone;
  await admin.step("enrols a phone by its QR picture", async () => {
    await admin.rows().filter({ hasText: NEWCOMER }).getByRole("button", { name: "Đăng ký điện thoại" }).click();
    await admin.act("Tạo mã").click();
    const picture = page.getByAltText("Hình QR để đăng ký điện thoại");
    await picture.waitFor();
    must(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), "the QR picture is empty");
    phone = await Phone.enrol(await page.locator(".enrol__code").innerText(), "Máy của đoàn");
    await admin.act("Đóng").last().click();
    await page.getByRole("link", { name: "Điện thoại", exact: true }).click();
    await admin.rows().filter({ hasText: NEWCOMER }).getByText("Máy của đoàn").waitFor();
  });
  return phone;
}

export async function revokes(admin, phone, send) {
  const { page } = admin;
  await admin.step("revokes the phone", async () => {
    await page.getByRole("link", { name: "Điện thoại", exact: true }).click();
    await admin.rows().filter({ hasText: NEWCOMER }).getByRole("button", { name: "Thu hồi" }).click();
    await admin.dialog().getByText("Máy của đoàn").waitFor();
    await admin.act("Thu hồi").click();
    await admin.reads("Đã thu hồi điện thoại");
    await admin.rows().filter({ hasText: NEWCOMER }).waitFor({ state: "detached" });
    await page.getByLabel("Hiện cả máy đã thu hồi").check();
    await admin.rows().filter({ hasText: NEWCOMER }).getByText(/đã thu hồi \d\d\/\d\d\/\d{4}/).waitFor();
  });
  await admin.step("finds in quarantine what the phone sent afterwards, and reads it", async () => {
    const { outcome } = await send();
    must(outcome.outcome === "rejected", `a revoked phone was answered: ${JSON.stringify(outcome)}`);
    await page.getByRole("link", { name: "Dữ liệu bị từ chối" }).click();
    const row = admin.rows().filter({ hasText: NEWCOMER });
    await row.getByRole("button", { name: "Xem nội dung" }).click();
    await admin.dialog().getByText("captured_at").first().waitFor();
    await admin.act("Đóng").last().click();
  });
  await admin.step("reads it all in the log, the newest first", async () => {
    await page.getByRole("link", { name: "Nhật ký hệ thống" }).click();
    for (const act of ["Mở dữ liệu bị từ chối", "Từ chối dữ liệu gửi lên", "Thu hồi điện thoại", "Thêm người dùng"])
      await admin.rows().filter({ hasText: act }).first().waitFor();
    const numbers = await page.locator("tbody td:first-child").allInnerTexts();
    const newest = numbers.map(Number);
    must(newest.every((number, at) => at === 0 || number < newest[at - 1]), "the log is not in order");
  });
}
