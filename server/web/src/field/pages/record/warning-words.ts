/** What is worth a second look, in words and figures. */

import type { Scene, Warning } from "~/field/record";
import { t } from "~/i18n";
import { day } from "~/words/dates";
import { span } from "~/words/figures";
import { metres } from "~/words/numbers";
import { unitName } from "~/words/units";

export interface WarningWords {
  words: string;
  /** What makes it weigh less, or what to do. */
  more?: string;
}

const m = (value: string | number | undefined) => metres(Math.round(Number(value)));

export function warningWords({ code, args }: Warning, scene: Scene): WarningWords {
  const distance = m(args.distance_m);
  const count = Number(args.count);
  switch (code) {
    case "no_place":
      return { words: t("fill.warning.no_place") };
    case "place_coarse":
      return {
        words: t("fill.warning.place_coarse", { accuracy: m(args.accuracy_m), wanted: m(args.wanted_m) }),
      };
    case "outside_commune":
      return {
        words: t("fill.warning.outside_commune", {
          commune: scene.unit ? unitName(scene.unit) : String(args.commune),
          distance,
        }),
        ...(args.quality === "approximate" ? { more: t("fill.warning.outside_approximate") } : {}),
      };
    case "far_from_site":
      return {
        words: t("fill.warning.far_from_site", { distance }),
        ...(args.quality === "guessed" ? { more: t("fill.warning.far_guessed") } : {}),
      };
    case "nearer_subject":
      return { words: t("fill.warning.nearer_subject", { name: String(args.name), distance }) };
    case "photo_outside":
    case "photo_elsewhere":
    case "photo_no_place":
      return { words: t(`fill.warning.${code}`, { count, distance }) };
    case "day_outside_visit":
      return {
        words: t("fill.warning.day_outside_visit", {
          day: day(String(args.day)),
          from: day(String(args.from)),
          to: day(String(args.to)),
        }),
      };
    case "clock_off": {
      const ahead = Number(args.ahead_s);
      const key = ahead > 0 ? "fill.warning.clock_ahead" : "fill.warning.clock_behind";
      return { words: t(key, { span: span(ahead) }), more: t("fill.warning.clock_words") };
    }
  }
}
