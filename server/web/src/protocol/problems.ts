/**
 * What can be wrong with a revision, in the server's own codes and words: a phone says before it hands in what the
 * server would say after. A test holds every word against the Rust crate.
 */
import type { Text, Violation } from "./shapes";

/** A sentence in both languages. */
type Words = Required<Text>;

/** The catalogue's titles, as far as a phone can tell. */
export const TITLES = {
  "record.unknown_item": {
    en: "The checklist has no such item",
    vi: "Bảng kiểm không có tiêu chí này",
  },
  "record.answer_type": {
    en: "The answer is not of the item's type",
    vi: "Câu trả lời không đúng kiểu của tiêu chí",
  },
  "record.unknown_choice": {
    en: "The item has no such choice",
    vi: "Tiêu chí không có lựa chọn này",
  },
  "record.number_range": {
    en: "The number is outside the item's bounds",
    vi: "Số nằm ngoài khoảng cho phép",
  },
  "record.text": {
    en: "The text is too long, or holds a NUL character",
    vi: "Văn bản quá dài hoặc có ký tự NUL",
  },
  "record.place": {
    en: "The coordinates are no place",
    vi: "Tọa độ không hợp lệ",
  },
  "record.photo": {
    en: "The photo's description cannot be right",
    vi: "Thông tin ảnh không hợp lệ",
  },
  "record.subject": {
    en: "Either a known or a new subject must be there, and not both",
    vi: "Phải có đúng một trong hai: đối tượng có sẵn hoặc đối tượng mới",
  },
  "record.wrong_kind": {
    en: "The checklist is for another kind of subject",
    vi: "Bảng kiểm dành cho loại đối tượng khác",
  },
  "incomplete.required": {
    en: "A required item has no answer",
    vi: "Thiếu câu trả lời bắt buộc",
  },
  "incomplete.photo": {
    en: "The item needs a photo",
    vi: "Tiêu chí này cần có ảnh",
  },
  "incomplete.must_hold": {
    en: "What must hold before handing in does not",
    vi: "Chưa đạt điều kiện để nộp phiếu",
  },
} as const satisfies Record<string, Words>;

export type Code = keyof typeof TITLES;

/** What is said more exactly than by a title; the blanks are the crate's. */
export const SENTENCES = {
  subjectUnnamed: { vi: "Đối tượng mới phải có tên", en: "A new subject needs a name" },
  signerUnnamed: { vi: "Cần ghi tên người ký", en: "Say who signed" },
  textBounds: {
    vi: "Tối đa {longest} ký tự, không có ký tự NUL",
    en: "At most {longest} characters, and no NUL",
  },
  answerType: {
    vi: "Tiêu chí này cần câu trả lời kiểu {}",
    en: "This item takes an answer of type {}",
  },
  notFinite: { vi: "Phải là một số hữu hạn", en: "The number must be finite" },
  tooLittle: { vi: "{number} nhỏ hơn {least}", en: "{number} is less than {least}" },
  tooMuch: { vi: "{number} lớn hơn {most}", en: "{number} is more than {most}" },
  tooManyPhotos: { vi: "Một phiếu có tối đa 200 ảnh", en: "A record has at most 200 photos" },
  photoTwice: { vi: "Ảnh này đã có ở cùng tiêu chí", en: "This photo is named twice for the same item" },
  photoBytes: { vi: "Ảnh phải từ 1 byte đến 64 MiB", en: "A photo has 1 byte to 64 MiB" },
  photoMediaType: {
    vi: "Chỉ nhận JPEG, PNG, WebP, HEIC",
    en: "Only JPEG, PNG, WebP and HEIC are taken",
  },
  photoItem: { vi: "Bảng kiểm không có tiêu chí này", en: "The checklist has no such item" },
  signatureMediaType: { vi: "Chữ ký phải là PNG hoặc JPEG", en: "A signature is a PNG or a JPEG" },
  signatureItem: { vi: "Chữ ký không thuộc tiêu chí nào", en: "A signature belongs to no item" },
} as const satisfies Record<string, Words>;

/** Why coordinates are no place, in English; Vietnamese says the title. */
export const NOT_A_PLACE = {
  latitude: "latitude must be from -90 to 90",
  longitude: "longitude must be from -180 to 180",
  nullIsland: "0, 0 is what a device writes when it has no position",
  accuracy: "accuracy must be 0 or more metres",
  altitude: "altitude must be from -500 to 10000 metres",
} as const;

/** A violation of `code` at `path`, said with the catalogue's own words where no others are given. */
export function violation(path: string, code: Code, words: Text = TITLES[code]): Violation {
  return { path, code, message: words.en ?? "", message_vi: words.vi };
}

/** A sentence with its blanks filled. */
export function say(words: Words, blanks: Readonly<Record<string, string>>): Words {
  const fill = (text: string) => text.replace(/\{(\w*)\}/g, (_, name: string) => blanks[name] ?? "");
  return { vi: fill(words.vi), en: fill(words.en) };
}
