/** What a submission from ODK Collect says, sorted for a reader. */
import type { Checklist, Submission, SubmissionFile } from "~/api/types";

export function filesByKind(files: readonly SubmissionFile[]): {
  photos: SubmissionFile[];
  others: SubmissionFile[];
} {
  const isPhoto = (file: SubmissionFile) => file.media_type.startsWith("image/");
  return { photos: files.filter(isPhoto), others: files.filter((file) => !isPhoto(file)) };
}

/** What a file is, without how its letters are written. */
export const mediaType = ({ media_type }: Pick<SubmissionFile, "media_type">): string =>
  media_type.split(";")[0] ?? media_type;

export const newestFirst = (submissions: readonly Submission[]): Submission[] => [...submissions].reverse();

/** Whether something of it is not in the record. */
export function needsALook(submission: Submission): boolean {
  return submission.state !== "pushed" || submission.missing.length + submission.aside.length > 0;
}

/** The item that a place in the XML is about, such as `/data/answers/site/site_board[2]/value`. */
export function itemAt(path: string, checklist: Checklist | undefined): string | undefined {
  const steps = path.split("/").map((step) => step.replace(/\[\d+\]$/, ""));
  const items = checklist?.sections.flatMap((section) => section.items) ?? [];
  // The deepest: a section may be called what an item of another is.
  return steps.reverse().find((step) => items.some((item) => item.key === step));
}

/** What of all that was sent somebody has to look at, as it is not in the record. */
export function notInRecord(submissions: readonly Submission[]): { aside: number; missing: number } {
  const sum = (count: (one: Submission) => number) => submissions.reduce((all, one) => all + count(one), 0);
  return { aside: sum((one) => one.aside.length), missing: sum((one) => one.missing.length) };
}
