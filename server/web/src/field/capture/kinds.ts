/** What kind of picture some bytes are, by how they begin: names and types of picked files are only claims. */
import { MEDIA_TYPES, PHOTO_BYTES_MAX } from "~/protocol/validate";

/** Brands of HEIF files, which phones call HEIC. */
const HEIF = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

/** What a photo may be, for a file input. */
export const PHOTO_TYPES = MEDIA_TYPES.join(",");

/** A file that cannot be handed in as a photo. */
export class NotAPhoto extends Error {
  constructor(readonly why: "kind" | "empty" | "large") {
    super(`not a photo: ${why}`);
    this.name = "NotAPhoto";
  }
}

/** The media type of a photo; throws `NotAPhoto` for what the server would refuse. */
export async function mediaTypeOf(blob: Blob): Promise<string> {
  if (blob.size === 0) throw new NotAPhoto("empty");
  if (blob.size > PHOTO_BYTES_MAX) throw new NotAPhoto("large");
  const head = String.fromCharCode(...new Uint8Array(await blob.slice(0, 12).arrayBuffer()));
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("RIFF") && head.endsWith("WEBP")) return "image/webp";
  if (head.slice(4, 8) === "ftyp" && HEIF.includes(head.slice(8))) return "image/heic";
  throw new NotAPhoto("kind");
}
