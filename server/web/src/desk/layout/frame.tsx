/** The frame around every page: the bar, the pages' list, and what tells that updates are cut off. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { useEvents } from "~/api/events";
import { language, setLanguage, t } from "~/i18n";
import { Icon } from "~/ui/icon";
import icon from "~/ui/icon.svg";
import { ShortcutHelp, useShortcuts } from "~/ui/keys";
import { Menu } from "~/ui/menu";
import { Toasts } from "~/ui/toast";
import { useNames } from "../names";
import { useSession } from "../session";
import "./frame.css";
import { Nav } from "./nav";

function PersonMenu() {
  const { person, signOut } = useSession();
  const names = useNames();
  return (
    <Menu
      label={`${t("session.menu")}: ${person.full_name}`}
      button={
        <>
          <Icon name="person" />
          <span class="bar__person">{person.full_name}</span>
          <Icon name="down" size={14} />
        </>
      }
    >
      {() => (
        <>
          <div class="bar__who">
            <strong>{person.full_name}</strong>
            <span class="soft small">{person.name}</span>
            {person.department && <span class="small">{names.department(person.department)}</span>}
            <ul class="small">
              {person.roles.map((held) => (
                <li key={held.role + held.unit}>
                  {t(`role.${held.role}`)} · {names.unit(held.unit)}
                </li>
              ))}
            </ul>
          </div>
          <button type="button" class="menu__item" onClick={signOut}>
            <Icon name="out" />
            {t("session.out")}
          </button>
        </>
      )}
    </Menu>
  );
}

/** The unit that the person works for: where their first role holds. */
function OwnUnit() {
  const { person } = useSession();
  const names = useNames();
  const unit = person.roles[0]?.unit;
  if (!unit || !names.ready) return null;
  return <span class="bar__unit">{names.unit(unit)}</span>;
}

export function LanguageSwitch() {
  const other = language() === "vi" ? "en" : "vi";
  return (
    <button type="button" class="bar__language" lang={other} onClick={() => void setLanguage(other)}>
      {t("session.other_language")}
    </button>
  );
}

function useGlobalKeys(help: () => void): void {
  const { route } = useLocation();
  useShortcuts([
    { keys: "?", label: "keys.help", run: help },
    {
      keys: "/",
      label: "keys.search",
      run: () => document.querySelector<HTMLInputElement>("main input[data-search]")?.focus(),
    },
    { keys: "g p", label: "keys.go_records", run: () => route("/desk") },
    { keys: "g h", label: "keys.go_findings", run: () => route("/desk/findings") },
    { keys: "g b", label: "keys.go_evaluations", run: () => route("/desk/evaluations") },
    { keys: "g t", label: "keys.go_overview", run: () => route("/desk/overview") },
  ]);
}

export function Frame({ children }: { children: ComponentChildren }) {
  const [drawer, setDrawer] = useState(false);
  const [help, setHelp] = useState(false);
  const connected = useEvents();
  const { path } = useLocation();
  useGlobalKeys(() => setHelp(true));
  useEffect(() => setDrawer(false), [path]);
  useEffect(() => {
    if (!drawer) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && setDrawer(false);
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [drawer]);
  return (
    <div class={drawer ? "frame frame--drawer" : "frame"}>
      <a class="skip" href="#main">
        {t("nav.skip")}
      </a>
      <header class="bar">
        <button
          type="button"
          class="bar__menu"
          aria-expanded={drawer}
          aria-controls="side"
          aria-label={t(drawer ? "nav.close" : "nav.open")}
          onClick={() => setDrawer(!drawer)}
        >
          <Icon name={drawer ? "close" : "menu"} size={22} />
        </button>
        <a class="bar__name" href="/desk">
          <img src={icon} alt="" width={28} height={28} />
          {t("product.name")}
        </a>
        <OwnUnit />
        <span class="bar__space" />
        <button
          type="button"
          class="bar__help"
          aria-label={t("keys.title")}
          title={`${t("keys.title")} (?)`}
          onClick={() => setHelp(true)}
        >
          ?
        </button>
        <LanguageSwitch />
        <PersonMenu />
      </header>
      <div class="side" id="side">
        <Nav onChosen={() => setDrawer(false)} />
      </div>
      {drawer && <div class="shade" onClick={() => setDrawer(false)} aria-hidden="true" />}
      <main id="main" class="main" tabIndex={-1}>
        {!connected && (
          <p class="cut-off" role="status">
            <Icon name="warn" size={16} /> {t("live.off")}
          </p>
        )}
        {children}
      </main>
      <Toasts />
      {help && <ShortcutHelp onClose={() => setHelp(false)} />}
    </div>
  );
}
