/** The signatures of those who were there, each with who drew it and when. */
import { photoAddress } from "~/api/photos";
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import { moment } from "~/words/dates";
import { useRecord } from "./context";
import type { Signature } from "./photos";
import "./signatures.css";

function Drawing({ signature: { sha256, signed_by } }: { signature: Signature }) {
  const { record } = useRecord();
  if (record.missing.includes(sha256))
    return (
      <p class="signature__drawing signature__drawing--missing small">
        <Icon name="clock" size={16} /> {t("signatures.missing")}
      </p>
    );
  return (
    <a class="signature__drawing" href={photoAddress(sha256)} target="_blank" rel="noreferrer">
      <img src={photoAddress(sha256)} alt={t("signatures.of", { name: signed_by.name })} loading="lazy" />
    </a>
  );
}

export function SignatureList({ signatures }: { signatures: Signature[] }) {
  return (
    <ul class="signatures">
      {signatures.map((signature) => (
        <li key={signature.sha256} class="signature">
          <Drawing signature={signature} />
          <div>
            <p>
              <strong>{signature.signed_by.name}</strong>
            </p>
            {signature.signed_by.position && <p class="small">{signature.signed_by.position}</p>}
            <p class="soft small number">{moment(signature.taken_at)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Signatures() {
  const { signatures } = useRecord();
  if (signatures.length === 0) return null;
  return (
    <section class="card" aria-labelledby="signatures">
      <div class="card__head">
        <h2 id="signatures">{t("signatures.title")}</h2>
        <span class="soft">{signatures.length}</span>
      </div>
      <div class="card__body">
        <SignatureList signatures={signatures} />
      </div>
    </section>
  );
}
