/** The server's own words that it has a record and its photos: what an inspector can show. */
import { Facts } from "~/field/layout/parts";
import type { Sent } from "~/field/pages/shared/newest";
import { recordWords } from "~/field/pages/shared/outcome-words";
import { photoBlob, receipts, type StoredReceipt, useStored } from "~/field/store";
import { t } from "~/i18n";
import { Badge } from "~/ui/badge";
import { Dialog } from "~/ui/dialog";
import { Icon } from "~/ui/icon";
import { Loading } from "~/ui/states";
import { moment } from "~/words/dates";
import { bytes } from "~/words/numbers";

interface Shown {
  key: string;
  title: string;
  sha256: string;
  at: string;
  size: string | undefined;
  server: string;
  /** The photo's bytes were given back to the phone; the server has them. */
  freed: boolean;
}

async function shownOf(sent: Sent): Promise<Shown[]> {
  const revisions = new Map(sent.entries.map((entry) => [entry.revision.revision, entry]));
  const photos = new Set(sent.entries.flatMap(({ revision }) => revision.photos ?? []).map((p) => p.sha256));
  let photo = 0;
  const shown = (await receipts()).map(async ({ key, receipt }: StoredReceipt): Promise<Shown[]> => {
    const common = { key, at: receipt.at, server: receipt.signature.key };
    if ("revision" in receipt.of) {
      const { revision, sha256 } = receipt.of.revision;
      const outcome = revisions.get(revision)?.outcome;
      if (!revisions.has(revision)) return [];
      const number = outcome && "number" in outcome ? outcome.number : undefined;
      const title = t("field.receipts.revision", { n: number ?? "" });
      return [{ ...common, title, sha256, size: undefined, freed: false }];
    }
    const { sha256, bytes: size } = receipt.of.photo;
    if (!photos.has(sha256)) return [];
    photo += 1;
    const title = t("field.receipts.photo", { n: photo });
    return [{ ...common, title, sha256, size: bytes(size), freed: !(await photoBlob(sha256)) }];
  });
  return (await Promise.all(shown))
    .flat()
    .sort((a, b) => Number(a.size !== undefined) - Number(b.size !== undefined));
}

export function ReceiptsDialog({ sent, name, onClose }: { sent: Sent; name: string; onClose: () => void }) {
  const { value } = useStored(() => shownOf(sent), ["outbox"], [sent.record]);
  const told = recordWords(sent);
  return (
    <Dialog title={t("field.receipts.title")} onClose={onClose}>
      <p>
        <strong>{name}</strong>
      </p>
      <Badge tone={told.tone}>{told.words}</Badge>
      {told.details.map((detail) => (
        <p key={detail}>{detail}</p>
      ))}
      <p>{t("field.receipts.words")}</p>
      {!value && <Loading lines={3} />}
      {value?.length === 0 && <p>{t("field.receipts.none")}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul class="receipts" tabIndex={0} aria-label={t("field.receipts.title")}>
        {value?.map((one) => (
          <li key={one.key} class="receipt">
            <p class="receipt__title">
              <Icon name="check" size={22} />
              {one.title}
            </p>
            <Facts
              rows={[
                { name: t("field.receipts.at"), value: moment(one.at) },
                ...(one.size ? [{ name: t("photo.bytes"), value: one.size }] : []),
                { name: t("photo.sha"), value: <code class="receipt__hash">{one.sha256}</code> },
                { name: t("field.receipts.key"), value: <code class="receipt__hash">{one.server}</code> },
              ]}
            />
            {one.freed && <p class="soft">{t("field.receipts.freed")}</p>}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
