/** What the server's JSON Pointers mean in a snapshot. */
import type { Photo } from "~/field/model";

/** The item that a pointer is about: `/answers/KEY/value`, `/photos/3/caption`, `/photos/SHA256` of a conflict. */
export function itemOfPath(path: string, revision: { photos?: Photo[] }): string | undefined {
  const [place, name = ""] = path.split("/").slice(1);
  if (place === "answers") return name || undefined;
  return place === "photos" ? photoOfPath(path, revision)?.item : undefined;
}

/** The photo that a pointer is about. */
export function photoOfPath(path: string, { photos = [] }: { photos?: Photo[] }): Photo | undefined {
  const [place, name = ""] = path.split("/").slice(1);
  if (place !== "photos") return undefined;
  return /^\d{1,3}$/.test(name) ? photos[Number(name)] : photos.find((photo) => photo.sha256 === name);
}
