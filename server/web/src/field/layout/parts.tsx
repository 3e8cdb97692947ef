/** What the field's pages are made of, beside the common parts: groups, rows, calls to attention, meters. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon, type IconName } from "~/ui/icon";
import "./screen.css";

/** A part of a page under its own heading. */
export function Group({
  title,
  count,
  aside,
  children,
}: {
  title: string;
  count?: number | undefined;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="group" aria-labelledby={id}>
      <div class="group__head">
        <h2 id={id}>
          {title}
          {count !== undefined && <span class="group__count number"> ({count})</span>}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface RowProps {
  title: ComponentChildren;
  icon?: IconName | undefined;
  /** Figures at the right edge. */
  aside?: ComponentChildren;
  children?: ComponentChildren;
}

function RowBody({ title, icon, aside, children }: RowProps) {
  return (
    <>
      {icon && <Icon name={icon} size={24} />}
      <span class="row-link__body">
        <span class="row-link__title">{title}</span>
        {children}
      </span>
      {aside && <span class="row-link__aside number">{aside}</span>}
      <Icon name="next" size={22} />
    </>
  );
}

/** A line of a list that leads somewhere: the whole line is the target. */
export function Row({ href, ...rest }: RowProps & { href: string }) {
  return (
    <li>
      <a class="row-link" href={href}>
        <RowBody {...rest} />
      </a>
    </li>
  );
}

/** A line of a list that does something here. */
export function RowButton({
  onClick,
  disabled,
  ...rest
}: RowProps & { onClick: () => void; disabled?: boolean }) {
  return (
    <li>
      <button type="button" class="row-link" disabled={disabled} onClick={onClick}>
        <RowBody {...rest} />
      </button>
    </li>
  );
}

export function Rows({ children }: { children: ComponentChildren }) {
  return <ul class="rows">{children}</ul>;
}

type CallTone = "plain" | "good" | "warn" | "bad";

const CALL_ICON: Record<CallTone, IconName> = { plain: "info", good: "check", warn: "warn", bad: "warn" };

/** Something that the person should know now. The sign and the words say it; the colour repeats it. */
export function Call({
  tone = "plain",
  icon = CALL_ICON[tone],
  title,
  live,
  children,
}: {
  tone?: CallTone;
  icon?: IconName;
  title: string;
  /** Read out when it appears. */
  live?: boolean;
  children?: ComponentChildren;
}) {
  return (
    <div class={`call call--${tone}`} role={live ? (tone === "bad" ? "alert" : "status") : undefined}>
      <Icon name={icon} size={24} />
      <p class="call__title">{title}</p>
      {children}
    </div>
  );
}

/** How far something has come. Without a value it is under way, nobody knows how far. */
export function Meter({
  label,
  value,
  max,
  thin,
}: {
  label: string;
  value?: number | undefined;
  max: number;
  thin?: boolean;
}) {
  return (
    <progress
      class={thin ? "meter meter--thin" : "meter"}
      aria-label={label}
      {...(value === undefined ? {} : { value: Math.min(value, max) })}
      max={Math.max(max, 1)}
    />
  );
}

/** Names and values in lines. */
export function Facts({ rows }: { rows: { name: string; value: ComponentChildren }[] }) {
  return (
    <dl class="facts">
      {rows.map(({ name, value }) => (
        <div key={name} class="facts__row">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
