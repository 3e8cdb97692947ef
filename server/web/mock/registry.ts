/** The demonstration district as the server would answer it. */
import type {
  Checklist,
  Department,
  Kind,
  Person,
  Role,
  Subject,
  SubProject,
  Unit,
  Visit,
} from "../src/api/types";
import { checklistFiles, csv, json, type Line, outlines, uuid } from "./files";

const TYPES: Record<string, Unit["unit_type"]> = {
  tỉnh: "province",
  huyện: "district",
  xã: "commune",
  "thị trấn": "township",
};

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value ? { [key]: value } : {}) as Partial<Record<K, string>>;

const unitKey = (line: Line) => uuid(`unit ${line.code} ${line.valid_from}`);
const unitLines = csv("demo/units.csv");

/** The unit with this code on this day. */
export function unitOn(code: string, on: string): string {
  const line = unitLines.find(
    (one) =>
      one.code === code && (!one.valid_from || one.valid_from <= on) && (!one.valid_to || on <= one.valid_to),
  );
  return line ? unitKey(line) : uuid(`unit ${code} `);
}

const shapes = [
  "communes-2020.geojson.gz",
  "communes-2024-12.geojson.gz",
  "communes-2025.geojson.gz",
].flatMap((file) => outlines(file));

export const units: Unit[] = unitLines.map((line) => {
  const shape = shapes.find(
    (one) => one.properties.code === line.code && (one.properties.valid_from ?? "") === line.valid_from,
  );
  return {
    id: unitKey(line),
    code: line.code ?? "",
    name: line.name_vi ?? "",
    unit_type: TYPES[line.type ?? ""] ?? "commune",
    ...(line.parent_code ? { parent: unitOn(line.parent_code, line.valid_from || "2024-01-01") } : {}),
    ...optional("valid_from", line.valid_from),
    ...optional("valid_to", line.valid_to),
    ...(line.successor_code ? { successor: unitOn(line.successor_code, "2025-08-01") } : {}),
    ...(shape
      ? { boundary: shape.geometry, boundary_quality: shape.properties.geometry_quality as "approximate" }
      : {}),
  };
});

export const departments: Department[] = csv("departments.csv").map((line) => ({
  id: uuid(`department ${line.code}`),
  code: line.code ?? "",
  name: line.name ?? "",
  name_en: line.name_en ?? "",
}));

const programme = csv("programme.csv");
export const subProjects: SubProject[] = programme.map((line) => ({
  id: uuid(`project ${line.code}`),
  ...(line.parent_code ? { parent: uuid(`project ${line.parent_code}`) } : {}),
  code: line.code ?? "",
  name: line.name ?? "",
  name_en: line.name_en ?? "",
  ...(line.department_code ? { department: uuid(`department ${line.department_code}`) } : {}),
  ...optional("valid_from", line.valid_from),
  ...optional("valid_to", line.valid_to),
  leaf: !programme.some((other) => other.parent_code === line.code),
}));

export const people: Person[] = csv("demo/people.csv").map((line) => ({
  id: uuid(`person ${line.name}`),
  name: line.name ?? "",
  full_name: line.full_name ?? "",
  ...(line.department_code ? { department: uuid(`department ${line.department_code}`) } : {}),
  active: true,
  roles: [{ role: line.role as Role, unit: unitOn(line.unit_code ?? "", "2024-06-01") }],
}));

export const subjects: Subject[] = csv("demo/subjects.csv").map((line) => ({
  id: uuid(`subject ${line.code}`),
  kind: line.kind as Kind,
  code: line.code ?? "",
  name: line.name ?? "",
  sub_project: uuid(`project ${line.sub_project_code}`),
  commune: unitOn(line.commune_code ?? "", "2024-06-01"),
  ...optional("village", line.village),
  ...(line.lat
    ? {
        site: {
          geometry: { type: "Point", coordinates: [Number(line.lon), Number(line.lat)] } as GeoJSON.Point,
          quality: line.site_quality as "documented",
          ...optional("source", line.site_source),
        },
      }
    : {}),
  planned: Object.fromEntries(
    Object.entries(line)
      .filter(([key, value]) => key.startsWith("planned.") && value)
      .map(([key, value]) => [key.slice(8), Number(value)]),
  ),
}));

export const visits: Visit[] = csv("demo/visits.csv").map((line) => ({
  id: uuid(`visit ${line.title}`),
  title: line.title ?? "",
  ...optional("plan", line.plan),
  starts_on: line.starts_on ?? "",
  ends_on: line.ends_on ?? "",
  communes: (line.commune_codes ?? "").split(";").map((code) => unitOn(code, line.starts_on ?? "")),
  subjects: (line.subject_codes ?? "").split(";").map((code) => uuid(`subject ${code}`)),
  team: (line.team ?? "").split(";").map((one) => {
    const [name = "", role = "member"] = one.split(":");
    return {
      person: uuid(`person ${name}`),
      role: role as "member",
      name: people.find((person) => person.name === name)?.full_name ?? name,
    };
  }),
}));

function secondVersion(first: Checklist): Checklist {
  const second = structuredClone(first);
  second.version = 2;
  const section = second.sections[1];
  if (!section) return second;
  const dropped = section.items.pop();
  const changed = section.items[0];
  if (changed)
    changed.question = {
      vi: `${changed.question.vi} (theo quyết định giao vốn)`,
      en: `${changed.question.en ?? ""} (by the decision)`,
    };
  section.items.push({
    key: "new_item",
    question: { vi: "Biển báo công trình có đặt tại hiện trường", en: "A sign of the work stands on site" },
    answer: { type: "pass_fail" },
    required: true,
  });
  if (dropped) second.sections[2]?.items.unshift(dropped);
  return second;
}

const published = checklistFiles().map((file) => json<Checklist>(file));
export const checklists: Checklist[] = published.flatMap((one) =>
  one.id === "infrastructure_work" ? [one, secondVersion(one)] : [one],
);
