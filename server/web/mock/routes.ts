/** What the mock answers. It keeps changes in memory and forgets them at the next start. */
import type { Finding, RecordBody, RecordLine, SavedFilter, SessionBody } from "../src/api/types";
import { matches } from "../src/words/fold";
import { sha, uuid } from "./files";
import { findings } from "./findings";
import { evidence, records, snapshots } from "./records";
import * as registry from "./registry";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

let signedIn = registry.people[0];
let saved: SavedFilter[] = [];
let feed = 1;
export const feedNow = () => feed;

const ALL = ["read_registry", "read_records", "read_intake", "read_findings"];
const RIGHTS: Record<string, string[]> = {
  administrator: [
    ...ALL,
    "manage_registry",
    "manage_people",
    "read_log",
    "review_records",
    "raise_findings",
    "answer_findings",
  ],
  reviewer: [...ALL, "review_records", "raise_findings"],
  evaluator: [...ALL, "raise_findings"],
  commune_officer: [...ALL, "answer_findings"],
};

const problem = (status: number, code: string, title: string, title_vi: string) => ({
  status,
  body: { type: `/problems/${code}`, title, title_vi, status },
});
const missing = problem(404, "not_found", "Not found", "Không tìm thấy");

function line(record: RecordBody): RecordLine {
  const { held: _h, assessment: _a, missing: _m, revisions: _r, review: _v, ...rest } = record;
  return record.masked ? { ...rest, subject_name: rest.subject_code ?? "" } : rest;
}

function filtered(query: URLSearchParams): RecordBody[] {
  const is = (name: string, value: string | undefined) => !query.get(name) || query.get(name) === value;
  return records.filter(
    (one) =>
      is("record", one.record) &&
      is("status", one.status) &&
      is("commune", one.commune) &&
      is("sub_project", one.sub_project) &&
      is("kind", one.kind) &&
      is("visit", one.visit) &&
      is("person", one.person) &&
      is("evidence", one.evidence?.answer ?? "unchecked") &&
      (!query.get("conflicts") || one.conflicts > 0) &&
      (!query.get("from") || one.captured_at.slice(0, 10) >= (query.get("from") ?? "")) &&
      (!query.get("to") || one.captured_at.slice(0, 10) <= (query.get("to") ?? "")) &&
      (!query.get("q") ||
        matches(
          `${one.subject_name} ${one.subject_code} ${one.village} ${one.inspector}`,
          query.get("q") ?? "",
        )),
  );
}

const WORST = ["fail", "warn", "pass", "not_applicable"];

function list(query: URLSearchParams) {
  const sorted = filtered(query).sort((a, b) =>
    query.get("sort") === "oldest"
      ? a.first_received_at.localeCompare(b.first_received_at)
      : query.get("sort") === "worst"
        ? WORST.indexOf(a.evidence?.answer ?? "not_applicable") -
          WORST.indexOf(b.evidence?.answer ?? "not_applicable")
        : b.first_received_at.localeCompare(a.first_received_at),
  );
  const from = Number(query.get("after") ?? 0);
  const limit = Math.min(Number(query.get("limit") ?? 100), 40);
  return {
    records: sorted.slice(from, from + limit).map(line),
    ...(from + limit < sorted.length ? { next: String(from + limit) } : {}),
  };
}

function tally<T>(things: T[], by: (thing: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const thing of things) counts[by(thing)] = (counts[by(thing)] ?? 0) + 1;
  return counts;
}

function facets(query: URLSearchParams) {
  const found = filtered(query);
  return {
    total: found.length,
    status: tally(found, (one) => one.status),
    evidence: tally(found, (one) => one.evidence?.answer ?? "unchecked"),
    kind: tally(found, (one) => one.kind ?? "work"),
    commune: Object.entries(tally(found, (one) => one.commune)).map(([unit, n]) => ({ unit, n })),
    sub_project: Object.entries(tally(found, (one) => one.sub_project)).map(([id, n]) => ({ id, n })),
    conflicts: found.filter((one) => one.conflicts > 0).length,
  };
}

const NEXT = { accept: "accepted", return: "returned", reopen: "received" } as const;

