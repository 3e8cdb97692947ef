/** Findings: the register, one finding, and what happens to it. */
import { get, type Query, send } from "./http";
import type { Finding, FindingFields, FindingPage } from "./types";

export const list = (filter: Query, after?: string, limit?: number) =>
  get<FindingPage>("/findings", { ...filter, after, limit });
export const read = (id: string) => get<Finding>(`/findings/${id}`);
export const ofRecord = async (record: string) => (await list({ record }, undefined, 100)).findings;

export const raise = (fields: FindingFields) => send<Finding>("POST", "/findings", fields);
/** Absent is left as it is, null is cleared. */
export type Edit = { [K in keyof FindingFields]?: FindingFields[K] | null } & { seen: string };
export const change = (id: string, fields: Edit) => send<Finding>("PATCH", `/findings/${id}`, fields);
export const answer = (id: string, body: { text: string; photos: string[]; seen: string }) =>
  send<Finding>("POST", `/findings/${id}/answers`, body);
export const decide = (
  id: string,
  body: { action: "resolve" | "reopen" | "withdraw"; text: string; seen: string },
) => send<Finding>("POST", `/findings/${id}/decisions`, body);
