// @vitest-environment node
/** The golden vectors, which the Rust crate's tests read too: what this code answers is what is written. */
import { readdirSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { canonical, parseStrict, sha256Hex } from "./canonical";
import { merge } from "./merge";
import { type Facts, isShown, items, raisedFlags, score } from "./rules";
import type { Answer, Checklist, PublicKey, Receipt, Revision, Violation } from "./shapes";
import { revisionSha256, signedBytes, verify, verifyReceipt } from "./signature";
import { dayOf } from "./time";
import { omissions, refusals } from "./validate";

const FOLDER = resolve(import.meta.dirname, "../../../../mobile-sync-protocol/vectors");
const used = new Set<string>();

function read(path: string): string {
  used.add(path);
  return readFileSync(resolve(FOLDER, path), "utf8");
}

interface Case<Input> {
  name: string;
  input: Input;
  expected: unknown;
}

/** Holds `answer` against every case of a file; `least` says that none was lost. */
function hold<Input>(file: string, least: number, answer: (input: Input) => unknown): void {
  const cases = JSON.parse(read(`v1/${file}.json`)) as Case<Input>[];
  describe(file, () => {
    it("lost no case", () => expect(cases.length).toBeGreaterThanOrEqual(least));
    it.each(cases)("$name", async ({ input, expected }) => {
      // The canonical text of both, which also sees a member that is `undefined`.
      expect(parseStrict(canonical(await answer(input)))).toEqual(expected);
    });
  });
}

function checklistOf(file: string): Checklist {
  return JSON.parse(read(`v1/${file}`)) as Checklist;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

hold<{ text: string }>("canonical", 14, async ({ text }) => {
  try {
    const form = canonical(parseStrict(text));
    return { canonical: form, sha256: await sha256Hex(new TextEncoder().encode(form)) };
  } catch {
    return { refused: true };
  }
});

hold<Record<"base" | "ours" | "theirs", Revision>>("merge", 15, ({ base, ours, theirs }) =>
  merge(base, ours, theirs),
);

type Planned = Record<string, number>;

hold<{ checklist: string; revision: Revision; planned: Planned }>("validate", 35, (input) => {
  const { revision, planned } = input;
  const checklist = checklistOf(input.checklist);
  const facts: Facts = {
    answers: revision.answers,
    settings: checklist.settings ?? {},
    planned,
    inspectedOn: dayOf(revision.captured_at),
  };
  const told = (violations: Violation[]) => violations.map(({ path, code }) => ({ path, code }));
  return {
    refusals: told(refusals(revision, checklist)),
    omissions: told(omissions(revision, checklist, facts)),
  };
});

interface RulesInput {
  checklist: string;
  answers: Record<string, Answer>;
  planned: Planned;
  inspected_on: string;
}

hold<RulesInput>("rules", 25, ({ checklist: file, answers, planned, inspected_on: inspectedOn }) => {
  const checklist = checklistOf(file);
  const facts: Facts = { answers, settings: checklist.settings ?? {}, planned, inspectedOn };
  const shown = items(checklist).filter(([section, item]) => isShown(section, item, facts));
  return {
    shown: shown.map(([, item]) => item.key),
    flags: raisedFlags(checklist, facts).map(({ item, level }) => ({ item, level })),
    score: score(checklist, facts),
  };
});

hold<{ public_key: PublicKey; revision: string }>("signature", 10, async (input) => {
  const revision = parseStrict(input.revision) as Revision & Required<Pick<Revision, "signature">>;
  const message = signedBytes(revision);
  return {
    signed: text(message),
    sha256: await revisionSha256(revision),
    verdict: await verify(message, revision.signature, input.public_key),
  };
});

hold<{ server_key: PublicKey; receipt: Receipt }>("receipt", 6, async ({ server_key, receipt }) => {
  const message = signedBytes(receipt);
  const verdict = await verify(message, receipt.signature, server_key);
  const known = [{ id: receipt.signature.key, public_key: server_key }];
  expect(await verifyReceipt(receipt, known)).toBe(verdict === "holds");
  return { signed: text(message), verdict };
});

describe("rfc8785", () => {
  it.each(readdirSync(resolve(FOLDER, "rfc8785/input")))("%s comes out byte for byte", (name) => {
    expect(canonical(parseStrict(read(`rfc8785/input/${name}`)))).toBe(read(`rfc8785/output/${name}`));
  });
});

it("reads every vector that there is", () => {
  const entries = readdirSync(FOLDER, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== "README.md")
    .map((entry) => relative(FOLDER, resolve(entry.parentPath, entry.name)));
  expect([...used].sort()).toEqual(files.sort());
});
