/** The line at the top of every page: whether there is a network, and what the server does not have yet. */
import type { SyncState } from "~/field/sync/state";
import { t } from "~/i18n";
import type { IconName } from "~/ui/icon";
import { number } from "~/words/numbers";

export type StatusTone = "calm" | "busy" | "waiting" | "bad";

export interface Status {
  tone: StatusTone;
  icon: IconName;
  words: string;
  /** How far the sending or downloading has come. */
  meter?: { value: number; max: number };
}

/** `3 phiếu, 12 ảnh`; only what there is. */
export function countWords(records: number, photos: number): string {
  const parts = [
    records > 0 && t("field.count.records", { count: records, n: number(records) }),
    photos > 0 && t("field.count.photos", { count: photos, n: number(photos) }),
  ].filter((part): part is string => Boolean(part));
  return parts.join(", ");
}

type Seen = Pick<SyncState, "phase" | "online" | "problem" | "records" | "photos" | "download">;

export function statusOf(sync: Seen, revoked: boolean): Status {
  const left = countWords(sync.records.left, sync.photos.left);
  if (revoked) return { tone: "bad", icon: "lock", words: t("field.status.revoked") };
  if (!sync.online)
    return {
      tone: left ? "waiting" : "calm",
      icon: "warn",
      words: left ? t("field.status.offline_left", { left }) : t("field.status.offline"),
    };
  if (sync.phase === "pushing")
    return { tone: "busy", icon: "upload", words: t("field.status.pushing", { left: left || "…" }) };
  if (sync.phase === "photos") {
    const { bytesDone, bytesTotal } = sync.photos;
    const done = sync.photos.total - sync.photos.left;
    return {
      tone: "busy",
      icon: "upload",
      words: t("field.status.photos", { done: number(done), total: number(sync.photos.total) }),
      meter: { value: bytesDone, max: bytesTotal },
    };
  }
  if (sync.phase === "pulling") return { tone: "busy", icon: "download", words: t("field.status.pulling") };
  if (sync.problem)
    return {
      tone: left ? "waiting" : "calm",
      icon: "warn",
      words: left ? t("field.status.trouble_left", { left }) : t("field.status.trouble"),
    };
  if (left) return { tone: "waiting", icon: "upload", words: t("field.status.left", { left }) };
  const { refused } = sync.records;
  if (refused > 0)
    return {
      tone: "bad",
      icon: "warn",
      words: t("field.status.refused", { count: refused, n: number(refused) }),
    };
  return { tone: "calm", icon: "check", words: t("field.status.clear") };
}
