/** Around every page: what the server does not have yet above, three places below. */
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { useEnrolment } from "~/field/enrolled";
import { useSync } from "~/field/sync/state";
import { t } from "~/i18n";
import { Icon, type IconName } from "~/ui/icon";
import { Toasts } from "~/ui/toast";
import "./frame.css";
import { Meter } from "./parts";
import { statusOf } from "./status-words";
import { UpdateBar } from "./update-bar";

function StatusBar() {
  const { tone, icon, words, meter } = statusOf(useSync(), useEnrolment().revokedAt !== undefined);
  return (
    <header class={`status status--${tone}`}>
      <a class="status__link" href="/field/queue">
        <Icon name={icon} size={22} />
        {/* Figures that run while sending would be read out without end, so only the kind of line is live. */}
        <span role={tone === "busy" ? undefined : "status"}>{words}</span>
      </a>
      {meter && (
        <div class="status__meter">
          <Meter thin label={words} value={meter.value} max={meter.max} />
        </div>
      )}
    </header>
  );
}

function TabBar({ path }: { path: string }) {
  const { records, photos } = useSync();
  const left = records.left + photos.left;
  const tabs: { href: string; icon: IconName; label: string; here: boolean }[] = [
    {
      href: "/field/",
      icon: "calendar",
      label: t("field.tab.home"),
      here: !/^\/field\/(queue|settings)/.test(path),
    },
    {
      href: "/field/queue",
      icon: "upload",
      label: t("field.tab.queue"),
      here: path.startsWith("/field/queue"),
    },
    {
      href: "/field/settings",
      icon: "phone",
      label: t("field.tab.settings"),
      here: path.startsWith("/field/settings"),
    },
  ];
  return (
    <nav class="tab-bar" aria-label={t("nav.label")}>
      {tabs.map(({ href, icon, label, here }) => (
        <a key={href} class="tab-bar__tab" href={href} aria-current={here ? "page" : undefined}>
          <Icon name={icon} size={26} />
          {label}
          {href === "/field/queue" && left > 0 && (
            <span class="tab-bar__count number">
              {left > 99 ? "99+" : left}
              <span class="unseen"> {t("field.tab.unsent")}</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

/** A record is filled without the places below: its own buttons stand there, and a stray thumb leads nowhere. */
const BARE = /^\/field\/records\/./;

export function Frame({ children }: { children: ComponentChildren }) {
  const { path } = useLocation();
  const bare = BARE.test(path);
  return (
    <div class={bare ? "field-app field-app--bare" : "field-app"}>
      <a class="skip" href="#main">
        {t("nav.skip")}
      </a>
      <StatusBar />
      <main id="main" class="main" tabIndex={-1}>
        <UpdateBar />
        {children}
      </main>
      {!bare && <TabBar path={path} />}
      <Toasts />
    </div>
  );
}
