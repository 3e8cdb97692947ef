/** What the system cannot count: filled by hand, and marked as to be filled until it is. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { EvaluationSection, Field, FieldValue, Single } from "~/api/evaluations.types";
import { said, t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Icon } from "~/ui/icon";
import { useOpened } from "../../evaluations/opened";
import { emptyPlaces } from "../../evaluations/to-fill";
import { partOf, useSection } from "../../evaluations/use-section";
import { FieldInput } from "./field-input";
import { singleWords } from "./field-words";
import { KeepingMark } from "./keeping-mark";
import "./fields.css";

interface Props {
  field: Field;
  value: FieldValue | undefined;
  /** Nothing may be filled in where it is absent. */
  onChange?: ((value: FieldValue | undefined) => void) | undefined;
  onRest?: () => void;
}

function Unit({ field }: { field: Field }) {
  return field.unit ? <span class="soft"> ({said(field.unit.label)})</span> : null;
}

function ToFill() {
  return (
    <span class="to-fill">
      <Icon name="edit" size={13} /> {t("evaluation.to_fill")}
    </span>
  );
}

function Value({ field, value }: { field: Field; value: Single | undefined }) {
  const words = singleWords(field, value);
  return words ? (
    <span class={field.kind === "number" ? "number" : "finding__text"}>{words}</span>
  ) : (
    <span class="not-filled">{t("evaluation.not_filled")}</span>
  );
}

function Once({ field, value, onChange, onRest }: Props) {
  const id = useId();
  const single = typeof value === "object" ? undefined : value;
  const empty = emptyPlaces(field, value) > 0;
  return (
    <div class={empty && onChange ? "fill fill--empty" : "fill"}>
      <div class="fill__name">
        <label for={onChange && id}>
          {said(field.title)}
          <Unit field={field} />
        </label>
        {empty && onChange && <ToFill />}
        {field.hint && (
          <p id={`${id}-hint`} class="field__hint">
            {said(field.hint)}
          </p>
        )}
      </div>
      <div class={field.kind === "text" ? "fill__value fill__value--text" : "fill__value"}>
        {onChange ? (
          <FieldInput
            id={id}
            field={field}
            value={single}
            describedBy={field.hint && `${id}-hint`}
            onChange={onChange}
            onRest={onRest}
          />
        ) : (
          <Value field={field} value={single} />
        )}
      </div>
    </div>
  );
}

function ByRow({ field, value, onChange, onRest }: Props) {
  const cells = typeof value === "object" ? value : {};
  const id = useId();
  const left = emptyPlaces(field, value);
  const set = (row: string, next: Single | undefined) => {
    const { [row]: _, ...rest } = cells;
    const all = next === undefined ? rest : { ...rest, [row]: next };
    onChange?.(Object.keys(all).length > 0 ? all : undefined);
  };
  return (
    <div class={left > 0 && onChange ? "fill fill--rows fill--empty" : "fill fill--rows"}>
      <details open={onChange !== undefined && left > 0 && left < (field.rows?.length ?? 0)}>
        <summary>
          <span>
            {said(field.title)}
            <Unit field={field} />
          </span>
          {left > 0 ? (
            <span class="row">
              {onChange && <ToFill />}
              <span class="soft small">{t("evaluation.fields_lacking", { n: left })}</span>
            </span>
          ) : (
            <Icon name="check" size={16} />
          )}
        </summary>
        {field.hint && <p class="field__hint">{said(field.hint)}</p>}
        <ul class="fill__rows">
          {field.rows?.map((row) => (
            <li key={row.key}>
              <label for={`${id}-${row.key}`}>
                <strong>{row.key}</strong> {said(row.title)}
              </label>
              {onChange ? (
                <FieldInput
                  id={`${id}-${row.key}`}
                  field={field}
                  value={cells[row.key]}
                  onChange={(next) => set(row.key, next)}
                  onRest={onRest}
                />
              ) : (
                <Value field={field} value={cells[row.key]} />
              )}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function Head({ lacking, keeping }: { lacking: number; keeping?: ComponentChildren }) {
  return (
    <div class="card__head">
      <h3 class="row" id="part-fields" tabIndex={-1}>
        {t("evaluation.fields")}
        {lacking > 0 && <Badge tone="amber">{t("evaluation.lacking", { n: lacking })}</Badge>}
      </h3>
      {keeping}
    </div>
  );
}

function Filling({ section }: { section: EvaluationSection }) {
  const { evaluation } = useOpened();
  const keeper = useSection(evaluation.id, section);
  const filledIn = (field: Field) => keeper.parts[partOf(field.key)] as FieldValue | undefined;
  const lacking = section.fields.filter((field) => emptyPlaces(field, filledIn(field)) > 0).length;
  return (
    <section class="card">
      <Head lacking={lacking} keeping={<KeepingMark keeper={keeper} />} />
      <p class="fill__hint soft small">{t("evaluation.fields_hint")}</p>
      {section.fields.map((field) => {
        const Shape = field.rows ? ByRow : Once;
        return (
          <Shape
            key={field.key}
            field={field}
            value={filledIn(field)}
            onChange={(value) => keeper.change({ [partOf(field.key)]: value })}
            onRest={() => void keeper.flush()}
          />
        );
      })}
    </section>
  );
}

export function Fields({ section }: { section: EvaluationSection }) {
  const { writes } = useOpened();
  if (writes) return <Filling section={section} />;
  return (
    <section class="card">
      <Head lacking={0} />
      {section.fields.map((field) => {
        const Shape = field.rows ? ByRow : Once;
        return <Shape key={field.key} field={field} value={field.value} />;
      })}
    </section>
  );
}
