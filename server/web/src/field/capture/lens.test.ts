// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type NoLens, openLens } from "./lens";

const drawn = vi.hoisted(() => ({
  frameOf: vi.fn(async () => new Blob(["frame"])),
  toJpeg: vi.fn(async () => new Blob(["from png"])),
}));
vi.mock("./picture", () => drawn);

const JPEG = new Blob([Uint8Array.of(0xff, 0xd8, 0xff, 1)]);
const PNG = new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47)]);
const VIDEO = {} as HTMLVideoElement;

class Track extends EventTarget {
  stop = vi.fn();
  applyConstraints = vi.fn(async () => undefined);
  constructor(readonly abilities: object = {}) {
    super();
  }
  getCapabilities = () => this.abilities;
}

let track: Track;
let takePhoto: ReturnType<typeof vi.fn>;
const getUserMedia = vi.fn();

beforeEach(() => {
  track = new Track();
  takePhoto = vi.fn(async () => JPEG);
  getUserMedia
    .mockReset()
    .mockImplementation(async () => ({ getVideoTracks: () => [track], getTracks: () => [track] }));
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  vi.stubGlobal(
    "ImageCapture",
    class {
      getPhotoCapabilities = async () => ({ imageWidth: { max: 8160 }, imageHeight: { max: 6120 } });
      takePhoto = takePhoto;
    },
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  vi.clearAllMocks();
});

it("keeps the sensor's own JPEG, at most at twelve megapixels", async () => {
  const lens = await openLens(() => undefined);
  expect(await lens.still(VIDEO)).toBe(JPEG);
  expect(takePhoto).toHaveBeenCalledWith({ imageWidth: 4000, imageHeight: 3000 });
  expect(getUserMedia.mock.calls[0]?.[0]).toMatchObject({
    audio: false,
    video: { facingMode: { ideal: "environment" } },
  });
});

it("makes a JPEG of a sensor's PNG", async () => {
  takePhoto.mockResolvedValue(PNG);
  const lens = await openLens(() => undefined);
  expect(await (await lens.still(VIDEO)).text()).toBe("from png");
});

it("takes the video's frame where the sensor fails, and does not ask it again", async () => {
  takePhoto.mockRejectedValue(new DOMException("", "UnknownError"));
  const lens = await openLens(() => undefined);
  expect(await (await lens.still(VIDEO)).text()).toBe("frame");
  expect(await (await lens.still(VIDEO)).text()).toBe("frame");
  expect(takePhoto).toHaveBeenCalledTimes(1);
});

it("takes the video's frame where the sensor never answers, or the browser has no way to ask it", async () => {
  vi.useFakeTimers();
  takePhoto.mockReturnValue(new Promise(() => undefined));
  const slow = (await openLens(() => undefined)).still(VIDEO);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(drawn.frameOf).toHaveBeenCalledTimes(1);
  await slow;
  vi.stubGlobal("ImageCapture", undefined);
  await (await openLens(() => undefined)).still(VIDEO);
  expect(drawn.frameOf).toHaveBeenCalledTimes(2);
});

it("has a lamp only where the phone has one", async () => {
  expect(await openLens(() => undefined)).not.toHaveProperty("torch");
  track = new Track({ torch: true });
  const lens = await openLens(() => undefined);
  await lens.torch?.(true);
  expect(track.applyConstraints).toHaveBeenCalledWith({ advanced: [{ torch: true }] });
});

it("tells when it is taken away, and stops when it is let go", async () => {
  const lost = vi.fn();
  const lens = await openLens(lost);
  track.dispatchEvent(new Event("ended"));
  expect(lost).toHaveBeenCalledTimes(1);
  lens.close();
  track.dispatchEvent(new Event("ended"));
  expect(lost).toHaveBeenCalledTimes(1);
  expect(track.stop).toHaveBeenCalledTimes(1);
});

it("says why there is none", async () => {
  const problem = () => openLens(() => undefined).catch((thrown: unknown) => (thrown as NoLens).problem);
  for (const [name, why] of [
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "none"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
  ]) {
    getUserMedia.mockRejectedValue(new DOMException("", name));
    expect(await problem()).toBe(why);
  }
  vi.stubGlobal("navigator", {});
  expect(await problem()).toBe("unsupported");
});
