import "~/ui/tokens.css";
import "~/ui/base.css";
import "./layout/field.css";
import { render } from "preact";
import { restoreLanguage } from "~/i18n";
import { App } from "./app";
import { catchInstallPrompt } from "./phone/install";
import { startWorker } from "./phone/update";

catchInstallPrompt();
startWorker();
const place = document.getElementById("app");
if (place) void restoreLanguage().then(() => render(<App />, place));
