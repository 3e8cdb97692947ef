/** The phone's rear camera: open it, take a still, light its lamp, let it go. */
import { frameOf, toJpeg } from "./picture";

export type LensProblem = "unsupported" | "denied" | "none" | "busy";

/** The camera cannot be had. */
export class NoLens extends Error {
  constructor(readonly problem: LensProblem) {
    super(`no camera: ${problem}`);
    this.name = "NoLens";
  }
}

export interface Lens {
  stream: MediaStream;
  /** A JPEG of what the video shows. */
  still: (video: HTMLVideoElement) => Promise<Blob>;
  /** Switches the lamp, where there is one. */
  torch?: (on: boolean) => Promise<void>;
  close: () => void;
}

/** The lamp belongs to another standard than the rest of a track (MediaStream Image Capture). */
interface Lamp {
  torch?: boolean;
}

/** Some phones never answer; then the video's own frame is the photo. */
const PHOTO_TIMEOUT = 6_000;
const WIDTH = 4000;
const HEIGHT = 3000;

/** Opens the camera; throws `NoLens`. `onLost` is called where another application takes it away. */
export async function openLens(onLost: () => void): Promise<Lens> {
  if (!navigator.mediaDevices?.getUserMedia) throw new NoLens("unsupported");
  const video = { facingMode: { ideal: "environment" }, width: { ideal: WIDTH }, height: { ideal: HEIGHT } };
  const stream = await navigator.mediaDevices
    .getUserMedia({ video, audio: false })
    .catch((thrown: unknown) => {
      throw new NoLens(problemOf(thrown));
    });
  const [track] = stream.getVideoTracks();
  if (!track) throw new NoLens("none");
  track.addEventListener("ended", onLost);
  const abilities: MediaTrackCapabilities & Lamp = track.getCapabilities?.() ?? {};
  const still = stillOf(track);
  return {
    stream,
    still,
    ...(abilities.torch && { torch: (on: boolean) => light(track, on) }),
    close: () => {
      track.removeEventListener("ended", onLost);
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

function light(track: MediaStreamTrack, on: boolean): Promise<void> {
  const lamp: MediaTrackConstraintSet & Lamp = { torch: on };
  return track.applyConstraints({ advanced: [lamp] });
}

function problemOf(thrown: unknown): LensProblem {
  switch ((thrown as DOMException | undefined)?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    default:
      return "busy";
  }
}

/** Takes stills with the sensor itself where the browser can, which is sharper than the video and has its EXIF. */
function stillOf(track: MediaStreamTrack): Lens["still"] {
  let capture = typeof ImageCapture === "undefined" ? undefined : new ImageCapture(track);
  return async (video) => {
    const photo = capture && (await inTime(photoOf(capture)).catch(() => undefined));
    // What failed once fails again, and each time would keep the inspector waiting.
    if (!photo) capture = undefined;
    return photo ?? frameOf(video);
  };
}

async function photoOf(capture: ImageCapture): Promise<Blob> {
  const { imageWidth, imageHeight } = await capture
    .getPhotoCapabilities()
    .catch(() => ({}) as PhotoCapabilities);
  const beyond = (imageWidth?.max ?? 0) * (imageHeight?.max ?? 0) > WIDTH * HEIGHT;
  // Sensors of 50 megapixels exist; of these the nearest smaller size is asked for.
  const photo = await capture.takePhoto(beyond ? { imageWidth: WIDTH, imageHeight: HEIGHT } : {});
  return (await isJpeg(photo)) ? photo : toJpeg(photo);
}

async function isJpeg(blob: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0xff && second === 0xd8;
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error("the camera does not answer")), PHOTO_TIMEOUT);
    work.then(done, fail).finally(() => clearTimeout(timer));
  });
}
