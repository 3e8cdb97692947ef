/** The files of phones that could not send: handed in here, and what became of each. */
import { t } from "~/i18n";
import { FileButton, FileDrop } from "~/ui/files";
import { Icon } from "~/ui/icon";
import { PageHead } from "../../layout/page";
import { FileCard } from "./file-card";
import { handIn, useHandIns } from "./hand-in";

export default function RescuesPage() {
  const handIns = useHandIns();
  return (
    <>
      <PageHead title={t("rescues.title")} />
      <p class="lead soft">{t("rescues.words")}</p>
      <div class="stack">
        <FileDrop onFiles={handIn}>
          <Icon name="phone" size={32} />
          <p>{t("rescues.drop")}</p>
          <FileButton primary multiple onFiles={handIn}>
            {t("rescues.choose")}
          </FileButton>
          <p class="soft small">{t("rescues.again_words")}</p>
        </FileDrop>
        {handIns.map((one) => (
          <FileCard key={one.id} handIn={one} />
        ))}
      </div>
    </>
  );
}
