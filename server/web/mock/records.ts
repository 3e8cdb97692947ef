/** The demonstration's records, with evidence made up where the server would measure. */
import type {
  Check,
  EvidenceBody,
  EvidenceSummary,
  Fix,
  PhotoRef,
  RecordBody,
  RevisionLine,
  Snapshot,
  Status,
  Verdict,
} from "../src/api/types";
import { json, sha, uuid } from "./files";
import { checklists, people, subjects, unitOn, visits } from "./registry";

interface Seed {
  key: string;
  by: string;
  visit: string;
  checklist: string;
  commune: string;
  sub_project: string;
  subject?: string;
  new_subject?: { name: string; kind: "work"; village?: string };
  captured_at: string;
  fix?: Fix;
  answers: Snapshot["answers"];
  photos: {
    items?: string[];
    caption?: string;
    taken_at: string;
    fix?: Fix;
    withheld?: boolean;
    same_as?: { record: string; photo: number };
  }[];
  edits?: { by: string; captured_at: string; answers: Snapshot["answers"] }[];
}

export const snapshots = new Map<string, Snapshot>();
export const evidence = new Map<string, EvidenceBody>();
const seeds = json<Seed[]>("demo/records.json").filter((seed) => seed.captured_at);

function photosOf(seed: Seed): PhotoRef[] {
  return seed.photos.map((photo, at) => {
    const item = photo.items?.[0];
    return {
      sha256: sha(photo.same_as ? `${photo.same_as.record} ${photo.same_as.photo}` : `${seed.key} ${at}`),
      bytes: 1_240_000 + at * 91_000,
      media_type: "image/jpeg",
      ...(item ? { item } : {}),
      ...(photo.caption ? { caption: photo.caption } : {}),
      taken_at: photo.taken_at,
      ...(photo.fix ? { fix: photo.fix } : {}),
    };
  });
}

function check(rule: string, answer: Verdict, vi: string, en: string, more: Partial<Check> = {}): Check {
  return { rule, version: 1, answer, figures: {}, thresholds: {}, text: { vi, en }, ...more };
}

function checksOf(seed: Seed, photos: PhotoRef[], number: number): Check[] {
  const checks = [
    check("signature.valid", "pass", "Chữ ký của điện thoại đúng", "The phone's signature is right"),
    check("place.commune", "pass", "Trong ranh giới xã đã khai", "Inside the commune's outline", {
      figures: {
        outside_m: 0,
        accuracy_m: seed.fix?.accuracy_m ?? 5,
        tolerance_m: 1000,
        outline: "approximate",
      },
      thresholds: { warn_m: 1000, fail_m: 3000 },
    }),
  ];
  if (number % 4 === 1)
    checks.push(
      check(
        "place.site",
        "warn",
        "Cách vị trí theo kế hoạch 412 m; vị trí theo hồ sơ thiết kế",
        "412 m from the planned site",
        {
          figures: { distance_m: 412.4, accuracy_m: 6.1, site: "documented" },
          thresholds: { warn_m: 300, fail_m: 1500 },
        },
      ),
    );
  for (const [at, photo] of photos.entries()) {
    checks.push(
      check("photo.place", "pass", "EXIF cách vị trí điện thoại 4 m", "EXIF is 4 m from the fix", {
        photo: photo.sha256,
        figures: { distance_m: 4.2, accuracy_m: 9.1 },
        thresholds: { warn_m: 100, fail_m: 1000 },
      }),
    );
    if (number % 7 === 2 && at === 0)
      checks.push(
        check(
          "photo.repeated",
          "fail",
          "Ảnh này có trong 1 phiếu khác",
          "Other records that use this photo: 1",
          {
            photo: photo.sha256,
            figures: {
              records: 1,
              others: [
                {
                  record: uuid("record r47"),
                  photo: sha("r47 1"),
                  bits: null,
                  same_subject: false,
                  same_visit: false,
                  same_sub_project: true,
                  taken_at: photo.taken_at,
                },
              ],
            },
          },
        ),
      );
    if (number % 5 === 0 && at === 1)
      checks.push(
        check("photo.blurred", "warn", "Ảnh có thể bị nhòe (độ nét 31)", "The photo may be blurred (31)", {
          photo: photo.sha256,
          figures: { sharpness: 31.2 },
          thresholds: { warn: 60 },
        }),
      );
  }
  return checks;
}

function summary(revision: string, at: string, checks: Check[]): EvidenceSummary {
  const count = (verdict: Verdict) => checks.filter((one) => one.answer === verdict).length;
  const reasons = checks
    .filter((one) => one.answer === "fail" || one.answer === "warn")
    .sort((a, b) => a.answer.localeCompare(b.answer))
    .map(({ rule, answer, text, photo }) => ({ rule, answer, text, ...(photo ? { photo } : {}) }));
  return {
    revision,
    checked_at: at,
    answer: count("fail") ? "fail" : count("warn") ? "warn" : "pass",
    passed: count("pass"),
    warned: count("warn"),
    failed: count("fail"),
    not_applicable: count("not_applicable"),
    reasons,
  };
}

