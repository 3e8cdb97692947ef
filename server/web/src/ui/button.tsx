import type { ComponentChildren } from "preact";
import "./button.css";
import { Icon, type IconName } from "./icon";

type Look = "primary" | "secondary" | "quiet" | "danger";

interface Common {
  look?: Look;
  icon?: IconName;
  small?: boolean;
  /** The words where there is room for an icon only. */
  label?: string;
  class?: string;
  children?: ComponentChildren;
}

interface ButtonProps extends Common {
  type?: "button" | "submit";
  busy?: boolean;
  disabled?: boolean;
  title?: string;
  /** A toggle's state. */
  pressed?: boolean;
  expanded?: boolean;
  controls?: string;
  onClick?: (event: MouseEvent) => void;
}

function classes({ look = "secondary", small, label, class: more }: Common): string {
  return ["button", `button--${look}`, small && "button--small", label && "button--icon", more]
    .filter(Boolean)
    .join(" ");
}

export function Button(props: ButtonProps) {
  const { icon, label, busy, disabled, children, type = "button" } = props;
  return (
    <button
      type={type}
      class={classes(props)}
      disabled={disabled || busy}
      aria-busy={busy}
      aria-label={label}
      title={props.title ?? label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-controls={props.controls}
      onClick={props.onClick}
    >
      {busy ? <span class="button__spin" /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere, and can be opened in a tab. */
export function LinkButton(props: Common & { href: string; download?: boolean }) {
  return (
    <a
      class={classes(props)}
      href={props.href}
      download={props.download}
      aria-label={props.label}
      title={props.label}
    >
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </a>
  );
}
