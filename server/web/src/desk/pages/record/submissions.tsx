/** What came from ODK Collect about the record, as it came: with what of it is missing and what has no place in it. */
import { useQuery } from "~/api/cache";
import { photoAddress } from "~/api/photos";
import * as api from "~/api/submissions";
import type { Checklist, Submission, SubmissionFile } from "~/api/types";
import { said, t } from "~/i18n";
import { Badge, type Tone } from "~/ui/badge";
import { LinkButton } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { Pairs } from "~/ui/pairs";
import { Failed } from "~/ui/states";
import { moment } from "~/words/dates";
import { bytes } from "~/words/numbers";
import { href } from "../../url";
import { itemName } from "./answer-words";
import { useRecord } from "./context";
import { filesByKind, itemAt, mediaType, needsALook, newestFirst, notInRecord } from "./submission-parts";
import "./submissions.css";

/** A household's is not read again by itself, since every reading is noted in the log. */
function useSubmissions() {
  const { record } = useRecord();
  const sensitive = record.kind === undefined || record.kind === "household";
  // One that came from our own phones has none, and its opening is not noted a second time for asking.
  const asked = record.submissions > 0 ? `submissions:${record.record}` : null;
  return useQuery<Submission[]>(asked, () => api.ofRecord(record.record), {
    live: !sensitive,
    fresh: sensitive ? 3600 : 5,
  });
}

/** How many values are shown without being asked for. */
const IN_SIGHT = 5;

const TONES: Record<Submission["state"], Tone> = {
  waiting: "amber",
  pushed: "green",
  conflict: "rust",
  refused: "red",
};

function Thumb({ file }: { file: SubmissionFile }) {
  const { photos, openPhoto } = useRecord();
  const label = t("submissions.photo", { name: file.name });
  const image = <img src={photoAddress(file.sha256, "thumb")} alt="" loading="lazy" decoding="async" />;
  // One of an earlier submission may be in the record no more; then it is shown by itself.
  if (!photos.some((photo) => photo.sha256 === file.sha256))
    return (
      <a
        class="thumb"
        href={photoAddress(file.sha256)}
        target="_blank"
        rel="noreferrer"
        aria-label={label}
        title={file.name}
      >
        {image}
      </a>
    );
  return (
    <button
      type="button"
      class="thumb"
      aria-label={label}
      title={file.name}
      onClick={() => openPhoto(file.sha256)}
    >
      {image}
    </button>
  );
}

function Files({ submission }: { submission: Submission }) {
  const { record } = useRecord();
  const { files } = submission;
  if (files.length === 0) return <p class="soft small">{t("submissions.files_none")}</p>;
  const { photos, others } = filesByKind(files);
  return (
    <details class="submission__more">
      <summary>{t("submissions.files", { count: files.length })}</summary>
      {photos.length > 0 && (
        <ul class="strip">
          {photos.map((file) => (
            <li key={file.name + file.sha256}>
              <Thumb file={file} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul class="submission__files">
          {others.map((file) => (
            <li key={file.name + file.sha256}>
              <a
                class="submission__name"
                href={api.fileAddress(record.record, submission, file.sha256)}
                download
              >
                {file.name}
              </a>{" "}
              <span class="soft small">
                {mediaType(file)} · {bytes(file.bytes)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

function Missing({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div class="submission__lacks">
      <p class="row">
        <Icon name="clock" size={16} /> {t("submissions.missing", { count: names.length })}
      </p>
      <ul>
        {names.map((name) => (
          <li key={name} class="submission__name">
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

function SetAside({ lines, checklist }: { lines: Submission["aside"]; checklist: Checklist | undefined }) {
  if (lines.length === 0) return null;
  return (
    <details class="submission__more" open={lines.length <= IN_SIGHT}>
      <summary>{t("submissions.aside", { count: lines.length })}</summary>
      <p class="soft small">{t("submissions.aside_words")}</p>
      <ul class="submission__aside">
        {lines.map(({ path, value, why }, at) => {
          const item = itemAt(path, checklist);
          return (
            <li key={at}>
              {item && <p>{itemName(checklist, item)}</p>}
              <p class="submission__value">{value}</p>
              <p class="submission__why">{said(why)}</p>
              <p class="soft submission__path">
                <code>{path}</code>
              </p>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

function One({ submission, open }: { submission: Submission; open: boolean }) {
  const { record, checklist } = useRecord();
  const { form, state, username } = submission;
  const own = checklist?.id === form.id ? checklist : undefined;
  return (
    <details class="submission" open={open}>
      <summary>
        <span class="number">{t("submissions.received", { at: moment(submission.received_at) })}</span>
        <Badge tone={TONES[state]}>{t(`submissions.state.${state}`)}</Badge>
      </summary>
      <div class="submission__body">
        {state !== "pushed" && <p class="small">{t(`submissions.state_hint.${state}`)}</p>}
        <Pairs
          rows={[
            [
              t("submissions.form"),
              <a key="form" href={href(`/checklists/${form.id}/${form.version}`)}>
                {said(own?.title) || form.id}, {t("record.version", { n: form.version })}
              </a>,
            ],
            [t("submissions.opened"), moment(submission.opened_at)],
            [
              t("submissions.username"),
              username && (
                <>
                  {username} <span class="soft small">({t("submissions.username_hint")})</span>
                </>
              ),
            ],
          ]}
        />
        <Missing names={submission.missing} />
        <SetAside lines={submission.aside} checklist={own} />
        <Files submission={submission} />
        <div>
          <LinkButton small icon="download" href={api.xmlAddress(record.record, submission.sha256)} download>
            {t("submissions.xml")}
          </LinkButton>
        </div>
      </div>
    </details>
  );
}

/** Leads to what was sent and is not in the record, from where a reviewer looks first. */
export function SubmissionNotice() {
  const { aside, missing } = notInRecord(useSubmissions().data ?? []);
  if (aside + missing === 0) return null;
  return (
    <div class="notice submission__notice">
      <a href="#odk">{t("submissions.title")}</a>
      <ul>
        {aside > 0 && <li>{t("submissions.aside", { count: aside })}</li>}
        {missing > 0 && <li>{t("submissions.missing", { count: missing })}</li>}
      </ul>
    </div>
  );
}

export function Submissions() {
  const { data, error, refresh } = useSubmissions();
  if (error) return <Failed problem={error} retry={() => void refresh()} />;
  if (!data || data.length === 0) return null;
  return (
    <section class="card" aria-labelledby="odk">
      <div class="card__head">
        <h2 id="odk">{t("submissions.title")}</h2>
        <span class="soft">{data.length}</span>
      </div>
      {newestFirst(data).map((one, at) => (
        <One key={one.instance + one.sha256} submission={one} open={at === 0 || needsALook(one)} />
      ))}
    </section>
  );
}