function build(seed: Seed, number: number): RecordBody {
  const id = uuid(`record ${seed.key}`);
  const head = uuid(`revision ${seed.key}`);
  const day = seed.captured_at.slice(0, 10);
  const checklist = checklists.find((one) => one.id === seed.checklist && one.version === 1);
  const subject = subjects.find((one) => one.code === seed.subject);
  const person = people.find((one) => one.name === seed.by);
  const photos = photosOf(seed);
  const at = new Date(Date.parse(seed.captured_at) + 5 * 3_600_000).toISOString();
  const base: Snapshot = {
    record: id,
    revision: head,
    checklist: { id: seed.checklist, version: 1 },
    visit: visits.find((one) => one.title === seed.visit)?.id ?? "",
    subject: subject?.id ?? uuid(`subject new ${seed.key}`),
    sub_project: uuid(`project ${seed.sub_project}`),
    commune: unitOn(seed.commune, day),
    captured_at: seed.captured_at,
    ...(seed.fix ? { fix: seed.fix } : {}),
    answers: seed.answers,
    photos,
    signature: { key: sha(seed.by).slice(0, 16), value: "…" },
  };
  snapshots.set(head, base);
  const line = (
    revision: string,
    place: RevisionLine["place"],
    at: string,
    number: number,
    from?: string,
  ): RevisionLine => ({
    revision,
    number,
    place,
    ...(from ? { base: from } : {}),
    device: uuid(`device ${seed.by}`),
    received_at: at,
    sha256: sha(revision),
  });
  const revisions = [line(head, "main", at, 1)];
  let now = head;
  for (const [step, edit] of (seed.edits ?? []).entries()) {
    const revision = uuid(`revision ${seed.key} ${step}`);
    const branch = step === 1;
    snapshots.set(revision, {
      ...base,
      revision,
      base: head,
      captured_at: edit.captured_at,
      answers: { ...base.answers, ...edit.answers },
    });
    revisions.push(
      line(
        revision,
        branch ? "branch" : "main",
        new Date(Date.parse(at) + step * 7.2e6).toISOString(),
        step + 2,
        head,
      ),
    );
    if (!branch) now = revision;
  }
  const missing = photos.filter((_, at) => seed.photos[at]?.withheld).map((photo) => photo.sha256);
  const checks = checksOf(seed, photos, number);
  const status: Status = missing.length
    ? "waiting"
    : number % 3 === 0
      ? "accepted"
      : number % 11 === 4
        ? "returned"
        : "received";
  const items = checklist?.sections.flatMap((section) => section.items) ?? [];
  const flags = items.flatMap((item) => {
    const value = seed.answers[item.key]?.value;
    const bad =
      value &&
      (("outcome" in value && value.outcome === "fail") ||
        ("choice" in value && ["tam_dung", "chua_xong"].includes(value.choice)));
    const flag = item.flags?.[0];
    return bad && flag ? [{ item: item.key, level: flag.level, message: flag.message }] : [];
  });
  evidence.set(id, {
    record: id,
    ...(missing.length
      ? {}
      : { now: { number: 1, revision: now, checked_at: at, cause: "arrival", sha256: sha(id), checks } }),
    photos: photos.map((photo) => ({
      sha256: photo.sha256,
      read_at: at,
      reading: {
        format: "jpeg",
        exif: {
          ...(photo.fix ? { lat: photo.fix.lat + 0.0001, lon: photo.fix.lon - 0.0002 } : {}),
          direction_deg: (number * 47) % 360,
          taken_at: photo.taken_at.slice(0, 19),
          gps_at: photo.taken_at,
          maker: "Samsung",
          model: "SM-A145F",
          orientation: 1,
        },
        picture: { width: 4080, height: 3060, brightness: 0.48, sharpness: 212.4 },
      },
    })),
    marks: [],
  });
  const household = subject?.kind === "household";
  return {
    record: id,
    status,
    checklist: base.checklist,
    visit: base.visit ?? "",
    subject: base.subject ?? "",
    sub_project: base.sub_project,
    commune: base.commune,
    person: person?.id ?? "",
    device: uuid(`device ${seed.by}`),
    captured_at: seed.captured_at,
    first_received_at: at,
    photos_missing: missing.length,
    conflicts: revisions.filter((one) => one.place === "branch").length,
    incomplete: number % 9 === 0,
    commune_link: {
      declared: base.commune,
      derived: base.commune,
      method: "boundary",
      distance_m: 0,
      accuracy_m: 6,
      quality: "approximate",
      by: "record",
      agreement: "agrees",
    },
    subject_link: {
      subject: base.subject ?? "",
      distance_m: 42,
      method: "distance",
      quality: "documented",
      agreement: "approximate",
    },
    ...(missing.length ? {} : { evidence: summary(now, at, checks) }),
    kind: subject?.kind ?? seed.new_subject?.kind ?? "work",
    subject_name: subject?.name ?? seed.new_subject?.name ?? seed.key,
    ...(subject?.code ? { subject_code: subject.code } : {}),
    ...(subject?.village ? { village: subject.village } : {}),
    masked: household,
    inspector: person?.full_name ?? seed.by,
    score: 1 - flags.length / 20,
    flags: flags.length,
    omissions: number % 9 === 0 ? 1 : 0,
    changed_at: at,
    head: now,
    held: 0,
    assessment: {
      flags,
      omissions:
        number % 9 === 0
          ? [
              {
                path: `/answers/${items[1]?.key}`,
                code: "answer.missing",
                message: "A required answer is missing",
                message_vi: "Thiếu câu trả lời bắt buộc",
              },
            ]
          : [],
      score: 1 - flags.length / 20,
    },
    missing,
    revisions,
    review: {
      decisions:
        status === "accepted" || status === "returned"
          ? [
              {
                number: 1,
                action: status === "accepted" ? "accept" : "return",
                at,
                person: people[1]?.id ?? "",
                person_name: people[1]?.full_name ?? "",
                head: now,
                comments:
                  status === "returned"
                    ? [
                        {
                          text: "Ảnh toàn cảnh chưa rõ, đề nghị chụp lại.",
                          ...(photos[0] ? { photo: photos[0].sha256 } : {}),
                        },
                      ]
                    : [],
              },
            ]
          : [],
    },
  };
}

export const records: RecordBody[] = seeds.map(build);
