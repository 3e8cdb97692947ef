/**
 * A table that is a list of cards on a phone. Rows may be ticked and one may be the current one, which keys move.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "~/i18n";
import { Button } from "./button";
import { Failed } from "./states";
import "./table.css";
import type { Problem } from "~/api/problem";

export interface Column<T> {
  id: string;
  head: string;
  cell: (row: T) => ComponentChildren;
  /** `number` is set to the right; `lead` heads the card on a phone; `hide` has no room there; what `acts` needs no
   * heading for eyes. */
  look?: "number" | "lead" | "hide" | "acts";
  width?: string;
}

interface TableProps<T> {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Where a press on a row leads. */
  onOpen?: (row: T) => void;
  current?: string | undefined;
  selection?: Selection<T>;
  foot?: ComponentChildren;
}

export interface Selection<T> {
  chosen: ReadonlySet<string>;
  name: (row: T) => string;
  toggle: (key: string, checked: boolean, range: boolean) => void;
  toggleAll: (checked: boolean) => void;
}

function Row<T>({ row, table, id }: { row: T; table: TableProps<T>; id: string }) {
  const { columns, onOpen, current, selection } = table;
  const ref = useRef<HTMLTableRowElement>(null);
  const isCurrent = current === id;
  useEffect(() => {
    if (isCurrent) ref.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  const open = (event: MouseEvent) => {
    // What can be pressed inside the row is meant by itself, and so is text that somebody selects.
    const inner = (event.target as HTMLElement).closest("a, button, input, label");
    if (inner || getSelection()?.toString()) return;
    onOpen?.(row);
  };
  return (
    // The row's own link or button does the same for keyboards; the press on the row is a larger target for mice.
    <tr
      ref={ref}
      class={[isCurrent && "is-current", onOpen && "is-open"].filter(Boolean).join(" ")}
      aria-current={isCurrent || undefined}
      onClick={onOpen && open}
    >
      {selection && (
        <td class="table__tick">
          <input
            type="checkbox"
            class="tick"
            checked={selection.chosen.has(id)}
            aria-label={t("table.select", { name: selection.name(row) })}
            onClick={(event) => selection.toggle(id, event.currentTarget.checked, event.shiftKey)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} class={column.look && `table__${column.look}`} data-head={column.head}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

export function Table<T>(props: TableProps<T>) {
  const { caption, columns, rows, rowKey, selection, foot } = props;
  const all =
    selection !== undefined && rows.length > 0 && rows.every((row) => selection.chosen.has(rowKey(row)));
  return (
    <div class="table-frame">
      <table class="table">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" class="table__tick">
                <input
                  type="checkbox"
                  class="tick"
                  checked={all}
                  aria-label={t("table.select_all")}
                  onClick={(event) => selection.toggleAll(event.currentTarget.checked)}
                />
              </th>
            )}
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                class={column.look && `table__${column.look}`}
                style={column.width ? { width: column.width } : undefined}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={rowKey(row)} id={rowKey(row)} row={row} table={props} />
          ))}
        </tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
    </div>
  );
}

/** The end of a list that comes in pages: it asks for more when it is scrolled to. */
export function More({
  more,
  loading,
  error,
  onMore,
}: {
  more: boolean;
  loading: boolean;
  error?: Problem | undefined;
  onMore: () => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    const end = ref.current;
    if (!end || !more) return;
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some((one) => one.isIntersecting)) latest.current();
      },
      { rootMargin: "600px" },
    );
    watch.observe(end);
    return () => watch.disconnect();
  }, [more, loading]);
  if (error) return <Failed problem={error} retry={onMore} />;
  if (!more) return null;
  return (
    <div class="table-more" ref={ref}>
      <Button busy={loading} onClick={onMore}>
        {t("action.more")}
      </Button>
    </div>
  );
}
