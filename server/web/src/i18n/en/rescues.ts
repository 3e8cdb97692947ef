import type { Translation } from "..";
import type { rescues as source } from "../vi/rescues";

export const rescues: Translation<typeof source> = {
  rescues: {
    title: "Take in a phone's file",
    from_waiting: "A phone cannot send? Take in its file",
    words:
      "A phone that cannot send over a network saves what is left to one encrypted file: open Settings, choose “Save to an encrypted file”, and bring the file to the office. It may come by any way; only this server opens it.",
    drop: "Drop files on this page, or choose them",
    choose: "Choose files",
    again_words: "Sending the same file again changes nothing: what is there already is passed over.",
    waiting: "Waits for its turn",
    progress: "How much of {{name}} was sent",
    sending: "Sending {{sent}} / {{all}}",
    taking: "All of it was sent. The server opens and checks it…",
    stop: "Stop",
    stopped: "Stopped. What the server took until then stays; send it again for the rest.",
    again: "Send again",
    holder: "Phone “{{label}}” of {{name}}",
    holder_only: "Phone of {{name}}",
    made: "The file was made at {{at}}, by the phone's clock",
    nothing_new: "The server had all that is in this file. Nothing was changed.",
    damaged: "The file ends too early, or was altered",
    damaged_words:
      "What was whole before the damage was taken, as told below. Copy the file from the phone again, wait for its end, and send it again.",
    records: "Records",
    records_none: "There are no records in the file.",
    record_unknown: "A record that the server does not have",
    tally: {
      rejected: "{{n}} refused",
      conflict: "{{n}} in conflict",
      merged: "{{n}} merged",
      accepted: "{{n}} new",
      duplicate: "{{n}} known",
    },
    outcome: {
      rejected: "Refused",
      conflict: "In conflict",
      merged: "Merged",
      accepted: "New",
      duplicate: "Known",
    },
    numbered: "snapshot {{n}}",
    merged_words: "Merged with somebody else's snapshot; the two changed different items.",
    conflict_words_one: "Differs from somebody else's snapshot in {{count}} place. Both are kept.",
    conflict_words_other: "Differs from somebody else's snapshot in {{count}} places. Both are kept.",
    conflict_settle: "Compare and settle",
    rejected_open: "Look into refused data",
    rejected_kept: "It is kept with the refused data, where an administrator can look into it.",
    photos: "Photos and signatures",
    photos_none: "There are no photos in the file.",
    photos_tally: {
      missing: "{{n}} missing from the file",
      refused: "{{n}} not taken",
      stored: "{{n}} stored now",
      known: "{{n}} known",
    },
    photo: "Photo {{sha}}",
    fault: {
      other: "This is no file that the app on a phone saved",
      other_next: "The right one is named like thucdia-….tdrescue. This one was not sent.",
      unreadable: "This server cannot open the file",
      unreadable_next:
        "It is encrypted to another server, or was damaged from its beginning. Nothing of it was taken. Ask the phone's holder where it is enrolled, or copy the file again.",
      damaged: "The file ends too early, or was altered",
      damaged_next:
        "Nothing of it was taken. Copy the file from the phone again, wait for its end, and send it again.",
      device: "The phone that made this file was never enrolled here",
      device_next: "The file belongs to another office. Nothing of it was taken.",
      scope: "This phone's holder works in another area",
      scope_next:
        "Pass the file to the office in charge there, or to an administrator. Nothing of it was taken.",
    },
  },
};
