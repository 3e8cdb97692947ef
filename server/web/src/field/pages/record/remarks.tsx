/** A reviewer's words, marked as theirs. */
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import "./item.css";

export function RemarkList({ remarks = [] }: { remarks?: string[] | undefined }) {
  if (remarks.length === 0) return null;
  return (
    <ul class="remarks">
      {remarks.map((words) => (
        <li key={words} class="remarks__one">
          <Icon name="return" size={22} />
          <p>
            <strong>{t("fill.item.reviewer")}:</strong> {words}
          </p>
        </li>
      ))}
    </ul>
  );
}
