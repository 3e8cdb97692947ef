/** What differs between two texts, word by word, as the server says it between levels. */

export interface Piece {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Above so many steps, whole texts stand against each other instead of words. */
const STEPS_MAX = 4_000_000;

/** Words with the blanks after them, so that joining them gives the text back. */
function tokens(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

/** For each pair of ends, how many words the rests have in common in order. */
function common(left: string[], right: string[]): Uint16Array[] {
  const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let l = left.length - 1; l >= 0; l -= 1) {
    const [row, below] = [table[l], table[l + 1]];
    if (!row || !below) continue;
    for (let r = right.length - 1; r >= 0; r -= 1)
      row[r] = left[l] === right[r] ? (below[r + 1] ?? 0) + 1 : Math.max(below[r] ?? 0, row[r + 1] ?? 0);
  }
  return table;
}

/** Joining what is same and removed gives `before` back; what is same and added, `after`. */
export function difference(before: string, after: string): Piece[] {
  if (before === after) return before ? [{ kind: "same", text: before }] : [];
  const [left, right] = [tokens(before), tokens(after)];
  const pieces: Piece[] = [];
  const push = (kind: Piece["kind"], text: string) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) pieces.push({ kind, text });
  };
  if (left.length * right.length > STEPS_MAX || Math.max(left.length, right.length) > 65_000) {
    push("removed", before);
    push("added", after);
    return pieces;
  }
  const table = common(left, right);
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const [mine, other] = [left[l], right[r]];
    if (mine !== undefined && mine === other) {
      push("same", mine);
      l += 1;
      r += 1;
    } else if (
      mine !== undefined &&
      (other === undefined || (table[l + 1]?.[r] ?? 0) >= (table[l]?.[r + 1] ?? 0))
    ) {
      push("removed", mine);
      l += 1;
    } else if (other !== undefined) {
      push("added", other);
      r += 1;
    }
  }
  return pieces;
}

/**
 * Changes that only blanks or signs hold apart, as one change: two sentences that differ have those in common by chance,
 * and word by word nobody could read either.
 */
export function gathered(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  let removed = "";
  let added = "";
  // What is the same after a change, until it is known whether another change follows.
  let between = "";
  const close = () => {
    if (removed) found.push({ kind: "removed", text: removed });
    if (added) found.push({ kind: "added", text: added });
    if (between) found.push({ kind: "same", text: between });
    removed = added = between = "";
  };
  for (const { kind, text } of pieces) {
    if (kind === "same") {
      between += text;
      if (/[\p{L}\p{N}]/u.test(text) || (!removed && !added)) close();
      continue;
    }
    removed += between;
    added += between;
    between = "";
    if (kind === "removed") removed += text;
    else added += text;
  }
  close();
  return found;
}

/** What two texts have in common, from 0 to 1, by the words of the longer one. */
export function likeness(pieces: readonly Piece[]): number {
  const words = (...kinds: Piece["kind"][]) =>
    pieces
      .filter((piece) => kinds.includes(piece.kind))
      .reduce((sum, piece) => sum + (piece.text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0), 0);
  const longer = Math.max(words("same", "removed"), words("same", "added"));
  return longer === 0 ? 1 : words("same") / longer;
}

export interface Mark extends Piece {
  /** Words between two differences that are left out, to be shown on request. */
  hidden?: string;
}

/** How many characters stay in sight beside a difference. */
const CONTEXT = 120;

/** The end of a text from a word's beginning on, or its beginning to a word's end. */
function tail(text: string): string {
  const cut = text.slice(-CONTEXT);
  return cut.slice(Math.max(0, cut.search(/\s/)));
}
function head(text: string): string {
  return text.slice(0, CONTEXT).replace(/\S*$/, "");
}

/** Pieces as they are shown: what is the same over a long way is shortened to what stands beside a difference. */
export function marks(pieces: readonly Piece[]): Mark[] {
  return pieces.flatMap((piece, at): Mark[] => {
    if (piece.kind !== "same" || piece.text.length <= 3 * CONTEXT || pieces.length === 1) return [piece];
    const before = at === 0 ? "" : head(piece.text);
    const after = at === pieces.length - 1 ? "" : tail(piece.text);
    const hidden = piece.text.slice(before.length, piece.text.length - after.length);
    return [
      { kind: "same" as const, text: before },
      { kind: "same" as const, text: "", hidden },
      { kind: "same" as const, text: after },
    ].filter((mark) => mark.text || mark.hidden);
  });
}

/** How many words were removed and added. */
export function counts(pieces: readonly Piece[]): { removed: number; added: number } {
  const words = (kind: Piece["kind"]) =>
    pieces
      .filter((piece) => piece.kind === kind)
      .reduce((sum, piece) => sum + (piece.text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0), 0);
  return { removed: words("removed"), added: words("added") };
}
