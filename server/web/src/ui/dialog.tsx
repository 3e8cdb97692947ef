/** A modal dialog over the browser's own, which keeps the focus inside and the rest of the page out of reach. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "~/i18n";
import { Button } from "./button";
import "./dialog.css";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons; the first is what Enter does in a form. */
  foot?: ComponentChildren;
  wide?: boolean;
  /** Holds what is not shown again: a press beside it does not close it. */
  firm?: boolean;
  /** Where there is a form, what its submit does. */
  onSubmit?: () => void;
}

export function Dialog({ title, onClose, children, foot, wide, firm, onSubmit }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement as HTMLElement | null;
    if (dialog && !dialog.open) dialog.showModal();
    return () => before?.focus?.();
  }, []);
  const inside = (
    <>
      <header class="dialog__head">
        <h2 id={id}>{title}</h2>
        <Button look="quiet" icon="close" label={t("action.close")} onClick={onClose} />
      </header>
      <div class="dialog__body">{children}</div>
      {foot && <footer class="dialog__foot">{foot}</footer>}
    </>
  );
  return (
    <dialog
      ref={ref}
      class={wide ? "dialog dialog--wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // A press on the dark around the box lands on the dialog itself.
        if (event.target === ref.current && !firm) onClose();
      }}
    >
      {onSubmit ? (
        <form
          class="dialog__box"
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {inside}
        </form>
      ) : (
        <div class="dialog__box">{inside}</div>
      )}
    </dialog>
  );
}
