/** Which browser this is, as far as it changes what a person must do. */

export type System = "ios" | "android" | "other";

export function systemOf(agent: string, touchPoints: number): System {
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  // An iPad says that it is a Mac.
  if (/Macintosh/.test(agent) && touchPoints > 1) return "ios";
  return /Android/.test(agent) ? "android" : "other";
}

export function system(): System {
  return systemOf(navigator.userAgent, navigator.maxTouchPoints);
}

/** Opened from the home screen. On iOS that app keeps a storage of its own, apart from Safari's. */
export function isInstalled(): boolean {
  return (
    matchMedia("(display-mode: standalone), (display-mode: fullscreen)").matches ||
    (navigator as { standalone?: boolean }).standalone === true
  );
}

interface Hints {
  getHighEntropyValues?: (names: string[]) => Promise<{ model?: string }>;
}

/** The phone's model, where the browser says it: a first proposal for its name. */
export async function phoneModel(): Promise<string | undefined> {
  try {
    const hints = (navigator as { userAgentData?: Hints }).userAgentData;
    const model = (await hints?.getHighEntropyValues?.(["model"]))?.model;
    return model || (system() === "ios" ? "iPhone" : undefined);
  } catch {
    return undefined;
  }
}
