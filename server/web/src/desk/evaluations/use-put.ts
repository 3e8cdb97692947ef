/** Puts what is dragged where it is dropped. */
import { attach, moveTo, reorder } from "./attach";
import type { Dragged } from "./drag";
import { useOpened } from "./opened";

export function usePut(): (what: Dragged, section: string, before: string | null) => void {
  const { evaluation } = useOpened();
  return (what, section, before) => {
    if (what.what === "proposals") {
      void attach(evaluation.id, section, what.findings, before);
      return;
    }
    const from = evaluation.sections.find((one) => one.attachments.some((other) => other.id === what.id));
    const attachment = from?.attachments.find((one) => one.id === what.id);
    if (!attachment) return;
    if (from?.key === section) void reorder(evaluation.id, attachment, before, true);
    else void moveTo(evaluation.id, attachment, section, before);
  };
}
