/** For tests of the sync: an enrolled phone, a server, and a page that can be opened anew. */
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Enrolment, Revision } from "../model";
import { addPhoto, outbox, uploads } from "../store";
import { again, begin, freshPhone, shot } from "../store/testing";
import { createEngine, type Engine } from "./engine";
import { FakeServer } from "./fake-server";
import { report } from "./state";

export interface Scene {
  server: FakeServer;
  phone: Enrolment;
  engine: Engine;
  now: number;
  online: boolean;
}

/** What each test begins with. */
export const scene = {} as Scene;

/** As a page that was just opened. */
export const fresh = (): Engine =>
  createEngine({ now: () => scene.now, random: () => 0, isOnline: () => scene.online, locks: undefined });

export function setScene(): void {
  beforeEach(async () => {
    scene.server = await FakeServer.start();
    scene.phone = await freshPhone(scene.server.enrolment());
    scene.now = Date.now();
    scene.online = true;
    scene.engine = fresh();
    report({ records: { left: 0, total: 0, refused: 0 }, problem: undefined, nextTryAt: undefined });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
}

export const states = async () => ({
  records: (await outbox()).map(({ state }) => state),
  photos: (await uploads()).map(({ state }) => state),
});

/** The server has each of these, and each photo of them, once and whole. */
export function expectOnce(...handed: Revision[]): void {
  const { server } = scene;
  const id = ({ revision }: Revision) => revision;
  expect(server.revisions.map(id).sort()).toEqual(handed.map(id).sort());
  for (const sent of server.revisions) expect(handed).toContainEqual(sent);
  const photos = new Map(
    handed.flatMap(({ photos = [] }) => photos.map((photo) => [photo.sha256, photo.bytes])),
  );
  expect([...server.photoWrites].sort()).toEqual([...photos.keys()].sort());
  for (const [name, bytes] of photos) expect(server.photos.get(name)?.length).toBe(bytes);
}

/** A record with one photo that takes several chunks. */
export async function big(seed: number, bytes = 700_000): Promise<Revision> {
  const { record } = await begin(scene.now);
  await addPhoto(record, await shot(seed, bytes), scene.now);
  return again(record, scene.phone, scene.now);
}