function decide(record: RecordBody, body: Record<string, unknown>) {
  const action = body.action as keyof typeof NEXT;
  if ((action === "reopen") === (record.status === "received"))
    return problem(
      409,
      "review.transition",
      "Not from this state",
      "Phiếu không còn ở trạng thái cho phép thao tác này",
    );
  record.status = NEXT[action];
  feed += 1;
  const decisions = record.review?.decisions ?? [];
  decisions.push({
    number: decisions.length + 1,
    action,
    at: new Date().toISOString(),
    person: signedIn?.id ?? "",
    person_name: signedIn?.full_name ?? "",
    head: record.head ?? "",
    comments: (body.comments ?? []) as [],
  });
  record.review = { decisions };
  return { status: 200, body: record };
}

function findingList(query: URLSearchParams) {
  const is = (name: string, value: string | undefined) => !query.get(name) || query.get(name) === value;
  const base = findings.filter(
    (one) =>
      is("level", one.level) &&
      is("category", one.category) &&
      is("commune", one.commune) &&
      is("sub_project", one.sub_project) &&
      is("record", one.record) &&
      (!query.get("q") || matches(`${one.what} ${one.number} ${one.subject_name}`, query.get("q") ?? "")),
  );
  const found = base.filter(
    (one) =>
      is("state", one.state) &&
      (!query.get("overdue") || one.overdue) &&
      (!query.get("carried_over") || one.carried_over),
  );
  return {
    findings: found,
    counts: {
      state: tally(base, (one) => one.state),
      overdue: base.filter((one) => one.overdue).length,
      carried_over: base.filter((one) => one.carried_over).length,
    },
  };
}

function event(finding: Finding, kind: string, body: Record<string, unknown>) {
  finding.changed_at = new Date().toISOString();
  finding.events?.push({
    number: finding.events.length + 1,
    at: finding.changed_at,
    person: signedIn?.id ?? "",
    person_name: signedIn?.full_name ?? "",
    kind,
    text: String(body.text ?? ""),
    photos: (body.photos ?? []) as string[],
  });
  feed += 1;
  return { status: 200, body: finding };
}

function raise(body: Record<string, unknown>) {
  const at = new Date().toISOString();
  const finding = {
    id: uuid(at),
    number: `2024-${String(findings.length + 1).padStart(3, "0")}`,
    year: 2024,
    state: "open",
    raised_at: at,
    raised_by: signedIn?.id,
    raised_by_name: signedIn?.full_name,
    changed_at: at,
    overdue: false,
    carried_over: false,
    events: [],
    ...body,
  } as unknown as Finding;
  findings.unshift(finding);
  return event(finding, "raised", {});
}

function overview() {
  const of = (mine: RecordBody[], planned: number, put: Finding[]) => ({
    planned,
    inspected: Math.min(
      planned,
      new Set(mine.filter((one) => one.status !== "waiting").map((one) => one.subject)).size,
    ),
    records: mine.length,
    status: tally(mine, (one) => one.status),
    evidence: tally(mine, (one) => one.evidence?.answer ?? "unchecked"),
    findings: {
      open: put.filter((one) => ["open", "answered", "reopened"].includes(one.state)).length,
      overdue: put.filter((one) => one.overdue).length,
      resolved: put.filter((one) => one.state === "resolved").length,
    },
  });
  const days = Object.entries(tally(records, (one) => one.captured_at.slice(0, 10))).sort();
  return {
    communes: registry.units
      .filter((unit) => registry.subjects.some((one) => one.commune === unit.id))
      .map((unit) => ({
        unit: unit.id,
        ...of(
          records.filter((one) => one.commune === unit.id),
          registry.subjects.filter((one) => one.commune === unit.id).length,
          findings.filter((one) => one.commune === unit.id),
        ),
      })),
    sub_projects: registry.subProjects
      .filter((one) => one.leaf)
      .map((project) => ({
        id: project.id,
        ...of(
          records.filter((one) => one.sub_project === project.id),
          registry.subjects.filter((one) => one.sub_project === project.id).length,
          findings.filter((one) => one.sub_project === project.id),
        ),
      })),
    days: days.map(([day, n], at) => ({
      day,
      received: n,
      accepted: Math.max(0, n - 1 - (at % 3)),
      returned: at % 4 === 0 ? 1 : 0,
    })),
  };
}

