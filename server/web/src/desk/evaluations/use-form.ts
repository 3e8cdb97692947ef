/** The form that a report follows, in its version. */
import { useQuery } from "~/api/cache";
import * as api from "~/api/evaluations";
import type { EvaluationLine, Form } from "~/api/evaluations.types";

export function useForm({
  form,
  form_version,
}: Pick<EvaluationLine, "form" | "form_version">): Form | undefined {
  const { data } = useQuery("forms", api.forms, { fresh: 600 });
  return data?.find((one) => one.id === form && one.version === form_version);
}
