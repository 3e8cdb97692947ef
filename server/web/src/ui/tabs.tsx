import type { ComponentChildren } from "preact";
import "./tabs.css";

export interface Tab<T extends string> {
  id: T;
  label: string;
  count?: number | undefined;
}

/** Views of one thing. Each is a link's worth of address, so the caller keeps the choice in the URL. */
export function Tabs<T extends string>({
  tabs,
  value,
  onChange,
  label,
  children,
}: {
  tabs: Tab<T>[];
  value: T;
  onChange: (tab: T) => void;
  label: string;
  children: ComponentChildren;
}) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`tab-${tab.id}`}
            type="button"
            role="tab"
            class="tab"
            aria-selected={tab.id === value}
            aria-controls="tabpanel"
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
          >
            {tab.label}
            {tab.count !== undefined && <span class="tab__count">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div id="tabpanel" role="tabpanel" aria-labelledby={`tab-${value}`} class="tabpanel">
        {children}
      </div>
    </>
  );
}
