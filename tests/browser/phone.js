// A phone that speaks the protocol: enrols with a code, signs records, pushes them.
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { must, URL } from "./desk.js";

/** An id whose first 48 bits are the time, as the protocol's ids are (UUIDv7). */
export function newId() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The canonical form (RFC 8785); JavaScript's own numbers and texts are those of the standard. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

async function post(path, body, headers = {}) {
  const answer = await fetch(`${URL}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  must(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}

export class Phone {
  static async enrol(code, label) {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const key = publicKey.export({ format: "jwk" }).x;
    const phone = new Phone();
    phone.secret = createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" }));
    Object.assign(phone, await post("/devices", { code, label, public_key: { algorithm: "ed25519", key } }));
    return phone;
  }

  /** Pushes the first snapshot of a record of `subject`, which was inspected at `at`; answers what became of it. */
  async inspect(subject, at, checklist, answers) {
    const { geometry } = subject.site;
    const [lon, lat] = geometry.type === "Point" ? geometry.coordinates : geometry.coordinates.flat(3);
    const unsigned = {
      record: newId(),
      revision: newId(),
      checklist: { id: checklist, version: 1 },
      subject: subject.id,
      sub_project: subject.sub_project,
      commune: subject.commune,
      captured_at: at,
      fix: { lat, lon, accuracy_m: 6, at, source: "gnss" },
      answers,
    };
    const value = sign(null, Buffer.from(canonical(unsigned)), this.secret).toString("base64url");
    const signature = { key: this.key, algorithm: "ed25519", value };
    const revisions = [{ ...unsigned, signature }];
    const { outcomes } = await post("/sync/push", { revisions }, { authorization: `Bearer ${this.token}` });
    return { record: unsigned.record, outcome: outcomes[0] };
  }
}
