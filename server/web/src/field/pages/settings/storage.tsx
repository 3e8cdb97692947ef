/** The room that the app takes, and how some of it is given back: only photos that the server has signed for. */
import { useState } from "preact/hooks";
import { Group, Meter } from "~/field/layout/parts";
import { askPersistence, freeSpace, type StorageUse } from "~/field/store";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { tell, tellProblem } from "~/ui/toast";
import { bytes, number } from "~/words/numbers";

export function Storage({ use, onChanged }: { use: StorageUse; onChanged: () => void }) {
  const [busy, setBusy] = useState(false);
  const { usage, quota, persisted, photos, freeable } = use;
  const free = async () => {
    setBusy(true);
    try {
      const freed = await freeSpace();
      tell(
        t("field.storage.freed", { count: freed.count, n: number(freed.count), bytes: bytes(freed.bytes) }),
      );
    } catch (thrown) {
      tellProblem(thrown);
    }
    setBusy(false);
  };
  return (
    <Group title={t("field.storage.title")}>
      {usage !== undefined && quota !== undefined && (
        <>
          <Meter label={t("field.storage.title")} value={usage} max={quota} />
          <p class="number">{t("field.storage.used", { used: bytes(usage), quota: bytes(quota) })}</p>
        </>
      )}
      <p>
        {t("field.storage.photos", {
          count: photos.count,
          n: number(photos.count),
          bytes: bytes(photos.bytes),
        })}
      </p>
      <p>{t(persisted ? "field.storage.persisted" : "field.storage.not_persisted")}</p>
      {!persisted && (
        <Button small onClick={() => void askPersistence().then(onChanged)}>
          {t("field.storage.persist")}
        </Button>
      )}
      {freeable.count > 0 ? (
        <>
          <Button icon="box" busy={busy} onClick={() => void free()}>
            {t("field.storage.free", { bytes: bytes(freeable.bytes) })}
          </Button>
          <p class="soft">
            {t("field.storage.free_words", { count: freeable.count, n: number(freeable.count) })}
          </p>
        </>
      ) : (
        <p class="soft">{t("field.storage.nothing_to_free")}</p>
      )}
    </Group>
  );
}
