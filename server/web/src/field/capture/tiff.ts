/**
 * The block of tags inside EXIF: a small TIFF with a main directory and two below it. Values are kept as bytes in the
 * block's own byte order, so that what is carried over is carried over exactly.
 */

export interface Tag {
  type: number;
  count: number;
  value: Uint8Array;
}

export type Directory = Map<number, Tag>;

export interface Tiff {
  /** Least significant byte first. */
  little: boolean;
  main: Directory;
  exif: Directory;
  gps: Directory;
}

const EXIF_DIRECTORY = 0x8769;
const GPS_DIRECTORY = 0x8825;

/** Bytes of a value's unit, by type; 129 is EXIF 3.0's UTF-8. */
const SIZES: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  129: 1,
};

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** An empty block. */
export function newTiff(): Tiff {
  return { little: false, main: new Map(), exif: new Map(), gps: new Map() };
}

/** Reads a block; tags that point outside of it are passed over. Nothing where it is no TIFF. */
export function readTiff(block: Uint8Array): Tiff | undefined {
  if (block.length < 8) return undefined;
  const view = viewOf(block);
  const order = view.getUint16(0);
  const little = order === 0x4949;
  if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) return undefined;
  const main = readDirectory(block, view.getUint32(4, little), little);
  const below = (tag: number): Directory => {
    const pointer = main.get(tag);
    if (pointer?.value.length !== 4) return new Map();
    return readDirectory(block, viewOf(pointer.value).getUint32(0, little), little);
  };
  return { little, main, exif: below(EXIF_DIRECTORY), gps: below(GPS_DIRECTORY) };
}

function readDirectory(block: Uint8Array, start: number, little: boolean): Directory {
  const found: Directory = new Map();
  if (start + 2 > block.length) return found;
  const view = viewOf(block);
  const tags = view.getUint16(start, little);
  for (let at = start + 2; at < start + 2 + tags * 12 && at + 12 <= block.length; at += 12) {
    const type = view.getUint16(at + 2, little);
    const count = view.getUint32(at + 4, little);
    const bytes = count * (SIZES[type] ?? Number.NaN);
    const from = bytes <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (Number.isNaN(bytes) || from + bytes > block.length) continue;
    found.set(view.getUint16(at, little), { type, count, value: block.subarray(from, from + bytes) });
  }
  return found;
}

/** Writes a block: the main directory and those below it, each followed by its longer values. */
export function writeTiff({ little, main, exif, gps }: Tiff): Uint8Array {
  const top: Directory = new Map(main);
  const pointTo = (tag: number, at: number) => top.set(tag, long(at, little));
  // The pointers are counted before what they point to is placed.
  if (exif.size > 0) pointTo(EXIF_DIRECTORY, 0);
  if (gps.size > 0) pointTo(GPS_DIRECTORY, 0);
  const exifAt = 8 + sizeOf(top);
  const gpsAt = exifAt + (exif.size > 0 ? sizeOf(exif) : 0);
  if (exif.size > 0) pointTo(EXIF_DIRECTORY, exifAt);
  if (gps.size > 0) pointTo(GPS_DIRECTORY, gpsAt);
  const block = new Uint8Array(gpsAt + (gps.size > 0 ? sizeOf(gps) : 0));
  const view = viewOf(block);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  writeDirectory(block, top, 8, little);
  if (exif.size > 0) writeDirectory(block, exif, exifAt, little);
  if (gps.size > 0) writeDirectory(block, gps, gpsAt, little);
  return block;
}

/** Values of more than four bytes stand behind the directory, each at an even place. */
const apart = ({ value }: Tag) => (value.length > 4 ? value.length + (value.length % 2) : 0);

function sizeOf(directory: Directory): number {
  let size = 2 + directory.size * 12 + 4;
  for (const tag of directory.values()) size += apart(tag);
  return size;
}

function writeDirectory(block: Uint8Array, directory: Directory, start: number, little: boolean): void {
  const view = viewOf(block);
  view.setUint16(start, directory.size, little);
  let at = start + 2;
  let free = at + directory.size * 12 + 4;
  for (const [name, tag] of [...directory].sort(([one], [other]) => one - other)) {
    view.setUint16(at, name, little);
    view.setUint16(at + 2, tag.type, little);
    view.setUint32(at + 4, tag.count, little);
    if (apart(tag)) view.setUint32(at + 8, free, little);
    block.set(tag.value, apart(tag) ? free : at + 8);
    free += apart(tag);
    at += 12;
  }
}

/** ASCII with the NUL that ends it. */
export function ascii(text: string): Tag {
  const value = Uint8Array.from(`${text}\0`, (letter) => letter.charCodeAt(0) & 0x7f);
  return { type: 2, count: value.length, value };
}

export function byte(...numbers: number[]): Tag {
  return { type: 1, count: numbers.length, value: Uint8Array.from(numbers) };
}

/** Bytes that only their own tag gives a meaning. */
export function opaque(text: string): Tag {
  return { ...ascii(text), type: 7, count: text.length, value: ascii(text).value.subarray(0, text.length) };
}

export function short(number: number, little: boolean): Tag {
  const value = new Uint8Array(2);
  viewOf(value).setUint16(0, number, little);
  return { type: 3, count: 1, value };
}

function long(number: number, little: boolean): Tag {
  const value = new Uint8Array(4);
  viewOf(value).setUint32(0, number, little);
  return { type: 4, count: 1, value };
}

/** Fractions, each a whole number over another. */
export function rational(parts: [over: number, under: number][], little: boolean): Tag {
  const value = new Uint8Array(parts.length * 8);
  for (const [place, [over, under]] of parts.entries()) {
    viewOf(value).setUint32(place * 8, over, little);
    viewOf(value).setUint32(place * 8 + 4, under, little);
  }
  return { type: 5, count: parts.length, value };
}

/** A text value without what ends it; empty where there is none. */
export function textOf(tag: Tag | undefined): string {
  if (tag?.type !== 2) return "";
  return String.fromCharCode(...tag.value.subarray(0, 200)).replace(/[\0 ]+$/, "");
}

/** Fractions as numbers; `NaN` for what is none. */
export function rationalsOf(tag: Tag | undefined, little: boolean): number[] {
  if (tag?.type !== 5) return [];
  const view = viewOf(tag.value);
  return Array.from(
    { length: Math.min(tag.count, 8) },
    (_, place) => view.getUint32(place * 8, little) / view.getUint32(place * 8 + 4, little),
  );
}
