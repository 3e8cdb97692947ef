// Walks through the desk as a reviewer does, against the mock: npm run preview, then npm run flows
import { ORIGIN, pages, settled, signedIn } from "./browser.mjs";

const { browser, context, page, faults } = await signedIn({});
const S = `${process.env.SHOTS ?? "shots"}/`;
let failed = 0;
const step = async (n, f) => {
  try {
    await f();
    console.log("ok", n);
  } catch (e) {
    failed += 1;
    console.log("FAIL", n, e.message.split("\n")[0]);
    await page.screenshot({ path: S + "fail.png" });
  }
};
page.setDefaultTimeout(4000);
await page.goto(ORIGIN + "/desk");
await settled(page);
const count = () => page.locator(".pill[aria-pressed=true] .pill__count").innerText();
await step("accept by key + undo", async () => {
  const a = +(await count());
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const name = await page.locator("tr.is-current .queue__name").innerText();
  await page.keyboard.press("a");
  await page.getByText("Đã chấp nhận").last().waitFor();
  await page.waitForTimeout(1500);
  const b = +(await count());
  if (b !== a - 1) throw new Error(`${a} -> ${b}`);
  const cur = await page.locator("tr.is-current").count();
  if (cur !== 1) throw new Error("current lost");
  await page.screenshot({ path: S + "flow-toast.png" });
  await page.getByRole("button", { name: "Hoàn tác" }).click();
  await page.waitForTimeout(1500);
  const c = +(await count());
  if (c !== a) throw new Error(`undo ${a} -> ${c}`);
});
await step("choose three, bulk return", async () => {
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press("x");
    await page.keyboard.press("j");
  }
  await page.screenshot({ path: S + "flow-bulk.png" });
  await page.keyboard.press("r");
  await page.getByRole("dialog").waitFor();
  await page.screenshot({ path: S + "flow-many.png" });
  await page
    .getByRole("button", { name: /^Trả lại 3 phiếu/ })
    .last()
    .click();
  await page.getByText("cần có ý kiến").waitFor();
  await page.getByLabel("Ý kiến gửi người kiểm tra").fill("Bổ sung ảnh toàn cảnh.");
  await page
    .getByRole("button", { name: /^Trả lại 3 phiếu/ })
    .last()
    .click();
  await page.getByText("Đã trả lại 3 phiếu").waitFor();
});
await step("filter lives in the address; saved filter", async () => {
  await page.getByLabel("Loại đối tượng").selectOption("work");
  await page.waitForTimeout(600);
  if (!page.url().includes("kind=work")) throw new Error(page.url());
  await page.getByRole("button", { name: "Bộ lọc đã lưu" }).click();
  await page.getByRole("button", { name: "Lưu bộ lọc đang dùng" }).click();
  await page.getByLabel("Tên bộ lọc").fill("Công trình chờ rà soát");
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  await page.getByText("Đã lưu bộ lọc").waitFor();
  await page.getByRole("button", { name: "Bộ lọc đã lưu" }).click();
  await page.getByRole("button", { name: "Công trình chờ rà soát", exact: true }).last().waitFor();
  await page.keyboard.press("Escape");
});
await step("search without tones", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("pac keo");
  await page.waitForTimeout(900);
  const n = await page.locator("tbody tr").count();
  if (n !== 1) throw new Error("rows " + n);
});
await step("open by Enter, comment on item, return", async () => {
  await page.keyboard.press("Tab");
  await page.locator("h1").click();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: /Minh chứng/ }).waitFor();
  await settled(page);
  await page
    .getByRole("button", { name: /^Góp ý/ })
    .first()
    .click();
  await page.keyboard.type("Chụp lại biển báo.");
  await page.getByText("1 góp ý chưa gửi").waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("r");
  await page.getByRole("dialog").getByText("Chụp lại biển báo.").waitFor();
  await page.screenshot({ path: S + "flow-return.png" });
  await page.getByRole("dialog").getByRole("button", { name: "Trả lại" }).click();
  await page.getByText("Đã trả lại", { exact: false }).first().waitFor();
});
await step("raise F2 needs a day", async () => {
  await page.waitForTimeout(800);
  await page.locator("h1").click();
  await page.keyboard.press("f");
  await page.getByLabel("Nội dung phát hiện").fill("Mặt đường nứt.");
  await page.getByRole("dialog").getByRole("button", { name: "Nêu phát hiện" }).click();
  await page.getByText("cần có thời hạn").waitFor();
  await page.getByLabel("Thời hạn khắc phục").fill("2026-12-31");
  await page.getByRole("dialog").getByRole("button", { name: "Nêu phát hiện" }).click();
  await page.getByText("Đã nêu phát hiện").waitFor();
});
await step("household gate", async () => {
  await page.goto(ORIGIN + "/desk?status=all&kind=household");
  await settled(page);
  let opened = 0;
  page.on("request", (r) => {
    if (/\/records\/[0-9a-f-]{36}/.test(r.url())) opened++;
  });
  await page.locator(".queue__name").first().click();
  await page.getByRole("button", { name: "Mở phiếu" }).waitFor();
  if (opened) throw new Error("opened before asked");
  await page.getByRole("button", { name: "Mở phiếu" }).click();
  await page.getByText("đã ghi nhật ký").waitFor();
  console.log("   requests that are logged:", opened);
});
await step("english", async () => {
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("Records").first().waitFor();
  await page.goto(ORIGIN + "/desk/findings");
  await settled(page);
  await page.screenshot({ path: S + "flow-en.png" });
  await page.getByRole("button", { name: "Tiếng Việt" }).click();
});
await step("enrol", async () => {
  await page.goto(ORIGIN + "/desk/devices");
  await settled(page);
  await page.getByRole("button", { name: "Đăng ký điện thoại" }).click();
  await page.getByLabel("Điện thoại của ai").selectOption({ index: 3 });
  await page.getByRole("button", { name: "Tạo mã" }).click();
  await page.getByText("7KQ4-M2XD-9TRA").waitFor();
  await page.screenshot({ path: S + "flow-enrol.png" });
});
await step("compare checklists", async () => {
  const p = (await pages(context)).find(([n]) => n === "checklist")[1].replace(/\/1$/, "/2");
  await page.goto(ORIGIN + p + "?tab=compare");
  await settled(page);
  await page.getByText("Chuyển phần").first().waitFor();
  await page.screenshot({ path: S + "flow-compare.png" });
});
await step("drawer", async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(ORIGIN + "/desk/overview");
  await settled(page);
  await page.getByRole("button", { name: "Mở danh mục trang" }).click();
  await page.waitForTimeout(300);
  await page.screenshot({ path: S + "flow-drawer.png" });
  await page.getByRole("link", { name: "Bảng kiểm" }).click();
  await page.getByRole("heading", { name: "Bảng kiểm" }).waitFor();
});
console.log(faults);
await browser.close();
process.exitCode = failed + faults.length > 0 ? 1 : 0;
