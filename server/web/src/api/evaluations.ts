/** Evaluations: the list, one of them with its sections, what is attached to it, and how it goes from level to level. */
import type {
  Attachment,
  AttachmentEdit,
  AttachmentWhole,
  Description,
  Evaluation,
  EvaluationEvent,
  EvaluationLine,
  EvaluationSection,
  Figures,
  Form,
  Levels,
  NewEvaluation,
  Proposals,
  StepTaken,
  Written,
} from "./evaluations.types";
import { get, type Query, send } from "./http";

const at = (id: string, rest = "") => `/evaluations/${id}${rest}`;

export const forms = async () => (await get<{ forms: Form[] }>("/forms")).forms;

export const list = async (filter: Query = {}) =>
  (await get<{ evaluations: EvaluationLine[] }>("/evaluations", filter)).evaluations;
export const read = (id: string) => get<Evaluation>(at(id));

export const create = (evaluation: NewEvaluation) => send<Evaluation>("POST", "/evaluations", evaluation);

export const describe = (id: string, seen: string, description: Description) =>
  send<Evaluation>("PATCH", at(id), { seen, ...description });
export const remove = (id: string, seen: string) =>
  send<void>("DELETE", at(id, `?seen=${encodeURIComponent(seen)}`));

export const step = (id: string, taken: StepTaken) => send<Evaluation>("POST", at(id, "/steps"), taken);

export const write = (id: string, section: string, written: Written) =>
  send<EvaluationSection>("PUT", at(id, `/sections/${section}`), written);

/** As many as are looked through at once. */
const PROPOSED = 500;
export const proposals = (id: string, section: string) =>
  get<Proposals>(at(id, "/proposals"), { section, limit: PROPOSED });

export const attach = async (id: string, section: string, findings: string[], before?: string) =>
  (
    await send<{ attachments: Attachment[] }>("POST", at(id, "/attachments"), {
      section,
      findings,
      ...(before ? { before } : {}),
    })
  ).attachments;

const attached = (id: string, attachment: string, rest = "") => at(id, `/attachments/${attachment}${rest}`);
export const attachment = (id: string, of: string) => get<AttachmentWhole>(attached(id, of));

export const mend = (id: string, of: string, seen: string, edit: AttachmentEdit) =>
  send<Attachment>("PATCH", attached(id, of), { seen, ...edit });
export const detach = (id: string, of: string, seen: string) =>
  send<void>("DELETE", attached(id, of, `?seen=${encodeURIComponent(seen)}`));
export const refresh = (id: string, of: string, seen: string) =>
  send<Attachment>("POST", attached(id, of, "/refresh"), { seen });

export const figures = (id: string) => get<Figures>(at(id, "/figures"));
export const levels = (id: string, section?: string) => get<Levels>(at(id, "/levels"), { section });
export const history = async (id: string) =>
  (await get<{ events: EvaluationEvent[] }>(at(id, "/history"))).events;
