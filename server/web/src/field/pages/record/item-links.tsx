/** Lines that lead to their items; what is said of one item stands together. */
import type { Item } from "~/api/types";
import { sectionOf } from "~/field/record";
import { said } from "~/i18n";
import { Icon } from "~/ui/icon";
import type { OpenRecord } from "./use-record";

export interface Line {
  item: string | undefined;
  /** What it is called, where it is no item. */
  name?: string | undefined;
  words?: string;
  more?: string | undefined;
  /** Where it leads, where it is about no item. */
  href?: string | undefined;
}

export function itemNamed(record: OpenRecord, key: string): Item | undefined {
  return sectionOf(record.checklist, key)?.items.find((item) => item.key === key);
}

export function itemAddress({ draft, checklist }: OpenRecord, item: string): string | undefined {
  const section = sectionOf(checklist, item)?.key;
  return section && `/field/records/${draft.record}/sections/${section}#item-${item}`;
}

/** By item, in the order in which they come; lines of no item stay apart. */
function together(lines: Line[]): Line[][] {
  const groups = new Map<string, Line[]>();
  for (const [at, line] of lines.entries()) {
    const key = line.item ?? `${at} ${line.name}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()];
}

function Body({ name, lines }: { name: string; lines: Line[] }) {
  return (
    <span class="item-links__body">
      {name && <span class="item-links__name">{name}</span>}
      {lines.map(({ words, more }) => (
        <span key={words}>
          {words}
          {more && <span class="soft">. {more}</span>}
        </span>
      ))}
    </span>
  );
}

export function ItemLinks({ record, lines }: { record: OpenRecord; lines: Line[] }) {
  if (lines.length === 0) return null;
  return (
    <ul class="item-links">
      {together(lines).map((group) => {
        const { item, name, words, href: other } = group[0] ?? { item: undefined };
        const known = item === undefined ? undefined : itemNamed(record, item);
        const body = <Body name={name ?? said(known?.question)} lines={group} />;
        const href = known ? itemAddress(record, known.key) : other;
        return (
          <li key={item ?? `${name} ${words}`}>
            {href ? (
              <a href={href}>
                {body}
                <Icon name="next" size={22} />
              </a>
            ) : (
              <div class="item-links__plain">{body}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
