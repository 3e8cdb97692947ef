/** Head and end of the document as Nghị định 30/2020/NĐ-CP sets them. In Vietnamese whatever the desk speaks. */
import type { EvaluationLine, Form, Head } from "~/api/evaluations.types";
import { DOTS, numberLine, placeAndDate, recipientLines, signatureLines } from "../../evaluations/letterhead";

function Lines({ lines, of }: { lines: string[]; of: string }) {
  return (
    <>
      {lines.map((line) => (
        <p key={line} class={of}>
          {line}
        </p>
      ))}
    </>
  );
}

export function Letterhead({
  head,
  evaluation,
  form,
}: {
  head: Head;
  /** Its title is the subject line. */
  evaluation: Pick<EvaluationLine, "year" | "title">;
  form: Form | undefined;
}) {
  const type = form?.document.type ?? "BÁO CÁO";
  return (
    <div lang="vi">
      <div class="paper__head">
        <div>
          {head.superior && <p class="paper__superior">{head.superior.toLocaleUpperCase("vi")}</p>}
          <Lines
            of="paper__issuer"
            lines={head.issuer?.map((line) => line.toLocaleUpperCase("vi")) ?? [DOTS]}
          />
          <span class="paper__rule paper__rule--short" />
          <p class="paper__number">{numberLine(head, form?.document.symbol)}</p>
        </div>
        <div>
          <p class="paper__country">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
          <p class="paper__motto">
            <span>Độc lập - Tự do - Hạnh phúc</span>
          </p>
          <p class="paper__date">{placeAndDate(head, evaluation.year)}</p>
        </div>
      </div>
      <p class="paper__type">{type}</p>
      <p class="paper__subject">{evaluation.title}</p>
      <span class="paper__rule" />
    </div>
  );
}

export function SignatureBlock({ head }: { head: Head }) {
  const recipients = recipientLines(head.recipients);
  return (
    <div class="paper__end" lang="vi">
      <div>
        <p class="paper__to">Nơi nhận:</p>
        <Lines of="paper__recipient" lines={recipients.length > 0 ? recipients : [`- ${DOTS}`]} />
      </div>
      <div class="paper__sign">
        <Lines of="paper__post" lines={signatureLines(head)} />
        <p class="paper__name">{head.signatory?.name ?? DOTS}</p>
      </div>
    </div>
  );
}
