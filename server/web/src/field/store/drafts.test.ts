// @vitest-environment node
import { beforeEach, expect, test } from "vitest";
import type { Enrolment } from "../model";
import { close } from "./db";
import { changeDraft, draft, drafts, removeDraft, saveDraft, startDraft } from "./drafts";
import { DraftClosed, NotHere } from "./errors";
import { reopen } from "./hand-in";
import { listen, type Topic } from "./observe";
import { applyPage } from "./pages";
import { addPhoto, photoBlob, removePhoto, thumb } from "./photos";
import { checklist } from "./plan";
import {
  AT,
  again,
  begin,
  COMMUNE,
  checklistChange,
  freshPhone,
  handedIn,
  page,
  SUB_PROJECT,
  shot,
} from "./testing";

let phone: Enrolment;

beforeEach(async () => {
  phone = await freshPhone();
});

const answer = (text: string) => ({ value: { text } });

test("each touch is there after the browser was killed", async () => {
  const begun = await begin();
  for (const text of ["một", "hai", "ba"]) {
    await saveDraft({ ...begun, answers: { name: answer(text) }, section: text });
    await close();
    expect(await draft(begun.record)).toMatchObject({ answers: { name: answer(text) }, section: text });
  }
  expect((await draft(begun.record))?.capturedAt).toBe(begun.capturedAt);
});

test("the one that was touched last comes first", async () => {
  const first = await begin(AT);
  const second = await begin(AT + 1);
  await changeDraft(first.record, (now) => now, AT + 2);
  expect((await drafts()).map(({ record }) => record)).toEqual([first.record, second.record]);
});

test("a draft keeps the checklist that it was begun on", async () => {
  const begun = await begin();
  await applyPage(page([checklistChange(2)], { reset: true, cursor: "c2" }), 1);
  expect(await checklist(begun.checklist)).toMatchObject({ id: "sample", version: 1 });
  const ref = { id: "sample", version: 3 };
  const start = { checklist: ref, subProject: SUB_PROJECT, commune: COMMUNE };
  await expect(startDraft(start)).rejects.toBeInstanceOf(NotHere);
});

test("saving a page's draft drops no photo that was taken since the page read it", async () => {
  const begun = await begin();
  const taken = await shot(1);
  await addPhoto(begun.record, taken);
  await saveDraft({ ...begun, answers: { name: answer("x") } });
  const now = await draft(begun.record);
  expect(now?.photos).toEqual([taken.photo]);
  expect(now?.answers).toEqual({ name: answer("x") });
});

test("a caption is the page's, the photo is the store's", async () => {
  const begun = await begin();
  const [one, two] = [await shot(1, 1000, "a"), await shot(1, 1000, "b")];
  await addPhoto(begun.record, one);
  await addPhoto(begun.record, two);
  await addPhoto(begun.record, two);
  const now = await changeDraft(begun.record, (stored) => ({
    ...stored,
    photos: stored.photos.filter(({ item }) => item === "b").map((photo) => ({ ...photo, caption: "cầu" })),
  }));
  expect(now.photos).toEqual([one.photo, { ...two.photo, caption: "cầu" }]);
});

test("changes of two tabs to different places both stay", async () => {
  const { record } = await begin();
  await Promise.all([
    changeDraft(record, (now) => ({ ...now, answers: { ...now.answers, a: answer("1") } })),
    changeDraft(record, (now) => ({ ...now, answers: { ...now.answers, b: answer("2") } })),
  ]);
  expect((await draft(record))?.answers).toEqual({ a: answer("1"), b: answer("2") });
});

test("a draft that was handed in is closed to a page that comes late", async () => {
  const revision = await handedIn(phone);
  const closed = await draft(revision.record);
  if (!closed) throw new Error("gone");
  await expect(
    saveDraft({ ...closed, state: "filling", answers: { a: answer("late") } }),
  ).rejects.toBeInstanceOf(DraftClosed);
  await expect(addPhoto(revision.record, await shot(9))).rejects.toBeInstanceOf(DraftClosed);
  await expect(removeDraft(revision.record)).rejects.toBeInstanceOf(DraftClosed);
  await reopen(revision.record);
  await expect(removeDraft(revision.record)).rejects.toBeInstanceOf(DraftClosed);
  expect(await draft(revision.record)).toMatchObject({ state: "filling", base: revision.revision });
});

test("throwing a draft away takes its photos along, and nobody else's", async () => {
  const [one, other] = [await begin(), await begin()];
  const [own, shared] = [await shot(1), await shot(2)];
  await addPhoto(one.record, own);
  await addPhoto(one.record, shared);
  await addPhoto(other.record, shared);
  await removeDraft(one.record);
  await removeDraft(one.record);
  expect(await draft(one.record)).toBeUndefined();
  expect(await photoBlob(own.photo.sha256)).toBeUndefined();
  expect(await thumb(own.photo.sha256)).toBeUndefined();
  expect((await photoBlob(shared.photo.sha256))?.size).toBe(1000);
});

test("a photo that was handed in keeps its bytes when a later draft drops it", async () => {
  const revision = await handedIn(phone, [1, 2]);
  const [first] = revision.photos ?? [];
  if (!first) throw new Error("no photo");
  await reopen(revision.record);
  await removePhoto(revision.record, first);
  expect(await photoBlob(first.sha256)).toBeDefined();
  expect((await draft(revision.record))?.photos).toHaveLength(1);
  await expect(again(revision.record, phone)).resolves.toMatchObject({ base: revision.revision });
});

test("every write says what it wrote", async () => {
  const heard: Topic[] = [];
  const stop = listen((topics) => heard.push(...topics));
  const { record } = await begin();
  expect(heard).toEqual(["drafts"]);
  await again(record, phone);
  expect(heard).toEqual(["drafts", "drafts", "outbox"]);
  stop();
});
