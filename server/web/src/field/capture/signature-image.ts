/** A drawn signature as a picture: black on white paper, cut to what was drawn, large enough to be printed. */
import SignaturePen, { type PointGroup } from "signature_pad";

/** Least width of the picture. */
const WIDTH = 600;
/** White around the strokes, in the pad's own points. */
const MARGIN = 14;
/** A signature of a few points is set on wider paper, not blown up to fill it. */
const MOST_SCALE = 4;

export interface Bounds {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where the strokes are; nothing without any. */
export function boundsOf(strokes: readonly PointGroup[]): Bounds | undefined {
  const points = strokes.flatMap((stroke) => stroke.points);
  if (points.length === 0) return undefined;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN];
  return { left, top, width: Math.max(...xs) + MARGIN - left, height: Math.max(...ys) + MARGIN - top };
}

/** How large the picture is, and where and how large the strokes stand on it. */
export function sheetFor({ left, top, width, height }: Bounds) {
  const scale = Math.min(MOST_SCALE, Math.max(2, WIDTH / width));
  const sheet = { width: Math.max(WIDTH, Math.ceil(width * scale)), height: Math.ceil(height * scale) };
  return { ...sheet, scale, x: (sheet.width - width * scale) / 2 - left * scale, y: -top * scale };
}

/** A PNG of the strokes, drawn anew at its own size, so that nothing is blurred. */
export function signatureImage(strokes: PointGroup[]): Promise<Blob> {
  const bounds = boundsOf(strokes);
  if (!bounds) throw new Error("nothing was drawn");
  const { width, height, scale, x, y } = sheetFor(bounds);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = new SignaturePen(canvas);
  const paper = canvas.getContext("2d");
  if (!paper) throw new Error("no canvas");
  paper.setTransform(1, 0, 0, 1, 0, 0);
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, width, height);
  paper.setTransform(scale, 0, 0, scale, x, y);
  pen.fromData(strokes, { clear: false });
  pen.off();
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no memory for the picture"))), "image/png"),
  );
}

/** Strokes on a pad that became wider or narrower, as when the phone is turned. */
export function rescaled(strokes: PointGroup[], by: number): PointGroup[] {
  return strokes.map((stroke) => ({
    ...stroke,
    points: stroke.points.map((point) => ({ ...point, x: point.x * by, y: point.y * by })),
  }));
}
