/** Deciding about records: from the queue, from the record, one or many; with what follows on screen. */
import { invalidate } from "~/api/cache";
import { asProblem } from "~/api/problem";
import * as records from "~/api/records";
import type { Comment, RecordAction, RecordLine } from "~/api/types";
import { kindWords, t } from "~/i18n";
import { tell, tellProblem } from "~/ui/toast";

export type Decidable = Pick<
  RecordLine,
  "record" | "head" | "status" | "subject_name" | "kind" | "conflicts"
>;

/** The state in which an action may be done. */
export function mayDecide(line: Decidable, action: RecordAction): boolean {
  if (!line.head) return false;
  if (action === "reopen") return line.status === "accepted" || line.status === "returned";
  // What disagrees must be settled before it can be accepted; it can be sent back as it is.
  if (action === "accept" && line.conflicts > 0) return false;
  return line.status === "received";
}

/** Lists and counts are asked again; the record itself too. */
function refresh(): void {
  invalidate((key) => key.startsWith("records") || key.startsWith("facets") || key.startsWith("overview"));
}

const DONE = { accept: "review.accepted", return: "review.returned", reopen: "review.reopened" } as const;

function shortName(line: Decidable): string {
  return line.subject_name || kindWords(line.kind);
}

/** Decides about one. An acceptance can be taken back from the words that tell of it. Answers whether it was done. */
export async function decideOne(
  line: Decidable,
  action: RecordAction,
  comments: Comment[] = [],
): Promise<boolean> {
  if (!mayDecide(line, action) || !line.head) return false;
  try {
    const body = await records.decide({ record: line.record, action, head: line.head, comments });
    const undo = () =>
      void decideOne({ ...line, status: body.status, head: body.head ?? line.head ?? "" }, "reopen");
    tell(t(DONE[action], { name: shortName(line) }), action === "accept" ? undo : undefined);
    return true;
  } catch (thrown) {
    const problem = asProblem(thrown);
    tellProblem(problem);
    return false;
  } finally {
    refresh();
  }
}

export interface Failure {
  line: Decidable;
  words: string;
}

/** Decides about many; answers those that could not be decided. */
export async function decideMany(
  lines: Decidable[],
  action: RecordAction,
  comments: Comment[],
): Promise<Failure[]> {
  const able = lines.filter((line) => mayDecide(line, action));
  try {
    const outcomes = await records.decideMany(
      able.map((line) => ({ record: line.record, action, head: line.head ?? "", comments })),
    );
    const failures: Failure[] = [];
    for (const [at, outcome] of outcomes.entries()) {
      const line = able[at];
      if (!line || !outcome.problem) continue;
      const { title_vi, title, detail } = outcome.problem;
      failures.push({ line, words: [title_vi ?? title, detail].filter(Boolean).join(" ") });
    }
    const n = outcomes.length - failures.length;
    if (n > 0) tell(t(action === "accept" ? "review.accepted_many" : "review.returned_many", { n }));
    return failures;
  } finally {
    refresh();
  }
}
