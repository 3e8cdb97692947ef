/** What became of a file: whose it is, its records one by one, its photos. */
import { useState } from "preact/hooks";
import type { RescueOutcome } from "~/api/types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { More } from "~/ui/table";
import { moment } from "~/words/dates";
import { number } from "~/words/numbers";
import { Fault } from "./fault";
import { byRecord, changedNothing, KIND_TONE, PHOTO_KINDS, PHOTO_TONE, tally } from "./outcome";
import { RecordRow } from "./record-row";

/** Each record is asked for its name, so a file of a whole season shows its records as they are scrolled to. */
const AT_ONCE = 30;

function Records({ outcome }: { outcome: RescueOutcome }) {
  const [most, setMost] = useState(AT_ONCE);
  const records = byRecord(outcome.revisions);
  return (
    <section>
      <h3>{t("rescues.records")}</h3>
      {records.length === 0 ? (
        <p class="soft">{t("rescues.records_none")}</p>
      ) : (
        <>
          {/* One says it by itself. */}
          {outcome.revisions.length > 1 && (
            <p class="row rescue__tally">
              {tally(outcome.revisions).map(({ kind, n }) => (
                <Badge key={kind} tone={KIND_TONE[kind]}>
                  {t(`rescues.tally.${kind}`, { n: number(n) })}
                </Badge>
              ))}
            </p>
          )}
          <ul class="rescue__records">
            {records.slice(0, most).map((record, at) => (
              <RecordRow key={record.record ?? at} record={record} />
            ))}
          </ul>
          <More more={records.length > most} loading={false} onMore={() => setMost(most + AT_ONCE)} />
        </>
      )}
    </section>
  );
}

function Photos({ photos }: { photos: RescueOutcome["photos"] }) {
  const { stored, known, refused, missing } = photos;
  const counts = { missing: missing.length, refused: refused.length, stored, known };
  const some = PHOTO_KINDS.filter((kind) => counts[kind] > 0);
  return (
    <section>
      <h3>{t("rescues.photos")}</h3>
      {some.length === 0 && <p class="soft">{t("rescues.photos_none")}</p>}
      <p class="row rescue__tally">
        {some.map((kind) => (
          <Badge key={kind} tone={PHOTO_TONE[kind]}>
            {t(`rescues.photos_tally.${kind}`, { n: number(counts[kind]) })}
          </Badge>
        ))}
      </p>
      <ul class="small rescue__refused">
        {refused.map(({ sha256, problem }) => (
          <li key={sha256} title={sha256}>
            {t("rescues.photo", { sha: sha256.slice(0, 8) })}:{" "}
            {said({ vi: problem.title_vi, en: problem.title })}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function OutcomeView({ outcome }: { outcome: RescueOutcome }) {
  const { label, person, made_at, damage } = outcome;
  return (
    <>
      <div>
        <p>
          <strong>
            {label
              ? t("rescues.holder", { label, name: person.full_name })
              : t("rescues.holder_only", { name: person.full_name })}
          </strong>
        </p>
        <p class="soft small">{t("rescues.made", { at: moment(made_at) })}</p>
      </div>
      {damage && <Fault what={t("rescues.damaged")} next={t("rescues.damaged_words")} />}
      {changedNothing(outcome) && (
        <p class="notice notice--good" role="status">
          {t("rescues.nothing_new")}
        </p>
      )}
      <Records outcome={outcome} />
      <Photos photos={outcome.photos} />
    </>
  );
}
