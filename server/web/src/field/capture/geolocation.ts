/** The browser's positions as the protocol's fixes. */
import { isInRange, offsetTime } from "~/protocol/time";
import type { Fix } from "../model";

export type FixProblem = "denied" | "unavailable" | "timeout";

/** Where no fix came for so long, the watch begins anew: some browsers say nothing while the phone lies still. */
const SILENCE = 8_000;
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 };

/** A browser names neither the receiver nor a mocked position, so neither is claimed. */
export function toFix({ coords, timestamp }: GeolocationPosition): Fix {
  const { latitude, longitude, accuracy, altitude } = coords;
  const high = altitude !== null && altitude >= -500 && altitude <= 10_000;
  return {
    lat: latitude,
    lon: longitude,
    accuracy_m: hundredths(Math.min(accuracy, 1e7)),
    ...(high && { altitude_m: hundredths(altitude) }),
    at: offsetTime(isInRange(timestamp) ? timestamp : Date.now()),
    source: "browser",
  };
}

const hundredths = (metres: number) => Math.round(metres * 100) / 100;

/** Follows the position until the answer is called. Begins again by itself once the permission is given. */
export function watchFix(onFix: (fix: Fix) => void, onProblem: (code: FixProblem) => void): () => void {
  const { geolocation } = navigator;
  const gone = new AbortController();
  let watch: number | undefined;
  let silentSince = performance.now();

  const got = (position: GeolocationPosition) => {
    if (gone.signal.aborted) return;
    silentSince = performance.now();
    onFix(toFix(position));
  };
  const failed = ({ code }: GeolocationPositionError) => {
    if (gone.signal.aborted) return;
    // After a refusal the watch is dead; after the others it goes on.
    if (code === 1) end();
    onProblem(code === 1 ? "denied" : code === 3 ? "timeout" : "unavailable");
  };
  const begin = () => {
    if (watch === undefined && !gone.signal.aborted) watch = geolocation.watchPosition(got, failed, OPTIONS);
  };
  const end = () => {
    if (watch !== undefined) geolocation.clearWatch(watch);
    watch = undefined;
  };

  if (!geolocation) {
    queueMicrotask(() => gone.signal.aborted || onProblem("unavailable"));
    return () => gone.abort();
  }
  begin();
  const pulse = setInterval(() => {
    if (watch === undefined || document.hidden || performance.now() - silentSince < SILENCE) return;
    silentSince = performance.now();
    end();
    begin();
  }, 1000);
  // Back from the phone's settings, where the permission may have been given.
  document.addEventListener("visibilitychange", () => document.hidden || begin(), { signal: gone.signal });
  void navigator.permissions?.query({ name: "geolocation" }).then(
    (status) => status.addEventListener("change", begin, { signal: gone.signal }),
    () => undefined,
  );
  return () => {
    gone.abort();
    clearInterval(pulse);
    end();
  };
}
