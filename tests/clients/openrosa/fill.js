// ODK's web engine as an inspector uses it: takes each form of a server's list with its files, fills it, and submits.
//
//   node fill.js BASE PHOTO NOW
//
// BASE is the server's address with the key in it, PHOTO a JPEG, NOW the time at which it is done (in milliseconds). Each
// form is filled three times: wholly; and with no more than must be answered, the second and the third choice where
// there is one, at last about a subject that no list has. The first is then edited. Prints a line of JSON for each
// submission; fails where an engine finds something left to answer.
import { readFileSync } from "node:fs";

const [base, photo, now] = process.argv.slice(2);
// The server's day may be another than this machine's.
const Machine = Date;
const behind = Machine.now() - Number(now);
globalThis.Date = class extends Machine {
  constructor(...given) {
    super(...(given.length === 0 ? [Machine.now() - behind] : given));
  }
  static now() {
    return Machine.now() - behind;
  }
};
const { leaves, load, reopen, submission } = await import("./engine.js");

const jpeg = readFileSync(photo);
const PLACE = { latitude: 21.9038, longitude: 106.5931, altitude: 312.5, accuracy: 4.8 };
let made = 0;
const config = {
  preloadProperties: { deviceID: "web:1", username: "an" },
  geolocationProvider: { getLocation: async () => Object.values(PLACE).join(" ") },
  instanceAttachments: { fileNameFactory: ({ basename, extension }) => `${basename}-${(made += 1)}${extension ?? ""}` },
};

// Lists name the server's public address, and this is not it.
const below = (url) => `${base}/${url.split("/openrosa/key/")[1].split("/").slice(1).join("/")}`;
const get = async (url) => {
  const response = await fetch(url, { headers: { "x-openrosa-version": "1.0" } });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status}`);
  }
  return response;
};
const parts = (xml, name) =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map((found) => found[1].replaceAll("&amp;", "&"));
const settle = () => new Promise((done) => setTimeout(done, 20));

// Answers a question; `pick` says which of the choices is tried first.
function answer(node, { pick, isLazy }) {
  const { reference, relevant, readonly, required } = node.currentState;
  if (!relevant || readonly || (isLazy && !required)) {
    return;
  }
  if (node.nodeType === "select") {
    const isHeld = () => node.currentState.value.length > 0 && node.validationState.constraint.valid;
    const values = node.currentState.valueOptions.map((option) => option.value);
    if (values.length === 0) {
      throw new Error(`${reference}: there is nothing to choose`);
    }
    const first = reference.startsWith("/data/answers/") ? pick : 0;
    for (let tried = 0; tried < values.length && !isHeld(); tried += 1) {
      node.selectValue(values[(first + tried) % values.length]);
    }
  } else if (node.nodeType === "upload" && !node.currentState.value) {
    // Each is another: what follows the end of a JPEG changes nothing of it.
    made += 1;
    node.setValue(new File([jpeg, `${base} ${made}`], `ảnh ${made}.jpg`, { type: "image/jpeg" }));
  } else if (node.nodeType === "input" && node.currentState.instanceValue === "") {
    const day = new Date().toISOString().slice(0, 10);
    const given = { int: 7n, decimal: 12.5, date: day, geopoint: PLACE };
    node.setValue(
      given[node.valueType] ?? (reference.endsWith("/note") ? "Ghi chú có dấu: đường đất, <3 m & dốc" : "Tiếng Việt"),
    );
  }
}

function* repeats(node) {
  if (node.nodeType === "repeat-range:uncontrolled") {
    yield node;
  }
  for (const child of node.currentState.children ?? []) {
    yield* repeats(child);
  }
}

async function submit(root, form, way) {
  const { form: body, violations, xml } = await submission(root);
  if (violations.length > 0) {
    throw new Error(
      `${form} ${way}: ${violations.map((one) => `${one.reference}: ${one.violation?.message?.asString}`).join("; ")}`,
    );
  }
  const sent = await fetch(`${base}/submission`, { method: "POST", headers: { "x-openrosa-version": "1.0" }, body });
  const photos = [...body.keys()].filter((name) => name !== "xml_submission_file").length;
  console.log(JSON.stringify({ form, way, status: sent.status, said: await sent.text(), photos, ...told(root), xml }));
  return { xml, body };
}

// What of the record the server is held to, and whether the form told of an earlier finding.
function told(root) {
  const at = (reference) => [...leaves(root)].find((node) => node.currentState.reference === reference);
  const earlier = at("/data/record/earlier");
  const isTold = earlier?.currentState.relevant === true;
  return {
    record: at("/data/record/id").currentState.value,
    earlier: isTold ? earlier.currentState.label.asString : null,
  };
}

const WAYS = {
  whole: { pick: 0 },
  second: { pick: 1, isLazy: true },
  unlisted: { pick: 2, isLazy: true, isUnlisted: true },
};
const list = await (await get(`${base}/formList`)).text();
for (const entry of parts(list, "xform")) {
  const [form] = parts(entry, "formID");
  const xml = await (await get(below(parts(entry, "downloadUrl")[0]))).text();
  const manifest = await (await get(below(parts(entry, "manifestUrl")[0]))).text();
  const files = new Map(
    parts(manifest, "filename").map((name, at) => [name, below(parts(manifest, "downloadUrl")[at])]),
  );
  const loaded = await load(xml, (name) => get(files.get(name)));
  for (const [way, how] of Object.entries(WAYS)) {
    const { root } = loaded.createInstance(config);
    await settle();
    if (!how.isLazy) {
      [...repeats(root)].forEach((range) => range.addInstances());
    }
    if (how.isUnlisted) {
      [...leaves(root)]
        .find((node) => node.currentState.reference === "/data/record/subject_is")
        .selectValue("unlisted");
    }
    // An answer can bring up further questions, so until nothing changes.
    for (let round = 0; round < 8; round += 1) {
      for (const node of leaves(root)) {
        answer(node, how);
      }
      await settle();
    }
    const sent = await submit(root, form, way);
    if (how.isLazy) {
      continue;
    }
    const kept = [...sent.body].filter(([name]) => name !== "xml_submission_file");
    const again = new Map(
      kept.map(([name, file]) => [name, async () => new Response(file, { headers: { "content-type": "image/jpeg" } })]),
    );
    const edited = await reopen(loaded, sent.xml, again, config);
    await settle();
    [...leaves(edited.root)]
      .find((node) => node.currentState.reference.endsWith("/note") && node.currentState.relevant)
      .setValue("Sửa lại");
    await submit(edited.root, form, "edited");
  }
}
