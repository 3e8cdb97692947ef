/** tus-js-client over `fetch`: a service worker has no XMLHttpRequest. */
import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client";

class FetchRequest implements HttpRequest {
  readonly #headers: Record<string, string> = {};
  readonly #ending = new AbortController();

  constructor(
    private readonly method: string,
    private readonly url: string,
  ) {}

  getMethod(): string {
    return this.method;
  }

  getURL(): string {
    return this.url;
  }

  setHeader(header: string, value: string): void {
    this.#headers[header] = value;
  }

  getHeader(header: string): string | undefined {
    return this.#headers[header];
  }

  /** `fetch` does not tell how far a request has come; each finished chunk does. */
  setProgressHandler(): void {}

  async send(body?: BodyInit | null): Promise<HttpResponse> {
    const response = await fetch(this.url, {
      method: this.method,
      headers: this.#headers,
      body: body ?? null,
      credentials: "omit",
      cache: "no-store",
      signal: this.#ending.signal,
    });
    const text = this.method === "HEAD" ? "" : await response.text();
    return {
      getStatus: () => response.status,
      getHeader: (header) => response.headers.get(header) ?? undefined,
      getBody: () => text,
      getUnderlyingObject: () => response,
    };
  }

  async abort(): Promise<void> {
    this.#ending.abort();
  }

  getUnderlyingObject(): undefined {
    return undefined;
  }
}

export const fetchStack: HttpStack = {
  createRequest: (method, url) => new FetchRequest(method, url),
  getName: () => "fetch",
};
