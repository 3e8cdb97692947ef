/** Where the record says it was made: taken by itself while the team is on site, by hand whenever it is wanted. */
import { useEffect, useState } from "preact/hooks";
import { useFix } from "~/field/capture/fix";
import { Call, Group } from "~/field/layout/parts";
import type { Fix } from "~/field/model";
import { usePermission } from "~/field/phone/permissions";
import { onSite } from "~/field/record";
import { t } from "~/i18n";
import { dayOf } from "~/protocol/time";
import { Button } from "~/ui/button";
import { wantedAccuracy } from "./inputs/place-input";
import { noteFix } from "./note-fix";
import { PlaceFacts } from "./place-facts";
import { TakePlace } from "./take-place";
import type { OpenRecord } from "./use-record";

/** Looks for the place without a word, as long as the record has none that is good enough. */
function Seek({ wantedM, onFix }: { wantedM: number; onFix: (fix: Fix) => void }) {
  const { fix } = useFix({ accuracyM: wantedM });
  useEffect(() => {
    if (fix) onFix(fix);
  }, [fix]);
  return null;
}

export function PlaceCard({ record }: { record: OpenRecord }) {
  const { draft, keeper, scene } = record;
  const [taking, setTaking] = useState(false);
  const { fix } = draft;
  const wantedM = wantedAccuracy(scene);
  const filling = draft.state === "filling";
  // A page that opens does not bring the browser's question by itself.
  const { allowed } = usePermission("geolocation");
  const seeks =
    allowed === "granted" && !taking && onSite(draft, Date.now()) && (!fix || fix.accuracy_m > wantedM);
  const take = (found: Fix) => {
    setTaking(false);
    keeper.change((now) => ({ ...now, fix: found }));
  };
  return (
    <Group title={t("fill.place.title")}>
      {seeks && <Seek wantedM={wantedM} onFix={(found) => noteFix(keeper, found)} />}
      {fix ? (
        <PlaceFacts fix={fix} scene={scene} wantedM={wantedM} on={dayOf(draft.capturedAt)} />
      ) : (
        <Call tone={filling ? "warn" : "plain"} title={t("fill.place.none")} />
      )}
      {filling &&
        (taking ? (
          <TakePlace wantedM={wantedM} onFix={take} onStop={() => setTaking(false)} />
        ) : (
          <Button icon="place" onClick={() => setTaking(true)}>
            {t(fix ? "fill.place.again" : "fill.place.take")}
          </Button>
        ))}
    </Group>
  );
}
