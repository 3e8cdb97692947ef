// The days of the commune's officer and of the evaluator.
import { readFileSync } from "node:fs";
import { must, settled } from "./desk.js";

export async function answers(officer, number, words) {
  const { page } = officer;
  await officer.step("answers the finding with words and a photo", async () => {
    await page.getByRole("link", { name: "Phát hiện, kiến nghị" }).click();
    await officer.rows().filter({ hasText: number }).getByRole("link").first().click();
    await officer.button("Trả lời kết quả khắc phục").click();
    await page.getByLabel("Đã khắc phục thế nào").fill(words);
    const buffer = await page.screenshot({ type: "jpeg" });
    await page.locator("input[type=file]").setInputFiles({ name: "da-sua.jpg", mimeType: "image/jpeg", buffer });
    await officer.dialog().locator(".sent-photo img").waitFor();
    await officer.act("Gửi trả lời").click();
    await officer.reads("Đã gửi trả lời");
    await officer.reads("Xã đã trả lời");
    await page.locator(".timeline").getByText(words).waitFor();
  });
}

export async function evaluates(evaluator, number, commune) {
  const { page } = evaluator;
  await evaluator.step("goes from a figure of the overview to the records behind it", async () => {
    await page.getByRole("link", { name: "Tổng quan" }).click();
    await settled(page);
    const row = page.getByRole("row").filter({ hasText: commune }).first();
    const figure = row.locator('td[data-head="Số phiếu"] a');
    const count = Number((await figure.innerText()).match(/\d+/)[0]);
    must(count > 0, "the commune has no records");
    await figure.click();
    await page.waitForURL(/commune=/);
    await page.waitForFunction((count) => document.querySelectorAll("tbody tr").length === count, count);
    must((await evaluator.rows().filter({ hasText: commune }).count()) === count, "another commune's record");
  });
  await evaluator.step("filters the register and takes it along as CSV", async () => {
    await page.getByRole("link", { name: "Phát hiện, kiến nghị" }).click();
    await page.getByLabel("Mức độ").selectOption("f2");
    await page.locator(".pill", { hasText: "Đã rút" }).click();
    await evaluator.reads("Không có phát hiện nào với bộ lọc này.");
    await page.locator(".pill", { hasText: "Đã khắc phục" }).click();
    await evaluator.rows().filter({ hasText: number }).waitFor();
    await evaluator.button("Xuất tệp").click();
    await evaluator.button(/^CSV/).click();
    await evaluator.reads(/^Đã lập xong «Phát hiện .*csv»/);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Tải về/ }).click();
    const file = readFileSync(await (await download).path());
    must(file.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), "Excel needs the byte order mark");
    const lines = file.toString("utf8").trim().split("\n");
    // A heading, and a line for each that the page shows, at times over several lines.
    const told = lines.filter((line) => /^\d{4}-\d{3},/.test(line));
    must(told.length === (await evaluator.rows().count()), `the file says:\n${lines.join("\n")}`);
    must(told.some((line) => line.startsWith(number)), `the file does not say ${number}`);
    must(told.every((line) => line.includes("đã khắc phục")), `the file says:\n${lines.join("\n")}`);
  });
}