const devices = registry.people.slice(4, 12).map((person, at) => ({
  id: uuid(`device ${person.name}`),
  person: person.id,
  label: ["Samsung A14", "Redmi Note 12", "OPPO A57"][at % 3],
  key: sha(person.name).slice(0, 16),
  public_key: {},
  enrolled_at: "2024-05-01T02:00:00Z",
  seen_at: "2024-10-12T09:00:00Z",
  ...(at === 5 ? { revoked_at: "2024-08-01T03:00:00Z" } : {}),
}));
const refused = [
  {
    id: uuid("refused"),
    device: devices[1]?.id,
    person: devices[1]?.person,
    received_at: "2024-07-17T09:12:00Z",
    bytes: 4211,
    problems: [
      {
        path: "/signature",
        code: "signature.wrong",
        message: "The signature does not fit the record",
        message_vi: "Chữ ký không khớp với nội dung phiếu",
      },
    ],
  },
];

function one({ method, path, body }: Asked, id: string, rest: string) {
  const record = records.find((found) => found.record === id);
  if (!record) return missing;
  if (rest === "") return { status: 200, body: record };
  if (rest === "/evidence") return { status: 200, body: evidence.get(id) };
  if (rest === "/log")
    return {
      status: 200,
      body: {
        entries: [
          {
            seq: 4,
            at: record.first_received_at,
            actor: `device:${record.device}`,
            actor_name: record.inspector,
            action: "record.received",
            detail: { revision: record.head },
          },
          ...(record.masked
            ? [
                {
                  seq: 90,
                  at: new Date().toISOString(),
                  actor: "person:x",
                  actor_name: signedIn?.full_name,
                  action: "record.opened",
                },
              ]
            : []),
        ],
      },
    };
  if (rest === "/decisions" && method === "POST") return decide(record, body);
  if (rest === "/settlements") {
    record.conflicts = 0;
    for (const revision of record.revisions) revision.place = "main";
    return { status: 200, body: record };
  }
  const snapshot = snapshots.get(path.split("/").at(-1) ?? "");
  return snapshot ? { status: 200, body: snapshot } : missing;
}

function session(asked: Asked) {
  if (asked.method === "DELETE") signedIn = undefined;
  if (asked.method === "POST") signedIn = registry.people.find((person) => person.name === asked.body.name);
  if (!signedIn) return problem(401, "sign_in.needed", "Sign in", "Cần đăng nhập");
  const body: SessionBody = {
    person: signedIn,
    permissions: (RIGHTS[signedIn.roles[0]?.role ?? ""] ?? []) as SessionBody["permissions"],
  };
  return { status: 200, body };
}

const QR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" width="240" height="240"><rect width="29" height="29" fill="#fff"/><path d="M2 2h7v7H2zM20 2h7v7h-7zM2 20h7v7H2zM12 4h2v6h-2zM15 12h8v2h-8zM12 16h3v8h-3z"/></svg>';

const LISTS: Record<string, (query: URLSearchParams) => unknown> = {
  "/records": list,
  "/records/facets": facets,
  "/findings": findingList,
  "/overview": overview,
  "/units": (query) => ({
    units: registry.units
      .filter(
        (unit) =>
          !query.get("on") ||
          ((unit.valid_from ?? "") <= (query.get("on") ?? "") &&
            (query.get("on") ?? "") <= (unit.valid_to ?? "9999")),
      )
      .map((unit) => (query.get("boundaries") ? unit : { ...unit, boundary: undefined })),
  }),
  "/sub-projects": () => ({ sub_projects: registry.subProjects }),
  "/departments": () => ({ departments: registry.departments }),
  "/visits": () => ({ visits: registry.visits }),
  "/checklists": () => ({ checklists: registry.checklists }),
  "/subjects": (query) => ({
    subjects: registry.subjects.filter(
      (one) => !query.get("commune") || one.commune === query.get("commune"),
    ),
  }),
  "/people": () => ({ people: registry.people }),
  "/devices": () => ({ devices }),
  "/quarantine": () => ({ entries: refused }),
  "/waiting": () => ({
    groups: records
      .filter((one) => one.status === "waiting")
      .map((one) => ({
        commune: one.commune,
        device: one.device,
        records: 1,
        photos_missing: one.photos_missing,
        held: 0,
        oldest: one.first_received_at,
        person_name: one.inspector,
      })),
  }),
  "/log": () => ({
    entries: records.slice(0, 30).map((one, at) => ({
      seq: at + 1,
      at: Date.parse(one.first_received_at),
      actor: `device:${one.device}`,
      action: "record.received",
      subject: `record:${one.record}`,
      detail: '{"number":1}',
      hash: sha(String(at)),
    })),
  }),
  "/saved-filters": () => ({ filters: saved }),
  "/evidence/marks": () => ({
    rules: [
      { rule: "photo.repeated", right: 12, wrong: 1 },
      { rule: "photo.blurred", right: 4, wrong: 9 },
    ],
  }),
  "/evidence/rules": () => ({
    rules: [
      ["signature.valid", 100, "Chữ ký"],
      ["photo.repeated", 95, "Ảnh dùng lại"],
      ["place.commune", 80, "Đúng xã"],
      ["photo.place", 78, "Vị trí của ảnh"],
      ["place.site", 75, "Gần vị trí theo kế hoạch"],
      ["photo.blurred", 15, "Ảnh nhòe"],
    ].map(([code, weight, title]) => ({
      code,
      version: 1,
      weight,
      title: { vi: title, en: code },
      explanation: { vi: "Nói rõ cách đo và ngưỡng.", en: "How it is measured." },
      thresholds: {},
    })),
  }),
};

