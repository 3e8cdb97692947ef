import { t } from "~/i18n";
import { PageHead } from "../../layout/page";

export function Queue() {
  return <PageHead title={t("nav.records")} />;
}
