/** The parts of a JPEG before its picture (ITU-T T.81, annex B), as far as EXIF needs them. */

/** The bytes are no JPEG that can be read to where its picture begins. */
export class BadJpeg extends Error {
  constructor(why: string) {
    super(`not a readable JPEG: ${why}`);
    this.name = "BadJpeg";
  }
}

export interface Layout {
  /** The APP1 segment that holds EXIF, with its marker; absent where there is none. */
  exif?: { start: number; end: number };
  /** Where such a segment belongs: behind JFIF's own, which wants to be first. */
  place: number;
}

/** What begins an APP1 segment that holds EXIF. */
export const EXIF_NAME = Uint8Array.of(0x45, 0x78, 0x69, 0x66, 0, 0);
/** Most bytes of a segment behind its marker, the two of the length included. */
export const SEGMENT_MAX = 0xffff;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;

/** Reads the segments up to the picture. Every round moves forward, so that no bytes can hold it up. */
export function layout(bytes: Uint8Array): Layout {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new BadJpeg("no start of image");
  const found: Layout = { place: 2 };
  let at = 2;
  let leading = true;
  for (;;) {
    const start = at;
    if (bytes[at] !== 0xff) throw new BadJpeg(`no marker at ${at}`);
    // Any number of 0xFF may stand before a marker's code.
    while (bytes[at] === 0xff) at += 1;
    const code = bytes[at];
    if (code === undefined || code === 0 || code === EOI) throw new BadJpeg(`no picture before ${at}`);
    at += 1;
    // Without a length: TEM and the restart markers.
    if (code === 0x01 || (code >= 0xd0 && code <= 0xd7)) continue;
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const end = at + length;
    if (length < 2 || end > bytes.length) throw new BadJpeg(`the segment at ${start} runs over the end`);
    if (code === SOS) {
      if (end === bytes.length) throw new BadJpeg("the picture is missing");
      return found;
    }
    leading &&= code === APP0;
    if (leading) found.place = end;
    if (code === APP1 && !found.exif && isExif(bytes, at + 2, end)) found.exif = { start, end };
    at = end;
  }
}

/** EXIF's TIFF block within a segment that holds it. */
export function exifBlock(bytes: Uint8Array, segment: { start: number; end: number }): Uint8Array {
  let at = segment.start;
  while (bytes[at] === 0xff) at += 1;
  return bytes.subarray(at + 3 + EXIF_NAME.length, segment.end);
}

/** A segment of EXIF around a TIFF block. */
export function exifSegment(block: Uint8Array): Uint8Array {
  const length = 2 + EXIF_NAME.length + block.length;
  const segment = new Uint8Array(2 + length);
  segment.set([0xff, APP1, length >> 8, length & 0xff]);
  segment.set(EXIF_NAME, 4);
  segment.set(block, 4 + EXIF_NAME.length);
  return segment;
}

function isExif(bytes: Uint8Array, from: number, end: number): boolean {
  return end - from >= EXIF_NAME.length && EXIF_NAME.every((byte, place) => bytes[from + place] === byte);
}
