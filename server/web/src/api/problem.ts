/** What the server says when something goes wrong (RFC 9457), as one typed error. */
import { language, t } from "~/i18n";

export interface Violation {
  path: string;
  code: string;
  message: string;
  message_vi: string;
}

interface ProblemBody {
  type?: string;
  title?: string;
  title_vi?: string;
  status?: number;
  detail?: string;
  errors?: Violation[];
  request_id?: string;
}

export class Problem extends Error {
  readonly status: number;
  /** The stable code, such as `review.moved_on`; `network` where no answer came. */
  readonly code: string;
  readonly titleVi: string;
  readonly detail: string | undefined;
  readonly errors: Violation[];
  readonly requestId: string | undefined;

  constructor(status: number, body: ProblemBody) {
    super(body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.type?.replace(/^.*\/problems\//, "") ?? (status === 0 ? "network" : `http.${status}`);
    this.titleVi = body.title_vi ?? body.title ?? "";
    this.detail = body.detail;
    this.errors = body.errors ?? [];
    this.requestId = body.request_id;
  }

  /** One line for the reader, in their language. */
  get words(): string {
    if (this.status === 0) return t("problem.network");
    const title = language() === "en" ? this.message : this.titleVi;
    return title || t("problem.unknown", { status: this.status });
  }

  /** What is wrong where, in the reader's language. */
  get places(): string[] {
    return this.errors.map((error) =>
      language() === "en" ? error.message : error.message_vi || error.message,
    );
  }

  is(...codes: string[]): boolean {
    return codes.includes(this.code);
  }
}

/** Whatever was thrown, as a problem. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  console.error(thrown);
  return new Problem(-1, { title: String(thrown), title_vi: t("problem.page") });
}

export async function problemOf(response: Response): Promise<Problem> {
  const json = response.headers.get("content-type")?.includes("json");
  const body = json ? ((await response.json().catch(() => ({}))) as ProblemBody) : {};
  return new Problem(response.status, body);
}
