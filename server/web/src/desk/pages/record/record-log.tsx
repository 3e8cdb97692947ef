/** Every act that touched the record, in the order of the chain. */
import { useQuery } from "~/api/cache";
import * as records from "~/api/records";
import { t, wordFor } from "~/i18n";
import { Empty, Loaded } from "~/ui/states";
import { moment } from "~/words/dates";
import { bytes } from "~/words/numbers";
import { useRecord } from "./context";

/** `person:ID`, `device:ID` or `system`, where no name came with it. */
export function actorWords(actor: string, name: string | undefined): string {
  if (name) return name;
  if (actor === "system") return t("log.system");
  const [kind = "", id = ""] = actor.split(":");
  return `${kind} ${id.slice(0, 8)}`;
}

/** What says nothing to a reader; the log itself keeps it. */
const UNSAID = ["sha256", "public_key", "key"];

function valueWords(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => valueWords(name, one)).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value === "boolean") return t(value ? "state.yes" : "state.no");
  if (name === "bytes" && typeof value === "number") return bytes(value);
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text)) return moment(text);
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text)) return text.slice(0, 8);
  const known = wordFor("log_value", text.replaceAll(".", "_"));
  const words = known.includes("_") ? text : known;
  return words.length > 60 ? `${words.slice(0, 57)}…` : words;
}

/** A detail as the log keeps it, in words: `name: value` pairs, long ids cut. */
export function detailWords(detail: unknown): string {
  let value = detail;
  if (typeof detail === "string") {
    try {
      value = JSON.parse(detail) as unknown;
    } catch {
      return detail;
    }
  }
  if (value === null || typeof value !== "object")
    return value === null || value === undefined ? "" : String(value);
  return Object.entries(value)
    .filter(([name, inner]) => inner !== null && inner !== "" && !UNSAID.includes(name))
    .map(([name, inner]) => `${wordFor("log_detail", name)}: ${valueWords(name, inner)}`)
    .join(" · ");
}

export function RecordLog() {
  const { record } = useRecord();
  const answer = useQuery(`log:${record.record}:${record.changed_at}`, () => records.log(record.record));
  return (
    <section class="card">
      <div class="card__head">
        <h2>{t("log.title")}</h2>
      </div>
      <Loaded answer={answer}>
        {(entries) =>
          entries.length === 0 ? (
            <Empty />
          ) : (
            <ol class="log">
              {entries.map((entry) => (
                <li key={entry.seq} class="log__entry">
                  <span class="number soft small log__at">{moment(entry.at)}</span>
                  <div>
                    <p>
                      <strong>{wordFor("log_action", entry.action)}</strong>
                      <span class="soft"> · {actorWords(entry.actor, entry.actor_name)}</span>
                    </p>
                    <p class="soft small log__detail">{detailWords(entry.detail)}</p>
                  </div>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
      <p class="card__body soft small">{t("log.kept")}</p>
    </section>
  );
}
