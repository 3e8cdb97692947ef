/** Which lines are ticked, and which is the current one. Both by id, so that a refresh moves neither. */
import { useState } from "preact/hooks";
import type { RecordLine } from "~/api/types";
import type { Selection } from "~/ui/table";
import { recordName } from "./columns";

// The way back from a record finds the line again.
let lastCurrent: string | undefined;

export function useCurrent(lines: RecordLine[]) {
  const [current, setCurrentState] = useState(lastCurrent);
  const setCurrent = (id: string | undefined) => {
    lastCurrent = id;
    setCurrentState(id);
  };
  const at = lines.findIndex((line) => line.record === current);
  const move = (step: number) => {
    const next = lines[at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + step))];
    if (next) setCurrent(next.record);
  };
  return { current, line: lines[at], setCurrent, move };
}

export function useSelection(lines: RecordLine[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string>();
  const toggle = (id: string, checked: boolean, range: boolean) => {
    const next = new Set(chosen);
    const [a, b] = [
      lines.findIndex((one) => one.record === last),
      lines.findIndex((one) => one.record === id),
    ];
    const ids =
      range && a >= 0 ? lines.slice(Math.min(a, b), Math.max(a, b) + 1).map((one) => one.record) : [id];
    for (const one of ids) {
      if (checked) next.add(one);
      else next.delete(one);
    }
    setLast(id);
    setChosen(next);
  };
  const selection: Selection<RecordLine> = {
    chosen,
    name: recordName,
    toggle,
    toggleAll: (checked) => setChosen(new Set(checked ? lines.map((line) => line.record) : [])),
  };
  return {
    selection,
    chosen: lines.filter((line) => chosen.has(line.record)),
    flip: (id: string) => toggle(id, !chosen.has(id), false),
    clear: () => setChosen(new Set()),
  };
}
