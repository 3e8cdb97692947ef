/** The camera, the place of a photo, drawn signatures. */
import type { Translation } from "..";
import type { capture as source } from "../vi/capture";

export const capture: Translation<typeof source> = {
  capture: {
    title: "Take a photo",
    view: "What the camera sees",
    close: "Close the camera",
    opening: "Opening the camera…",
    shutter: "Take the photo",
    shutter_no_place: "Take it now, without a place",
    done: "Done",
    last: "The photo just taken",
    taken_one: "{{count}} photo saved",
    taken_other: "{{count}} photos saved",
    taken_no_place_one: "{{count}} photo saved, without a place",
    taken_no_place_other: "{{count}} photos saved; the last has no place",
    saving: "Saving the photo…",
    placing: "Hold still, waiting for the place…",
    no_place: "Save it now, without a place",
    save_again: "Save again",
    torch: "Light",
    ghost: "Earlier photo",
    ghost_alt: "The earlier photo, shown faintly to line up with",
    pick: "Open the phone's own camera",
    pick_hint: "The photo stays exactly as the phone saved it.",
    place: {
      accuracy: "Place ±{{accuracy}}",
      seeking: "Looking for the place…",
      coarse: "({{wanted}} wanted), waiting for a better one",
      denied: "Your location may not be used. Allow it in the page's settings.",
      unavailable: "No place found yet; step into the open",
      timeout: "No place found yet; step into the open",
    },
    trouble: {
      unsupported: "This browser cannot open the camera",
      denied: "The application may not use the camera",
      none: "There is no camera",
      busy: "The camera is in use",
    },
    trouble_hint: {
      unsupported: "Use the phone's own camera.",
      denied:
        "Open the page's settings (the sign beside the address) or the application's permissions in the phone's settings, allow the camera, then try again.",
      none: "Use the phone's own camera.",
      busy: "Close the other application that uses the camera, then try again.",
    },
    failed: {
      picture: "The photo could not be taken. Please try again.",
      full: "The phone's storage is full and the photo is not saved. Free some storage, then press Save again.",
      save: "The photo is not saved yet. Press Save again; do not close this screen.",
    },
    not_a_photo: {
      kind: "This file is no JPEG, PNG, WebP or HEIC photo.",
      empty: "The file is empty.",
      large: "The photo is too large (64 MB at most).",
    },
    signature: {
      field: "Signature field",
      of: "Signature of {{name}}",
      empty: "not signed",
      signed: "signed",
      hint: "Sign in the frame by finger, pen or mouse. It cannot be done by keyboard.",
      undo: "Undo the last stroke",
      clear: "Sign anew",
      done: "Save the signature",
      failed: "The signature is not saved. Please try again.",
    },
  },
};
