// Does an imported checklist ask the same questions as what pyxform makes of the same workbook?
//
//   node same.js OURS.xml THEIRS.xml LISTS TRIALS
//
// Both forms are filled side by side with the same random answers. After each answer, the same questions must be asked,
// the same must be required, and the same answers must be refused. Prints as JSON how much was compared, and which
// questions were seen hidden and which refused.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { csv, leaves, load } from "./engine.js";

const [ours, theirs, lists, trials] = process.argv.slice(2);
const open = (file) => load(readFileSync(file, "utf8"), (name) => csv(readFileSync(join(lists, name), "utf8")));

// The outcomes have one word in forms of ours, and people write others.
const WORDS = { dat: "pass", khong_dat: "fail", khong_ap_dung: "not_applicable" };
const word = (value) => WORDS[value] ?? value;

// The questions of a form by name.
function questions(root) {
  const found = new Map();
  for (const node of leaves(root)) {
    if (!["select", "input", "upload"].includes(node.nodeType) || node.currentState.readonly) {
      continue;
    }
    const reference = node.currentState.reference.split("/").slice(1);
    const steps = reference.map((step) => step.replace(/\[\d+\]$/, ""));
    if (steps[0] === "data" && steps[1] === "answers") {
      // One of ours: section, item, and what it holds. Remarks and captions are asked beside it.
      if (["value", "photo"].includes(steps.at(-1)) && !found.has(steps[3])) {
        found.set(steps[3], node);
      }
    } else if (steps[1] !== "record" && steps[1] !== "photos") {
      found.set(steps.at(-1), node);
    }
  }
  return found;
}

const plain = (range) => (range == null ? null : range.asString.trim());

// What a question says, in each language of the form; a form in one language has a nameless one.
function said(node, root, mapped) {
  const named = (root.languages ?? []).filter((language) => language.isSyntheticDefault !== true);
  return (named.length === 0 ? [null] : named).map((language) => {
    if (language !== null) {
      root.setLanguage(language);
    }
    const options = (node.currentState.valueOptions ?? []).map(
      (option) => `${mapped(option.value)}=${plain(option.label)}`,
    );
    return [plain(node.currentState.label), ...options.sort()].join("|");
  });
}

let seed = 7;
const random = (below) => {
  seed = (seed * 48271) % 2147483647;
  return seed % below;
};
const one = (values) => values[random(values.length)];

const DAYS = [
  "2010-01-01",
  "2014-12-31",
  "2015-01-01",
  "2024-02-29",
  new Date().toISOString().slice(0, 10),
  "2090-01-01",
];
const NUMBERS = [0, 1, 49, 50, 79, 80, 100, 500, 4999, 5000, 7000];

function answer(node) {
  if (node.nodeType === "select") {
    const values = node.currentState.valueOptions.map((option) => option.value);
    if (node.selectType === "select") {
      return values.filter(() => random(2) === 0);
    }
    return random(6) === 0 ? [] : [one(values)];
  }
  if (node.nodeType === "upload") {
    return null;
  }
  if (random(6) === 0) {
    return "";
  }
  switch (node.valueType) {
    case "int":
      return BigInt(one(NUMBERS));
    case "decimal":
      return one([-2000, -1000.5, -1, 0, 0.5, 12, 9999]);
    case "date":
      return one(DAYS);
    case "geopoint":
      return { latitude: 21, longitude: 106, altitude: 0, accuracy: 5 };
    default:
      return "x".repeat(one([1, 199, 200, 201, 300]));
  }
}

function give(node, value, turn) {
  if (node.nodeType === "select") {
    node.selectValues(value.map(turn));
  } else if (node.nodeType === "input") {
    node.setValue(value);
  }
}

const [left, right] = [await open(ours), await open(theirs)];
const differences = [];
const hold = (what, mine, other) => {
  if (mine !== other && differences.length < 20) {
    differences.push(`${what}: ${mine} / ${other}`);
  }
};
{
  const [a, b] = [left.createInstance().root, right.createInstance().root];
  const [mine, other] = [questions(a), questions(b)];
  hold("questions", [...mine.keys()].sort().join(), [...other.keys()].sort().join());
  for (const [name, node] of other) {
    const same = mine.get(name);
    const kind = ({ nodeType, valueType, selectType }) => [nodeType, valueType, selectType].join(" ");
    hold(name, kind(same), kind(node));
    // A workbook in one language has one, and both of ours then say the same.
    const ourWords = said(same, a, word);
    said(node, b, word).forEach((words, at) => hold(name, ourWords[at], words));
  }
}
let compared = 0;
const seen = { hidden: new Set(), refused: new Set() };
for (let trial = 0; trial < Number(trials); trial += 1) {
  const [mine, other] = [questions(left.createInstance().root), questions(right.createInstance().root)];
  const names = [...other.keys()];
  for (let step = 0; step < names.length * 2; step += 1) {
    const name = one(names);
    if (!other.get(name).currentState.relevant) {
      continue;
    }
    const value = answer(other.get(name));
    give(mine.get(name), value, word);
    give(other.get(name), value, (same) => same);
    for (const each of names) {
      const [p, q] = [mine.get(each), other.get(each)];
      const at = `trial ${trial}: ${name} = ${String(value)}: ${each}`;
      compared += 1;
      hold(`${at} asked`, p.currentState.relevant, q.currentState.relevant);
      if (!q.currentState.relevant) {
        seen.hidden.add(each);
        continue;
      }
      const allows = q.validationState.constraint.valid;
      hold(`${at} required`, p.currentState.required, q.currentState.required);
      hold(`${at} = ${q.currentState.instanceValue} allowed`, p.validationState.constraint.valid, allows);
      if (!allows) {
        seen.refused.add(each);
      }
    }
  }
}
console.log(
  JSON.stringify({ compared, hidden: [...seen.hidden].sort(), refused: [...seen.refused].sort(), differences }),
);