export function answer(asked: Asked): { status: number; body?: unknown } {
  const { method, path, query, body } = asked;
  if (path === "/session") return session(asked);
  if (!signedIn) return problem(401, "sign_in.needed", "Sign in", "Cần đăng nhập");
  const record = /^\/records\/([0-9a-f-]{36})(.*)$/.exec(path);
  if (record) return one(asked, record[1] ?? "", record[2] ?? "");
  const put = /^\/findings\/([0-9a-f-]{36})(.*)$/.exec(path);
  if (put) {
    const finding = findings.find((found) => found.id === put[1]);
    if (!finding) return missing;
    if (method === "PATCH") return event(Object.assign(finding, body), "changed", {});
    if (put[2] === "/answers") return event(Object.assign(finding, { state: "answered" }), "answered", body);
    if (put[2] === "/decisions") {
      const state =
        { resolve: "resolved", reopen: "reopened", withdraw: "withdrawn" }[String(body.action)] ?? "open";
      return event(Object.assign(finding, { state }), state, body);
    }
    return { status: 200, body: finding };
  }
  if (method === "POST" && path === "/findings") return raise(body);
  if (method === "POST" && path === "/decisions")
    return {
      status: 200,
      body: {
        outcomes: (body.decisions as { record: string }[]).map((decision) => {
          const found = records.find((record) => record.record === decision.record);
          const done = found ? decide(found, decision as never) : missing;
          return done.status === 200
            ? { record: decision.record, status: found?.status }
            : { record: decision.record, problem: done.body };
        }),
      },
    };
  if (path === "/saved-filters" && method === "POST") {
    saved.push({ id: uuid(String(body.name)), name: String(body.name), query: String(body.query) });
    return { status: 201, body: saved.at(-1) };
  }
  if (path.startsWith("/saved-filters/")) {
    saved = saved.filter((filter) => !path.endsWith(filter.id));
    return { status: 204 };
  }
  if (path === "/evidence/marks" && method === "POST") {
    evidence.get(String(body.record))?.marks?.push({
      rule: String(body.rule),
      right: Boolean(body.right),
      person_name: signedIn.full_name,
      at: new Date().toISOString(),
      ...(body.photo ? { photo: String(body.photo) } : {}),
    });
    return { status: 204 };
  }
  if (path === "/enrolments")
    return {
      status: 201,
      body: {
        code: "7KQ4-M2XD-9TRA",
        expires_at: new Date(Date.now() + 9e5).toISOString(),
        url: "https://thucdia.example/field?code=7KQ4M2XD9TRA",
        qr_svg: QR,
      },
    };
  if (path === "/photos" && method === "POST")
    return { status: 201, body: { sha256: sha(String(Math.random())), bytes: 1 } };
  if (path.startsWith("/checklists/"))
    return {
      status: 200,
      body: registry.checklists.find((one) => path === `/checklists/${one.id}/${one.version}`),
    };
  if (path.startsWith("/subjects/"))
    return { status: 200, body: registry.subjects.find((one) => path.endsWith(one.id)) };
  if (path.startsWith("/import/"))
    return {
      status: 200,
      body: {
        what: path.slice(8),
        rows: 12,
        added: 3,
        updated: 9,
        checked_only: query.get("check") === "true",
      },
    };
  const list = LISTS[path];
  return list && method === "GET" ? { status: 200, body: list(query) } : missing;
}
