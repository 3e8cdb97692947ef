/** Why a report cannot be changed, where that is so; why it was given back; what proves it once it is signed. */
import { useState } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Icon } from "~/ui/icon";
import { tell } from "~/ui/toast";
import { day, moment } from "~/words/dates";
import { useOpened } from "../../evaluations/opened";
import { href } from "../../url";

export const useHistory = (id: string) =>
  useQuery(`history:${id}`, () => api.history(id), { live: true, fresh: 30 });

function Digest({ digest }: { digest: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="digest">
      <button type="button" class="digest__show" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="key" size={15} /> SHA-256 <code>{digest.slice(0, 12)}…</code>
      </button>
      {open && (
        <div class="digest__more">
          <p>{t("evaluation.digest")}</p>
          <code class="digest__whole">{digest}</code>
          <Button
            small
            onClick={() => void navigator.clipboard?.writeText(digest).then(() => tell(t("action.copied")))}
          >
            {t("action.copy")}
          </Button>
          <p class="small">{t("evaluation.digest_hint")}</p>
        </div>
      )}
    </div>
  );
}

/** The words with which it was given back, until it is handed in again. */
function Returned() {
  const { evaluation } = useOpened();
  const events = useHistory(evaluation.id).data ?? [];
  const last = events.filter((event) => event.kind === "sent_back" || event.kind === "submitted").at(-1);
  if (last?.kind !== "sent_back") return null;
  return (
    <div class="standing standing--returned">
      <Icon name="return" />
      <div>
        <strong>{t("steps.returned")}</strong>{" "}
        <span class="small">
          {last.person_name} · {moment(last.at)}
        </span>
        <p class="finding__text">{last.words}</p>
      </div>
    </div>
  );
}

export function Standing() {
  const { evaluation, writes } = useOpened();
  const { state, digest, parent } = evaluation;
  if (state === "draft" && writes) return <Returned />;
  const at = day(state === "signed" ? evaluation.signed_at : evaluation.submitted_at);
  return (
    <div class={state === "signed" ? "standing standing--signed" : "standing"}>
      <Icon name="lock" />
      <div class="standing__words">
        <p>
          {state === "submitted" && evaluation.may.includes("send_back")
            ? t("evaluation.read_only.may_send_back", { at })
            : t(`evaluation.read_only.${state}`, { at })}
        </p>
        {parent && <a href={href(`/evaluations/${parent}`)}>{t("evaluation.parent")}</a>}
      </div>
      {digest && <Digest digest={digest} />}
    </div>
  );
}
