// The input block: a label, a field, a hint, and what is wrong with it.

import { drawElement, isGroup } from "./elements.js";
import { plainWords } from "../texts/emoji.js";
import { el, freshId } from "../nodes.js";

/** An input block on a surface; `error` is what came back for it. */
export function inputBlock(block, surface, error) {
  const { element, hint } = block;
  const ids = { field: freshId("field"), label: freshId("label"), note: freshId("note") };
  const field = drawElement(block, element, surface, labelling(block, ids, error));
  const notes = [
    error ? el("p", { class: "error" }, `⚠ ${error}`) : null,
    hint ? el("p", { class: "note" }, plainWords(hint)) : null,
  ];
  return el("div", { class: "input" }, label(block, ids), field, el("div", { id: ids.note }, notes));
}

/** Take the mark of an error off an input that is being mended. */
export function unmarkError(input) {
  input.querySelector(".error")?.remove();
  input.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
}

function labelling({ element, optional, hint }, ids, error) {
  return {
    ...(isGroup(element) ? { "aria-labelledby": ids.label } : { id: ids.field }),
    "aria-required": optional || element.type === "checkboxes" ? null : "true",
    "aria-invalid": error ? "true" : null,
    "aria-describedby": error || hint ? ids.note : null,
  };
}

function label({ label: text, element, optional }, ids) {
  const mark = optional
    ? el("span", { class: "optional" }, " (optional)")
    : el("span", { class: "required", "aria-hidden": "true" }, " *");
  const words = [plainWords(text), mark];
  return isGroup(element)
    ? el("div", { id: ids.label, class: "label", dir: "auto" }, words)
    : el("label", { for: ids.field, class: "label", dir: "auto" }, words);
}
