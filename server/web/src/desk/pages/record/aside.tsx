/** Beside the answers: who, where, when; what is missing; the map; all photos; earlier decisions. */
import { said, t } from "~/i18n";
import { Badge, VerdictBadge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { MapView } from "~/ui/map/map";
import { type Pair, Pairs } from "~/ui/pairs";
import { day, moment } from "~/words/dates";
import { metres, percent } from "~/words/numbers";
import { useNames } from "../../names";
import { useSession } from "../../session";
import { href } from "../../url";
import { itemName, itemOfPath } from "./answer-words";
import { useRecord } from "./context";
import { PhotoStrip } from "./photo-strip";
import { useShapes } from "./shapes";
import { Signatures } from "./signatures";
import { SubmissionNotice, Submissions } from "./submissions";

export function Missing() {
  const { record, checklist, signatures } = useRecord();
  const { omissions } = record.assessment;
  const unsigned = signatures.filter(({ sha256 }) => record.missing.includes(sha256)).length;
  const unseen = record.missing.length - unsigned;
  // Without the checklist, items have no names.
  if (!checklist || (record.missing.length === 0 && record.held === 0 && omissions.length === 0)) return null;
  return (
    <section class="card card--missing" aria-labelledby="missing">
      <h2 id="missing" class="card__head">
        <span class="row">
          <Icon name="warn" /> {t("record.missing_title")}
        </span>
      </h2>
      <ul class="card__body missing">
        {unseen > 0 && <li>{t("record.missing_photos", { count: unseen })}</li>}
        {unsigned > 0 && <li>{t("record.missing_signatures", { count: unsigned })}</li>}
        {record.held > 0 && <li>{t("record.missing_held", { count: record.held })}</li>}
        {omissions.map((omission) => {
          const item = itemOfPath(omission.path);
          const words = said({ vi: omission.message_vi, en: omission.message });
          const name = itemName(checklist, item);
          return (
            <li key={omission.path + omission.code}>
              {name && item ? <a href={`#item-${item}`}>{name}</a> : null}
              {name ? ": " : ""}
              {words}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Facts() {
  const { record, checklist } = useRecord();
  const names = useNames();
  const rows: Pair[] = [
    [t("record.commune"), names.unit(record.commune)],
    [t("record.village"), record.village],
    [t("record.sub_project"), names.subProject(record.sub_project)],
    [
      t("record.visit"),
      record.visit && <a href={href(`/visits/${record.visit}`)}>{names.visit(record.visit)}</a>,
    ],
    [t("record.inspector"), record.inspector],
    [t("record.captured"), moment(record.captured_at)],
    [t("record.received"), moment(record.first_received_at)],
    [
      t("record.checklist"),
      <a key="checklist" href={href(`/checklists/${record.checklist.id}/${record.checklist.version}`)}>
        {said(checklist?.title) || record.checklist.id},{" "}
        {t("record.version", { n: record.checklist.version })}
      </a>,
    ],
    [t("record.score"), record.score === undefined ? undefined : percent(record.score)],
  ];
  return (
    <section class="card card__body">
      <Pairs rows={rows} />
    </section>
  );
}

const TONES = { agrees: "green", approximate: "green", disagrees: "red", unknown: "grey" } as const;

function Links() {
  const { record } = useRecord();
  const { commune_link: commune, subject_link: site } = record;
  return (
    <dl class="links">
      <div>
        <dt>{t("record.link_commune")}</dt>
        <dd>
          <Badge tone={TONES[commune.agreement]}>{t(`agreement.${commune.agreement}`)}</Badge>
          {commune.distance_m ? ` ${t("record.outside", { m: metres(commune.distance_m) })}` : ""}
          {commune.quality === "approximate" && <p class="soft small">{t("map.approximate")}</p>}
        </dd>
      </div>
      <div>
        <dt>{t("record.link_site")}</dt>
        <dd>
          <Badge tone={TONES[site.agreement]}>{t(`agreement.${site.agreement}`)}</Badge>
          {site.distance_m !== undefined && ` ${t("record.away", { m: metres(site.distance_m) })}`}
          {site.quality && <span class="soft small"> ({t(`site_quality.${site.quality}`)})</span>}
          {site.nearest && <p class="small">{t("record.nearer", { m: metres(site.nearest.distance_m) })}</p>}
        </dd>
      </div>
    </dl>
  );
}

function Place() {
  const { head } = useRecord();
  const { baseMap } = useSession();
  const shapes = useShapes();
  return (
    <section class="card" aria-labelledby="map">
      <h2 id="map" class="card__head">
        {t("record.map")}
      </h2>
      {shapes.length > 0 && <MapView label={t("record.place")} shapes={shapes} base={baseMap} />}
      <div class="card__body">
        {head && !head.fix && <p class="notice">{t("record.no_fix")}</p>}
        <Links />
      </div>
    </section>
  );
}

/** The reasons to look in short, wherever the reader is on the page. */
function Reasons() {
  const { record, showEvidence, openPhoto } = useRecord();
  const reasons = record.evidence?.reasons ?? [];
  if (reasons.length === 0) return null;
  return (
    <section class="card" aria-labelledby="reasons">
      <div class="card__head">
        <h2 id="reasons">{t("evidence.title")}</h2>
        <Button small look="quiet" onClick={showEvidence}>
          {t("evidence.all")}
        </Button>
      </div>
      <ul class="card__body reasons">
        {reasons.slice(0, 5).map((reason) => (
          <li key={reason.rule + reason.photo}>
            <VerdictBadge short verdict={reason.answer} />
            {reason.photo ? (
              <button type="button" class="link" onClick={() => openPhoto(reason.photo ?? "")}>
                {said(reason.text)}
              </button>
            ) : (
              <span>{said(reason.text)}</span>
            )}
          </li>
        ))}
        {reasons.length > 5 && <li class="soft">{t("queue.more_reasons", { n: reasons.length - 5 })}</li>}
      </ul>
    </section>
  );
}

export function Decisions() {
  const { record, checklist, photos } = useRecord();
  const decisions = record.review?.decisions ?? [];
  if (decisions.length === 0) return null;
  const where = (item: string | undefined, photo: string | undefined) =>
    item
      ? `${itemName(checklist, item)}: `
      : photo
        ? `${t("evidence.photo_check", { n: photos.findIndex((one) => one.sha256 === photo) + 1 })}: `
        : "";
  return (
    <section class="card" aria-labelledby="decisions">
      <h2 id="decisions" class="card__head">
        {t("review.decisions")}
      </h2>
      <ol class="card__body decisions">
        {[...decisions].reverse().map((decision) => (
          <li key={decision.number}>
            <p>
              <strong>{t(`review.action.${decision.action}`)}</strong>{" "}
              <span class="soft small">
                {decision.person_name} · {moment(decision.at)}
              </span>
            </p>
            {decision.comments?.map((comment) => (
              <p key={comment.text} class="decisions__words">
                <span class="soft">{where(comment.item, comment.photo)}</span>
                {comment.text}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Aside() {
  const { photos } = useRecord();
  return (
    <div class="stack">
      <Missing />
      <SubmissionNotice />
      <Reasons />
      <Decisions />
      <Place />
      {photos.length > 0 && (
        <section class="card" aria-labelledby="photos">
          <div class="card__head">
            <h2 id="photos">{t("record.photos")}</h2>
            <span class="soft">{photos.length}</span>
          </div>
          <div class="card__body">
            <PhotoStrip photos={photos} />
          </div>
        </section>
      )}
      <Signatures />
      <Submissions />
      <Facts />
    </div>
  );
}

export function shortLine(captured: string, inspector: string, commune: string): string {
  return [commune, day(captured), inspector].filter(Boolean).join(" · ");
}
