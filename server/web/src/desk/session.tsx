/** Who is signed in, and what they may do. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { BaseMap, Permission, Person } from "~/api/types";

export interface Session {
  person: Person;
  baseMap: BaseMap | undefined;
  can: (permission: Permission) => boolean;
  signOut: () => void;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("the page is shown to nobody");
  return session;
}
