/** May the phone leave? What is missing for work without a network, the worst first. */
import type { PlanSummary } from "~/field/model";
import type { Allowed } from "~/field/phone/permissions";

/** A record with ten photos of some megabytes each, and a team's day of forty records. */
export const ROOM_BYTES = 500_000_000;
/** What was downloaded longer ago is worth another look while there is a network. */
export const OLD_MS = 24 * 60 * 60 * 1000;

export interface Checked {
  plan: PlanSummary;
  /** Communes that a visit goes to and whose outline did not come. */
  withoutOutline: number;
  /** Bytes that the browser would still give; absent where it does not tell. */
  room: number | undefined;
  place: Allowed;
  camera: Allowed;
  /** How far this phone's clock is from the server's, in seconds; absent before the server was asked. */
  clockS: number | undefined;
  clockToleranceS: number;
  now: number;
}

/** What stops the team from leaving. */
export type Missing = "plan" | "checklists" | "place" | "camera" | "room";
/** What can be lived with, and should be known. */
export type Advice = "visits" | "old" | "outlines" | "clock";

export interface Readiness {
  ready: boolean;
  missing: Missing[];
  advice: Advice[];
}

export function readiness(checked: Checked): Readiness {
  const { plan, withoutOutline, room, place, camera, clockS, clockToleranceS, now } = checked;
  const complete = plan.completeAt !== undefined;
  const missing: Missing[] = [];
  if (!complete) missing.push("plan");
  else if (plan.checklists === 0) missing.push("checklists");
  // A browser that does not tell beforehand asks at the first use; only a refusal is known to be in the way.
  if (place === "denied" || place === "prompt") missing.push("place");
  if (camera === "denied" || camera === "prompt") missing.push("camera");
  if (room !== undefined && room < ROOM_BYTES) missing.push("room");
  const advice: Advice[] = [];
  if (complete && plan.visits === 0) advice.push("visits");
  if (plan.completeAt !== undefined && now - plan.completeAt > OLD_MS) advice.push("old");
  if (complete && withoutOutline > 0) advice.push("outlines");
  if (clockS !== undefined && Math.abs(clockS) > clockToleranceS) advice.push("clock");
  return { ready: missing.length === 0, missing, advice };
}
