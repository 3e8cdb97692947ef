/** The door of a phone that no server knows: what this is, and a code to scan or to type. */
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { asProblem, type Problem } from "~/api/problem";
import { Call } from "~/field/layout/parts";
import { Screen } from "~/field/layout/screen";
import { isInstalled, phoneModel, system } from "~/field/phone/browser";
import { HowToInstall } from "~/field/phone/how-to-install";
import { language, setLanguage, t } from "~/i18n";
import { Button } from "~/ui/button";
import { Input } from "~/ui/form";
import icon from "~/ui/icon.svg";
import { codeIn, hasForeign, isWhole, withHyphens } from "./code";
import { CodeInput } from "./code-input";
import "./enrol.css";
import { Scan } from "./scan";

function Refused({ problem }: { problem: Problem }) {
  const words =
    problem.status === 0
      ? t("field.enrol.no_network")
      : problem.is("enrolment.code_unknown")
        ? t("field.enrol.code_over")
        : problem.words;
  return <Call tone="bad" title={words} live />;
}

/** On iOS the app on the home screen has a storage of its own: who enrols in Safari would have to do it again. */
function SafariFirst() {
  return (
    <Call tone="warn" title={t("field.enrol.ios_title")}>
      <p>{t("field.enrol.ios_words")}</p>
      <HowToInstall />
    </Call>
  );
}

function Language() {
  const other = language() === "vi" ? "en" : "vi";
  return (
    <span class="enrol__language" lang={other}>
      <Button small look="quiet" onClick={() => void setLanguage(other)}>
        {t("session.other_language")}
      </Button>
    </span>
  );
}

export function Enrol() {
  const { query, route } = useLocation();
  const [code, setCode] = useState(codeIn(query.enrol ?? "") ?? "");
  const [foreign, setForeign] = useState(false);
  const [label, setLabel] = useState("");
  const [scanning, setScanning] = useState(false);
  const [busy, setBusy] = useState(false);
  const [short, setShort] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    void phoneModel().then((model) => model && setLabel((typed) => typed || model));
  }, []);
  const enrol = async () => {
    setShort(!isWhole(code));
    if (!isWhole(code)) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const name = label.trim() || t("field.enrol.label_default");
      const { enrolPhone } = await import("./enrol-phone");
      await enrolPhone(withHyphens(code), name);
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  useEffect(() => {
    // The link's code is not left in the address, where a reload would try it again.
    if (query.enrol || !location.pathname.endsWith("/enrol")) route("/field/enrol", true);
  }, []);
  const fault = short ? t("field.enrol.code_short") : foreign ? t("field.enrol.code_foreign") : undefined;
  return (
    <div class="field-app field-app--bare">
      <main class="main enrol">
        <div class="enrol__brand">
          <img src={icon} alt="" width={40} height={40} />
          {t("product.name")}
          <Language />
        </div>
        <form
          class="screen"
          onSubmit={(event) => {
            event.preventDefault();
            void enrol();
          }}
        >
          <Screen
            title={t("field.enrol.title")}
            foot={
              <Button look="primary" type="submit" busy={busy}>
                {t("field.enrol.go")}
              </Button>
            }
          >
            <p class="enrol__lead">{t("field.enrol.welcome")}</p>
            {system() === "ios" && !isInstalled() && <SafariFirst />}
            <Button icon="photo" onClick={() => setScanning(true)}>
              {t("field.enrol.scan")}
            </Button>
            <CodeInput
              value={code}
              fault={fault}
              onInput={(letters, typed) => {
                setCode(letters);
                setForeign(hasForeign(typed));
                setShort(false);
              }}
            />
            <Input
              label={t("field.enrol.label")}
              hint={t("field.enrol.label_hint")}
              optional
              value={label}
              onInput={setLabel}
            />
            {problem && <Refused problem={problem} />}
          </Screen>
        </form>
        {scanning && (
          <Scan
            onClose={() => setScanning(false)}
            onCode={(letters) => {
              setCode(letters);
              setForeign(false);
              setShort(false);
              setScanning(false);
            }}
          />
        )}
      </main>
    </div>
  );
}
