/** What is missing or wrong, in the reader's language. */
import type { Violation } from "~/api/types";
import { language } from "~/i18n";

export function violationWords({ message, message_vi }: Violation): string {
  return language() === "en" ? message : message_vi || message;
}
