/** Files to take along, made beside the requests. */
import type { Ask, Export } from "./exports.types";
import { address, get, send } from "./http";

export const list = async () => (await get<{ exports: Export[] }>("/exports")).exports;
export const read = (id: string) => get<Export>(`/exports/${id}`);
export const ask = (what: Ask) => send<Export>("POST", "/exports", what);
export const remove = (id: string) => send<void>("DELETE", `/exports/${id}`);
export const fileAddress = (id: string) => address(`/exports/${id}/file`);
