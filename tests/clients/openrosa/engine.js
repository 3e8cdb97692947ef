// @getodk/xforms-engine (what ODK's web forms run on) without a browser, and what all scripts here do with it.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { JSDOM } from "jsdom";

const dom = new JSDOM("<!doctype html>", { url: "https://example.org/" });
// The engine looks for the DOM, and its loader of tree-sitter for a CommonJS module, among the globals.
for (const name of [
  ...["window", "document", "DOMParser", "XMLSerializer", "Node", "Element", "Attr", "Text", "Document", "XMLDocument"],
  ...["CharacterData", "ProcessingInstruction", "Comment", "CDATASection", "NodeFilter", "NamedNodeMap", "HTMLElement"],
  ...["DocumentFragment", "XPathResult", "XPathEvaluator", "XPathExpression", "localStorage"],
]) {
  Object.defineProperty(globalThis, name, {
    value: dom.window[name] ?? dom.window,
    configurable: true,
    writable: true,
  });
}
globalThis.__dirname = dirname(fileURLToPath(import.meta.url));
globalThis.__filename = fileURLToPath(import.meta.url);
globalThis.require = createRequire(import.meta.url);

const engine = await import("@getodk/xforms-engine");

/** A form, ready to make instances; `list` gives a response with the list of that file name. */
export async function load(xml, list) {
  const fetchFormAttachment = async (url) => list(String(url).split("/").pop());
  const loaded = await engine.loadForm(xml, { fetchFormAttachment });
  if (loaded.status === "failure") {
    throw new Error(`the form does not load: ${loaded.error?.message}`);
  }
  return loaded;
}

/** A form's questions and groups that hold nothing further. */
export function* leaves(node) {
  const children = node.currentState.children;
  if (children == null) {
    yield node;
    return;
  }
  for (const child of children) {
    yield* leaves(child);
  }
}

/** A list from memory, as it is answered over HTTP. */
export const csv = (text) => new Response(text, { headers: { "content-type": "text/csv" } });

/** The XML of a submission as the engine would send it, in one post. */
export async function submission(root) {
  const { data, violations } = await root.prepareInstancePayload({ payloadType: "monolithic" });
  return { form: data[0], violations: violations ?? [], xml: await data[0].get("xml_submission_file").text() };
}

/** An instance that was there before, opened again; its files by name. */
export const reopen = (loaded, xml, files, config) =>
  loaded.editInstance(
    { inputType: "FORM_INSTANCE_INPUT_RESOLVABLE", resolveInstance: () => xml, attachments: files },
    config,
  );
