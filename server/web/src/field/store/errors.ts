/** What can go wrong with the phone's storage, by names that a page can answer to. */

/** There is no room. What was there before is as it was. */
export class StorageFull extends Error {
  override name = "StorageFull";
}

/** The database cannot be opened: another tab holds an older version of it, or this page is older than the database. */
export class StoreBlocked extends Error {
  override name = "StoreBlocked";
  constructor(readonly why: "other_tab" | "page_too_old") {
    super(`the database cannot be opened: ${why}`);
  }
}

/** The record was handed in meanwhile, so it has to be reopened before it is changed. */
export class DraftClosed extends Error {
  override name = "DraftClosed";
}

/** What was asked for is not on this phone. */
export class NotHere extends Error {
  override name = "NotHere";
}

/** A browser's error in our words; others pass as they are. */
export function inWords(thrown: unknown): unknown {
  const name = (thrown as { name?: unknown } | undefined)?.name;
  if (name === "QuotaExceededError") return new StorageFull("the phone's storage is full", { cause: thrown });
  if (name === "VersionError") return new StoreBlocked("page_too_old");
  return thrown;
}
