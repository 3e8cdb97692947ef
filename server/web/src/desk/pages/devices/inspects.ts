import type { Person, Role } from "~/api/types";

/** Whom the server gives checklists to fill on a phone. */
const ROLES: readonly Role[] = ["inspector", "commune_officer"];

/** Whether ODK Collect is of use to somebody: they may act, and there is something for them to inspect. */
export function inspects({ active, roles }: Pick<Person, "active" | "roles">): boolean {
  return active && roles.some((held) => ROLES.includes(held.role));
}
