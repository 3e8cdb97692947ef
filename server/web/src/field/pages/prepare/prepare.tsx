/** Before leaving: everything is fetched, the browser has allowed what is needed, and the phone says whether it may go. */
import { useEnrolment } from "~/field/enrolled";
import { Call, Group } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { usePermission } from "~/field/phone/permissions";
import { clock, planSummary, storageUse, units, useStored, visits } from "~/field/store";
import { runSync } from "~/field/sync/engine";
import { isBusy, useSync } from "~/field/sync/state";
import { t } from "~/i18n";
import { Button, LinkButton } from "~/ui/button";
import { Loading } from "~/ui/states";
import { span } from "~/words/figures";
import { bytes } from "~/words/numbers";
import { Download } from "./download";
import { PermissionSteps } from "./permission-steps";
import { type Readiness, readiness } from "./readiness";

/** Where the server did not say yet how far a clock may be off. */
const CLOCK_S = 300;

function Verdict({ told, clockS }: { told: Readiness; clockS: number | undefined }) {
  return (
    <>
      {told.ready ? (
        <Call tone="good" title={t("field.prepare.ready")} live />
      ) : (
        <Call tone="warn" title={t("field.prepare.not_ready")} live>
          <ul class="dots">
            {told.missing.map((missing) => (
              <li key={missing}>{t(`field.prepare.missing_${missing}`)}</li>
            ))}
          </ul>
        </Call>
      )}
      {told.advice.length > 0 && (
        <Call title={t("field.prepare.advice")}>
          <ul class="dots">
            {told.advice.map((advice) => (
              <li key={advice}>{t(`field.prepare.advice_${advice}`, { span: span(clockS ?? 0) })}</li>
            ))}
          </ul>
        </Call>
      )}
    </>
  );
}

export default function Prepare() {
  const { self } = useEnrolment();
  const sync = useSync();
  const place = usePermission("geolocation").allowed;
  const camera = usePermission("camera").allowed;
  const { value } = useStored(async () => {
    const [plan, use, told, allVisits, allUnits] = await Promise.all([
      planSummary(),
      storageUse(),
      clock(),
      visits(),
      units(),
    ]);
    const outlined = new Set(allUnits.filter(({ boundary }) => boundary).map(({ id }) => id));
    const goneTo = new Set(allVisits.flatMap(({ communes }) => communes));
    const withoutOutline = [...goneTo].filter((id) => !outlined.has(id)).length;
    return { plan, use, withoutOutline, clockS: told && told.aheadMs / 1000 };
  }, ["plan", "settings"]);
  const running = isBusy(sync);
  if (!value)
    return (
      <Screen title={t("field.prepare.title")} back="/field/">
        <Loading />
      </Screen>
    );
  const { plan, use, withoutOutline, clockS } = value;
  const room = use.quota === undefined ? undefined : use.quota - use.usage;
  const told = readiness({
    plan,
    withoutOutline,
    room,
    place,
    camera,
    clockS,
    clockToleranceS: self?.tolerances.clock_s ?? CLOCK_S,
    now: Date.now(),
  });
  const download = (
    <Button
      look={told.ready ? "secondary" : "primary"}
      icon="download"
      busy={running}
      disabled={!sync.online}
      onClick={() => void runSync("user")}
    >
      {t(plan.completeAt === undefined ? "field.prepare.go" : "field.prepare.again")}
    </Button>
  );
  return (
    <Screen
      title={t("field.prepare.title")}
      kicker={t("field.prepare.lead")}
      back="/field/"
      foot={
        told.ready && !running ? (
          <LinkButton look="primary" href="/field/">
            {t("field.prepare.leave")}
          </LinkButton>
        ) : (
          download
        )
      }
    >
      {plan.completeAt !== undefined && !running && <Verdict told={told} clockS={clockS} />}
      <Group title={t("field.prepare.data")}>
        <Download plan={plan} />
        {told.ready && !running && download}
      </Group>
      <Group title={t("field.allow.title")}>
        <PermissionSteps />
        {room !== undefined && <p>{t("field.prepare.room", { bytes: bytes(room) })}</p>}
      </Group>
    </Screen>
  );
}
