/** Why a file was not made, for whoever asked for it; what is for whoever runs the server stays there. */
import type { ExportTrouble } from "~/api/exports.types";
import { said } from "~/i18n";

export const troubleWords = (trouble: ExportTrouble) => said({ vi: trouble.title_vi, en: trouble.title });
