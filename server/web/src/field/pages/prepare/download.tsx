/** What is taken along: how much, how far the download is, when it was last whole. */
import { Call, Facts, Meter } from "~/field/layout/parts";
import type { PlanSummary } from "~/field/model";
import { useSync } from "~/field/sync/state";
import { t } from "~/i18n";
import { moment } from "~/words/dates";
import { bytes, number } from "~/words/numbers";

const PARTS = ["visits", "subjects", "checklists", "communes", "boundaries", "findings"] as const;

export function Download({ plan }: { plan: PlanSummary }) {
  const { phase, download, online, problem } = useSync();
  const all = download.changes + download.left;
  const running = phase === "pulling";
  return (
    <>
      {running && (
        <div class="download">
          <Meter
            label={t("field.prepare.progress")}
            value={download.left > 0 ? download.changes : undefined}
            max={all}
          />
          <p class="number">
            {download.left === 0 && download.images > 0
              ? t("field.prepare.images", { count: download.images, n: number(download.images) })
              : t("field.prepare.running", { bytes: bytes(download.bytes), left: number(download.left) })}
          </p>
        </div>
      )}
      {!running && plan.completeAt !== undefined && (
        <Call tone="good" title={t("field.prepare.complete", { at: moment(plan.completeAt) })} live>
          <p>{t("field.prepare.size", { bytes: bytes(plan.bytes) })}</p>
        </Call>
      )}
      {!running && !online && <Call tone="warn" title={t("field.prepare.no_network")} live />}
      {!running && online && problem && (
        <Call
          tone="warn"
          title={t(plan.completeAt === undefined ? "field.prepare.trouble" : "field.prepare.trouble_again")}
          live
        />
      )}
      <Facts
        rows={PARTS.map((part) => ({
          name: t(`field.prepare.part_${part}`),
          value: <span class="number">{number(plan[part])}</span>,
        }))}
      />
    </>
  );
}
