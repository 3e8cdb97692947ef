/** The session, people, phones, what was refused, the log. */
import { get, getBytes, send } from "./http";
import type {
  AppKey,
  Device,
  Invitation,
  LogEntry,
  Person,
  QuarantineSummary,
  Role,
  SessionBody,
  WaitingGroup,
} from "./types";

export const session = () => get<SessionBody>("/session");
export const signIn = (name: string, password: string) =>
  send<unknown>("POST", "/session", { name, password });
export const signOut = () => send<void>("DELETE", "/session");

export interface NewPerson {
  name: string;
  full_name: string;
  password?: string;
  phone?: string;
  department?: string;
  roles: { role: Role; unit: string }[];
}

export const people = async () => (await get<{ people: Person[] }>("/people")).people;
export const addPerson = (person: NewPerson) => send<Person>("POST", "/people", person);

export const devices = async () => (await get<{ devices: Device[] }>("/devices")).devices;
export const revoke = (device: string) => send<void>("DELETE", `/devices/${device}`);
export const invite = (person: string) => send<Invitation>("POST", "/enrolments", { person });

export const makeAppKey = (person: string, label: string) =>
  send<AppKey>("POST", "/app-keys", { person, label });

export const quarantine = async (before?: string) =>
  (await get<{ entries: QuarantineSummary[] }>("/quarantine", { before, limit: 100 })).entries;
export const quarantined = (id: string) => getBytes(`/quarantine/${id}`);

export const waiting = async () => (await get<{ groups: WaitingGroup[] }>("/waiting")).groups;
export const log = async (query: { before?: number; about?: string; limit?: number }) =>
  (await get<{ entries: LogEntry[] }>("/log", query)).entries;
