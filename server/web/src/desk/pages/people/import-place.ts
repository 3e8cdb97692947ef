/** Where something is wrong in a file, as its path says: `/rows/12/subject_kind`; 0 for the whole file. */
export function placeOf(path: string): { row: number; column: string } {
  const found = /^\/rows\/(\d+)(?:\/(.*))?$/.exec(path);
  return { row: Number(found?.[1] ?? 0), column: found?.[2] ?? "" };
}
