/**
 * Place and time inside the JPEG. Browsers hand over camera pictures that say neither, and a photo that leaves this
 * system should still say where and when it was taken. The picture itself stays byte for byte.
 *
 * What the camera did write is kept: the block is made anew around its tags, except for those that point into the old
 * block (the maker's own notes, a thumbnail) and would point nowhere in the new one.
 */
import type { Bytes } from "~/protocol/shapes";
import type { Fix } from "../model";
import { BadJpeg, EXIF_NAME, exifBlock, exifSegment, layout, SEGMENT_MAX } from "./jpeg";
import {
  ascii,
  byte,
  type Directory,
  newTiff,
  opaque,
  rational,
  rationalsOf,
  readTiff,
  short,
  type Tiff,
  textOf,
  writeTiff,
} from "./tiff";

export { BadJpeg };

/** What this app calls itself in a photo. EXIF's text is ASCII. */
const SOFTWARE = "Thuc Dia";

const MAIN = { make: 0x010f, model: 0x0110, orientation: 0x0112, software: 0x0131, changed: 0x0132 };
const EXIF = { version: 0x9000, taken: 0x9003, offset: 0x9011, fraction: 0x9291 };

/** Tags that point into the block: sub-directories, the directories below, maker's notes, interoperability. */
const POINTING = [0x014a, 0x8769, 0x8825, 0x927c, 0xa005];
/** Longer values are not carried over: they are no facts about the picture. */
const LONGEST = 2000;

export interface Told {
  hasExif: boolean;
  /** A latitude and a longitude with their references, other than the 0, 0 that stands for none. */
  hasPlace: boolean;
  /** The time at which the camera says that the picture was taken. */
  hasTime: boolean;
}

/** What a JPEG says about itself. Throws `BadJpeg`. */
export function readExif(jpeg: Uint8Array): Told {
  const tiff = tiffOf(jpeg);
  return { hasExif: tiff !== undefined, hasPlace: hasPlace(tiff), hasTime: hasTime(tiff) };
}

/** When the photo was taken, by the phone's clock and offset (RFC 3339), and the fix that belongs to it. */
export interface Taken {
  at: string;
  fix?: Fix | undefined;
}

/** The same picture with place and time in it, where they were missing. Throws `BadJpeg`. */
export function withExif(jpeg: Bytes, taken: Taken): Bytes {
  const { exif: segment, place } = layout(jpeg);
  const found = segment && readTiff(exifBlock(jpeg, segment));
  const placed = hasPlace(found) || !taken.fix;
  if (placed && hasTime(found)) return jpeg;
  const made = exifSegment(blockOf(found ?? newTiff(), taken));
  const [start, end] = segment ? [segment.start, segment.end] : [place, place];
  const bytes = new Uint8Array(jpeg.length - (end - start) + made.length);
  bytes.set(jpeg.subarray(0, start));
  bytes.set(made, start);
  bytes.set(jpeg.subarray(end), start + made.length);
  return bytes;
}

function tiffOf(jpeg: Uint8Array): Tiff | undefined {
  const { exif } = layout(jpeg);
  return exif && readTiff(exifBlock(jpeg, exif));
}

function hasTime(tiff: Tiff | undefined): boolean {
  return /^(?!0000)\d{4}:\d\d:\d\d \d\d:\d\d:\d\d/.test(textOf(tiff?.exif.get(EXIF.taken)));
}

function hasPlace(tiff: Tiff | undefined): boolean {
  if (!tiff) return false;
  const coordinate = (reference: number, letters: RegExp) => {
    const parts = rationalsOf(tiff.gps.get(reference + 1), tiff.little);
    const written = parts.length > 0 && parts.every(Number.isFinite);
    return written && letters.test(textOf(tiff.gps.get(reference))) ? Math.max(...parts) : undefined;
  };
  const [lat, lon] = [coordinate(1, /^[NS]/i), coordinate(3, /^[EW]/i)];
  return lat !== undefined && lon !== undefined && (lat > 0 || lon > 0);
}

