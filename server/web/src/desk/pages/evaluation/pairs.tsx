/** Facts with their names; those that are not there are left out. */
import { type ComponentChildren, Fragment } from "preact";

export type Pair = [name: string, value: ComponentChildren];

export function Pairs({ pairs }: { pairs: Pair[] }) {
  return (
    <dl class="pairs">
      {pairs
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
