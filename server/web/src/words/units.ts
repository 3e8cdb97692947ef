/** Units by their names. */
import type { Unit } from "~/api/types";
import { language, t } from "~/i18n";

/** `xã Điềm He`, `Điềm He commune`. */
export function unitName(unit: Unit): string {
  const type = t(`unit_type.${unit.unit_type}`);
  return language() === "en" ? `${unit.name} ${type}` : `${type} ${unit.name}`;
}
