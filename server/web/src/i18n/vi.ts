/** The Vietnamese dictionary: the source of all keys. */
import { common } from "./vi/common";
import { figures } from "./vi/figures";
import { findings } from "./vi/findings";
import { records } from "./vi/records";
import { registry } from "./vi/registry";

export const vi = { ...common, ...records, ...figures, ...findings, ...registry };
