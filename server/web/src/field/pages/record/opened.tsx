/** The three pages of a record while it is being opened, and where it cannot be. */
import type { ComponentChildren } from "preact";
import { Screen } from "~/field/layout/screen";
import { t } from "~/i18n";
import { Empty, Loading } from "~/ui/states";
import type { Opening, OpenRecord } from "./use-record";

export function Opened({
  opening,
  children,
}: {
  opening: Opening;
  children: (record: OpenRecord) => ComponentChildren;
}) {
  if (opening.at === "open") return children(opening.record);
  return (
    <Screen title={t("fill.record.title")} back="/field/">
      {opening.at === "loading" ? (
        <Loading lines={6} />
      ) : (
        <Empty icon="search" words={t(`fill.record.${opening.at}`)} />
      )}
    </Screen>
  );
}
