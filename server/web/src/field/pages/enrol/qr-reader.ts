/** Reads a QR code out of a running video: with the browser's own reader, or with one that is fetched only then. */

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats: () => Promise<string[]>;
}

export type ReadQr = (video: HTMLVideoElement) => Promise<string | undefined>;

async function own(): Promise<ReadQr | undefined> {
  const Class = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  // The class may be there without the service behind it.
  const formats: string[] = (await Class?.getSupportedFormats().catch(() => [])) ?? [];
  if (!Class || !formats.includes("qr_code")) return undefined;
  const detector = new Class({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

/** A QR on a screen an arm away is read at this width; more only costs time on a slow phone. */
const WIDTH = 640;

async function fetched(): Promise<ReadQr> {
  const { default: read } = await import("jsqr");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!context || video.videoWidth === 0) return undefined;
    const scale = Math.min(1, WIDTH / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return read(data, width, height, { inversionAttempts: "dontInvert" })?.data || undefined;
  };
}

export async function qrReader(): Promise<ReadQr> {
  return (await own()) ?? (await fetched());
}
