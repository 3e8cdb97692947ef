/** The checklists in their versions. */
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { Checklist } from "~/api/types";
import { said, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Loaded } from "~/ui/states";
import { Table } from "~/ui/table";
import { PageHead } from "../../layout/page";
import { useChecklists } from "../../names";
import { useSession } from "../../session";
import { href } from "../../url";
import { ImportDialog } from "../people/import";

const to = (checklist: Checklist) => href(`/checklists/${checklist.id}/${checklist.version}`);

export default function ChecklistsPage() {
  const { route } = useLocation();
  const { can } = useSession();
  const answer = useChecklists();
  const [importing, setImporting] = useState(false);
  return (
    <>
      <PageHead title={t("checklists.title")}>
        {can("manage_registry") && (
          <Button icon="upload" onClick={() => setImporting(true)}>
            {t("checklists.import")}
          </Button>
        )}
      </PageHead>
      <Loaded answer={answer}>
        {(all) => {
          const versions = (id: string) => all.filter((one) => one.id === id);
          const newest = all.filter((one) => versions(one.id).at(-1) === one);
          return (
            <Table
              caption={t("checklists.title")}
              rows={newest}
              rowKey={(one) => one.id}
              onOpen={(one) => route(to(one))}
              columns={[
                {
                  id: "title",
                  head: t("checklists.title"),
                  look: "lead",
                  cell: (one) => (
                    <div>
                      <a class="queue__name" href={to(one)}>
                        {said(one.title)}
                      </a>
                      <div class="soft small mono">{one.id}</div>
                    </div>
                  ),
                },
                { id: "kind", head: t("checklists.kind"), cell: (one) => t(`kind.${one.subject_kind}`) },
                {
                  id: "items",
                  head: t("record.tab.answers"),
                  cell: (one) => (
                    <span>
                      {t("checklists.sections", { count: one.sections.length })},{" "}
                      {t("checklists.items", {
                        count: one.sections.reduce((sum, section) => sum + section.items.length, 0),
                      })}
                    </span>
                  ),
                },
                {
                  id: "versions",
                  head: t("checklists.versions"),
                  cell: (one) => (
                    <span class="row">
                      {versions(one.id).map((version) => (
                        <a key={version.version} href={to(version)}>
                          {t("checklists.version", { n: version.version })}
                        </a>
                      ))}
                    </span>
                  ),
                },
              ]}
            />
          );
        }}
      </Loaded>
      {importing && <ImportDialog what="xlsform" onClose={() => setImporting(false)} />}
    </>
  );
}
