/** What something of a finding was, or is, beside what it is compared with. */
import { t, wordFor } from "~/i18n";
import { day, moment } from "~/words/dates";

const INSTANT = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g;

export function changeWords(field: string, text: string): string {
  if (text === "") return t("attached.empty");
  switch (field) {
    case "due_on":
      return day(text);
    case "record":
      // A snapshot's id says no more than that it is another.
      return t("attached.snapshot", { id: text.slice(-8) });
    case "evidence":
      // What the checks came to, and when.
      return text.replace(INSTANT, (at) => moment(at));
    case "record_status":
      return wordFor("status", text);
    default:
      return text;
  }
}
