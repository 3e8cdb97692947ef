/** A register to take along as it is filtered: as a table or as places. */
import { useState } from "preact/hooks";
import { type ExportFormat, PAPERS, type Register } from "~/api/exports.types";
import type { Query } from "~/api/http";
import { t } from "~/i18n";
import { Check } from "~/ui/form";
import { Icon } from "~/ui/icon";
import { Menu } from "~/ui/menu";
import { useSession } from "../session";
import "./exports.css";
import { choiceOf, isNarrower, registerAsk } from "./choice";
import { begin } from "./watch";

const FORMATS = ["xlsx", "csv", "geojson", "gpkg"] as const satisfies readonly ExportFormat[];

export function RegisterMenu({
  what,
  filter: asked,
}: {
  what: Register;
  /** As the list is asked for. */
  filter: Query;
}) {
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  if (!can("export")) return null;
  const n = Object.keys(choiceOf(what, asked)).length;
  return (
    <Menu
      class="menu--box"
      label={t("exports.menu")}
      button={
        <>
          <Icon name="download" /> {t("exports.menu")} <Icon name="down" size={14} />
        </>
      }
    >
      {(close) => (
        <div class="export-menu">
          <p class="export-menu__note soft small">
            {n > 0 ? t("exports.under_filter", { n }) : t("exports.no_filter")}
          </p>
          {isNarrower(what, asked) && <p class="export-menu__note small">{t("exports.not_asked")}</p>}
          {FORMATS.map((format) => (
            <button
              key={format}
              type="button"
              class="menu__item"
              onClick={() => {
                close();
                void begin(registerAsk(what, format, asked, open));
              }}
            >
              <span class="export-menu__item">
                {t(`export_format.${format}`)}
                <span class="soft small">{t(`export_hint.${format}`)}</span>
              </span>
            </button>
          ))}
          {what === "findings" &&
            PAPERS.map((format) => (
              <button
                key={`follow_up ${format}`}
                type="button"
                class="menu__item"
                onClick={() => {
                  close();
                  void begin({ what: "follow_up", format, filter: choiceOf("findings", asked) });
                }}
              >
                <span class="export-menu__item">
                  {t("export_what.follow_up")}
                  <span class="soft small">{t(`export_format.${format}`)}</span>
                </span>
              </button>
            ))}
          <Check
            label={
              <>
                {t("exports.open_households")}
                <span class="field__hint"> {t("exports.open_households_hint")}</span>
              </>
            }
            checked={open}
            onChange={setOpen}
          />
          <a class="menu__item" href="/desk/exports">
            <Icon name="box" size={16} /> {t("exports.all")}
          </a>
        </div>
      )}
    </Menu>
  );
}
