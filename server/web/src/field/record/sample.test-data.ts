/** A small checklist with every kind of item, and a draft of it, for the tests. */
import type { Checklist, Item } from "~/api/types";
import type { Draft, Fix, Photo } from "~/field/model";

const text = (vi: string) => ({ vi, en: vi });

function item(key: string, answer: Item["answer"], more: Partial<Item> = {}): Item {
  return { key, question: text(key), answer, ...more };
}

export const checklist: Checklist = {
  format: 1,
  id: "sample",
  version: 3,
  title: text("Mẫu"),
  subject_kind: "work",
  settings: { lag: { title: text("Chậm"), value: 10 } },
  sections: [
    {
      key: "site",
      title: text("Hiện trường"),
      items: [
        item("place", { type: "place", accuracy_m: 20 }, { required: true }),
        item("overview", { type: "photo", min: 2, max: 4 }, { required: true }),
        item(
          "phase",
          {
            type: "choice",
            choices: [
              { value: "building", label: text("Đang làm") },
              { value: "done", label: text("Xong") },
            ],
          },
          { required: true },
        ),
      ],
    },
    {
      key: "work",
      title: text("Tiến độ"),
      shown_if: { test: "is", item: "phase", any_of: ["building"] },
      items: [
        item(
          "progress",
          { type: "number", unit: { key: "percent", label: text("%") }, min: 0, max: 100 },
          {
            photo: "always",
            flags: [
              {
                when: {
                  test: "compare",
                  left: { difference: [{ planned: "progress_percent" }, { item: "progress" }] },
                  relation: "above",
                  right: { setting: "lag" },
                },
                level: "F2",
                message: text("Chậm so với kế hoạch."),
              },
            ],
          },
        ),
        item("reason", { type: "text" }, { shown_if: { test: "answered", item: "progress" } }),
        item("why", { type: "text" }, { shown_if: { test: "answered", item: "reason" } }),
      ],
    },
    {
      key: "people",
      title: text("Hộ dân"),
      items: [
        item(
          "told",
          { type: "pass_fail" },
          {
            required: true,
            photo: "if_flagged",
            must_hold: {
              condition: { test: "is", item: "told", any_of: ["pass"] },
              message: text("Phải thông báo cho hộ."),
            },
          },
        ),
        item("since", { type: "date" }),
        item("kinds", { type: "multiple_choice", choices: [{ value: "a", label: text("A") }] }),
      ],
    },
  ],
};

export const fix: Fix = {
  lat: 21.86,
  lon: 106.53,
  accuracy_m: 8,
  at: "2024-05-14T08:49:00.000+07:00",
  source: "browser",
};

export function photo(sha256: string, of: string | undefined, more: Partial<Photo> = {}): Photo {
  return {
    sha256,
    bytes: 1000,
    media_type: "image/jpeg",
    taken_at: "2024-05-14T08:50:00.000+07:00",
    fix,
    ...(of === undefined ? {} : { item: of }),
    ...more,
  };
}

export function draft(more: Partial<Draft> = {}): Draft {
  return {
    record: "01900000-0000-7000-8000-000000000001",
    checklist: { id: "sample", version: 3 },
    visit: "01900000-0000-7000-8000-000000000002",
    subject: "01900000-0000-7000-8000-000000000003",
    subProject: "01900000-0000-7000-8000-000000000004",
    commune: "01900000-0000-7000-8000-000000000005",
    capturedAt: "2024-05-14T08:49:00.000+07:00",
    fix,
    answers: {},
    photos: [],
    state: "filling",
    touchedAt: 0,
    ...more,
  };
}
