/** The sections of a record: how far each is, and what it still wants. */
import { Meter, Row, Rows } from "~/field/layout/parts";
import { remarkedItems, type SectionProgress } from "~/field/record";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { number } from "~/words/numbers";
import type { OpenRecord } from "./use-record";

function Wants({ record, of }: { record: OpenRecord; of: SectionProgress }) {
  const { remarks, draft, progress } = record;
  const remarked = remarkedItems(remarks, draft.photos);
  const mine = of.items.filter((item) => remarked.has(item.key)).length;
  const blocked = progress.blocks.some((block) => of.items.some((item) => item.key === block.item));
  const badges = [
    mine > 0 && <Badge tone="rust">{t("fill.section.remarks", { count: mine })}</Badge>,
    blocked && <Badge tone="red">{t("fill.section.blocked")}</Badge>,
    of.answered > 0 && of.missing > 0 && (
      <Badge tone="amber">{t("fill.section.missing", { count: of.missing })}</Badge>
    ),
    of.photosMissing > 0 && of.answered > 0 && (
      <Badge tone="amber">{t("fill.section.photos", { count: of.photosMissing })}</Badge>
    ),
  ].filter(Boolean);
  if (badges.length > 0) return <span class="section-row__wants">{badges}</span>;
  if (of.answered === 0)
    return <span class="soft">{t(of.missing > 0 ? "fill.section.empty" : "fill.section.optional")}</span>;
  if (of.missing > 0 || of.photosMissing > 0) return null;
  return <span class="section-row__full">✓ {t("fill.section.full")}</span>;
}

export function SectionRows({ record }: { record: OpenRecord }) {
  const { draft, progress } = record;
  const filling = draft.state === "filling";
  return (
    <Rows>
      {progress.sections.map((of) => (
        <Row
          key={of.section.key}
          href={`/field/records/${draft.record}/sections/${of.section.key}`}
          title={said(of.section.title)}
          aside={
            <>
              {number(of.answered)}/{number(of.shown)}
              <span class="unseen"> {t("fill.section.answered", { answered: "", shown: "" })}</span>
            </>
          }
        >
          {filling && <Meter label={said(of.section.title)} value={of.answered} max={of.shown} />}
          {filling && <Wants record={record} of={of} />}
        </Row>
      ))}
    </Rows>
  );
}
