/** A new person with their roles, each within a unit. */

import { useState } from "preact/hooks";
import { invalidate } from "~/api/cache";
import * as people from "~/api/people";
import { asProblem, type Problem } from "~/api/problem";
import type { Role } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input, Select } from "~/ui/form";
import { Failed } from "~/ui/states";
import { tell } from "~/ui/toast";
import { unitName } from "~/words/units";
import { useNames, validity } from "../../names";

const ROLES: Role[] = ["inspector", "commune_officer", "reviewer", "evaluator", "administrator"];

interface Held {
  role: Role;
  unit: string;
}

function RoleRow({
  held,
  onChange,
  onDrop,
}: {
  held: Held;
  onChange: (held: Held) => void;
  onDrop?: (() => void) | undefined;
}) {
  const names = useNames();
  return (
    <div class="role-row">
      <Select
        label={t("people.role")}
        value={held.role}
        onChange={(role) => onChange({ ...held, role: role as Role })}
        options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      />
      <Select
        label={t("people.unit")}
        value={held.unit}
        onChange={(unit) => onChange({ ...held, unit })}
        empty={t("action.choose")}
        required
        options={names.units.map((unit) => ({
          value: unit.id,
          label: [unitName(unit), unit.code, validity(unit)].filter(Boolean).join(" · "),
        }))}
      />
      {onDrop && <Button small look="quiet" icon="close" label={t("people.role_drop")} onClick={onDrop} />}
    </div>
  );
}

export function AddPerson({ onClose }: { onClose: () => void }) {
  const names = useNames();
  const [person, setPerson] = useState({ name: "", full_name: "", password: "", phone: "", department: "" });
  const [roles, setRoles] = useState<Held[]>([{ role: "inspector", unit: "" }]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const set = (name: keyof typeof person) => (value: string) => setPerson({ ...person, [name]: value });
  const fault = (path: string) => {
    const found = problem?.errors.find((error) => error.path === path);
    return found && (problem?.detail ?? found.message_vi);
  };
  const submit = async () => {
    setBusy(true);
    setProblem(undefined);
    const { password, phone, department, ...rest } = person;
    try {
      const added = await people.addPerson({
        ...rest,
        roles,
        ...(password ? { password } : {}),
        ...(phone ? { phone } : {}),
        ...(department ? { department } : {}),
      });
      tell(t("people.added", { name: added.full_name }));
      invalidate((key) => key === "people");
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("people.add")}
      onClose={onClose}
      onSubmit={() => void submit()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t("people.add")}
          </Button>
        </>
      }
    >
      {problem && <Failed problem={problem} />}
      <Input label={t("people.name")} value={person.full_name} onInput={set("full_name")} required focus />
      <Input
        label={t("people.sign_in")}
        hint={t("people.sign_in_hint")}
        fault={fault("/name")}
        value={person.name}
        onInput={set("name")}
        required
      />
      <Input
        label={t("people.password")}
        hint={t("people.password_hint")}
        fault={fault("/password")}
        type="password"
        autocomplete="new-password"
        optional
        value={person.password}
        onInput={set("password")}
      />
      <div class="pick-two">
        <Input label={t("people.phone")} type="tel" optional value={person.phone} onInput={set("phone")} />
        <Select
          label={t("people.department")}
          optional
          value={person.department}
          onChange={set("department")}
          empty={t("state.none")}
          options={names.departments.map((one) => ({ value: one.id, label: names.department(one.id) }))}
        />
      </div>
      {roles.map((held, at) => (
        <RoleRow
          key={at}
          held={held}
          onChange={(next) => setRoles(roles.map((one, n) => (n === at ? next : one)))}
          onDrop={roles.length > 1 ? () => setRoles(roles.filter((_, n) => n !== at)) : undefined}
        />
      ))}
      <div>
        <Button small icon="plus" onClick={() => setRoles([...roles, { role: "inspector", unit: "" }])}>
          {t("people.role_add")}
        </Button>
      </div>
    </Dialog>
  );
}
