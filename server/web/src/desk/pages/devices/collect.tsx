/** A way in for ODK Collect: for whom it is asked, then the picture and the address, which the server tells once. */
import { useState } from "preact/hooks";
import { invalidate } from "~/api/cache";
import * as people from "~/api/people";
import { asProblem, type Problem } from "~/api/problem";
import type { AppKey, Person } from "~/api/types";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input, Select } from "~/ui/form";
import { Icon } from "~/ui/icon";
import { Failed } from "~/ui/states";
import { tell } from "~/ui/toast";
import "./collect.css";
import { inspects } from "./inspects";
import { pictureOf } from "./picture";

/** What it is called unless somebody says more: by it the list tells it from phones with the field app. */
const LABEL = "ODK Collect";

function Address({ url }: { url: string }) {
  return (
    <div class="collect__address">
      <p class="field__label">{t("collect.address")}</p>
      <code class="collect__url">{url}</code>
      <Button
        small
        onClick={() => void navigator.clipboard?.writeText(url).then(() => tell(t("action.copied")))}
      >
        {t("action.copy")}
      </Button>
    </div>
  );
}

function Made({ made, name }: { made: AppKey; name: string }) {
  return (
    <>
      <p>
        <strong>{t("collect.of", { label: made.device.label, name })}</strong>
      </p>
      <div class="collect__warning" role="alert">
        <Icon name="warn" />
        <div>
          <strong>{t("collect.once")}</strong>
          <p>{t("collect.once_why", { name })}</p>
        </div>
      </div>
      <div class="collect">
        <img src={pictureOf(made.qr_svg)} alt={t("collect.qr")} width={340} height={340} />
        <ol class="collect__steps">
          <li>{t("collect.step_open")}</li>
          <li>{t("collect.step_scan")}</li>
          <li>
            {t("collect.step_manual")}
            <Address url={made.url} />
          </li>
        </ol>
      </div>
    </>
  );
}

function Asked({ persons, onMade, onClose }: Shared & { onMade: (made: AppKey) => void }) {
  const [person, setPerson] = useState("");
  const [label, setLabel] = useState(LABEL);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const make = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      onMade(await people.makeAppKey(person, label));
      invalidate((key) => key === "devices");
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("collect.add")}
      onClose={onClose}
      onSubmit={() => void make()}
      foot={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" look="primary" icon="key" busy={busy}>
            {t("collect.make")}
          </Button>
        </>
      }
    >
      {problem && <Failed problem={problem} />}
      <p class="soft">{t("collect.words")}</p>
      <Select
        label={t("collect.for")}
        hint={t("collect.for_hint")}
        value={person}
        onChange={setPerson}
        empty={t("action.choose")}
        required
        options={persons
          .filter(inspects)
          .map((one) => ({ value: one.id, label: `${one.full_name} (${one.name})` }))}
      />
      <Input
        label={t("collect.label")}
        hint={t("collect.label_hint")}
        value={label}
        onInput={setLabel}
        required
      />
    </Dialog>
  );
}

interface Shared {
  persons: Person[];
  onClose: () => void;
}

export function CollectDialog(shared: Shared) {
  const [made, setMade] = useState<AppKey>();
  const { persons, onClose } = shared;
  if (!made) return <Asked {...shared} onMade={setMade} />;
  const name = persons.find((one) => one.id === made.device.person)?.full_name ?? "";
  return (
    <Dialog
      key="made"
      wide
      firm
      title={t("collect.add")}
      onClose={onClose}
      foot={
        <Button look="primary" icon="check" onClick={onClose}>
          {t("collect.done")}
        </Button>
      }
    >
      <Made made={made} name={name} />
    </Dialog>
  );
}
