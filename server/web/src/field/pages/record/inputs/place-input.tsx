/** Where the inspector stands. */
import { useState } from "preact/hooks";
import type { Scene } from "~/field/record";
import { t } from "~/i18n";
import { dayOf } from "~/protocol/time";
import { Button } from "~/ui/button";
import { coordinates } from "~/words/numbers";
import { PlaceFacts } from "../place-facts";
import { TakePlace } from "../take-place";
import type { InputProps } from "./props";

/** Where nobody said what is wanted. */
const ACCURATE_M = 30;

export function wantedAccuracy(scene: Scene, itemM?: number): number {
  return itemM ?? scene.tolerances?.accuracy_m ?? ACCURATE_M;
}

export function PlaceInput({
  item,
  labelledBy,
  describedBy,
  value,
  onValue,
  scene,
}: InputProps<"place"> & { scene: Scene }) {
  const [taking, setTaking] = useState(false);
  const fix = value && "place" in value ? value.place : undefined;
  const wantedM = wantedAccuracy(scene, item.answer.accuracy_m);
  if (taking)
    return (
      <TakePlace
        wantedM={wantedM}
        onStop={() => setTaking(false)}
        onFix={(place) => {
          setTaking(false);
          onValue({ place });
        }}
      />
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: the question is a heading outside of it
    <div class="place-input" role="group" aria-labelledby={labelledBy} aria-describedby={describedBy}>
      {fix && (
        <>
          <p class="place-input__at number">{coordinates(fix.lat, fix.lon)}</p>
          <PlaceFacts fix={fix} scene={scene} wantedM={wantedM} on={dayOf(fix.at)} />
        </>
      )}
      <div class="place-input__acts">
        <Button icon="place" look={fix ? "secondary" : "primary"} onClick={() => setTaking(true)}>
          {t(fix ? "fill.place.again" : "fill.place.take")}
        </Button>
        {fix && (
          <Button look="quiet" onClick={() => onValue(undefined)}>
            {t("fill.item.clear_value")}
          </Button>
        )}
      </div>
    </div>
  );
}
