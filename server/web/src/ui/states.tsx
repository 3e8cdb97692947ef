/** What a page shows while it waits, where there is nothing, and where something failed. */
import { Component, type ComponentChildren } from "preact";
import type { Problem } from "~/api/problem";
import { t } from "~/i18n";
import { Button } from "./button";
import { Icon, type IconName } from "./icon";
import "./states.css";

export function Loading({ lines = 4 }: { lines?: number }) {
  return (
    <div class="loading" role="status">
      <span class="unseen">{t("state.loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} class="loading__line" />
      ))}
    </div>
  );
}

export function Empty({
  words = t("state.empty"),
  icon = "box",
  children,
}: {
  words?: string;
  icon?: IconName;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon} size={32} />
      <p>{words}</p>
      {children}
    </div>
  );
}

export function Failed({ problem, retry }: { problem: Problem; retry?: (() => void) | undefined }) {
  return (
    <div class="failed" role="alert">
      <Icon name="warn" size={22} />
      <div>
        <p class="failed__title">{problem.words}</p>
        {problem.detail && <p>{problem.detail}</p>}
        {problem.places.length > 0 && (
          <ul>
            {problem.places.slice(0, 20).map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        )}
        {problem.requestId && (
          <p class="small soft">
            {t("problem.request")}: <code>{problem.requestId}</code>
          </p>
        )}
      </div>
      {retry && (
        <Button small onClick={retry}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}

/** Something that was asked for: there, failed, or on its way. */
interface Asked<T> {
  data: T | undefined;
  error: Problem | undefined;
  refresh: () => Promise<void>;
}

/** The three of them around what is there. Old data stays on screen while a refresh fails above it. */
export function Loaded<T>({
  answer,
  children,
  lines,
}: {
  answer: Asked<T>;
  children: (data: T) => ComponentChildren;
  lines?: number;
}) {
  const { data, error } = answer;
  return (
    <>
      {error && <Failed problem={error} retry={() => void answer.refresh()} />}
      {data !== undefined ? children(data) : !error && <Loading {...(lines ? { lines } : {})} />}
    </>
  );
}

/** Keeps one broken page from taking the rest of the desk with it. */
export class Boundary extends Component<{ children: ComponentChildren; of: string }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override componentDidUpdate(before: { of: string }) {
    // Another page gets its own chance.
    if (before.of !== this.props.of && this.state.broken) this.setState({ broken: false });
  }

  render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Empty icon="warn" words={t("state.broken")}>
        <p class="soft">{t("state.broken_hint")}</p>
        <Button look="primary" onClick={() => location.reload()}>
          {t("action.reload")}
        </Button>
      </Empty>
    );
  }
}
