// Sends a file with tus-js-client, breaks off in the middle, and resumes as another process would: by the upload's address.
// node upload.js ENDPOINT TOKEN FILE SHA256
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, token, file, sha256] = process.argv.slice(2);
const bytes = readFileSync(file);
const common = {
  chunkSize: 256 * 1024,
  retryDelays: [0, 100, 500],
  headers: { authorization: `Bearer ${token}` },
  metadata: { sha256, filetype: "image/jpeg" },
};

// `then` decides after each chunk whether to go on.
const run = (options, goOn) =>
  new Promise((done, fail) => {
    const upload = new Upload(bytes, {
      ...common,
      ...options,
      onError: fail,
      onSuccess: () => done(upload.url),
      onChunkComplete: (_size, sent) => {
        if (!goOn(sent)) {
          upload.abort().then(() => done(upload.url), fail);
        }
      },
    });
    upload.start();
  });

const url = await run({ endpoint }, (sent) => sent < 1024 * 1024);
const head = await fetch(url, { method: "HEAD", headers: { ...common.headers, "tus-resumable": "1.0.0" } });
const offset = Number(head.headers.get("upload-offset"));
if (!(offset >= 1024 * 1024 && offset < bytes.length)) {
  throw new Error(`it stands at ${offset}`);
}
await run({ uploadUrl: url }, () => true);
console.log(JSON.stringify({ url, offset }));
