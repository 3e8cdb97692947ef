/** Findings made up over the demonstration's records. */
import type { Finding, FindingState, Level } from "../src/api/types";
import { uuid } from "./files";
import { records } from "./records";
import { people } from "./registry";

const STATES: FindingState[] = ["open", "answered", "open", "resolved", "reopened", "open", "withdrawn"];

export const findings: Finding[] = records
  .filter((record) => record.assessment.flags.length > 0)
  .flatMap((record) => record.assessment.flags.slice(0, 2).map((flag) => ({ record, flag })))
  .map(({ record, flag }, at) => {
    const state = STATES[at % STATES.length] ?? "open";
    const raised = record.first_received_at;
    const by = people[1];
    const due = new Date(Date.parse(raised) + 30 * 864e5).toISOString().slice(0, 10);
    return {
      id: uuid(`finding ${at}`),
      number: `2024-${String(at + 1).padStart(3, "0")}`,
      year: 2024,
      state,
      level: flag.level.toLowerCase() as Level,
      category: (["quality", "documents", "progress", "funds", "publicity"] as const)[at % 5] ?? "other",
      record: record.record,
      revision: record.head ?? "",
      item: flag.item,
      subject: record.subject,
      subject_name: record.masked ? (record.subject_code ?? "") : record.subject_name,
      sub_project: record.sub_project,
      commune: record.commune,
      what: flag.message.vi,
      recommendation: "Khắc phục, bổ sung hồ sơ và báo cáo kết quả kèm ảnh.",
      responsible: { unit: record.commune },
      due_on: due,
      photos: [],
      raised_at: raised,
      raised_by: by?.id ?? "",
      raised_by_name: by?.full_name ?? "",
      changed_at: raised,
      overdue: state === "open" || state === "reopened",
      carried_over: at % 6 === 0,
      events: [
        {
          number: 1,
          at: raised,
          person: by?.id ?? "",
          person_name: by?.full_name ?? "",
          kind: "raised",
          photos: [],
        },
        ...(state === "open"
          ? []
          : [
              {
                number: 2,
                at: new Date(Date.parse(raised) + 12 * 864e5).toISOString(),
                person: people[9]?.id ?? "",
                person_name: people[9]?.full_name ?? "",
                kind: "answered",
                text: "UBND xã đã yêu cầu nhà thầu đắp lại lề và trám vết nứt.",
                photos: [],
              },
            ]),
        ...(state === "resolved" || state === "reopened"
          ? [
              {
                number: 3,
                at: new Date(Date.parse(raised) + 20 * 864e5).toISOString(),
                person: by?.id ?? "",
                person_name: by?.full_name ?? "",
                kind: state,
                text: "Đã xem ảnh và kiểm tra lại tại chỗ.",
                photos: [],
              },
            ]
          : []),
      ],
    };
  });
