/** Going from page to page inside one document. */
import { useEffect } from "preact/hooks";

/** A new page starts at its top, with the focus before its first control. */
export function usePageStart(path: string): void {
  useEffect(() => {
    scrollTo(0, 0);
    if (document.activeElement === document.body) return;
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
}
