/** One report as a document that one works on: its parts at the left, one of them at a time beside. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { Evaluation } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { useShortcuts } from "~/ui/keys";
import { Loaded } from "~/ui/states";
import {
  type Opened,
  OpenedContext,
  type Place,
  useOpened,
  VIEWS,
  type View,
} from "../../evaluations/opened";
import { bodyName, EvaluationBadge, TurnWords } from "../../evaluations/parts";
import { usePlaces } from "../../evaluations/places";
import { keyOf } from "../../evaluations/store";
import { PageHead } from "../../layout/page";
import { href } from "../../url";
import "./evaluation.css";
import { ExportsView } from "./exports-view";
import { HeadView } from "./head-view";
import { HistoryView } from "./history-view";
import { LevelsView } from "./levels-view";
import { Outline } from "./outline";
import { SectionView } from "./section-view";
import { Standing } from "./standing";
import { Steps } from "./steps";
import { WholeView } from "./whole-view";

/** Where the address says one is: what is being written where it says nothing, the whole of what is signed. */
function placeOf(evaluation: Evaluation, query: Record<string, string>): Place {
  if (evaluation.sections.some((section) => section.key === query.section))
    return { section: query.section ?? "" };
  const view = VIEWS.find((one) => one === query.view);
  if (view) return { view };
  const first = evaluation.sections[0];
  return first && evaluation.may.includes("write") ? { section: first.key } : { view: "whole" };
}

const VIEW_OF: Record<View, () => JSX.Element> = {
  whole: WholeView,
  head: HeadView,
  levels: LevelsView,
  exports: ExportsView,
  history: HistoryView,
};

/** Forth and back through the parts by keys. */
function Keys() {
  const { place, go } = useOpened();
  const places = usePlaces();
  const step = (by: -1 | 1) => {
    const here = places.findIndex((one) => one.section === place.section && one.view === place.view);
    const next = places[here + by];
    if (next) go(next);
  };
  useShortcuts([
    { keys: "j", label: "evaluation.next", run: () => step(1) },
    { keys: "k", label: "evaluation.previous", run: () => step(-1) },
  ]);
  return null;
}

function ViewOf({ place }: { place: Place }) {
  if (place.section !== undefined) return <SectionView key={place.section} sectionKey={place.section} />;
  const View = VIEW_OF[place.view];
  return <View />;
}

function Shown({ evaluation }: { evaluation: Evaluation }) {
  const { query, route } = useLocation();
  const place = placeOf(evaluation, query);
  const opened = useMemo<Opened>(() => {
    const at = (to: Place) => href(`/evaluations/${evaluation.id}`, { ...to });
    return {
      evaluation,
      writes: evaluation.may.includes("write"),
      place,
      at,
      go: (to) => {
        route(at(to));
        scrollTo(0, 0);
      },
    };
  }, [evaluation, place.section, place.view, route]);
  return (
    <OpenedContext.Provider value={opened}>
      <PageHead title={evaluation.title} back={{ href: href("/evaluations"), label: t("evaluations.title") }}>
        <Steps />
      </PageHead>
      <p class="report__line row">
        <strong>{bodyName(evaluation)}</strong>
        <EvaluationBadge state={evaluation.state} />
        <TurnWords line={evaluation} />
      </p>
      <Standing />
      <Keys />
      <div class="report">
        <Outline />
        <div class="report__part">
          <ViewOf place={place} />
        </div>
      </div>
    </OpenedContext.Provider>
  );
}

function One({ id }: { id: string }) {
  const answer = useQuery(keyOf(id), () => api.read(id), { live: true });
  return <Loaded answer={answer}>{(evaluation) => <Shown evaluation={evaluation} />}</Loaded>;
}

export default function EvaluationPage() {
  const { params } = useRoute();
  return <One key={params.id} id={params.id ?? ""} />;
}
