/** What became of a record, in words: one line, its tone, and what more there is to say. */
import type { Problem } from "~/api/problem";
import type { OutboxEntry, RecordState } from "~/field/model";
import { language, t } from "~/i18n";
import type { Tone } from "~/ui/badge";
import { number } from "~/words/numbers";
import type { Sent } from "./newest";

export interface OutcomeWords {
  tone: Tone;
  words: string;
  /** Reasons, one a line. */
  details: string[];
  /** The person has to do something. */
  mend: boolean;
}

const plain = (tone: Tone, words: string): OutcomeWords => ({ tone, words, details: [], mend: false });

type Said = Pick<Problem["errors"][number], "message" | "message_vi">;

function reason({ message, message_vi }: Said): string {
  return language() === "en" ? message : message_vi || message;
}

/** One snapshot: what the server answered. */
export function outcomeWords(entry: Pick<OutboxEntry, "state" | "outcome">): OutcomeWords {
  const { outcome } = entry;
  if (entry.state === "waiting" || !outcome) return plain("amber", t("field.outcome.waiting"));
  switch (outcome.outcome) {
    case "merged":
      return plain("green", t("field.outcome.merged", { n: outcome.number }));
    case "conflict":
      return {
        ...plain("rust", t("field.outcome.conflict", { n: outcome.number })),
        details: [t("field.outcome.conflict_next", { places: number(outcome.places.length) })],
      };
    case "rejected":
      return {
        tone: "red",
        words: t("field.outcome.rejected"),
        details: [...new Set(outcome.problems.map(reason))],
        mend: true,
      };
    default:
      return plain("green", t("field.outcome.accepted", { n: outcome.number }));
  }
}

/** A whole record: its newest snapshot, and the photos that go with it. */
export function recordWords(sent: Pick<Sent, "newest" | "photosLeft">): OutcomeWords {
  const told = outcomeWords(sent.newest);
  if (sent.newest.state !== "sent" || sent.photosLeft === 0) return told;
  const left = t("field.outcome.photos_left", { count: sent.photosLeft, n: number(sent.photosLeft) });
  return { ...told, tone: told.tone === "green" ? "amber" : told.tone, words: `${told.words}, ${left}` };
}

/** What the office said of a record that it has. */
export function reviewWords(state: RecordState): OutcomeWords | undefined {
  switch (state.status) {
    case "accepted":
      return plain("green", t("field.outcome.reviewed"));
    case "returned": {
      const count = state.comments?.length ?? 0;
      return { ...plain("rust", t("field.outcome.returned", { count, n: number(count) })), mend: true };
    }
    default:
      return undefined;
  }
}
