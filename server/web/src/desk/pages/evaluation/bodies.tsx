/** The bodies that owe a report to this one: where each stands, and taking it in. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import * as api from "~/api/evaluations";
import type { BodyBelow } from "~/api/evaluations.types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { type Column, Table } from "~/ui/table";
import { tell, tellProblem } from "~/ui/toast";
import { day } from "~/words/dates";
import { Missing } from "../../evaluations/missing";
import { useOpened } from "../../evaluations/opened";
import { bodyName, EvaluationBadge } from "../../evaluations/parts";
import { refreshAround, reload } from "../../evaluations/store";
import { href } from "../../url";

/** Takes them in one after the other, as far as it goes. */
function useConsolidate() {
  const { evaluation } = useOpened();
  const [busy, setBusy] = useState<string>();
  const take = async (bodies: BodyBelow[]) => {
    setBusy(bodies.length === 1 ? bodies[0]?.evaluation : "all");
    let done = 0;
    try {
      for (const { evaluation: id, changed_at } of bodies) {
        if (!id || !changed_at) continue;
        await api.step(id, { step: "consolidate", seen: changed_at });
        done += 1;
      }
    } catch (thrown) {
      tellProblem(thrown);
    }
    const [first] = bodies;
    if (done > 0)
      tell(
        bodies.length === 1 && first
          ? t("levels.consolidated", { name: bodyName(first) })
          : t("levels.consolidated_n", { n: done }),
      );
    refreshAround(evaluation.id, "levels", "proposals", "history");
    await reload(evaluation.id).catch(tellProblem);
    setBusy(undefined);
  };
  return { busy, take };
}

const KEY = (body: BodyBelow) => `${body.unit} ${body.department ?? ""}`;

function columns(act: ((body: BodyBelow) => ComponentChildren) | undefined): Column<BodyBelow>[] {
  return [
    {
      id: "name",
      head: t("levels.body"),
      look: "lead",
      width: "36%",
      cell: (body) =>
        body.evaluation && (
          <a class="queue__name" href={href(`/evaluations/${body.evaluation}`)}>
            {bodyName(body)}
          </a>
        ),
    },
    {
      id: "state",
      head: t("evaluations.state"),
      cell: (body) => <EvaluationBadge state={body.state ?? "missing"} />,
    },
    {
      id: "submitted",
      head: t("levels.submitted"),
      cell: (body) => body.submitted_at && <span class="number">{day(body.submitted_at)}</span>,
    },
    {
      id: "attached",
      head: t("levels.attached"),
      look: "number",
      cell: (body) => body.attachments,
    },
    {
      id: "taken",
      head: t("levels.taken"),
      look: "number",
      cell: (body) =>
        body.state !== "draft" ? t("levels.taken_of", { taken: body.taken, all: body.attachments }) : null,
    },
    { id: "acts", head: t("table.acts"), look: "acts", cell: (body) => act?.(body) },
  ];
}

export function Bodies({ bodies }: { bodies: BodyBelow[] }) {
  const { writes } = useOpened();
  const { busy, take } = useConsolidate();
  const ready = bodies.filter((body) => body.state === "submitted");
  const act = (body: BodyBelow) =>
    body.state === "submitted" ? (
      <Button
        small
        icon="tree"
        busy={busy === body.evaluation}
        disabled={busy !== undefined}
        onClick={() => void take([body])}
      >
        {t("levels.consolidate")}
        <span class="unseen"> {bodyName(body)}</span>
      </Button>
    ) : null;
  return (
    <section aria-labelledby="level-bodies">
      <div class="row spread levels__head">
        <h3 id="level-bodies">
          {t("levels.bodies")}{" "}
          <span class="soft">
            ({bodies.filter((body) => body.state && body.state !== "draft").length}/{bodies.length})
          </span>
        </h3>
        {writes && ready.length > 1 && (
          <Button
            look="primary"
            icon="tree"
            busy={busy === "all"}
            disabled={busy !== undefined}
            onClick={() => void take(ready)}
          >
            {t("levels.consolidate_all", { n: ready.length })}
          </Button>
        )}
      </div>
      <Table
        caption={t("levels.bodies")}
        columns={columns(writes ? act : undefined)}
        rows={bodies.filter((body) => body.evaluation)}
        rowKey={KEY}
      />
      <Missing bodies={bodies.filter((body) => !body.evaluation)} />
    </section>
  );
}
