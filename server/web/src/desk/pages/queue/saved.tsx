/** Filters that a person keeps for themselves. */

import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { invalidate, useQuery } from "~/api/cache";
import * as records from "~/api/records";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/form";
import { Icon } from "~/ui/icon";
import { Menu } from "~/ui/menu";
import { tell, tellProblem } from "~/ui/toast";

const refresh = () => invalidate((key) => key === "saved-filters");

function SaveDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    try {
      await records.saveFilter(name.trim(), query);
      tell(t("queue.saved_done", { name: name.trim() }));
      refresh();
      onClose();
    } catch (thrown) {
      tellProblem(thrown);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("queue.save")}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <Input
        label={t("queue.save_name")}
        hint={t("queue.save_hint")}
        value={name}
        onInput={setName}
        required
        focus
      />
    </Dialog>
  );
}

export function SavedFilters({ query }: { query: string }) {
  const { route, path } = useLocation();
  const { data: filters = [] } = useQuery("saved-filters", records.savedFilters, { fresh: 300 });
  const [saving, setSaving] = useState(false);
  const drop = (id: string) => void records.dropFilter(id).then(refresh, tellProblem);
  return (
    <>
      <Menu
        label={t("queue.saved")}
        class="menu--box"
        button={
          <>
            <Icon name="star" />
            <span class="wide-only">{t("queue.saved")}</span>
            <Icon name="down" size={14} />
          </>
        }
      >
        {(close) => (
          <>
            {filters.length === 0 && <p class="soft small saved__none">{t("queue.saved_none")}</p>}
            <ul>
              {filters.map((filter) => (
                <li key={filter.id} class="saved__one">
                  <button
                    type="button"
                    class="menu__item"
                    onClick={() => {
                      close();
                      route(`${path}?${filter.query}`);
                    }}
                  >
                    {filter.name}
                  </button>
                  <Button
                    small
                    look="quiet"
                    icon="close"
                    label={t("queue.drop", { name: filter.name })}
                    onClick={() => drop(filter.id)}
                  />
                </li>
              ))}
            </ul>
            <button
              type="button"
              class="menu__item saved__add"
              onClick={() => {
                close();
                setSaving(true);
              }}
            >
              <Icon name="plus" size={16} />
              {t("queue.save")}
            </button>
          </>
        )}
      </Menu>
      {saving && <SaveDialog query={query} onClose={() => setSaving(false)} />}
    </>
  );
}
