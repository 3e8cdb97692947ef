/** A record's page. What is a household's is asked for before it is opened, since opening is noted in the log. */

import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { peek, peekAll, useQuery } from "~/api/cache";
import type { Page } from "~/api/pages";
import * as records from "~/api/records";
import type { RecordBody, RecordLine } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { Failed, Loading } from "~/ui/states";
import { PageHead } from "../../layout/page";
import { neighbours } from "../../review/neighbours";
import { recordName } from "../queue/columns";
import { OpenRecord } from "./record-view";
import "./gate.css";

function Gate({ line, onOpen }: { line: RecordLine | null; onOpen: () => void }) {
  return (
    <>
      <PageHead
        title={line ? recordName(line) : t("record.title")}
        back={{ href: line ? neighbours(line.record).href : "/desk", label: t("record.back") }}
      />
      <section class="card gate">
        <Icon name="lock" size={36} />
        <h2>{t("record.household_title")}</h2>
        <p>{t(line ? "record.household_words" : "record.household_unknown")}</p>
        <Button look="primary" icon="eye" onClick={onOpen}>
          {t("record.household_open")}
        </Button>
      </section>
    </>
  );
}

/** The line by which a list already showed the record. */
function listed(id: string): RecordLine | undefined {
  return peekAll<Page<RecordLine>>("records?")
    .flatMap((page) => page.items)
    .find((line) => line.record === id);
}

function Known({ id }: { id: string }) {
  const [shown] = useState(() => listed(id));
  const [opened, setOpened] = useState(peek<RecordBody>(`record:${id}`) !== undefined);
  const line = useQuery(shown ? null : `line:${id}`, () => records.line(id), { fresh: 60 });
  if (line.error) return <Failed problem={line.error} retry={() => void line.refresh()} />;
  if (line.loading) return <Loading lines={8} />;
  const known = shown ?? line.data ?? null;
  const sensitive = known === null || known.masked;
  if (sensitive && !opened) return <Gate line={known} onOpen={() => setOpened(true)} />;
  return <OpenRecord id={id} live={!sensitive} />;
}

export function RecordPage() {
  const { params } = useRoute();
  const id = params.id ?? "";
  return <Known key={id} id={id} />;
}

export default RecordPage;
