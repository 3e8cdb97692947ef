/** Where in a section the finger was: a killed browser opens there again. */
import { useEffect } from "preact/hooks";

const KEY = "thucdia.fill.scroll";

interface Place {
  record: string;
  section: string;
  y: number;
}

function remembered(): Place | undefined {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "") as Place;
  } catch {
    return undefined;
  }
}

function remember(place: Place): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(place));
  } catch {
    // A browser that keeps nothing opens at the top.
  }
}

/** The item that the address names, such as `#item-site_board`. */
function jumpTo(hash: string): boolean {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return false;
  target.scrollIntoView({ block: "start" });
  target.focus({ preventScroll: true });
  return true;
}

export function useScroll(record: string, section: string): void {
  useEffect(() => {
    // After the frame around the pages has gone to its top.
    const frame = requestAnimationFrame(() => {
      if (jumpTo(location.hash)) return;
      const place = remembered();
      if (place?.record === record && place.section === section) scrollTo(0, place.y);
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const note = () => remember({ record, section, y: Math.round(scrollY) });
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(note, 200);
    };
    addEventListener("scroll", moved, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      removeEventListener("scroll", moved);
    };
  }, [record, section]);
}
