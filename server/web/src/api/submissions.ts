/** What came from ODK Collect and its like, as it came. */
import { address, get } from "./http";
import type { Submission } from "./types";

interface List {
  submissions: Submission[];
}

/** All about a record, in the order in which they came first. */
export const ofRecord = async (record: string) =>
  (await get<List>(`/records/${record}/submissions`)).submissions;
/** Those of which there is no record yet, oldest first. */
export const waiting = async () => (await get<List>("/submissions")).submissions;
/** Where a file is that came with it and is no photo. */
export const fileAddress = (record: string, { sha256 }: Submission, file: string) =>
  address(`/records/${record}/submissions/${sha256}/files/${file}`);
/** Where its XML is, byte for byte. */
export const xmlAddress = (record: string, sha256: string) =>
  address(`/records/${record}/submissions/${sha256}`);
