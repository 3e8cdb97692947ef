/** The record's own place grows better while the inspector is on site. */
import type { Fix } from "~/field/model";
import { Plane } from "~/field/place";
import { betterFix, onSite } from "~/field/record";
import type { Keeper } from "./keeper";

export function noteFix(keeper: Keeper, found: Fix | undefined): void {
  if (!found || !onSite(keeper.draft, Date.now())) return;
  keeper.change((draft) => {
    const { fix } = draft;
    const apartM = fix ? new Plane([fix.lon, fix.lat]).toPoint([found.lon, found.lat]) : 0;
    const better = betterFix(fix, found, apartM);
    return better === fix ? draft : { ...draft, fix: better };
  });
}
