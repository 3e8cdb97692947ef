/** Keeps what was pulled, page by page, each with the place where the next one begins. */
import type { components } from "~/api/schema";
import { read, write } from "./db";
import type { PullNote } from "./shape";

type Page = components["schemas"]["PullResponse"];

const NOTHING: PullNote = { round: 0, bytes: 0 };

export function pullCursor(): Promise<string | undefined> {
  return read(
    ["meta"],
    async (tx) => ((await tx.objectStore("meta").get("pull")) as PullNote | undefined)?.cursor,
  );
}

/**
 * One transaction with the cursor. Where the server starts over, the old plan stays readable until the new one is whole: a
 * phone that loses its network after the first page must not stand on site with half a list. Drafts, photos and what was
 * handed in are not touched by any page.
 */
export async function applyPage(page: Page, bytes: number, now = Date.now()): Promise<void> {
  await write(["things", "meta"], ["plan"], async (tx) => {
    const things = tx.objectStore("things");
    const meta = tx.objectStore("meta");
    // The phone was wiped while the page was on its way.
    if (!(await meta.get("enrolment"))) return;
    const before = ((await meta.get("pull")) as PullNote | undefined) ?? NOTHING;
    const round = page.reset ? before.round + 1 : before.round;
    for (const { kind, id, op, body } of page.changes) {
      if (op === "put" && body) await things.put({ kind, id, round, body });
      else await things.delete([kind, id]);
    }
    if (!page.more) {
      const forgotten = await things.index("round").getAllKeys(IDBKeyRange.upperBound(round, true));
      for (const key of forgotten) await things.delete(key);
    }
    const weight = page.changes.length > 0 ? bytes : 0;
    const completeAt = page.more ? before.completeAt : now;
    await meta.put(
      {
        cursor: page.cursor,
        round,
        bytes: (page.reset ? 0 : before.bytes) + weight,
        ...(completeAt !== undefined && { completeAt }),
      },
      "pull",
    );
    await meta.put({ aheadMs: now - Date.parse(page.server_time), at: now }, "clock");
  });
}
