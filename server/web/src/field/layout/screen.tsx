/** A page of the field app: its one heading, the way back above, and what is done next at the bottom, under the thumb. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import "./screen.css";

export function Screen({
  title,
  kicker,
  back,
  foot,
  children,
}: {
  title: string;
  /** A line below the heading. */
  kicker?: ComponentChildren;
  /** The address of the page above this one. */
  back?: string;
  /** The main action. */
  foot?: ComponentChildren;
  children?: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} · ${t("product.name")}`;
  }, [title]);
  return (
    <div class="screen">
      <header class="screen__head">
        {back && (
          <a class="screen__back" href={back} aria-label={t("action.back")}>
            <Icon name="back" size={28} />
          </a>
        )}
        <div class="screen__title">
          <h1>{title}</h1>
          {kicker && <div class="screen__kicker">{kicker}</div>}
        </div>
      </header>
      {children}
      {foot && <div class="screen__foot">{foot}</div>}
    </div>
  );
}
