/** A fix held against the commune and the site, in words: while the team is there, not weeks later at the desk. */

import type { Fix } from "~/field/model";
import { farFromSite, insideCommune } from "~/field/place";
import type { Scene } from "~/field/record";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import { moment } from "~/words/dates";
import { metres } from "~/words/numbers";
import { unitName } from "~/words/units";
import "./inputs/inputs.css";

interface Line {
  good: boolean | undefined;
  words: string;
}

function accuracyLine(fix: Fix, wantedM: number): Line {
  const good = fix.accuracy_m <= wantedM;
  const values = { m: metres(Math.round(fix.accuracy_m)), wanted: metres(wantedM) };
  return { good, words: t(good ? "fill.place.accuracy" : "fill.place.accuracy_coarse", values) };
}

function communeLine(fix: Fix, { unit, tolerances }: Scene, on: string): Line | undefined {
  if (!unit || !tolerances) return undefined;
  const { answer, distanceM } = insideCommune(fix, unit, tolerances, on);
  const values = { commune: unitName(unit), m: metres(distanceM ?? 0) };
  const good = answer === "unknown" ? undefined : answer !== "outside";
  return { good, words: t(`fill.place.commune_${answer}`, values) };
}

function siteLine(fix: Fix, { subject, tolerances }: Scene): Line | undefined {
  if (!subject || !tolerances) return undefined;
  const { answer, distanceM, quality } = farFromSite(fix, subject.site, tolerances);
  if (answer === "unknown") return { good: undefined, words: t("fill.place.site_unknown") };
  const values = { m: metres(distanceM) };
  const far = answer === "far";
  // Nearness to a place that somebody guessed proves nothing.
  if (quality === "guessed")
    return { good: far ? false : undefined, words: t("fill.place.site_guessed", values) };
  if (far) return { good: false, words: t("fill.place.site_far", values) };
  return { good: true, words: t("fill.place.site_near", values) };
}

export function PlaceFacts({
  fix,
  scene,
  wantedM,
  on,
}: {
  fix: Fix;
  scene: Scene;
  wantedM: number;
  on: string;
}) {
  const lines: Line[] = [
    accuracyLine(fix, wantedM),
    ...[communeLine(fix, scene, on), siteLine(fix, scene)].filter((line) => line !== undefined),
  ];
  return (
    <ul class="place-facts">
      {lines.map(({ good, words }) => (
        <li key={words} class={good === false ? "place-facts__line is-bad" : "place-facts__line"}>
          <Icon name={good === undefined ? "info" : good ? "check" : "warn"} size={22} />
          {words}
        </li>
      ))}
      <li class="place-facts__line soft number">
        <Icon name="clock" size={22} />
        {t("fill.place.at", { at: moment(fix.at) })}
      </li>
    </ul>
  );
}
