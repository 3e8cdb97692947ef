/** `npm run mock`: the desk without a server. It is a plugin of the development server and is in no build. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import { answer, feedNow } from "./routes";

const HUES = ["#8fa98d", "#a9987a", "#7f93a6", "#9c8b8b"];

/** A hillside, so that pages have pictures to show. */
function picture(name: string): string {
  const seed = Number.parseInt(name.slice(0, 6), 16);
  const hue = HUES[seed % HUES.length];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="1280" height="960"><rect width="400" height="300" fill="#c9d6dc"/><path d="M0 ${160 + (seed % 60)}L120 ${90 + (seed % 50)}l90 70 80-50 110 80v110H0z" fill="${hue}"/><path d="M150 300L205 170l55 130z" fill="#b7aa93"/><text x="12" y="288" font-size="14" fill="#222">${name.slice(0, 10)}</text></svg>`;
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function events(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": hello\n\n");
  let told = feedNow();
  const timer = setInterval(() => {
    if (feedNow() === told) return;
    told = feedNow();
    response.write(`event: changed\ndata: {"feed":${told}}\n\n`);
  }, 500);
  response.on("close", () => clearInterval(timer));
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "", "http://mock");
  const path = url.pathname.replace("/api/v1", "");
  if (path === "/events") return events(response);
  const photo = /^\/photos\/([0-9a-f]{64})$/.exec(path);
  if (photo?.[1]) {
    response.setHeader("content-type", "image/svg+xml");
    response.end(picture(photo[1]));
    return;
  }
  if (/^\/quarantine\/./.test(path)) {
    response.end(
      '{"record":"0190a5b2-77aa-7c11-8d2e-3c5d60a1f201","answers":{"work_in_plan":{"value":{"outcome":"pass"}}},"signature":"…"}',
    );
    return;
  }
  const said = answer({
    method: request.method ?? "GET",
    path,
    query: url.searchParams,
    body: await body(request),
  });
  response.statusCode = said.status;
  response.setHeader("content-type", said.status < 400 ? "application/json" : "application/problem+json");
  response.end(said.body === undefined ? "" : JSON.stringify(said.body));
}

const answers: Connect.NextHandleFunction = (request, response, next) => {
  if (request.url?.startsWith("/api/v1/")) void serve(request, response);
  else next();
};

export function mock(): Plugin {
  return {
    name: "mock",
    configureServer: (server) => void server.middlewares.use(answers),
    configurePreviewServer: (server) => void server.middlewares.use(answers),
  };
}
