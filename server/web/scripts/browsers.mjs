/** Old office PCs stop at Chrome 109 (the last for Windows 7 and 8), so syntax and CSS are lowered to it. */
export const OLDEST = ["chrome109", "firefox115", "safari16"];
