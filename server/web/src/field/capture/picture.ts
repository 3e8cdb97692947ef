/** Pictures through a canvas: frames and foreign formats to JPEG, and the small ones for lists. */

/** Twelve megapixels: what the desk looks at, and what a mountain's network can carry. */
const MOST_PIXELS = 12_200_000;
const QUALITY = 0.92;
/** The longer side of a thumb. */
const THUMB = 320;

interface Size {
  width: number;
  height: number;
}

/** A JPEG of a drawable picture. Empty ground is white, as paper is. */
export async function drawJpeg(source: CanvasImageSource, size: Size, quality = QUALITY): Promise<Blob> {
  const width = Math.max(1, Math.round(size.width));
  const height = Math.max(1, Math.round(size.height));
  const canvas = canvasOf(width, height);
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  if (!pen) throw new Error("no canvas");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(source, 0, 0, width, height);
  return encode(canvas, quality);
}

function canvasOf(width: number, height: number): OffscreenCanvas | HTMLCanvasElement {
  if (typeof OffscreenCanvas !== "undefined") return new OffscreenCanvas(width, height);
  const canvas = document.createElement("canvas");
  return Object.assign(canvas, { width, height });
}

function encode(canvas: OffscreenCanvas | HTMLCanvasElement, quality: number): Promise<Blob> {
  const type = "image/jpeg";
  if ("convertToBlob" in canvas) return canvas.convertToBlob({ type, quality });
  return new Promise((done, fail) =>
    canvas.toBlob(
      (blob) => (blob ? done(blob) : fail(new Error("no memory for the picture"))),
      type,
      quality,
    ),
  );
}

/** What the video shows now, at its own size. */
export function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const size = { width: video.videoWidth, height: video.videoHeight };
  return drawJpeg(video, within(size, Math.sqrt(MOST_PIXELS / (size.width * size.height))));
}

/** A picture of another format as JPEG. */
export async function toJpeg(blob: Blob): Promise<Blob> {
  const picture = await createImageBitmap(blob);
  try {
    return await drawJpeg(
      picture,
      within(picture, Math.sqrt(MOST_PIXELS / (picture.width * picture.height))),
    );
  } finally {
    picture.close();
  }
}

/** The picture in small; plain paper where the browser cannot read it, as HEIC mostly. */
export async function thumbOf(blob: Blob): Promise<Blob> {
  const picture = await createImageBitmap(blob).catch(() => undefined);
  if (!picture) return drawJpeg(canvasOf(4, 3), { width: THUMB, height: (THUMB * 3) / 4 }, 0.5);
  try {
    return await drawJpeg(picture, within(picture, THUMB / Math.max(picture.width, picture.height)), 0.75);
  } finally {
    picture.close();
  }
}

/** A size made smaller, never larger. */
function within({ width, height }: Size, scale: number): Size {
  const by = Math.min(1, scale);
  return { width: width * by, height: height * by };
}
