/** Bytes that the server refused, as something to read: they may be text, and they may be anything. */

/** The bytes as text, indented where they are JSON; nothing where they are no text. */
export function asText(bytes: Uint8Array, whole: boolean): string | undefined {
  let text: string;
  try {
    // A cut may fall inside a letter, so only a whole file has to end well.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !whole });
  } catch {
    return undefined;
  }
  if (!whole) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The bytes sixteen to a line, with what can be read of them beside. */
export function asHex(bytes: Uint8Array, most = 4096): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, most); at += 16) {
    const row = [...bytes.subarray(at, Math.min(at + 16, most))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}
