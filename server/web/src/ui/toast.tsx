/** Short words at the edge of the page after something was done, with a way back where there is one. */
import { useEffect, useState } from "preact/hooks";
import { asProblem } from "~/api/problem";
import { t } from "~/i18n";
import { Button, LinkButton } from "./button";
import { Icon } from "./icon";
import "./toast.css";

interface Toast {
  id: number;
  words: string;
  failed: boolean;
  undo?: (() => void) | undefined;
  file?: { href: string; label: string } | undefined;
}

let toasts: Toast[] = [];
let count = 0;
const readers = new Set<() => void>();

function show(next: Toast[]): void {
  toasts = next;
  for (const reader of readers) reader();
}

function add(words: string, failed: boolean, more: Pick<Toast, "undo" | "file"> = {}): void {
  count += 1;
  const id = count;
  show([...toasts.slice(-2), { id, words, failed, ...more }]);
  // Something to do or a failure stays long enough to be read and reached by keyboard.
  setTimeout(() => drop(id), failed || more.undo || more.file ? 12_000 : 5000);
}

function drop(id: number): void {
  show(toasts.filter((toast) => toast.id !== id));
}

export function tell(words: string, undo?: () => void): void {
  add(words, false, { undo });
}

/** Something is there to be downloaded. */
export function tellFile(words: string, href: string, label: string): void {
  add(words, false, { file: { href, label } });
}

/** Something did not work, in words that are at hand. */
export function tellFailure(words: (string | undefined)[]): void {
  add(words.filter(Boolean).join(" "), true);
}

export function tellProblem(thrown: unknown): void {
  const problem = asProblem(thrown);
  tellFailure([problem.words, problem.detail]);
}

export function Toasts() {
  const [, redraw] = useState(0);
  useEffect(() => {
    const reader = () => redraw((before) => before + 1);
    readers.add(reader);
    return () => {
      readers.delete(reader);
    };
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} class={toast.failed ? "toast toast--failed" : "toast"}>
          <Icon name={toast.failed ? "warn" : "check"} />
          <p>{toast.words}</p>
          {toast.undo && (
            <Button
              small
              look="quiet"
              onClick={() => {
                drop(toast.id);
                toast.undo?.();
              }}
            >
              {t("action.undo")}
            </Button>
          )}
          {toast.file && (
            <LinkButton small look="quiet" icon="download" href={toast.file.href} download>
              {toast.file.label}
            </LinkButton>
          )}
          <Button small look="quiet" icon="close" label={t("action.close")} onClick={() => drop(toast.id)} />
        </div>
      ))}
    </div>
  );
}
