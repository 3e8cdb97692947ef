// @vitest-environment node
/** EXIF as another program reads it: `exiftool` must be installed. */
import { execFileSync } from "node:child_process";
import { describe, expect, it, vi } from "vitest";
import type { Bytes } from "~/protocol/shapes";
import type { Fix } from "../model";
import { BadJpeg, readExif, withExif } from "./exif";

// Each question to exiftool starts it anew.
vi.setConfig({ testTimeout: 60_000 });

/** 16 × 8 points, with JFIF's segment and no EXIF, as a browser's canvas writes it. */
const PLAIN = Uint8Array.from(
  Buffer.from(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO" +
      "UlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P" +
      "T09PT09PT0//wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAZEAABBQAAAAAAAAAAAAAAAAAABAYi" +
      "MaH/xAAUAQEAAAAAAAAAAAAAAAAAAAAE/8QAGREAAgMBAAAAAAAAAAAAAAAAAAMEBSFR/9oADAMBAAIRAxEAPwCWlbtQwsJW7UMA" +
      "Dvlt6Fqpzs0//9k=",
    "base64",
  ),
);
const JFIF_END = 20;

const AT = "2024-05-14T06:59:03.042+07:00";
const FIX: Fix = {
  lat: 21.857853217,
  lon: 106.528551999,
  accuracy_m: 7.25,
  altitude_m: 312.4,
  // By UTC it is still the day before.
  at: "2024-05-14T06:59:01.500+07:00",
  source: "browser",
};

function exiftool(bytes: Uint8Array, ...options: string[]): Buffer {
  return execFileSync("exiftool", [...options, "-"], { input: bytes, maxBuffer: 1 << 26 });
}

function read(bytes: Uint8Array): Record<string, unknown> {
  const [found] = JSON.parse(exiftool(bytes, "-json", "-n", "-G1").toString()) as Record<string, unknown>[];
  return found ?? {};
}

/** The same JPEG with what another program wrote into it. */
function written(...tags: string[]): Bytes {
  return Uint8Array.from(exiftool(PLAIN, ...tags, "-o", "-"));
}

function complaints(bytes: Uint8Array): string {
  return exiftool(bytes, "-validate", "-warning", "-error", "-a", "-s3").toString().trim();
}

describe("a JPEG without EXIF", () => {
  const made = withExif(PLAIN, { at: AT, fix: FIX });
  const told = read(made);

  it("is told when and by what it was taken", () => {
    expect(told).toMatchObject({
      "IFD0:Make": "Thuc Dia",
      "IFD0:Software": "Thuc Dia",
      "IFD0:ModifyDate": "2024:05:14 06:59:03",
      "IFD0:Orientation": 1,
      "ExifIFD:DateTimeOriginal": "2024:05:14 06:59:03",
      "ExifIFD:OffsetTimeOriginal": "+07:00",
    });
    expect(String(told["ExifIFD:SubSecTimeOriginal"]).padStart(3, "0")).toBe("042");
    expect(told["Composite:SubSecDateTimeOriginal"]).toBe("2024:05:14 06:59:03.042+07:00");
  });

  it("is told where, to a fraction of a millimetre, how sure, and when that was measured", () => {
    expect(Math.abs(Number(told["Composite:GPSLatitude"]) - FIX.lat)).toBeLessThan(3e-10);
    expect(Math.abs(Number(told["Composite:GPSLongitude"]) - FIX.lon)).toBeLessThan(3e-10);
    expect(told).toMatchObject({
      "GPS:GPSVersionID": "2 4 0 0",
      "GPS:GPSLatitudeRef": "N",
      "GPS:GPSLongitudeRef": "E",
      "GPS:GPSAltitude": 312.4,
      "GPS:GPSAltitudeRef": 2,
      "GPS:GPSHPositioningError": 7.25,
      "GPS:GPSMapDatum": "WGS-84",
      "Composite:GPSDateTime": "2024:05:13 23:59:01.5Z",
    });
    expect(told).not.toHaveProperty("GPS:GPSProcessingMethod");
  });

  it("keeps JFIF's segment first and the picture byte for byte", () => {
    expect(Buffer.from(made.subarray(0, JFIF_END))).toEqual(Buffer.from(PLAIN.subarray(0, JFIF_END)));
    const rest = PLAIN.length - JFIF_END;
    expect(Buffer.from(made.subarray(-rest))).toEqual(Buffer.from(PLAIN.subarray(JFIF_END)));
  });

  it("is told what is known where there is no fix", () => {
    const bare = read(withExif(PLAIN, { at: AT }));
    expect(bare["ExifIFD:DateTimeOriginal"]).toBe("2024:05:14 06:59:03");
    expect(Object.keys(bare).filter((name) => name.startsWith("GPS"))).toEqual([]);
  });

  it("is told once: the second time nothing changes", () => {
    expect(withExif(made, { at: "2025-01-01T00:00:00.000Z", fix: { ...FIX, lat: 1 } })).toBe(made);
    expect(readExif(made)).toEqual({ hasExif: true, hasPlace: true, hasTime: true });
    expect(readExif(PLAIN)).toEqual({ hasExif: false, hasPlace: false, hasTime: false });
  });

  it("may be of the south, the west, below the ellipsoid, or just short of a whole degree", () => {
    const fix: Fix = {
      ...FIX,
      lat: -0.99999999999,
      lon: -179.999999,
      altitude_m: -12.34,
      accuracy_m: 10_000_000,
    };
    const far = read(withExif(PLAIN, { at: "2024-05-14T06:59:03Z", fix }));
    expect(far["Composite:GPSLatitude"]).toBe(-1);
    expect(far["Composite:GPSLongitude"]).toBeCloseTo(-179.999999, 9);
    expect(far).toMatchObject({
      "GPS:GPSAltitude": 12.34,
      "GPS:GPSAltitudeRef": 3,
      "GPS:GPSHPositioningError": 10_000_000,
      "ExifIFD:OffsetTimeOriginal": "+00:00",
    });
  });

  it("has nothing in it that a validator complains of, but for tags that only the picture's maker knows", () => {
    // Programs older than EXIF 3.0 do not know that a height can be over the ellipsoid.
    const words = complaints(made).replace("[minor] Unknown value for GPS:GPSAltitudeRef", "OK").split("\n");
    expect(words.filter((word) => !/^OK$|^\d+ Warning|^Missing required JPEG/.test(word))).toEqual([]);
  });
});

