/** What is wrong with a file, and what to do about it. */
import { Icon } from "~/ui/icon";

export function Fault({ what, next }: { what: string; next: string }) {
  return (
    <div class="failed" role="alert">
      <Icon name="warn" size={22} />
      <div>
        <p class="failed__title">{what}</p>
        <p>{next}</p>
      </div>
    </div>
  );
}
