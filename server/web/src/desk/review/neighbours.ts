/** The list that a record was opened from, so that the record's page can go on to the next. */

interface Opened {
  ids: string[];
  href: string;
}

let opened: Opened = { ids: [], href: "/desk" };

export function rememberList(ids: string[], href: string): void {
  opened = { ids, href };
}

export function neighbours(id: string): { before?: string; after?: string; href: string } {
  const at = opened.ids.indexOf(id);
  const before = at > 0 ? opened.ids[at - 1] : undefined;
  const after = at >= 0 ? opened.ids[at + 1] : undefined;
  return { ...(before ? { before } : {}), ...(after ? { after } : {}), href: opened.href };
}
