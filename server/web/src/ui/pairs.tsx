/** Names and values, line by line; where there is no value, there is no line. */
import type { ComponentChildren } from "preact";
import "./pairs.css";

export type Pair = readonly [name: ComponentChildren, value: ComponentChildren];

export function Pairs({ rows }: { rows: readonly Pair[] }) {
  return (
    <dl class="pairs">
      {rows.map(([name, value], line) =>
        value ? (
          <div key={line} class="pairs__row">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
