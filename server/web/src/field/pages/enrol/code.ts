/** The enrolment code as people type, paste and scan it. The server cares for neither hyphens nor case. */

/** The letters that a code is made of: none that can be taken for another. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH = 12;
const GROUP = 4;

/** The code's letters in what was typed; the rest is left out. */
export function lettersOf(typed: string): string {
  const known = [...typed.toUpperCase()].filter((letter) => LETTERS.includes(letter));
  return known.join("").slice(0, LENGTH);
}

/** Whether something was typed that no code holds: 0, O, 1, I or L. */
export function hasForeign(typed: string): boolean {
  return [...typed.toUpperCase()].some((letter) => /[A-Z0-9]/.test(letter) && !LETTERS.includes(letter));
}

/** `abcd2345` → `ABCD-2345-`, with a hyphen as soon as a group is whole, so that the next letter just follows. */
export function withHyphens(letters: string): string {
  const groups = letters.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? [];
  const text = groups.join("-");
  return letters.length > 0 && letters.length < LENGTH && letters.length % GROUP === 0 ? `${text}-` : text;
}

export function isWhole(letters: string): boolean {
  return letters.length === LENGTH;
}

/** Where the caret belongs after so many letters. */
export function caretAfter(letters: number): number {
  return letters + Math.min(Math.floor(letters / GROUP), LENGTH / GROUP - 1);
}

/** The code in what a camera read or a person pasted: an enrolment link, or the code alone. */
export function codeIn(read: string): string | undefined {
  const asked = /[?&]enrol=([^&#\s]+)/.exec(read)?.[1];
  const letters = lettersOf(asked === undefined ? read : decodeURIComponent(asked));
  // A QR of something else has other letters too.
  const plain = asked !== undefined || /^[\w\s-]{12,20}$/.test(read.trim());
  return plain && isWhole(letters) ? letters : undefined;
}
