/** The first page for whoever is not signed in; afterwards the address that was asked for is shown. */
import { useEffect, useState } from "preact/hooks";
import * as people from "~/api/people";
import { asProblem } from "~/api/problem";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Input } from "~/ui/form";
import icon from "~/ui/icon.svg";
import { LanguageSwitch } from "../../layout/frame";
import "./sign-in.css";

export function SignIn({ ended, onSignedIn }: { ended: boolean; onSignedIn: () => Promise<void> }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    document.title = `${t("session.title")} · ${t("product.name")}`;
  }, []);
  const submit = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      await people.signIn(name.trim(), password);
      await onSignedIn();
    } catch (thrown) {
      const problem = asProblem(thrown);
      const words = problem.status === 401 ? t("session.wrong") : problem.words;
      setFault([words, problem.detail].filter(Boolean).join(" "));
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <form
        class="sign-in__card"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div class="sign-in__head">
          <img src={icon} alt="" width={44} height={44} />
          <div>
            <h1>{t("product.name")}</h1>
            <p>{t("product.desk")}</p>
          </div>
        </div>
        <div class="sign-in__body">
          {ended && <p class="sign-in__note">{t("session.ended")}</p>}
          <Input
            label={t("session.name")}
            name="username"
            autocomplete="username"
            value={name}
            onInput={setName}
            required
            focus
          />
          <Input
            label={t("session.password")}
            name="password"
            type={shown ? "text" : "password"}
            autocomplete="current-password"
            value={password}
            onInput={setPassword}
            required
          />
          <div class="row spread">
            <Button look="quiet" small icon="eye" pressed={shown} onClick={() => setShown(!shown)}>
              {t(shown ? "session.hide" : "session.show")}
            </Button>
          </div>
          <p role="alert" class="field__fault">
            {fault}
          </p>
          <Button type="submit" look="primary" busy={busy}>
            {t("session.in")}
          </Button>
          <p class="soft small">{t("session.help")}</p>
        </div>
      </form>
      <div class="sign-in__foot">
        <span>{t("product.line")}</span>
        <LanguageSwitch />
      </div>
    </main>
  );
}
