/** Keyboard shortcuts: what the pages register, and the list of them behind `?`. */
import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Key, t } from "~/i18n";
import { Dialog } from "./dialog";
import "./keys.css";

export interface Shortcut {
  /** As `KeyboardEvent.key`; two with a space between are pressed one after the other. */
  keys: string;
  label: Key;
  run: () => void;
}

const registered = new Set<{ current: Shortcut[] }>();
let before = "";
let beforeAt = 0;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

/** Enter and Space belong to what has the focus. */
function taken(event: KeyboardEvent): boolean {
  const pressable =
    event.target instanceof HTMLElement && event.target.closest("a, button, summary, [role=tab]");
  return pressable !== null && pressable !== false && (event.key === "Enter" || event.key === " ");
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || taken(event) || document.querySelector("dialog[open]")) return;
  const recent = Date.now() - beforeAt < 1200 ? before : "";
  before = event.key;
  beforeAt = Date.now();
  // The page that came last speaks first.
  for (const set of [...registered].reverse()) {
    const found =
      (recent && set.current.find((one) => one.keys === `${recent} ${event.key}`)) ||
      set.current.find((one) => one.keys === event.key);
    if (found) {
      event.preventDefault();
      before = "";
      found.run();
      return;
    }
  }
}

let listening = false;

export function useShortcuts(shortcuts: Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    if (!listening) {
      document.addEventListener("keydown", pressed);
      listening = true;
    }
    registered.add(latest);
    return () => {
      registered.delete(latest);
    };
  }, []);
}

const SHOWN: Record<string, string> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const all = [...registered].reverse().flatMap((set) => set.current);
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <dl class="shortcuts">
        {all.map((shortcut) => (
          <div key={`${shortcut.keys} ${shortcut.label}`}>
            <dt>
              {shortcut.keys.split(" ").map((key, at) => (
                <Fragment key={key}>
                  {at > 0 && <span class="soft small"> {t("keys.and_then")} </span>}
                  <kbd>{SHOWN[key] ?? key}</kbd>
                </Fragment>
              ))}
            </dt>
            <dd>{t(shortcut.label)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
