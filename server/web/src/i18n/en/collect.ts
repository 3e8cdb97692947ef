import type { Translation } from "..";
import type { collect as source } from "../vi/collect";

export const collect: Translation<typeof source> = {
  collect: {
    add: "Add a phone with ODK Collect",
    words:
      "For phones that have ODK Collect or KoboCollect already: by an address of its own, a phone gets checklists and sends records.",
    for: "Whose phone",
    for_hint: "Only inspectors and commune officers: others have no checklists to get.",
    label: "Name of the phone or team",
    label_hint: "To know it by in the list of phones, such as: ODK Collect, phone of team 2.",
    make: "Make the address",
    once: "Shown once, and never again.",
    once_why:
      "Whoever has this QR code or address can send records in the name of {{name}}. Give it to the holder of the phone only; if others have seen it, revoke this phone on the page of phones and make another.",
    of: "{{label}} · {{name}}",
    qr: "QR code to set up ODK Collect",
    step_open:
      "Open ODK Collect and choose “Configure with QR code”. Where it has another project already: press the project's sign at the top, then “Add project”.",
    step_scan:
      "Scan this picture. The phone shows the project “Thực Địa”, and gets checklists when it has a network.",
    step_manual:
      "A phone that cannot scan: choose “Manually enter project details”, paste the address below as the URL, and leave name and password empty.",
    address: "The server's address",
    done: "It is set up, close",
  },
  submissions: {
    title: "Sent from ODK",
    state: {
      waiting: "waits for files",
      pushed: "in the record",
      conflict: "differs from the one before",
      refused: "refused",
    },
    state_hint: {
      waiting: "Files are missing, so it is no snapshot of the record yet.",
      conflict: "The id of the one before with other content; both are kept.",
      refused: "The server refused it and keeps it apart; it is not in the record.",
    },
    form: "Form",
    opened: "Opened on the phone",
    received: "Received {{at}}",
    username: "Name typed in ODK",
    username_hint: "as its user says; nobody vouches for it",
    files_one: "{{count}} file came",
    files_other: "{{count}} files came",
    files_none: "No file came with it.",
    photo: "Photo {{name}}",
    missing_one: "{{count}} file is missing",
    missing_other: "{{count}} files are missing",
    aside_one: "{{count}} value has no place in the record",
    aside_other: "{{count}} values have no place in the record",
    aside_words: "Kept as they were sent; they are no answers.",
    xml: "Download the original (XML)",
  },
  submissions_waiting: {
    title: "Sent from ODK Collect, and no record yet",
    words:
      "Their photos have not all come, or they were refused. Whoever holds the phone opens ODK Collect where there is a network, and sends the finalized form again.",
    form: "Checklist",
    received: "Received",
    opened: "Opened on the phone",
    why: "Why it waits",
    came: "Files that came",
    refused_look: "see why",
    none: "Nothing from ODK Collect has to wait.",
  },
};
