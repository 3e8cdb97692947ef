/** Reads the server's feed to its end, and the small images that earlier findings are looked at by. */
import { DeviceProblem, type PullPage, pull, thumb } from "~/api/device";
import {
  applyPage,
  dropFindingThumbs,
  earlierFindings,
  keepFindingThumb,
  pullCursor,
  withoutThumb,
} from "../store";
import { endsRun, markRevoked, type Run, refreshSelf } from "./run";
import { report, syncState } from "./state";

/** Images that the server would not give; they are asked for again when the app is opened anew. */
const refusedImages = new Set<string>();

async function nextPage(run: Run, cursor: string | undefined): Promise<{ page: PullPage; bytes: number }> {
  const { download } = syncState();
  const onBytes = (soFar: number) => report({ download: { ...download, bytes: download.bytes + soFar } });
  try {
    return await pull(run.enrolment.token, cursor, run.signal, onBytes);
  } catch (thrown) {
    if (!(thrown instanceof DeviceProblem)) throw thrown;
    if (thrown.isRevoked) await markRevoked(run);
    // Without a cursor the server begins with everything, which is what it asks for here.
    if (cursor !== undefined && thrown.is("pull.cursor")) return nextPage(run, undefined);
    throw thrown;
  }
}

export async function pullAll(run: Run): Promise<void> {
  if (run.enrolment.revokedAt !== undefined) return;
  report({ phase: "pulling", download: { changes: 0, left: 0, bytes: 0, images: 0 } });
  const isAsked = run.reason === "user" || run.reason === "opened";
  if (isAsked || !run.enrolment.self) await refreshSelf(run);
  if (run.enrolment.revokedAt !== undefined) return;
  let cursor = await pullCursor();
  for (let more = true; more; ) {
    const { page, bytes } = await nextPage(run, cursor);
    await applyPage(page, bytes, run.now());
    const { download } = syncState();
    const changes = download.changes + page.changes.length;
    report({ download: { ...download, changes, left: page.left ?? 0 } });
    ({ cursor, more } = page);
  }
  await fetchImages(run);
}

async function fetchImages(run: Run): Promise<void> {
  const named = (await earlierFindings()).flatMap(({ photos }) => photos);
  const wanted = (await withoutThumb(named)).filter((sha256) => !refusedImages.has(sha256));
  for (const [at, sha256] of wanted.entries()) {
    report({ download: { ...syncState().download, images: wanted.length - at } });
    try {
      await keepFindingThumb(sha256, await thumb(run.enrolment.token, sha256, run.signal));
    } catch (thrown) {
      if (!(thrown instanceof DeviceProblem) || endsRun(thrown)) throw thrown;
      refusedImages.add(sha256);
    }
  }
  report({ download: { ...syncState().download, images: 0 } });
  await dropFindingThumbs(new Set(named));
}
