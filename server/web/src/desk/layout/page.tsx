import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";

/** A page's head; it also names the tab. */
export function PageHead({
  title,
  back,
  badges,
  children,
}: {
  title: string;
  back?: { href: string; label: string };
  badges?: ComponentChildren;
  children?: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} · ${t("product.name")}`;
  }, [title]);
  return (
    <header class="page-head">
      {back && (
        <a class="page-head__crumb row" href={back.href}>
          <Icon name="back" size={15} /> {back.label}
        </a>
      )}
      <div class="row">
        <h1>{title}</h1>
        {badges}
      </div>
      {children && <div class="row">{children}</div>}
    </header>
  );
}
