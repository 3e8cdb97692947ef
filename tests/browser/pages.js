// Every page, wide and narrow: axe finds nothing serious, nothing is wider than the window; and its picture.
import { must, open, Person, settled, URL } from "./desk.js";
import { check, picture, SIZES } from "./look.js";
import { FLAGGED, TORN } from "./reviewer.js";

/** Pages by the name of their picture, with something to show on those that show one thing. */
async function reviewed(reviewer) {
  const flagged = (await reviewer.record(FLAGGED)).record;
  const looked = (await reviewer.record("CT-06307-01")).record;
  const settled = (await reviewer.record(TORN)).record;
  const { records } = await reviewer.ask("/records?kind=household&limit=1");
  const { findings } = await reviewer.ask("/findings?limit=1");
  return {
    queue: "/desk",
    record: `/desk/records/${flagged}`,
    "record-evidence": `/desk/records/${looked}?tab=evidence`,
    "record-revisions": `/desk/records/${settled}?tab=revisions`,
    "record-log": `/desk/records/${settled}?tab=log`,
    "record-household": `/desk/records/${records[0].record}`,
    findings: "/desk/findings",
    finding: `/desk/findings/${findings[0].id}`,
    overview: "/desk/overview",
    waiting: "/desk/waiting",
    rescues: "/desk/rescues",
  };
}

async function administered(admin) {
  const { visits } = await admin.ask("/visits");
  return {
    visits: "/desk/visits",
    visit: `/desk/visits/${visits[0].id}`,
    subjects: "/desk/subjects",
    checklists: "/desk/checklists",
    checklist: "/desk/checklists/infrastructure_work/1",
    programme: "/desk/programme",
    units: "/desk/units",
    people: "/desk/people",
    devices: "/desk/devices",
    quarantine: "/desk/quarantine",
    log: "/desk/log",
  };
}

/** The district's report of the year, which is a draft, and that of the half-year, which is signed. */
async function evaluated(evaluator) {
  const { evaluations } = await evaluator.ask("/evaluations");
  const own = evaluations.filter((one) => !one.department && one.unit_name === "huyện Văn Quan");
  const draft = `/desk/evaluations/${own.find((one) => one.state === "draft").id}`;
  const { id } = own.find((one) => one.state === "signed");
  const signed = `/desk/evaluations/${id}`;
  const { sections } = await evaluator.ask(`/evaluations/${id}`);
  const attached = sections.flatMap((one) => one.attachments);
  const changed = attached.find((one) => one.changed.length > 0 && one.photos > 0);
  return {
    evaluations: "/desk/evaluations",
    "evaluation-section": `${draft}?section=shortcomings`,
    "evaluation-figures": `${draft}?section=targets`,
    "evaluation-head": `${draft}?view=head`,
    "evaluation-levels": `${draft}?view=levels`,
    "evaluation-exports": `${draft}?view=exports`,
    "evaluation-history": `${signed}?view=history`,
    "evaluation-signed": `${signed}?view=whole`,
    "evaluation-changed": `${signed}?section=results`,
    "evaluation-attachment": `${signed}/attachments/${changed.id}`,
    exports: "/desk/exports",
  };
}

/** Dialogs of a record, by the key that opens each. */
const DIALOGS = { lightbox: "p", "dialog-finding": "f", "dialog-return": "r", "dialog-keys": "?" };

async function dialogs(reviewer, width, found) {
  const { page } = reviewer;
  const { record } = await reviewer.record(FLAGGED);
  for (const [name, key] of Object.entries(DIALOGS)) {
    await reviewer.goto(`/desk/records/${record}`);
    await page.locator("h1").click();
    await reviewer.press(key);
    await page.getByRole("dialog").waitFor();
    await settled(page);
    await picture(page, name, width);
    await check(page, name, width, found);
  }
}

async function pages(browser, size) {
  const found = [];
  const door = await open(browser, size);
  await door.page.goto(`${URL}/desk`);
  await settled(door.page);
  await picture(door.page, "sign-in", size.width);
  await check(door.page, "sign-in", size.width, found);
  await door.context.close();
  for (const [name, listed] of [
    ["ldtbxh", reviewed],
    ["danhgia", evaluated],
    ["quantri", administered],
  ]) {
    const person = await Person.signIn(browser, name, size);
    await person.step(`sees every page at ${size.width}`, async () => {
      for (const [page, path] of Object.entries(await listed(person))) {
        await person.goto(path);
        await picture(person.page, page, size.width);
        await check(person.page, page, size.width, found);
      }
      if (listed === reviewed) await dialogs(person, size.width, found);
    });
    await person.leave();
  }
  must(found.length === 0, `pages that not everybody can use:\n${found.join("\n")}`);
}

export async function allPages(browser) {
  for (const size of SIZES) await pages(browser, size);
}
