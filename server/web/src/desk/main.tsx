import "~/ui/tokens.css";
import "~/ui/base.css";
import "~/ui/thumbs.css";
import { render } from "preact";
import { restoreLanguage } from "~/i18n";
import { App } from "./app";

const place = document.getElementById("app");
if (place) void restoreLanguage().then(() => render(<App />, place));