describe("a JPEG with EXIF", () => {
  const camera = ["-Make=samsung", "-Model=SM-A145F", "-Orientation#=6", "-ExposureTime=1/120", "-ISO=200"];

  it("keeps what the camera wrote, in either byte order", () => {
    for (const order of ["MM", "II"]) {
      const before = written(`-ExifByteOrder=${order}`, ...camera, "-Software=A145FXXU5");
      expect(readExif(before)).toEqual({ hasExif: true, hasPlace: false, hasTime: false });
      const made = withExif(before, { at: AT, fix: FIX });
      const told = read(made);
      expect(told).toMatchObject({
        "File:ExifByteOrder": order,
        "IFD0:Make": "samsung",
        "IFD0:Model": "SM-A145F",
        "IFD0:Orientation": 6,
        "IFD0:Software": "A145FXXU5",
        "ExifIFD:ExposureTime": expect.closeTo(1 / 120, 6),
        "ExifIFD:ISO": 200,
        "ExifIFD:DateTimeOriginal": "2024:05:14 06:59:03",
        "GPS:GPSHPositioningError": 7.25,
      });
      expect(Number(told["Composite:GPSLatitude"])).toBeCloseTo(FIX.lat, 9);
      const picture = PLAIN.length - JFIF_END;
      expect(Buffer.from(made.subarray(-picture))).toEqual(Buffer.from(PLAIN.subarray(JFIF_END)));
    }
  });

  it("keeps the camera's own time, and the camera's own place", () => {
    const timed = withExif(written(...camera, "-DateTimeOriginal=2024:05:14 06:58:59"), { at: AT, fix: FIX });
    const kept = read(timed);
    expect(kept).toMatchObject({
      "ExifIFD:DateTimeOriginal": "2024:05:14 06:58:59",
      "GPS:GPSLatitudeRef": "N",
    });
    // The camera's clock may run in another zone than the phone's: its offset is not guessed.
    expect(kept).not.toHaveProperty("ExifIFD:OffsetTimeOriginal");
    const place = ["-GPSLatitude=21.9", "-GPSLatitudeRef=N", "-GPSLongitude=106.6", "-GPSLongitudeRef=E"];
    const placed = read(withExif(written(...place), { at: AT, fix: FIX }));
    expect(placed["Composite:GPSLatitude"]).toBeCloseTo(21.9, 8);
    expect(placed["ExifIFD:DateTimeOriginal"]).toBe("2024:05:14 06:59:03");
    expect(placed).not.toHaveProperty("GPS:GPSHPositioningError");
  });

  it("takes half a place, a place of zeros and a time of zeros for none", () => {
    for (const tags of [
      ["-GPSLatitude=21.9", "-GPSLatitudeRef=N", "-GPSDOP=9"],
      ["-GPSLatitude=21.9", "-GPSLongitude=106.6", "-GPSDOP=9"],
      ["-GPSLatitude=0", "-GPSLatitudeRef=N", "-GPSLongitude=0", "-GPSLongitudeRef=E", "-GPSDOP=9"],
    ]) {
      const before = written(...tags, "-DateTimeOriginal#=0000:00:00 00:00:00");
      expect(readExif(before)).toMatchObject({ hasPlace: false, hasTime: false });
      const made = read(withExif(before, { at: AT, fix: FIX }));
      expect(made["Composite:GPSLongitude"]).toBeCloseTo(FIX.lon, 9);
      expect(made["ExifIFD:DateTimeOriginal"]).toBe("2024:05:14 06:59:03");
      expect(made).not.toHaveProperty("GPS:GPSDOP");
    }
  });

  it("fits into one segment whatever was in it", () => {
    const long = (length: number) => "x".repeat(length);
    const many = ["ImageDescription", "Artist", "Copyright", "HostComputer", "DocumentName", "PageName"];
    const before = written(
      ...camera,
      ...many.map((name) => `-IFD0:${name}=${long(1900)}`),
      `-UserComment=${long(9000)}`,
    );
    const made = read(withExif(before, { at: AT, fix: FIX }));
    expect(made).toMatchObject({
      "IFD0:Model": "SM-A145F",
      "IFD0:Artist": long(1900),
      "GPS:GPSLatitudeRef": "N",
    });
    expect(made).not.toHaveProperty("ExifIFD:UserComment");
    const crowded = withExif(crowd(before), { at: AT, fix: FIX });
    expect(read(crowded)).toMatchObject({
      "IFD0:Model": "SM-A145F",
      "IFD0:Orientation": 6,
      "GPS:GPSLatitudeRef": "N",
    });
    expect(read(crowded)).not.toHaveProperty("IFD0:Artist");
  });
});

