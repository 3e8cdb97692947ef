/** Everything that the rules say of the record: reasons to look first, by weight, then the rest. */
import { useState } from "preact/hooks";
import { useQuery } from "~/api/cache";
import * as records from "~/api/records";
import type { Check } from "~/api/types";
import { t } from "~/i18n";
import { Check as Checkbox } from "~/ui/form";
import { Empty, Loading } from "~/ui/states";
import { moment } from "~/words/dates";
import { useSession } from "../../session";
import { CheckCard } from "./checks";
import { useRecord } from "./context";
import { byWeight, isReason } from "./evidence-order";

/** How often reviewers found each rule right. */
function useHistory(): (rule: string) => string | undefined {
  const { can } = useSession();
  const { data } = useQuery(can("review_records") ? "marks" : null, records.marks, { fresh: 300 });
  return (rule) => {
    const found = data?.find((one) => one.rule === rule);
    if (!found || found.right + found.wrong === 0) return undefined;
    return t("evidence.rule_history", { right: found.right, all: found.right + found.wrong });
  };
}

const keyOf = (check: Check) => `${check.rule} ${check.photo ?? ""}`;

export function EvidencePanel() {
  const { record, evidence, rules } = useRecord();
  const [all, setAll] = useState(false);
  const history = useHistory();
  const now = evidence?.now;
  if (!evidence) return <Loading lines={6} />;
  if (!now) return <Empty icon="clock" words={t("evidence.not_yet")} />;
  const sorted = byWeight(now.checks, new Map(rules.map((rule) => [rule.code, rule.weight])));
  const reasons = sorted.filter(isReason);
  const rest = sorted.filter((check) => !isReason(check));
  return (
    <div class="stack">
      <p class="soft small">
        {t("evidence.checked", { at: moment(now.checked_at) })} · {t("evidence.reminder")}
      </p>
      {now.revision !== record.head && <p class="notice">{t("evidence.older")}</p>}
      <section class="card">
        <div class="card__head">
          <h2>{t("evidence.title")}</h2>
          <span class="soft">{reasons.length}</span>
        </div>
        {reasons.length === 0 ? (
          <p class="card__body soft">{t("evidence.none")}</p>
        ) : (
          <ul>
            {reasons.map((check) => (
              <CheckCard key={keyOf(check)} check={check} history={history(check.rule)} />
            ))}
          </ul>
        )}
      </section>
      <Checkbox label={`${t("evidence.show_passed")} (${rest.length})`} checked={all} onChange={setAll} />
      {all && (
        <section class="card">
          <h2 class="card__head">{t("evidence.all")}</h2>
          <ul>
            {rest.map((check) => (
              <CheckCard key={keyOf(check)} check={check} history={history(check.rule)} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
