/** What the server said of a snapshot that it would not take, or that another one contradicts, laid to the items. */
import type { Violation } from "~/api/types";
import type { Outcome, Revision } from "~/field/model";
import { itemOfPath, photoOfPath } from "./paths";

/** One thing that the server would not take, or that two people changed: what it is about, and its words. */
export interface ToMend {
  item?: string;
  photo?: string;
  /** Where neither is named: the part of the record, such as `subject`. */
  part?: string;
  violation?: Violation;
}

function spot(path: string, revision: Revision): ToMend {
  const item = itemOfPath(path, revision);
  const photo = photoOfPath(path, revision)?.sha256;
  if (item !== undefined || photo !== undefined)
    return { ...(item === undefined ? {} : { item }), ...(photo === undefined ? {} : { photo }) };
  return { part: path.split("/")[1] || "record" };
}

/** What to mend after an outcome; empty where there is nothing to do. */
export function toMend(outcome: Outcome | undefined, revision: Revision): ToMend[] {
  if (outcome?.outcome === "rejected")
    return outcome.problems.map((violation) => ({ ...spot(violation.path, revision), violation }));
  if (outcome?.outcome === "conflict") return outcome.places.map((path) => spot(path, revision));
  return [];
}