/** Lets so many tags share one long value that it would not fit, once each has its own. */
function crowd(jpeg: Bytes): Bytes {
  const at = Buffer.from(jpeg).indexOf("Exif\0\0");
  const view = new DataView(jpeg.buffer.slice(0));
  const tiff = at + 6;
  const old = tiff + view.getUint32(tiff + 4);
  const tags = view.getUint16(old);
  const text = Array.from({ length: tags }, (_, place) => old + 2 + place * 12).find(
    (entry) => view.getUint32(entry + 4) > 1800,
  );
  if (text === undefined) throw new Error("there is no long value");
  const size = view.getUint16(at - 2);
  const extra = 60;
  const directory = new Uint8Array(2 + (tags + extra) * 12 + 4);
  directory.set(jpeg.subarray(old, old + 2 + tags * 12));
  const out = new DataView(directory.buffer);
  out.setUint16(0, tags + extra);
  for (let place = 0; place < extra; place++) {
    const entry = 2 + (tags + place) * 12;
    directory.set(jpeg.subarray(text, text + 12), entry);
    out.setUint16(entry, 0xc000 + place);
  }
  const end = at - 2 + size;
  const made = new Uint8Array(jpeg.length + directory.length);
  made.set(jpeg.subarray(0, end));
  made.set(directory, end);
  made.set(jpeg.subarray(end), end + directory.length);
  const header = new DataView(made.buffer);
  header.setUint16(at - 2, size + directory.length);
  header.setUint32(tiff + 4, end - tiff);
  return made;
}

describe("what is no JPEG, or a broken one", () => {
  it("is refused by its name", () => {
    for (const bytes of [
      Uint8Array.of(),
      Uint8Array.of(0xff, 0xd8),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 1, 0, 0),
      new Uint8Array(1 << 20).fill(0xff),
      PLAIN.subarray(0, 40),
    ])
      expect(() => withExif(bytes, { at: AT, fix: FIX })).toThrow(BadJpeg);
  });

  it("is cut off anywhere without harm: refused, or completed with its picture as it was", () => {
    const full = withExif(written("-Model=x"), { at: AT });
    for (let length = 0; length < full.length; length++) {
      const cut = full.subarray(0, length);
      const made = mended(cut);
      if (made) expect(Buffer.from(made.subarray(-8))).toEqual(Buffer.from(cut.subarray(-8)));
    }
  });

  it("may have any byte wrong, and ends at once all the same", () => {
    const full = withExif(written("-Model=x", "-ISO=3", "-GPSDOP=1"), { at: AT });
    for (let place = 0; place < full.length; place++)
      for (const wrong of [0, 1, 0x7f, 0xff]) {
        const bytes = full.slice();
        bytes[place] = wrong;
        const made = mended(bytes);
        if (made) expect(readExif(made)).toEqual({ hasExif: true, hasPlace: true, hasTime: true });
      }
  });
});

function mended(bytes: Bytes): Bytes | undefined {
  try {
    return withExif(bytes, { at: AT, fix: FIX });
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BadJpeg);
    return undefined;
  }
}
