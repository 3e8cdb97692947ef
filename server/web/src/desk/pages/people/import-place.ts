/**
 * Where something is wrong in a file, as its path says: `/rows/12/subject_kind`, of a workbook
 * `/sheets/survey/rows/12/type`. Row 0 is the whole of it.
 */
export function placeOf(path: string): { sheet: string; row: number; column: string } {
  const found = /^(?:\/sheets\/(.*?))?\/rows\/(\d+)(?:\/(.*))?$/.exec(path);
  return { sheet: found?.[1] ?? "", row: Number(found?.[2] ?? 0), column: found?.[3] ?? "" };
}
