/** Everything that the phone keeps. Only this folder names IndexedDB. */
export { changeDraft, draft, drafts, removeDraft, saveDraft, startDraft } from "./drafts";
export { enrolment, keepEnrolment, noteRevoked, noteSelf, wipe } from "./enrolment";
export { DraftClosed, NotHere, StorageFull, StoreBlocked } from "./errors";
export { handIn, reopen, snapshots } from "./hand-in";
export { listen, type Topic } from "./observe";
export {
  noteOutcome,
  noteOutcomes,
  notePhotoReceipts,
  noteTried,
  noteUpload,
  outbox,
  outboxCounts,
  receiptFor,
  receipts,
  type Told,
  uploads,
  waiting,
} from "./outbox";
export { applyPage, pullCursor } from "./pages";
export {
  addPhoto,
  dropFindingThumbs,
  keepFindingThumb,
  photoBlob,
  removePhoto,
  thumb,
  withoutThumb,
} from "./photos";
export {
  checklist,
  earlierFindings,
  newestChecklists,
  planSummary,
  recordState,
  recordStates,
  subject,
  subjects,
  subProject,
  subProjects,
  unit,
  units,
  visit,
  visits,
} from "./plan";
export { changeSettings, clock, keepSyncNote, settings, syncNote } from "./settings";
export type { ClockNote, StoredReceipt, SyncNote } from "./shape";
export { askPersistence, freeSpace, type StorageUse, storageUse } from "./space";
export { type Unsent, type UnsentPhoto, unsent } from "./unsent";
export { type Stored, useStored } from "./use";
