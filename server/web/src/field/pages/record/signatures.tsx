/** Those who were present sign on the phone. */
import { useState } from "preact/hooks";
import { makeSignature, SignaturePad } from "~/field/capture/signature";
import { Group } from "~/field/layout/parts";
import type { Photo, SignedBy } from "~/field/model";
import { useThumb } from "~/field/pages/shared/thumb";
import { signaturesOf } from "~/field/record";
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { Dialog } from "~/ui/dialog";
import { Input } from "~/ui/form";
import { dropPhoto, keepShot, tellNotKept } from "./photos";
import type { OpenRecord } from "./use-record";

function Sign({ record, onClose }: { record: OpenRecord; onClose: () => void }) {
  const [name, setName] = useState("");
  const [position, setPosition] = useState("");
  const [signing, setSigning] = useState(false);
  const keep = async (png: Blob) => {
    const by: SignedBy = { name: name.trim(), ...(position.trim() ? { position: position.trim() } : {}) };
    try {
      await keepShot(record.keeper, await makeSignature(png, by, new Date()));
      onClose();
    } catch (thrown) {
      tellNotKept(thrown);
    }
  };
  // One after the other: the field to sign in needs the height, and scrolls nothing.
  if (signing)
    return (
      <Dialog key="pad" wide title={t("fill.sign.add")} onClose={onClose}>
        <SignaturePad name={name.trim()} onDone={(png) => void keep(png)} />
      </Dialog>
    );
  return (
    <Dialog
      key="who"
      wide
      title={t("fill.sign.add")}
      onClose={onClose}
      onSubmit={() => setSigning(true)}
      foot={
        <Button look="primary" type="submit" disabled={name.trim() === ""}>
          {t("fill.sign.keep")}
        </Button>
      }
    >
      <Input label={t("fill.sign.name")} value={name} onInput={setName} required focus />
      <Input label={t("fill.sign.position")} optional value={position} onInput={setPosition} />
    </Dialog>
  );
}

function Signed({ record, photo }: { record: OpenRecord; photo: Photo }) {
  const { address } = useThumb(photo.sha256);
  const { name = "", position } = photo.signed_by ?? {};
  return (
    <li class="signed">
      {address && <img class="signed__drawn" src={address} alt={t("fill.sign.of", { name })} />}
      <p class="signed__who">
        <strong>{name}</strong>
        {position && <span class="soft">{position}</span>}
      </p>
      {record.draft.state === "filling" && (
        <Button
          look="quiet"
          icon="close"
          label={t("fill.sign.remove", { name })}
          onClick={() => void dropPhoto(record.keeper, photo, t("fill.sign.removed", { name }))}
        />
      )}
    </li>
  );
}

export function Signatures({ record }: { record: OpenRecord }) {
  const [signing, setSigning] = useState(false);
  const signatures = signaturesOf(record.draft);
  return (
    <Group title={t("fill.sign.title")} count={signatures.length || undefined}>
      <p class="soft">{t("fill.sign.words")}</p>
      {signatures.length > 0 && (
        <ul class="signatures">
          {signatures.map((photo) => (
            <Signed key={photo.sha256} record={record} photo={photo} />
          ))}
        </ul>
      )}
      <Button icon="plus" onClick={() => setSigning(true)}>
        {t("fill.sign.add")}
      </Button>
      <p class="soft">{t("fill.sign.proves")}</p>
      {signing && <Sign record={record} onClose={() => setSigning(false)} />}
    </Group>
  );
}
