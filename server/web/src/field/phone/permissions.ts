/** What the browser was allowed. Some browsers do not tell before they are asked. */
import { useEffect, useState } from "preact/hooks";

export type Allowed = "granted" | "denied" | "prompt" | "unknown";
export type Asked = "geolocation" | "camera";

async function status(name: Asked): Promise<PermissionStatus | undefined> {
  try {
    return await navigator.permissions.query({ name: name as PermissionName });
  } catch {
    return undefined;
  }
}

/** Follows a permission; `ask` brings the browser's own question, after ours said why. */
export function usePermission(name: Asked): { allowed: Allowed; ask: () => Promise<void> } {
  const [allowed, setAllowed] = useState<Allowed>("unknown");
  useEffect(() => {
    let gone = false;
    let found: PermissionStatus | undefined;
    const read = () => found && !gone && setAllowed(found.state);
    void status(name).then((answer) => {
      found = answer;
      read();
      found?.addEventListener("change", read);
    });
    return () => {
      gone = true;
      found?.removeEventListener("change", read);
    };
  }, [name]);
  return {
    allowed,
    ask: async () => setAllowed(await (name === "camera" ? askCamera() : askPlace())),
  };
}

async function askCamera(): Promise<Allowed> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    for (const track of stream.getTracks()) track.stop();
    return "granted";
  } catch (thrown) {
    return (thrown as DOMException | undefined)?.name === "NotAllowedError" ? "denied" : "unknown";
  }
}

/** A place that cannot be found yet, indoors, is still a place that may be asked for. */
function askPlace(): Promise<Allowed> {
  return new Promise((done) => {
    if (!navigator.geolocation) return done("unknown");
    navigator.geolocation.getCurrentPosition(
      () => done("granted"),
      (error) => done(error.code === error.PERMISSION_DENIED ? "denied" : "granted"),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 600_000 },
    );
  });
}
