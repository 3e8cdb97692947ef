/** The desk: who is there decides between the door and the pages. */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { LocationProvider, lazy, Route, Router, useLocation } from "preact-iso";
import { forgetAll } from "~/api/cache";
import { whenSignedOut } from "~/api/http";
import * as people from "~/api/people";
import { asProblem, type Problem } from "~/api/problem";
import type { Permission, SessionBody } from "~/api/types";
import { t, useLanguage } from "~/i18n";
import { usePageStart } from "~/ui/page-start";
import { Boundary, Empty, Failed, Loading } from "~/ui/states";
import { Frame } from "./layout/frame";
import { Queue } from "./pages/queue/queue";
import { SignIn } from "./pages/sign-in/sign-in";
import { type Session, SessionContext, useSession } from "./session";

type PageComponent = () => JSX.Element | null;

/** A page behind its permission. Made once for each page, since a new component would be a new page. */
function page(path: string, needs: Permission, Page: PageComponent) {
  function Guarded() {
    const { can } = useSession();
    return can(needs) ? <Page /> : <Empty icon="lock" words={t("state.not_allowed")} />;
  }
  return { path, component: Guarded };
}

// The queue is what most people open; everything else comes when it is gone to.
const PAGES = [
  page("/desk", "read_records", Queue),
  page(
    "/desk/records/:id",
    "read_records",
    lazy(() => import("./pages/record/record")),
  ),
  page(
    "/desk/findings",
    "read_findings",
    lazy(() => import("./pages/findings/register")),
  ),
  page(
    "/desk/findings/:id",
    "read_findings",
    lazy(() => import("./pages/findings/finding")),
  ),
  page(
    "/desk/overview",
    "read_intake",
    lazy(() => import("./pages/overview/overview")),
  ),
  page(
    "/desk/evaluations",
    "read_evaluations",
    lazy(() => import("./pages/evaluations/evaluations")),
  ),
  page(
    "/desk/evaluations/:id",
    "read_evaluations",
    lazy(() => import("./pages/evaluation/evaluation")),
  ),
  page(
    "/desk/evaluations/:id/attachments/:attachment",
    "read_evaluations",
    lazy(() => import("./pages/evaluation/attachment")),
  ),
  page(
    "/desk/exports",
    "export",
    lazy(() => import("./pages/exports/exports")),
  ),
  page(
    "/desk/waiting",
    "read_intake",
    lazy(() => import("./pages/waiting/waiting")),
  ),
  page(
    "/desk/rescues",
    "take_in",
    lazy(() => import("./pages/rescues/rescues")),
  ),
  page(
    "/desk/visits",
    "read_registry",
    lazy(() => import("./pages/visits/visits")),
  ),
  page(
    "/desk/visits/:id",
    "read_registry",
    lazy(() => import("./pages/visits/visit")),
  ),
  page(
    "/desk/subjects",
    "read_registry",
    lazy(() => import("./pages/subjects/subjects")),
  ),
  page(
    "/desk/checklists",
    "read_registry",
    lazy(() => import("./pages/checklists/checklists")),
  ),
  page(
    "/desk/checklists/:id/:version",
    "read_registry",
    lazy(() => import("./pages/checklists/checklist")),
  ),
  page(
    "/desk/programme",
    "read_registry",
    lazy(() => import("./pages/programme/programme")),
  ),
  page(
    "/desk/units",
    "read_registry",
    lazy(() => import("./pages/units/units")),
  ),
  page(
    "/desk/people",
    "manage_people",
    lazy(() => import("./pages/people/people")),
  ),
  page(
    "/desk/devices",
    "manage_people",
    lazy(() => import("./pages/devices/devices")),
  ),
  page(
    "/desk/quarantine",
    "read_log",
    lazy(() => import("./pages/quarantine/quarantine")),
  ),
  page(
    "/desk/log",
    "read_log",
    lazy(() => import("./pages/log/log")),
  ),
];

function NotFound() {
  return <Empty icon="search" words={t("state.not_found")} />;
}

function Pages() {
  const { path } = useLocation();
  usePageStart(path);
  return (
    <Frame>
      <Boundary of={path}>
        <Router>
          {PAGES.map(({ path, component }) => (
            <Route key={path} path={path} component={component} />
          ))}
          <Route default component={NotFound} />
        </Router>
      </Boundary>
    </Frame>
  );
}

type Door =
  | { at: "asking" }
  | { at: "in"; session: SessionBody }
  | { at: "out"; ended: boolean }
  | { at: "failed"; problem: Problem };

export function App() {
  const language = useLanguage();
  const [door, setDoor] = useState<Door>({ at: "asking" });
  const ask = async () => {
    try {
      setDoor({ at: "in", session: await people.session() });
    } catch (thrown) {
      const problem = asProblem(thrown);
      setDoor(problem.status === 401 ? { at: "out", ended: false } : { at: "failed", problem });
    }
  };
  useEffect(() => {
    void ask();
    whenSignedOut(() => {
      forgetAll();
      setDoor((before) => (before.at === "in" ? { at: "out", ended: true } : before));
    });
  }, []);
  const session = useMemo<Session | null>(() => {
    if (door.at !== "in") return null;
    const { person, permissions, base_map } = door.session;
    return {
      person,
      baseMap: base_map,
      can: (permission) => permissions.includes(permission),
      signOut: () => {
        void people
          .signOut()
          .catch(() => undefined)
          .then(() => {
            forgetAll();
            setDoor({ at: "out", ended: false });
          });
      },
    };
  }, [door]);
  if (door.at === "asking") return <Loading />;
  if (door.at === "failed") return <Failed problem={door.problem} retry={() => void ask()} />;
  if (!session) return <SignIn ended={door.at === "out" && door.ended} onSignedIn={ask} />;
  return (
    <SessionContext.Provider value={session}>
      <LocationProvider scope="/desk">
        {/* Everything is said anew when the language changes. */}
        <Pages key={language} />
      </LocationProvider>
    </SessionContext.Provider>
  );
}
