import { Blob as NodeBlob, File as NodeFile } from "node:buffer";
import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { settle } from "~/ui/testing";
import type { NewShot } from "../model";
import { Camera, type CameraProps } from "./camera";

vi.mock("./picture", () => ({
  frameOf: async () =>
    new Blob([Uint8Array.from("\xff\xd8\xff\xda\0\x02picture", (letter) => letter.charCodeAt(0))]),
  thumbOf: async () => new Blob(["small"]),
}));

const place = document.createElement("div");
const track = Object.assign(new EventTarget(), { stop: vi.fn(), getCapabilities: () => ({}) });
const getUserMedia = vi.fn();
let found: PositionCallback[] = [];
let refused: PositionErrorCallback[] = [];

beforeEach(() => {
  // jsdom's own cannot be read.
  vi.stubGlobal("Blob", NodeBlob);
  vi.stubGlobal("File", NodeFile);
  document.body.append(place);
  getUserMedia.mockReset().mockResolvedValue({ getVideoTracks: () => [track], getTracks: () => [track] });
  track.stop.mockReset();
  [found, refused] = [[], []];
  vi.stubGlobal("navigator", {
    mediaDevices: { getUserMedia },
    geolocation: {
      watchPosition: (success: PositionCallback, failure: PositionErrorCallback) => {
        found.push(success);
        refused.push(failure);
        return found.length;
      },
      clearWatch: () => undefined,
    },
  });
  URL.createObjectURL = () => "blob:x";
  URL.revokeObjectURL = () => undefined;
  // jsdom knows the element but not how it opens.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
});
afterEach(async () => {
  await left();
  place.remove();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** What a page does when it is left, it does after the next frame. */
async function left() {
  render(null, place);
  await settle();
}

async function shown(props: Partial<CameraProps> = {}) {
  const shots: NewShot[] = [];
  const onShot = async (shot: NewShot) => void shots.push(shot);
  render(<Camera accuracyM={50} onShot={onShot} onClose={() => undefined} {...props} />, place);
  await settle();
  if (!document.hidden) await soon(() => expect(found.length).toBeGreaterThan(0));
  return shots;
}
function locate(accuracy: number) {
  const coords = { latitude: 21.85, longitude: 106.55, accuracy, altitude: null };
  for (const success of found) success({ coords, timestamp: Date.now() } as GeolocationPosition);
}
/** What takes its time on other threads, as hashing does. */
const soon = (holds: () => void) => vi.waitFor(holds, { timeout: 5_000, interval: 10 });
async function press(words: string) {
  const buttons = [...place.querySelectorAll("button")];
  const button = buttons.find((each) => (each.getAttribute("aria-label") ?? each.textContent) === words);
  if (!button) throw new Error(`no button "${words}" among ${buttons.map((each) => each.textContent)}`);
  button.click();
  await settle();
}

it("takes a photo with the place of its moment, and counts it", async () => {
  const shots = await shown({ item: "site_board", hint: "Biển báo", warning: "Đang ở ngoài xã" });
  expect(place.textContent).toContain("Biển báo");
  expect(place.textContent).toContain("Đang ở ngoài xã");
  locate(8);
  await settle();
  expect(place.textContent).toContain("Vị trí ±8 m");
  await press("Chụp");
  await soon(() =>
    expect(shots).toMatchObject([
      { origin: "camera", photo: { item: "site_board", fix: { accuracy_m: 8 } } },
    ]),
  );
  await settle();
  expect(place.querySelector(".camera__count")?.textContent).toBe("1");
  expect(place.textContent).toContain("Đã lưu 1 ảnh");
});

it("says that a place is coarse and takes the photo all the same", async () => {
  const shots = await shown();
  locate(180);
  await settle();
  expect(place.textContent).toContain("Vị trí ±180 m (cần 50 m), đang chờ chính xác hơn");
  await press("Chụp");
  await soon(() => expect(shots[0]?.photo.fix?.accuracy_m).toBe(180));
});

it("holds the photo while it waits for a place, until one comes or nobody waits any longer", async () => {
  const shots = await shown();
  await press("Chụp");
  expect(place.textContent).toContain("Giữ yên máy, đang chờ vị trí…");
  expect(shots).toEqual([]);
  locate(12);
  await settle();
  await soon(() => expect(shots[0]?.photo.fix?.accuracy_m).toBe(12));
  await left();

  const others = await shown();
  await press("Chụp");
  await press("Lưu luôn, không có vị trí");
  await soon(() => expect(others).toHaveLength(1));
  await settle();
  expect(others[0]?.photo).not.toHaveProperty("fix");
  expect(place.textContent).toContain("không có vị trí");
});

it("takes photos without a place where it may not know it, and says so beforehand", async () => {
  const shots = await shown();
  for (const failure of refused) failure({ code: 1 } as GeolocationPositionError);
  await settle();
  expect(place.textContent).toContain("Chưa được phép dùng vị trí");
  await press("Chụp luôn, không có vị trí");
  await soon(() => expect(shots).toHaveLength(1));
});

it("keeps a shot that could not be saved, and takes no other before it is", async () => {
  const shots: NewShot[] = [];
  let full = true;
  await shown({
    onShot: async (shot) => {
      if (full) throw Object.assign(new Error(), { name: "StorageFull" });
      shots.push(shot);
    },
  });
  locate(8);
  await press("Chụp");
  await soon(() => expect(place.textContent).toContain("Bộ nhớ điện thoại đã đầy"));
  expect(place.querySelector<HTMLButtonElement>(".camera__shutter")?.disabled).toBe(true);
  full = false;
  await press("Lưu lại");
  await soon(() => expect(shots).toHaveLength(1));
  await settle();
  expect(place.textContent).not.toContain("Bộ nhớ điện thoại đã đầy");
});

it("lays an earlier photo over the picture, and takes it away", async () => {
  const onClose = vi.fn();
  await shown({ ghost: new Blob(["earlier"]), onClose });
  expect(place.querySelector("img")?.getAttribute("alt")).toContain("Ảnh trước");
  await press("Ảnh trước");
  expect(place.querySelector("img")).toBeNull();
  place.querySelector("dialog")?.dispatchEvent(new Event("cancel", { cancelable: true }));
  await press("Đóng máy ảnh");
  expect(onClose).toHaveBeenCalledTimes(2);
});

it("lets the camera go when the page is hidden or left, and takes it again", async () => {
  await shown();
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(track.stop).toHaveBeenCalledTimes(1);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await settle();
  expect(getUserMedia).toHaveBeenCalledTimes(2);
  await left();
  expect(track.stop).toHaveBeenCalledTimes(2);
});

it("lets go of a camera that comes after the page was left", async () => {
  let give: (stream: unknown) => void = () => undefined;
  getUserMedia.mockReturnValue(new Promise((done) => (give = done)));
  await shown();
  await left();
  give({ getVideoTracks: () => [track], getTracks: () => [track] });
  await settle();
  expect(track.stop).toHaveBeenCalledTimes(1);
});

it("says why there is no picture, and takes a file instead, as it is", async () => {
  getUserMedia.mockRejectedValue(new DOMException("", "NotAllowedError"));
  const shots = await shown({ item: "site_board" });
  expect(place.textContent).toContain("Ứng dụng chưa được phép dùng máy ảnh");
  locate(8);
  const input = place.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("there is no file input");
  expect(input.accept).toBe("image/jpeg,image/png,image/webp,image/heic");
  expect(input.getAttribute("capture")).toBe("environment");
  const file = new File([Uint8Array.of(0xff, 0xd8, 0xff, 1, 2)], "a.jpg");
  Object.defineProperty(input, "files", { configurable: true, value: [file] });
  input.dispatchEvent(new Event("change"));
  await soon(() =>
    expect(shots).toMatchObject([
      { origin: "picked", photo: { item: "site_board", bytes: 5, fix: { accuracy_m: 8 } } },
    ]),
  );

  Object.defineProperty(input, "files", { value: [new File(["không phải ảnh"], "b.jpg")] });
  input.dispatchEvent(new Event("change"));
  await soon(() =>
    expect(place.querySelector("[role=alert].pick-photo__failure")?.textContent).toContain("không phải ảnh"),
  );
  getUserMedia.mockResolvedValue({ getVideoTracks: () => [track], getTracks: () => [track] });
  await press("Thử lại");
  expect(place.querySelector("video")).not.toBeNull();
});
