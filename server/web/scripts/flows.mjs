// Walks through the desk as a reviewer does, against a mock that was just started:
// npm run build && npm run preview, then DESK=http://127.0.0.1:5198 npm run flows
import { ORIGIN, pages, settled, signedIn } from "./browser.mjs";

const { browser, context, page, faults } = await signedIn();
page.setDefaultTimeout(5000);
const button = (name) => page.getByRole("button", { name });
const dialog = () => page.getByRole("dialog");
const reviewed = async () =>
  Number(await page.locator(".pill[aria-pressed=true] .pill__count").textContent());

function must(holds, why) {
  if (!holds) throw new Error(why);
}

async function step(name, walk) {
  try {
    await walk();
    console.log("ok  ", name);
  } catch (error) {
    faults.push(name);
    console.log("FAIL", name, String(error).split("\n")[0]);
  }
}

await page.goto(`${ORIGIN}/desk`);
await settled(page);

await step("accepts by key, goes on, and takes it back", async () => {
  const before = await reviewed();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await page.getByText("Đã chấp nhận").last().waitFor();
  await page.waitForTimeout(1500);
  must((await reviewed()) === before - 1, "the count did not fall");
  must((await page.locator("tr.is-current").count()) === 1, "the current line was lost");
  await button("Hoàn tác").click();
  await page.waitForTimeout(1500);
  must((await reviewed()) === before, "it was not taken back");
});

await step("searches without tone marks", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("pac keo");
  await page.waitForTimeout(900);
  must((await page.locator("tbody tr").count()) === 1, "not one line");
});

await step("comments on an item and returns the record", async () => {
  await page.locator("h1").click();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: /Minh chứng/ }).waitFor();
  await settled(page);
  await button(/^Góp ý/)
    .first()
    .click();
  await page.keyboard.type("Chụp lại biển báo.");
  await page.getByText("1 góp ý chưa gửi").waitFor();
  await page.locator("h1").click();
  await page.keyboard.press("r");
  await dialog().getByText("Chụp lại biển báo.").waitFor();
  await dialog().getByRole("button", { name: "Trả lại" }).click();
  await page.getByText("Đã trả lại").first().waitFor();
});

await step("raises a finding, which needs a day", async () => {
  await page.waitForTimeout(800);
  await page.locator("h1").click();
  await page.keyboard.press("f");
  await page.getByLabel("Nội dung phát hiện").fill("Mặt đường nứt.");
  await dialog().getByRole("button", { name: "Nêu phát hiện" }).click();
  await page.getByText("cần có thời hạn").waitFor();
  await page.getByLabel("Thời hạn khắc phục").fill("2035-12-31");
  await dialog().getByRole("button", { name: "Nêu phát hiện" }).click();
  await page.getByText("Đã nêu phát hiện").waitFor();
});

await step("returns three at once, with words", async () => {
  await page.goto(`${ORIGIN}/desk`);
  await settled(page);
  for (let n = 0; n < 3; n += 1) {
    await page.keyboard.press("j");
    await page.keyboard.press("x");
  }
  await page.keyboard.press("r");
  await dialog()
    .getByRole("button", { name: /^Trả lại/ })
    .click();
  await page.getByText("cần có ý kiến").waitFor();
  await page.getByLabel("Ý kiến gửi người kiểm tra").fill("Bổ sung ảnh toàn cảnh.");
  await dialog()
    .getByRole("button", { name: /^Trả lại/ })
    .click();
  await page.getByText(/Đã trả lại \d phiếu/).waitFor();
});

await step("keeps a filter in the address and by name", async () => {
  await page.getByLabel("Loại đối tượng").selectOption("work");
  await page.waitForTimeout(600);
  must(page.url().includes("kind=work"), page.url());
  await button("Bộ lọc đã lưu").click();
  await button("Lưu bộ lọc đang dùng").click();
  await page.getByLabel("Tên bộ lọc").fill("Công trình");
  await dialog().getByRole("button", { name: "Lưu", exact: true }).click();
  await page.getByText("Đã lưu bộ lọc").waitFor();
});

await step("opens a household only when it is asked to", async () => {
  await page.goto(`${ORIGIN}/desk?status=all&kind=household`);
  await settled(page);
  let opened = 0;
  page.on("request", (request) => {
    if (/\/records\/[0-9a-f-]{36}/.test(request.url())) opened += 1;
  });
  await page.locator(".queue__name").first().click();
  await button("Mở phiếu").waitFor();
  must(opened === 0, "it was read before");
  await button("Mở phiếu").click();
  await page.getByText("đã ghi nhật ký").waitFor();
});

await step("speaks English", async () => {
  await button("English").click();
  await page.getByRole("link", { name: "Findings" }).waitFor();
  await button("Tiếng Việt").click();
  await page.getByRole("link", { name: "Phát hiện, kiến nghị" }).waitFor();
});

await step("enrols a phone", async () => {
  await page.goto(`${ORIGIN}/desk/devices`);
  await settled(page);
  await button("Đăng ký điện thoại").click();
  await page.getByLabel("Điện thoại của ai").selectOption({ index: 3 });
  await button("Tạo mã").click();
  await page.getByAltText("Hình QR để đăng ký điện thoại").waitFor();
});

await step("compares two versions of a checklist", async () => {
  const found = (await pages(context)).find(([name]) => name === "checklist")?.[1] ?? "";
  await page.goto(`${ORIGIN}${found.replace(/\d+$/, "2")}?tab=compare`);
  await settled(page);
  await page.getByText("Chuyển phần").first().waitFor();
});

await step("has its pages behind a button on a phone", async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${ORIGIN}/desk/overview`);
  await settled(page);
  await button("Mở danh mục trang").click();
  await page.getByRole("link", { name: "Bảng kiểm" }).click();
  await page.getByRole("heading", { name: "Bảng kiểm" }).waitFor();
});

await browser.close();
if (faults.length > 0) {
  console.log(faults);
  process.exitCode = 1;
}
