/** One version of a checklist: its items, the phone's view of it, and what changed from another version. */

import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import type { Checklist, Item } from "~/api/types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Select } from "~/ui/form";
import { Pairs } from "~/ui/pairs";
import { Empty, Loaded } from "~/ui/states";
import { Tabs } from "~/ui/tabs";
import { number } from "~/words/numbers";
import { PageHead } from "../../layout/page";
import { useChecklists } from "../../names";
import { href, useFilter } from "../../url";
import "./checklist.css";
import { type Change, compareChecklists } from "./compare";
import { Phone } from "./phone";

function ItemRow({ item }: { item: Item }) {
  return (
    <li class="item-row">
      <p>{said(item.question)}</p>
      <p class="row small soft">
        {t(`checklists.type.${item.answer.type}`)}
        {item.answer.type === "number" && ` (${said(item.answer.unit.label)})`}
        {item.required && <Badge>{t("checklists.required")}</Badge>}
        {Boolean(item.photo) && <Badge icon="photo">{t("checklists.photo_needed")}</Badge>}
        {Boolean(item.shown_if) && <Badge>{t("checklists.conditional")}</Badge>}
      </p>
      {item.flags?.map((flag) => (
        <p key={flag.message.vi} class="small">
          <Badge tone={flag.level === "F3" ? "red" : flag.level === "F2" ? "amber" : "blue"}>
            {flag.level}
          </Badge>{" "}
          {said(flag.message)}
        </p>
      ))}
    </li>
  );
}

function Items({ checklist }: { checklist: Checklist }) {
  const settings = Object.entries(checklist.settings ?? {});
  return (
    <div class="stack">
      {checklist.sections.map((section) => (
        <section key={section.key} class="card">
          <div class="card__head">
            <h2>{said(section.title)}</h2>
            <span class="soft small">{t("checklists.items", { count: section.items.length })}</span>
          </div>
          <ul>
            {section.items.map((item) => (
              <ItemRow key={item.key} item={item} />
            ))}
          </ul>
        </section>
      ))}
      {settings.length > 0 && (
        <section class="card">
          <h2 class="card__head">{t("checklists.settings")}</h2>
          <div class="card__body">
            <Pairs
              rows={settings.map(([, setting]) => [
                said(setting.title),
                `${number(setting.value)} ${said(setting.unit?.label)}`,
              ])}
            />
          </div>
        </section>
      )}
    </div>
  );
}

const TONES = { added: "green", removed: "red", changed: "amber", moved: "blue" } as const;

function ChangeRow({ change, sections }: { change: Change; sections: Map<string, string> }) {
  const { before, after } = change;
  return (
    <li class={`item-row change--${change.kind}`}>
      <p class="row">
        <Badge tone={TONES[change.kind]}>{t(`checklists.${change.kind}`)}</Badge>
        <span class="soft small">{sections.get(change.section)}</span>
        {change.parts.length > 0 && (
          <span class="soft small">
            ({change.parts.map((part) => t(`checklists.changes.${part}`)).join(", ")})
          </span>
        )}
      </p>
      {change.parts.includes("question") && before && <p class="change__before">{said(before.question)}</p>}
      <p class="item-row__text">{said((after ?? before)?.question)}</p>
    </li>
  );
}

function Compare({ checklist, versions }: { checklist: Checklist; versions: Checklist[] }) {
  const others = versions.filter((one) => one.version !== checklist.version);
  const [with_, setWith] = useState(
    others.filter((one) => one.version < checklist.version).at(-1) ?? others[0],
  );
  if (!with_) return <Empty icon="book" words={t("checklists.same")} />;
  const [before, after] = with_.version < checklist.version ? [with_, checklist] : [checklist, with_];
  const changes = compareChecklists(before, after);
  const sections = new Map([...before.sections, ...after.sections].map((one) => [one.key, said(one.title)]));
  return (
    <div class="stack">
      <Select
        label={t("checklists.with")}
        value={String(with_.version)}
        onChange={(version) => setWith(others.find((one) => String(one.version) === version))}
        options={others.map((one) => ({
          value: String(one.version),
          label: t("checklists.version", { n: one.version }),
        }))}
      />
      <section class="card">
        <h2 class="card__head">
          {t("checklists.version", { n: before.version })} → {t("checklists.version", { n: after.version })}
        </h2>
        {changes.length === 0 && <p class="card__body soft">{t("checklists.same")}</p>}
        <ul>
          {changes.map((change) => (
            <ChangeRow key={change.key} change={change} sections={sections} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function Shown({ checklist, versions }: { checklist: Checklist; versions: Checklist[] }) {
  const { route } = useLocation();
  const { filter, change } = useFilter(["tab"]);
  const tab = filter.tab === "compare" ? "compare" : "items";
  const count = checklist.sections.reduce((sum, section) => sum + section.items.length, 0);
  return (
    <>
      <PageHead
        title={said(checklist.title)}
        back={{ href: href("/checklists"), label: t("checklists.title") }}
        badges={<Badge>{t("checklists.items", { count })}</Badge>}
      >
        <Select
          bare
          label={t("checklists.versions")}
          value={String(checklist.version)}
          onChange={(version) => route(href(`/checklists/${checklist.id}/${version}`, filter))}
          options={versions.map((one) => ({
            value: String(one.version),
            label: t("checklists.version", { n: one.version }),
          }))}
        />
      </PageHead>
      <div class="checklist">
        <div>
          <Tabs
            label={said(checklist.title)}
            value={tab}
            onChange={(next) => change({ tab: next === "compare" ? "compare" : "" })}
            tabs={[
              { id: "items", label: t("record.tab.answers") },
              { id: "compare", label: t("checklists.compare") },
            ]}
          >
            {tab === "items" ? (
              <Items checklist={checklist} />
            ) : (
              <Compare checklist={checklist} versions={versions} />
            )}
          </Tabs>
        </div>
        <section aria-label={t("checklists.preview")}>
          <Phone key={checklist.version} checklist={checklist} />
        </section>
      </div>
    </>
  );
}

export default function ChecklistPage() {
  const { params } = useRoute();
  const answer = useChecklists();
  return (
    <Loaded answer={answer}>
      {(all) => {
        const versions = all.filter((one) => one.id === params.id);
        const checklist = versions.find((one) => String(one.version) === params.version);
        return checklist ? (
          <Shown key={`${checklist.id} ${checklist.version}`} checklist={checklist} versions={versions} />
        ) : (
          <Empty words={t("state.not_found")} />
        );
      }}
    </Loaded>
  );
}
