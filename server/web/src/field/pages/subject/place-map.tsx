/** The subject's place: the commune's outline, where it is planned to be and how surely, and where the phone is. */

import { useMemo } from "preact/hooks";
import type { Subject, Unit } from "~/api/types";
import { useEnrolment } from "~/field/enrolled";
import type { Fix } from "~/field/model";
import { farFromSite, insideCommune } from "~/field/place";
import { t } from "~/i18n";
import { MapView } from "~/ui/map/map";
import { point, type Shape } from "~/ui/map/shapes";
import { coordinates, metres } from "~/words/numbers";
import { unitName } from "~/words/units";
import { windTo } from "../visit/direction";

function shapesOf(subject: Subject, unit: Unit | undefined, fix: Fix | undefined): Shape[] {
  const shapes: Shape[] = [];
  if (unit?.boundary)
    shapes.push({ id: unit.id, look: "boundary", geometry: unit.boundary, label: unitName(unit) });
  if (subject.site)
    shapes.push({ id: subject.id, look: "site", geometry: subject.site.geometry, label: subject.name });
  if (fix)
    shapes.push({
      id: "me",
      look: "fix",
      geometry: point(fix.lat, fix.lon),
      label: t("field.subject.me"),
      accuracyM: fix.accuracy_m,
    });
  return shapes;
}

/** `Cách 850 m về hướng đông bắc`. */
function Distance({ subject, fix }: { subject: Subject; fix: Fix }) {
  const tolerances = useEnrolment().self?.tolerances;
  if (!tolerances) return null;
  const far = farFromSite(fix, subject.site, tolerances);
  if (far.answer === "unknown") return null;
  const wind = windTo(fix, subject.site?.geometry);
  const words =
    far.distanceM < 1
      ? t("field.subject.at_site")
      : t("field.subject.away", {
          m: metres(far.distanceM),
          wind: wind ? t(`field.wind.${wind}`) : "",
        });
  return <p class="place__distance">{words}</p>;
}

function Inside({ unit, fix }: { unit: Unit; fix: Fix }) {
  const tolerances = useEnrolment().self?.tolerances;
  if (!tolerances) return null;
  // Today's place against the commune of the list: on another day the outline may be another commune's.
  const inside = insideCommune(fix, unit, tolerances);
  if (inside.answer === "unknown") return null;
  return (
    <p>
      {t(`field.subject.commune_${inside.answer}`, {
        name: unitName(unit),
        m: metres(inside.distanceM),
        quality: t(`boundary_quality.${inside.quality}`),
      })}
    </p>
  );
}

export function PlaceMap({
  subject,
  unit,
  fix,
}: {
  subject: Subject;
  unit: Unit | undefined;
  fix: Fix | undefined;
}) {
  const { self } = useEnrolment();
  const shapes = useMemo(() => shapesOf(subject, unit, fix), [subject, unit, fix]);
  const { site } = subject;
  const at = site?.geometry.type === "Point" ? site.geometry.coordinates : undefined;
  return (
    <div class="place">
      {shapes.length > 0 && (
        <MapView
          label={t("field.subject.map", { name: subject.name })}
          shapes={shapes}
          // Tiles come over the network; the drawing does not.
          base={navigator.onLine ? self?.base_map : undefined}
        />
      )}
      {site ? (
        <p>
          {t("field.subject.site", { quality: t(`site_quality.${site.quality}`) })}
          {site.source && `. ${site.source}`}
        </p>
      ) : (
        <p>{t("field.subject.no_site")}</p>
      )}
      {at?.[0] !== undefined && at[1] !== undefined && <p class="soft number">{coordinates(at[1], at[0])}</p>}
      {site?.quality === "guessed" && <p class="soft">{t("field.subject.guessed")}</p>}
      {fix && <Distance subject={subject} fix={fix} />}
      {fix && unit && <Inside unit={unit} fix={fix} />}
    </div>
  );
}
