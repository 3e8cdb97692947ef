/** The field app: an enrolled phone sees its pages, any other one the way in. */
import { useEffect } from "preact/hooks";
import { LocationProvider, lazy, Route, Router, useLocation } from "preact-iso";
import { t, useLanguage } from "~/i18n";
import { LinkButton } from "~/ui/button";
import { usePageStart } from "~/ui/page-start";
import { Boundary, Empty, Loading } from "~/ui/states";
import { EnrolmentContext } from "./enrolled";
import { Frame } from "./layout/frame";
import { Screen } from "./layout/screen";
import { Enrol } from "./pages/enrol/enrol";
import { Home } from "./pages/home/home";
import { enrolment, useStored } from "./store";

// The day's list is what opens first, and the way in before that; everything else comes when it is gone to, from the
// worker's store where there is no network.
const PAGES = [
  { path: "/field", component: Home },
  { path: "/field/prepare", component: lazy(() => import("./pages/prepare/prepare")) },
  { path: "/field/visits/:id", component: lazy(() => import("./pages/visit/visit")) },
  { path: "/field/visits/:id/new", component: lazy(() => import("./pages/new-subject/new-subject")) },
  { path: "/field/subjects/:id", component: lazy(() => import("./pages/subject/subject")) },
  { path: "/field/records/:id", component: lazy(() => import("./pages/record/record")) },
  { path: "/field/records/:id/sections/:key", component: lazy(() => import("./pages/record/section")) },
  { path: "/field/records/:id/finish", component: lazy(() => import("./pages/record/finish")) },
  { path: "/field/queue", component: lazy(() => import("./pages/queue/queue")) },
  { path: "/field/settings", component: lazy(() => import("./pages/settings/settings")) },
  { path: "/field/settings/browser", component: lazy(() => import("./pages/settings/browser-limits")) },
  { path: "/field/enrol", component: lazy(() => import("./pages/enrol/welcome")) },
];

function NotFound() {
  return (
    <Screen
      title={t("state.not_found")}
      foot={
        <LinkButton look="primary" href="/field/">
          {t("field.to_home")}
        </LinkButton>
      }
    />
  );
}

/** What sends comes when the first page stands: it is a third of the app, and nobody waits for it. */
function syncWhileOpen(): () => void {
  let closed = false;
  let end = () => {
    closed = true;
  };
  void import("./sync/start").then(({ startSync }) => {
    if (!closed) end = startSync();
  });
  return () => end();
}

function Pages() {
  const { path, query, route } = useLocation();
  useEffect(syncWhileOpen, []);
  // An enrolment link on a phone that is enrolled: whose it is must be said before anything is filled.
  useEffect(() => {
    if (query.enrol) route("/field/enrol", true);
  }, [query.enrol]);
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

export function App() {
  const language = useLanguage();
  const { value, failed } = useStored(async () => ({ enrolment: await enrolment() }), ["enrolment"]);
  if (failed)
    return (
      <main class="field-app main">
        <h1>{t("product.name")}</h1>
        <Empty icon="warn" words={t("field.store_failed")} />
      </main>
    );
  if (!value) return <Loading />;
  return (
    <LocationProvider scope="/field">
      {value.enrolment ? (
        <EnrolmentContext.Provider value={value.enrolment}>
          {/* Everything is said anew when the language changes. */}
          <Pages key={language} />
        </EnrolmentContext.Provider>
      ) : (
        <Router>{[<Route key={language} default component={Enrol} />]}</Router>
      )}
    </LocationProvider>
  );
}
