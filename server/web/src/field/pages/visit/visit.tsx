/** The subjects of a visit: the nearest first where the phone knows where it is, by village otherwise. */
import { useMemo, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { KINDS, type Kind, type Subject } from "~/api/types";
import { Call, Group, Rows } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import type { TeamVisit } from "~/field/model";
import { type Names, useNames } from "~/field/names";
import { visitDays } from "~/field/pages/home/visit-card";
import { drafts, earlierFindings, outbox, subjects, useStored, visit } from "~/field/store";
import { t } from "~/i18n";
import { LinkButton } from "~/ui/button";
import { Pills, SearchInput } from "~/ui/filter-bar";
import { Check } from "~/ui/form";
import { Empty, Loading } from "~/ui/states";
import { isOpen } from "../subject/findings";
import { byVillage, type Done, doneOf, filtered, type ListGroup, nearest, type Wanted } from "./list";
import { PlaceLine } from "./place-line";
import { SubjectRow } from "./subject-row";
import { type Placed, usePlace } from "./use-place";
import "./visit.css";

/** What the visit looks at; a visit that names nothing looks at all of its communes. */
function subjectsOf(visit: TeamVisit, all: Subject[]): Subject[] {
  const named = new Set(visit.subjects);
  if (named.size > 0) return all.filter(({ id }) => named.has(id));
  const communes = new Set(visit.communes);
  return all.filter(({ commune }) => communes.has(commune));
}

interface Held {
  visit: TeamVisit;
  subjects: Subject[];
  done: Map<string, Done>;
  /** Open findings by subject. */
  findings: Map<string, number>;
}

async function held(id: string): Promise<Held | null> {
  const [found, all, begun, sent, earlier] = await Promise.all([
    visit(id),
    subjects(),
    drafts(),
    outbox(),
    earlierFindings(),
  ]);
  if (!found) return null;
  const findings = new Map<string, number>();
  for (const finding of earlier)
    if (finding.subject && isOpen(finding))
      findings.set(finding.subject, (findings.get(finding.subject) ?? 0) + 1);
  return { visit: found, subjects: subjectsOf(found, all), done: doneOf(begun, sent, id), findings };
}

function Filters({
  subjects,
  wanted,
  onChange,
}: {
  subjects: Subject[];
  wanted: Wanted;
  onChange: (part: Partial<Wanted>) => void;
}) {
  const kinds = KINDS.filter((kind) => subjects.some((subject) => subject.kind === kind));
  return (
    <div class="visit-filters">
      <SearchInput
        label={t("field.visit.search")}
        value={wanted.sought}
        onChange={(sought) => onChange({ sought })}
      />
      {kinds.length > 1 && (
        <Pills
          label={t("field.visit.kind")}
          value={wanted.kind}
          onChange={(kind) => onChange({ kind: kind as Kind | "" })}
          pills={[
            { value: "", label: t("action.all") },
            ...kinds.map((kind) => ({ value: kind, label: t(`field.kind.${kind}`) })),
          ]}
        />
      )}
      <Check label={t("field.visit.open")} checked={wanted.open} onChange={(open) => onChange({ open })} />
    </div>
  );
}

/** What is farther than a list can be read is found by searching. */
const SHOWN = 100;

function List({ held, names, placed, wanted }: { held: Held; names: Names; placed: Placed; wanted: Wanted }) {
  const { fix } = placed;
  const { groups, count } = useMemo(() => {
    const found = filtered(held.subjects, wanted, held.done, names.unit);
    const one: ListGroup[] = fix ? [{ name: "", lines: nearest(found, fix) }] : byVillage(found, names.unit);
    return { groups: one, count: found.length };
  }, [held, wanted, fix, names]);
  if (held.subjects.length === 0) return <Empty words={t("field.visit.none")} />;
  if (count === 0) return <Empty icon="search" words={t("field.visit.none_found")} />;
  return (
    <>
      {groups.map(({ name, lines }) => (
        <Group key={name} title={name || t("field.visit.nearest")} count={lines.length}>
          <Rows>
            {lines.slice(0, SHOWN).map((line) => (
              <SubjectRow
                key={line.subject.id}
                line={line}
                visit={held.visit.id}
                done={held.done.get(line.subject.id)}
                findings={held.findings.get(line.subject.id) ?? 0}
                place={
                  name
                    ? undefined
                    : [line.subject.village, names.unit(line.subject.commune)].filter(Boolean).join(", ")
                }
              />
            ))}
          </Rows>
          {lines.length > SHOWN && <p>{t("field.visit.more", { n: lines.length - SHOWN })}</p>}
        </Group>
      ))}
    </>
  );
}

export default function Visit() {
  const { id = "" } = useRoute().params;
  const names = useNames();
  const placed = usePlace();
  const [wanted, setWanted] = useState<Wanted>({ sought: "", kind: "", open: false });
  const { value } = useStored(() => held(id), ["plan", "drafts", "outbox"], [id]);
  if (value === null)
    return (
      <Screen title={t("field.visit.title")} back="/field/">
        <Empty icon="search" words={t("field.visit.gone")} />
      </Screen>
    );
  if (!value || !names.ready)
    return (
      <Screen title={t("field.visit.title")} back="/field/">
        <Loading />
      </Screen>
    );
  const inspected = [...value.done.values()].filter((done) => done === "inspected").length;
  return (
    <Screen
      title={value.visit.title}
      kicker={`${visitDays(value.visit)} · ${t("field.home.inspected", { done: inspected, all: value.subjects.length })}`}
      back="/field/"
      foot={
        <LinkButton look="secondary" icon="plus" href={`/field/visits/${id}/new`}>
          {t("field.visit.unlisted")}
        </LinkButton>
      }
    >
      <PlaceLine placed={placed} />
      <Filters
        subjects={value.subjects}
        wanted={wanted}
        onChange={(part) => setWanted((before) => ({ ...before, ...part }))}
      />
      <List held={value} names={names} placed={placed} wanted={wanted} />
      {value.subjects.length === 0 && <Call title={t("field.visit.none_words")} />}
    </Screen>
  );
}
