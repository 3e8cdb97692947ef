/** Putting the app on the home screen: one button where the browser offers it, words elsewhere. */
import { useEffect, useState } from "preact/hooks";
import { isInstalled } from "./browser";

interface InstallPrompt extends Event {
  prompt: () => Promise<{ outcome: "accepted" | "dismissed" }>;
}

let offered: InstallPrompt | undefined;
const readers = new Set<() => void>();

/** The offer comes once, early, so it is caught before any page is drawn. */
export function catchInstallPrompt(): void {
  const told = () => {
    for (const reader of readers) reader();
  };
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event as InstallPrompt;
    told();
  });
  addEventListener("appinstalled", () => {
    offered = undefined;
    told();
  });
}

export function useInstall(): { installed: boolean; ask: (() => Promise<void>) | undefined } {
  const [, redraw] = useState(0);
  useEffect(() => {
    const reader = () => redraw((before) => before + 1);
    readers.add(reader);
    return () => {
      readers.delete(reader);
    };
  }, []);
  const prompt = offered;
  return {
    installed: isInstalled(),
    ask:
      prompt &&
      (async () => {
        const { outcome } = await prompt.prompt();
        // A prompt can be shown once only.
        if (outcome === "accepted") offered = undefined;
        for (const reader of readers) reader();
      }),
  };
}
