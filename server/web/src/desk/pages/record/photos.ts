/** The pictures of a snapshot: photos of a place, which are evidence, and signatures that people drew. */
import type { PhotoRef, Snapshot } from "~/api/types";

export type Signature = PhotoRef & Required<Pick<PhotoRef, "signed_by">>;

const isSignature = (photo: PhotoRef): photo is Signature => photo.signed_by !== undefined;

type Pictures = Pick<Snapshot, "photos"> | undefined;

/** Those that show a place, in the order in which they were taken. */
export function evidencePhotos(snapshot: Pictures): PhotoRef[] {
  return (snapshot?.photos ?? []).filter((photo) => !isSignature(photo));
}

export function signaturesOf(snapshot: Pictures): Signature[] {
  return (snapshot?.photos ?? []).filter(isSignature);
}
