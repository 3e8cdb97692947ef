/** Words about one item or one photo: what was said before, and what is being written. */
import { t } from "~/i18n";
import { Button } from "~/ui/button";
import { TextArea } from "~/ui/form";
import { moment } from "~/words/dates";
import { useSession } from "../../session";
import { type Spot, spotKey, useRecord } from "./context";

export function CommentButton({ spot, name }: { spot: Spot; name: string }) {
  const { drafts, record } = useRecord();
  const { can } = useSession();
  if (!can("review_records") || record.status !== "received" || drafts.texts.has(spotKey(spot))) return null;
  return (
    <Button
      small
      look="quiet"
      title={t("review.comment_on", { name })}
      onClick={() => drafts.write(spot, "")}
    >
      {t("review.comment")}
      <span class="unseen">: {name}</span>
    </Button>
  );
}

/** What earlier decisions said about this spot. */
export function Said({ spot }: { spot: Spot }) {
  const { record } = useRecord();
  const said = (record.review?.decisions ?? []).flatMap((decision) =>
    (decision.comments ?? [])
      .filter((comment) => ("item" in spot ? comment.item === spot.item : comment.photo === spot.photo))
      .map((comment) => ({ decision, comment })),
  );
  if (said.length === 0) return null;
  return (
    <ul class="said">
      {said.map(({ decision, comment }) => (
        <li key={`${decision.number} ${comment.text}`}>
          <p>{comment.text}</p>
          <p class="soft small">
            {decision.person_name} · {moment(decision.at)}
          </p>
        </li>
      ))}
    </ul>
  );
}

export function CommentDraft({ spot, name }: { spot: Spot; name: string }) {
  const { drafts } = useRecord();
  const text = drafts.texts.get(spotKey(spot));
  if (text === undefined) return null;
  return (
    <div class="draft">
      <TextArea
        label={t("review.comment_on", { name })}
        hint={t("review.comment_placeholder")}
        value={text}
        rows={2}
        onInput={(next) => drafts.write(spot, next)}
        focus={text === ""}
      />
      <Button small look="quiet" icon="close" onClick={() => drafts.write(spot, undefined)}>
        {t("review.comment_drop")}
      </Button>
    </div>
  );
}
