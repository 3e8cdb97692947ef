/** One section over two levels: what the bodies below say against one's own words, and what became of their findings. */
import { useState } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { FindingBrief, LevelSection } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Badge, LevelBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Icon, type IconName } from "~/ui/icon";
import { Loaded } from "~/ui/states";
import { attach } from "../../evaluations/attach";
import { roman, useOpened } from "../../evaluations/opened";
import { useNames } from "../../names";
import { href } from "../../url";
import { Source } from "./level-source";

const FATE = {
  taken: { icon: "check", tone: "green" },
  dropped: { icon: "minus", tone: "red" },
  added: { icon: "plus", tone: "blue" },
} as const satisfies Record<string, { icon: IconName; tone: string }>;
type Fate = keyof typeof FATE;

function Findings({
  fate,
  findings,
  sectionKey,
}: {
  fate: Fate;
  findings: FindingBrief[];
  sectionKey: string;
}) {
  const { evaluation, writes } = useOpened();
  const names = useNames();
  if (findings.length === 0) return null;
  return (
    <section class={`fate fate--${fate}`}>
      <h5>
        <Icon name={FATE[fate].icon} size={15} /> {t(`levels.findings_${fate}`)} ({findings.length})
      </h5>
      <ul>
        {findings.map((finding) => (
          <li key={finding.id}>
            <LevelBadge level={finding.level} short />
            <p>
              <a class="number" href={href(`/findings/${finding.id}`)}>
                {finding.number}
              </a>{" "}
              {finding.what} <span class="soft small">{names.unit(finding.commune)}</span>
            </p>
            {fate === "dropped" && writes && (
              <Button
                small
                look="quiet"
                icon="plus"
                onClick={() => void attach(evaluation.id, sectionKey, [finding.id])}
              >
                {t("levels.take")}
                <span class="unseen"> {finding.number}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Inside({ sectionKey }: { sectionKey: string }) {
  const { evaluation } = useOpened();
  const answer = useQuery(
    `levels:${evaluation.id}:${sectionKey}`,
    () => api.levels(evaluation.id, sectionKey),
    { live: true },
  );
  const own = evaluation.sections.find((one) => one.key === sectionKey);
  const ownEmpty = !own?.words.trim();
  return (
    <Loaded answer={answer}>
      {(levels) => {
        const section = levels.sections.find((one) => one.key === sectionKey);
        if (!section) return null;
        return (
          <div class="level__body">
            {ownEmpty && section.sources.length > 0 && <p class="notice">{t("levels.own_empty")}</p>}
            {section.sources.length > 0 && !ownEmpty && <p class="soft small">{t("marks.legend")}</p>}
            <ul class="sources">
              {section.sources.map((source) => (
                <Source key={source.evaluation} source={source} sectionKey={sectionKey} ownEmpty={ownEmpty} />
              ))}
            </ul>
            {(["dropped", "taken", "added"] as const).map((fate) => (
              <Findings key={fate} fate={fate} findings={section.findings[fate]} sectionKey={sectionKey} />
            ))}
          </div>
        );
      }}
    </Loaded>
  );
}

export function LevelSectionCard({ section, n }: { section: LevelSection; n: number }) {
  const [open, setOpen] = useState(false);
  const sources = section.sources.filter((source) => source.words).length;
  return (
    <details
      class="card level"
      open={open}
      onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>
        <h4>
          {roman(n)}. {said(section.title)}
        </h4>
        <span class="row">
          {sources > 0 && <span class="soft small">{t("levels.sources", { n: sources })}</span>}
          {(["taken", "dropped", "added"] as const).map((fate) => {
            const count = section.findings[fate].length;
            return (
              count > 0 && (
                <Badge key={fate} tone={FATE[fate].tone} icon={FATE[fate].icon}>
                  {t(`levels.${fate}_n`, { n: count })}
                </Badge>
              )
            );
          })}
        </span>
      </summary>
      {open && <Inside sectionKey={section.key} />}
    </details>
  );
}
