import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AppKey, Person } from "~/api/types";
import { settle } from "~/ui/testing";
import { CollectDialog } from "./collect";

const asked = vi.hoisted(() => ({ makeAppKey: vi.fn() }));
vi.mock("~/api/people", () => asked);

const place = document.createElement("div");
const closed = vi.fn();
const URL = "https://td.example/openrosa/key/secret";

const person = (id: string, role: Person["roles"][number]["role"], active = true): Person => ({
  id,
  name: id,
  full_name: `Người ${id}`,
  active,
  roles: [{ role, unit: "u" }],
});
const PERSONS = [
  person("an", "inspector"),
  person("xa", "commune_officer"),
  person("dung", "reviewer"),
  person("nghi", "inspector", false),
];

const find = <T extends HTMLElement>(selector: string): T => {
  const found = place.querySelector<T>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
};

beforeEach(async () => {
  // Its browser has no dialogs.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  asked.makeAppKey.mockReset();
  closed.mockReset();
  document.body.append(place);
  render(<CollectDialog persons={PERSONS} onClose={closed} />, place);
  await settle();
});

afterEach(() => {
  render(null, place);
  place.remove();
});

async function makes(): Promise<void> {
  const select = find<HTMLSelectElement>("select");
  select.value = "an";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await settle();
  find("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await settle();
}

const made = { device: { person: "an", label: "ODK Collect" }, url: URL, settings: "…", qr_svg: "<svg/>" };

it("is offered to those for whom there is something to inspect", () => {
  const offered = [...place.querySelectorAll("option")].map((option) => option.value).filter(Boolean);
  expect(offered).toEqual(["an", "xa"]);
});

it("shows what was made and in whose name it sends, and no press beside it takes that away", async () => {
  asked.makeAppKey.mockResolvedValue(made as AppKey);
  await makes();
  expect(asked.makeAppKey).toHaveBeenCalledWith("an", "ODK Collect");
  expect(find(".collect__url").textContent).toBe(URL);
  expect(find<HTMLImageElement>(".collect img").src).toBe("data:image/svg+xml;charset=utf-8,%3Csvg%2F%3E");
  expect(find(".collect__warning").textContent).toContain("Người an");
  find("dialog").dispatchEvent(new MouseEvent("mousedown", { bubbles: true }));
  expect(closed).not.toHaveBeenCalled();
  find<HTMLButtonElement>(".dialog__foot button").click();
  expect(closed).toHaveBeenCalledOnce();
});

it("says why none was made, and may be asked again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  asked.makeAppKey.mockRejectedValueOnce(new Error("no"));
  await makes();
  expect(find("[role=alert]").textContent).not.toBe("");
  expect(find<HTMLButtonElement>("button[type=submit]").disabled).toBe(false);
});
