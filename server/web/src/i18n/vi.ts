/** The Vietnamese dictionary: the source of all keys. */
import { capture } from "./vi/capture";
import { collect } from "./vi/collect";
import { common } from "./vi/common";
import { evaluations } from "./vi/evaluations";
import { exports } from "./vi/exports";
import { field } from "./vi/field";
import { fieldRecord } from "./vi/field-record";
import { figures } from "./vi/figures";
import { findings } from "./vi/findings";
import { records } from "./vi/records";
import { registry } from "./vi/registry";
import { rescues } from "./vi/rescues";

export const vi = {
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
