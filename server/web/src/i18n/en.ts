/** The English dictionary; loaded only by those who switch to it. */
import type { Translation } from ".";
import { capture } from "./en/capture";
import { collect } from "./en/collect";
import { common } from "./en/common";
import { evaluations } from "./en/evaluations";
import { exports } from "./en/exports";
import { field } from "./en/field";
import { fieldRecord } from "./en/field-record";
import { figures } from "./en/figures";
import { findings } from "./en/findings";
import { records } from "./en/records";
import { registry } from "./en/registry";
import { rescues } from "./en/rescues";
import type { vi } from "./vi";

export const en: Translation<typeof vi> = {
  ...common,
  ...capture,
  ...collect,
  ...records,
  ...figures,
  ...findings,
  ...registry,
  ...rescues,
  ...evaluations,
  ...exports,
  ...field,
  ...fieldRecord,
};
