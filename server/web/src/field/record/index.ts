/** A record being filled, as data: no store, no screen. */

export * from "./edit";
export { facts, given } from "./facts";
export * from "./mend";
export { itemOfPath, photoOfPath } from "./paths";
export * from "./progress";
export * from "./remarks";
export { buildRevision, type LeftOut } from "./revision";
export * from "./stage";
export * from "./warnings";
