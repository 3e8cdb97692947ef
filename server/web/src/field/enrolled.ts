/** This phone's enrolment, for every page behind the door. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Enrolment } from "./model";

export const EnrolmentContext = createContext<Enrolment | null>(null);

export function useEnrolment(): Enrolment {
  const enrolment = useContext(EnrolmentContext);
  if (!enrolment) throw new Error("the page is shown on no enrolled phone");
  return enrolment;
}
