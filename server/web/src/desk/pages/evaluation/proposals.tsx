/** Findings that the form proposes for a section: picked one by one or many at once, or dragged. The gravest come first. */
import { useState } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { EvaluationSection, FindingBrief } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Badge, LevelBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { SearchInput } from "~/ui/filter-bar";
import { Check } from "~/ui/form";
import { Empty, Loaded } from "~/ui/states";
import { day } from "~/words/dates";
import { matches } from "~/words/fold";
import { attach } from "../../evaluations/attach";
import { begin, end } from "../../evaluations/drag";
import { useOpened } from "../../evaluations/opened";
import { usePut } from "../../evaluations/use-put";
import { type Names, useNames } from "../../names";
import { href } from "../../url";

function Proposal({
  finding,
  names,
  picked,
  onPick,
  onAttach,
  onDrag,
}: {
  finding: FindingBrief;
  names: Names;
  picked: boolean;
  onPick: (picked: boolean) => void;
  onAttach: () => void;
  onDrag: (event: DragEvent) => void;
}) {
  const facts = [
    finding.subject_name,
    names.unit(finding.commune),
    names.subProjectCode(finding.sub_project),
    finding.due_on && t("attached.due", { at: day(finding.due_on) }),
  ];
  return (
    <li
      class={picked ? "proposal is-picked" : "proposal"}
      draggable
      title={t("proposals.drag", { number: finding.number })}
      onDragStart={onDrag}
      onDragEnd={end}
    >
      <input
        type="checkbox"
        class="tick"
        checked={picked}
        aria-label={t("table.select", { name: finding.number })}
        onChange={(event) => onPick(event.currentTarget.checked)}
      />
      <div class="proposal__body">
        <p class="row">
          <LevelBadge level={finding.level} short />
          <a class="number" href={href(`/findings/${finding.id}`)} draggable={false}>
            {finding.number}
          </a>
          {finding.carried_over && (
            <Badge tone="rust" icon="return">
              {t("attached.carried")}
            </Badge>
          )}
        </p>
        <p class="proposal__what">{finding.what}</p>
        <p class="soft small">{facts.filter(Boolean).join(" · ")}</p>
        <p class={`small became became--${finding.state}`}>{t(`proposals.became.${finding.state}`)}</p>
      </div>
      <Button
        small
        look="quiet"
        icon="plus"
        label={t("proposals.attach_one", { number: finding.number })}
        onClick={onAttach}
      />
    </li>
  );
}

function usePicked(findings: FindingBrief[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // What was attached meanwhile is no longer there to be picked.
  const picked = findings.filter((one) => chosen.has(one.id)).map((one) => one.id);
  const pick = (ids: string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    setChosen(next);
  };
  return { picked, pick, clear: () => setChosen(new Set()) };
}

function Picking({
  section,
  findings,
  total,
}: {
  section: EvaluationSection;
  findings: FindingBrief[];
  total: number;
}) {
  const { evaluation } = useOpened();
  const names = useNames();
  const put = usePut();
  const [sought, setSought] = useState("");
  const [busy, setBusy] = useState(false);
  const { picked, pick, clear } = usePicked(findings);
  const text = (one: FindingBrief) =>
    `${one.number} ${one.what} ${one.subject_name ?? ""} ${names.unit(one.commune)} ${names.subProjectCode(one.sub_project)}`;
  const shown = findings.filter((one) => matches(text(one), sought));
  const ids = shown.map((one) => one.id);
  const add = async (wanted: string[]) => {
    setBusy(true);
    if (await attach(evaluation.id, section.key, wanted)) clear();
    setBusy(false);
  };
  if (findings.length === 0) return <Empty icon="check" words={t("proposals.none")} />;
  return (
    <>
      <div class="proposals__bar">
        <SearchInput label={t("proposals.search")} value={sought} onChange={setSought} />
        <div class="row spread">
          <Check
            label={t("proposals.all", { n: shown.length })}
            checked={shown.length > 0 && ids.every((id) => picked.includes(id))}
            onChange={(on) => pick(ids, on)}
          />
          <Button
            small
            look="primary"
            icon="plus"
            busy={busy}
            disabled={picked.length === 0}
            onClick={() => void add(picked)}
          >
            {picked.length > 0 ? t("proposals.attach_n", { n: picked.length }) : t("proposals.attach")}
          </Button>
        </div>
      </div>
      {shown.length === 0 && <p class="proposals__none soft">{t("proposals.none_found")}</p>}
      <ul class="proposals__list">
        {shown.map((finding) => (
          <Proposal
            key={finding.id}
            finding={finding}
            names={names}
            picked={picked.includes(finding.id)}
            onPick={(on) => pick([finding.id], on)}
            onAttach={() => void add([finding.id])}
            onDrag={(event) =>
              begin(
                event,
                {
                  what: "proposals",
                  // One of those that are picked takes the others along.
                  findings: picked.includes(finding.id) ? picked : [finding.id],
                },
                put,
              )
            }
          />
        ))}
      </ul>
      {total > findings.length && (
        <p class="proposals__none soft small">{t("proposals.more", { n: total - findings.length })}</p>
      )}
    </>
  );
}

export function Proposals({ section }: { section: EvaluationSection }) {
  const { evaluation } = useOpened();
  const answer = useQuery(
    `proposals:${evaluation.id}:${section.key}`,
    () => api.proposals(evaluation.id, section.key),
    { live: true, fresh: 10 },
  );
  return (
    <section class="card proposals" aria-labelledby="proposals">
      <div class="card__head">
        <h3 id="proposals">
          {t("proposals.title")} {answer.data && <span class="soft">({answer.data.total})</span>}
        </h3>
      </div>
      <p class="proposals__hint soft small">{t("proposals.hint")}</p>
      <Loaded answer={answer}>
        {({ findings, total }) => <Picking section={section} findings={findings} total={total} />}
      </Loaded>
    </section>
  );
}
