/** The camera while a page shows it: opened with it, let go when the page is hidden or left. */
import { useEffect, useState } from "preact/hooks";
import { type Lens, type LensProblem, NoLens, openLens } from "./lens";

export interface LensState {
  lens?: Lens;
  problem?: LensProblem;
  retry: () => void;
}

export function useLens(): LensState {
  const [state, setState] = useState<Omit<LensState, "retry">>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    let lens: Lens | undefined;
    const lost = () => show({ problem: "busy" });
    const show = (next: Omit<LensState, "retry">) => {
      if (!gone) setState(next);
    };
    const close = () => {
      lens?.close();
      lens = undefined;
    };
    let opening = false;
    const open = async () => {
      if (opening || lens || document.hidden) return;
      opening = true;
      try {
        const found = await openLens(lost);
        // The page may have been left, or hidden, while the permission was asked for.
        if (gone || document.hidden) return found.close();
        lens = found;
        show({ lens });
      } catch (thrown) {
        show({ problem: thrown instanceof NoLens ? thrown.problem : "busy" });
      } finally {
        opening = false;
      }
    };
    const turned = () => {
      if (!document.hidden) return void open();
      close();
      show({});
    };
    setState({});
    void open();
    document.addEventListener("visibilitychange", turned);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", turned);
      close();
    };
  }, [round]);
  return { ...state, retry: () => setRound((before) => before + 1) };
}
