/** Makes this phone known to the server: keys that never leave the browser, the code, and what the server says of it. */
import * as device from "~/api/device";
import { asProblem } from "~/api/problem";
import type { Enrolment } from "~/field/model";
import { keepEnrolment } from "~/field/store";
import { type DeviceKeys, makeKeys } from "~/protocol/signature";

/**
 * Kept between tries: where the answer was lost the server knows the key already, and the same key may show the same
 * code again.
 */
let made: Promise<DeviceKeys> | undefined;

export async function enrolPhone(code: string, label: string): Promise<Enrolment> {
  made ??= makeKeys();
  const { algorithm, keys, publicKey } = await made.catch((thrown) => {
    made = undefined;
    throw thrown;
  });
  const answer = await device.enrol({ code, label, public_key: publicKey });
  const enrolment: Enrolment = {
    device: answer.device,
    key: answer.key,
    person: answer.person,
    token: answer.token,
    label,
    algorithm,
    keys,
    enrolledAt: Date.now(),
    serverKeys: [answer.server_key],
  };
  // The phone is enrolled whether or not the next answer arrives: the first sync asks again.
  const self = await device.self(answer.token).catch((thrown) => void asProblem(thrown));
  const whole = self ? { ...enrolment, self } : enrolment;
  await keepEnrolment(whole);
  made = undefined;
  return whole;
}
