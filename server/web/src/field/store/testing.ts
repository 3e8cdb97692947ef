/** For tests of this folder and of the sync: a phone with nothing on it, and things to put there. */
import "fake-indexeddb/auto";
import type { components } from "~/api/schema";
import { sha256Hex } from "~/protocol/canonical";
import { newId } from "~/protocol/ids";
import { makeKeys, signRevision } from "~/protocol/signature";
import type { Draft, Enrolment, NewShot, Receipt, Revision } from "../model";
import { destroy } from "./db";
import { draft, startDraft } from "./drafts";
import { keepEnrolment } from "./enrolment";
import { handIn } from "./hand-in";
import { applyPage } from "./pages";
import { addPhoto } from "./photos";

type Page = components["schemas"]["PullResponse"];
type Change = components["schemas"]["Change"];

export const AT = Date.parse("2026-11-02T08:00:00+07:00");
export const COMMUNE = newId(AT);
export const SUB_PROJECT = newId(AT);

export function page(changes: Change[], more: Partial<Page> = {}): Page {
  const server_time = new Date(AT).toISOString();
  return { reset: false, changes, cursor: "c1", more: false, left: 0, server_time, ...more };
}

export const put = (kind: Change["kind"], id: string, body: object = { id }): Change => ({
  kind,
  id,
  op: "put",
  // Tests put no more into a thing than they look at.
  body: body as NonNullable<Change["body"]>,
});

export const checklistChange = (version: number) =>
  put("checklist", `sample/${version}`, { id: "sample", version, sections: [], subject_kind: "work" });

/** An enrolled phone with a checklist. */
export async function freshPhone(more: Partial<Enrolment> = {}): Promise<Enrolment> {
  await destroy();
  const { algorithm, keys } = await makeKeys();
  const enrolled: Enrolment = {
    device: newId(AT),
    key: newId(AT),
    person: newId(AT),
    token: "token",
    label: "Máy 1",
    algorithm,
    keys,
    enrolledAt: AT,
    ...more,
  };
  await keepEnrolment(enrolled);
  await applyPage(page([checklistChange(1)]), 100, AT);
  return enrolled;
}

export const begin = (now = AT): Promise<Draft> =>
  startDraft({ checklist: { id: "sample", version: 1 }, subProject: SUB_PROJECT, commune: COMMUNE }, now);

/** A photo of `size` bytes that no other seed has. */
export async function shot(seed: number, size = 1000, item?: string): Promise<NewShot> {
  const content = Uint8Array.from({ length: size }, (_, at) => (at * 31 + seed * 7 + (at >> 8) * seed) % 256);
  new DataView(content.buffer).setUint32(0, seed);
  return {
    photo: {
      sha256: await sha256Hex(content),
      bytes: size,
      media_type: "image/jpeg",
      taken_at: "2026-11-02T08:00:00.000+07:00",
      ...(item && { item }),
    },
    bytes: new Blob([content], { type: "image/jpeg" }),
    thumb: new Blob([content.slice(0, 50)], { type: "image/jpeg" }),
    origin: "camera",
  };
}

/** The signed snapshot of a draft as it is. */
export async function snapshot(of: Draft, { keys, algorithm, key }: Enrolment): Promise<Revision> {
  const unsigned: Revision = {
    record: of.record,
    revision: newId(),
    checklist: of.checklist,
    sub_project: of.subProject,
    commune: of.commune,
    captured_at: of.capturedAt,
    answers: of.answers,
    photos: of.photos,
    ...(of.base !== undefined && { base: of.base }),
  };
  return signRevision(unsigned, { keys, algorithm, key });
}

/** A record with as many photos, filled and handed in. */
export async function handedIn(phone: Enrolment, seeds: number[] = [], now = AT): Promise<Revision> {
  const begun = await begin(now);
  for (const seed of seeds) await addPhoto(begun.record, await shot(seed), now + seed);
  return again(begun.record, phone, now);
}

/** Hands in what the draft holds now. */
export async function again(record: string, phone: Enrolment, now = AT): Promise<Revision> {
  const current = await draft(record);
  if (!current) throw new Error("no such draft");
  const revision = await snapshot(current, phone);
  await handIn(record, revision, now);
  return revision;
}

/** A receipt as the store keeps it, which does not look at signatures. */
export function receipt(of: Receipt["of"]): Receipt {
  const signature = { algorithm: "ed25519" as const, key: "k", value: "" };
  return { of, at: new Date(AT).toISOString(), signature };
}

export const accepted = (revision: Revision) => ({
  outcome: "accepted" as const,
  number: 1,
  receipt: receipt({
    revision: { record: revision.record, revision: revision.revision, sha256: "0".repeat(64) },
  }),
});
