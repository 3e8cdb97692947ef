/** What the browser tells about the network, which is little and not always true. */

interface Connection {
  type?: string;
}

const here = () => globalThis.navigator as (Navigator & { connection?: Connection }) | undefined;

/** False only where the browser is sure that there is none. */
export function isOnline(): boolean {
  return here()?.onLine !== false;
}

/** Chromium on Android tells; iOS, Firefox and most computers do not. */
export function wifi(): "wifi" | "other" | "unknown" {
  const type = here()?.connection?.type;
  if (type === undefined || type === "unknown") return "unknown";
  return type === "wifi" || type === "ethernet" ? "wifi" : "other";
}