/** The block around what was found; around the very least of it where it would not fit into one segment. */
function blockOf(found: Tiff, taken: Taken): Uint8Array {
  const room = SEGMENT_MAX - 2 - EXIF_NAME.length;
  const block = writeTiff(filled(found, taken, () => true));
  if (block.length <= room) return block;
  const least = [MAIN.make, MAIN.model, MAIN.orientation];
  return writeTiff(
    filled({ ...found, exif: new Map(), gps: new Map() }, taken, (tag) => least.includes(tag)),
  );
}

function filled(found: Tiff, taken: Taken, keeps: (tag: number) => boolean): Tiff {
  const { little } = found;
  const carried = (directory: Directory): Directory =>
    new Map(
      [...directory].filter(
        ([tag, { value }]) => keeps(tag) && !POINTING.includes(tag) && value.length <= LONGEST,
      ),
    );
  const made = { little, main: carried(found.main), exif: carried(found.exif), gps: carried(found.gps) };
  const [wall, fraction, offset] = clockOf(taken.at);
  if (!hasTime(made)) {
    made.exif.set(EXIF.taken, ascii(wall));
    made.exif.set(EXIF.fraction, ascii(fraction));
    made.exif.set(EXIF.offset, ascii(offset));
  }
  unlessThere(made.main, MAIN.make, ascii(SOFTWARE));
  unlessThere(made.main, MAIN.software, ascii(SOFTWARE));
  unlessThere(made.main, MAIN.changed, ascii(wall));
  unlessThere(made.main, MAIN.orientation, short(1, little));
  unlessThere(made.exif, EXIF.version, opaque("0300"));
  // Half a place is none: its other tags belong to a fix that is not there.
  if (taken.fix && !hasPlace(made)) made.gps = gpsOf(taken.fix, little);
  return made;
}

function unlessThere<T>(directory: Map<number, T>, tag: number, value: T): void {
  if (!directory.has(tag)) directory.set(tag, value);
}

/** `2024-05-14T09:15:00.120+07:00` → `2024:05:14 09:15:00`, `120`, `+07:00`. */
function clockOf(at: string): [wall: string, fraction: string, offset: string] {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(at);
  if (!found) throw new RangeError(`not an RFC 3339 time: ${at}`);
  const [, year, month, day, time, fraction = "000", offset = "Z"] = found;
  return [`${year}:${month}:${day} ${time}`, fraction, offset === "Z" ? "+00:00" : offset];
}

function gpsOf(fix: Fix, little: boolean): Directory {
  const at = new Date(fix.at);
  const day = at.toISOString().slice(0, 10).replaceAll("-", ":");
  const seconds = at.getUTCSeconds() * 1000 + at.getUTCMilliseconds();
  const gps: Directory = new Map([
    [0x00, byte(2, 4, 0, 0)],
    [0x01, ascii(fix.lat < 0 ? "S" : "N")],
    [0x02, degrees(fix.lat, little)],
    [0x03, ascii(fix.lon < 0 ? "W" : "E")],
    [0x04, degrees(fix.lon, little)],
    [
      0x07,
      rational(
        [
          [at.getUTCHours(), 1],
          [at.getUTCMinutes(), 1],
          [seconds, 1000],
        ],
        little,
      ),
    ],
    [0x12, ascii("WGS-84")],
    [0x1d, ascii(day)],
    [0x1f, rational([[Math.round(fix.accuracy_m * 100), 100]], little)],
  ]);
  if (fix.altitude_m !== undefined) {
    // Browsers give the height over the ellipsoid, some 30 m off the sea's here: EXIF 3.0 has 2 and 3 for that.
    gps.set(0x05, byte(fix.altitude_m < 0 ? 3 : 2));
    gps.set(0x06, rational([[Math.round(Math.abs(fix.altitude_m) * 100), 100]], little));
  }
  return gps;
}

/** Degrees, minutes and seconds, the seconds to a millionth: 0.03 mm. Rounded once, so that 60 seconds never stand. */
function degrees(value: number, little: boolean) {
  const whole = Math.round(Math.abs(value) * 3_600_000_000);
  const minutes = Math.floor(whole / 60_000_000);
  return rational(
    [
      [Math.floor(minutes / 60), 1],
      [minutes % 60, 1],
      [whole % 60_000_000, 1_000_000],
    ],
    little,
  );
}
