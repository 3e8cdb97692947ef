/** Why there is no picture, what to do about it, and the way round it. */
import { t } from "~/i18n";
import { Icon } from "~/ui/icon";
import type { Fix, NewShot } from "../model";
import type { LensProblem } from "./lens";
import { PickPhoto } from "./pick-photo";

interface Props {
  problem: LensProblem;
  retry: () => void;
  item: string | undefined;
  moment: () => Promise<Fix | undefined>;
  onShot: (shot: NewShot) => Promise<void>;
}

export function CameraTrouble({ problem, retry, item, moment, onShot }: Props) {
  return (
    <div class="camera__trouble">
      <div role="alert">
        <p class="camera__trouble-title">
          <Icon name="warn" size={24} />
          {t(`capture.trouble.${problem}`)}
        </p>
        <p>{t(`capture.trouble_hint.${problem}`)}</p>
      </div>
      {(problem === "busy" || problem === "denied") && (
        <button type="button" class="camera__tool" onClick={retry}>
          {t("action.retry")}
        </button>
      )}
      <PickPhoto item={item} moment={moment} onShot={onShot} />
      <p>{t("capture.pick_hint")}</p>
    </div>
  );
}
