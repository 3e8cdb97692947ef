/** Words of the screen. Vietnamese is the source; English has the same keys, or it does not compile. */
import i18next from "i18next";
import { useEffect, useState } from "preact/hooks";
import { vi } from "./vi";

export type Language = "vi" | "en";

/** The same shape with other words; English may add the `_one` that Vietnamese has no need of. */
export type Translation<T> = {
  [K in keyof T]: T[K] extends string ? string : Translation<T[K]>;
} & { [K in keyof T as K extends `${infer Stem}_other` ? `${Stem}_one` : never]?: string };

type Leaves<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string
    ? `${Prefix}${K extends `${infer Stem}_other` ? Stem : K}`
    : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** A key of the dictionary, such as `queue.title`. */
export type Key = Leaves<typeof vi>;

const STORED = "thucdia.language";

function stored(): Language {
  try {
    return localStorage.getItem(STORED) === "en" ? "en" : "vi";
  } catch {
    return "vi";
  }
}

void i18next.init({
  lng: "vi",
  fallbackLng: "vi",
  resources: { vi: { translation: vi } },
  // The renderer escapes already.
  interpolation: { escapeValue: false },
  initAsync: false,
  showSupportNotice: false,
});

export function language(): Language {
  return i18next.language === "en" ? "en" : "vi";
}

/** Changes the language. English travels only to those who ask for it. */
export async function setLanguage(to: Language): Promise<void> {
  if (to === "en" && !i18next.hasResourceBundle("en", "translation")) {
    const { en } = await import("./en");
    i18next.addResourceBundle("en", "translation", en);
  }
  await i18next.changeLanguage(to);
  document.documentElement.lang = to;
  try {
    localStorage.setItem(STORED, to);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** What this browser chose before. */
export async function restoreLanguage(): Promise<void> {
  const chosen = stored();
  if (chosen !== language()) await setLanguage(chosen).catch(() => undefined);
}

export function t(key: Key, values?: Record<string, string | number>): string {
  return i18next.t(key, values ?? {});
}

/** Whether the dictionary has a word for something that the server names. */
export function has(key: string): key is Key {
  return i18next.exists(key);
}

/** A word for what the server names, or the name itself where it is new here. */
export function wordFor(prefix: string, word: string): string {
  const key = `${prefix}.${word}`;
  return has(key) ? t(key) : word;
}

/** The kind of a subject; a record may come before anybody knows it. */
export function kindWords(kind: string | undefined): string {
  return kind ? wordFor("kind", kind) : t("state.unknown");
}

/** A sentence that came in both languages. */
export function said(text: { vi: string; en?: string | undefined } | undefined | null): string {
  if (!text) return "";
  return language() === "en" && text.en ? text.en : text.vi;
}

/** Draws the caller again when the language changes. */
export function useLanguage(): Language {
  const [current, setCurrent] = useState(language());
  useEffect(() => {
    const changed = () => setCurrent(language());
    i18next.on("languageChanged", changed);
    return () => i18next.off("languageChanged", changed);
  }, []);
  return current;
}
