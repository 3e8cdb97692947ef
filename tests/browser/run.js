// People at the desk of a filled demonstration, each from signing in to a result. THUCDIA_URL says where it is served,
// THUCDIA_ACCOUNTS who can sign in, THUCDIA_PICTURES where pictures of the pages go. Fails with what went wrong.
import { equips, NEWCOMER, revokes } from "./administrator.js";
import { collects } from "./collect.js";
import { launch, must, Person, URL } from "./desk.js";
import { consolidates, exports, handsIn, mends, reports, sendsBack } from "./evaluator.js";
import { answers, evaluates } from "./others.js";
import { allPages } from "./pages.js";
import { rescues } from "./rescue.js";
import { raises, resolves, returns, reviews, seesArrive } from "./reviewer.js";

const WHAT = "Chuồng nuôi chưa che chắn, bò gầy so với hồ sơ bàn giao.";
const LACKING = "Bổ sung số hộ thoát nghèo trong năm.";
const DONE = "Đã che chắn chuồng ngày 12/10, bổ sung thức ăn.";

async function days(browser) {
  const admin = await Person.signIn(browser, "quantri");
  const phone = await equips(admin);
  const subjects = (await admin.ask("/subjects?limit=500")).subjects;
  const road = subjects.find((one) => one.code === "CT-06307-01");
  must(road?.site, "there is no such road, or nobody knows where");
  // A day on which the demonstration's communes still stood.
  const at = "2024-10-09T09:30:00+07:00";
  const inspect = () => phone.inspect(road, at, "infrastructure_work", { site_board: { value: { outcome: "pass" } } });

  const reviewer = await Person.signIn(browser, "ldtbxh");
  const record = await seesArrive(reviewer, inspect, NEWCOMER);
  await reviews(reviewer);
  const number = await raises(reviewer, WHAT);
  await returns(reviewer, record, NEWCOMER);

  const officer = await Person.signIn(browser, "xa.khanhkhe");
  await answers(officer, number, DONE);
  await officer.leave();
  await resolves(reviewer, number, DONE);
  await reviewer.leave();

  const evaluator = await Person.signIn(browser, "danhgia");
  await evaluates(evaluator, number, "Khánh Khê");
  const commune = await Person.signIn(browser, "xa.diemhe");
  const handed = await handsIn(commune, "xã Điềm He");
  await sendsBack(evaluator, handed, LACKING);
  await mends(commune, handed, LACKING);
  await commune.leave();
  await consolidates(evaluator, "xã Điềm He");
  const signed = await reports(evaluator);
  await exports(evaluator, signed);
  await evaluator.leave();

  await revokes(admin, phone, inspect);
  await rescues(browser, admin);
  await collects(browser, admin);
  await admin.leave();
}

must(URL, "THUCDIA_URL says where the desk is served");
const browser = await launch();
try {
  await days(browser);
  await allPages(browser);
} catch (error) {
  console.error(error.message ?? error);
  process.exitCode = 1;
} finally {
  await browser.close();
}
