// The blocks of Block Kit as DOM nodes.

import { drawElement, isGroup, unknown } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { textNodes } from "./mrkdwn.js";
import { el, freshId } from "./nodes.js";
import { richText } from "./rich_text.js";

/** Blocks on a surface; `errors` are words by block_id that stand at inputs. */
export function drawBlocks(blocks, surface, errors = {}) {
  return blocks.map((block) => {
    const draw = DRAWN[block.type];
    return draw ? draw(block, surface, errors[block.block_id]) : unknown(block.type);
  });
}

function header(block) {
  return el("h3", { class: "header", dir: "auto" }, withEmoji(block.text.text));
}

function section(block, surface) {
  const { text, fields, accessory } = block;
  const words = el(
    "div",
    { class: "words" },
    text ? el("div", { class: "text", dir: "auto" }, textNodes(text, surface.reader)) : null,
    fields ? drawFields(fields, surface) : null,
  );
  if (!accessory) return el("div", { class: "section" }, words);
  const beside = accessory.type === "image" ? picture(accessory) : drawElement(block, accessory, surface);
  return el("div", { class: "section" }, words, el("div", { class: "accessory" }, beside));
}

function drawFields(fields, surface) {
  const drawn = fields.map((field) =>
    el("div", { class: "text", dir: "auto" }, textNodes(field, surface.reader)),
  );
  return el("div", { class: "fields" }, drawn);
}

function context(block, surface) {
  const drawn = block.elements.map((element) =>
    element.type === "image"
      ? picture(element)
      : el("span", { class: "text", dir: "auto" }, textNodes(element, surface.reader)),
  );
  return el("div", { class: "context" }, drawn);
}

function divider() {
  return el("hr");
}

function image(block) {
  const title = block.title ? [el("figcaption", {}, withEmoji(block.title.text))] : [];
  return el("figure", {}, title, picture(block));
}

// Pictures live elsewhere on the net, and this page works without it: their words stand in.
function picture({ alt_text: words }) {
  return el("span", { class: "picture", role: "img", "aria-label": words }, `🖼 ${words}`);
}

function actions(block, surface) {
  const drawn = block.elements.map((element) => drawElement(block, element, surface));
  return el("div", { class: "actions" }, drawn);
}

function input(block, surface, error) {
  const { element, optional, hint } = block;
  const ids = { field: freshId("field"), label: freshId("label"), note: freshId("note") };
  const mark = optional
    ? el("span", { class: "optional" }, " (optional)")
    : el("span", { class: "required", "aria-hidden": "true" }, " *");
  const words = [withEmoji(block.label.text), mark];
  const labels = {
    ...(isGroup(element) ? { "aria-labelledby": ids.label } : { id: ids.field }),
    "aria-required": optional || element.type === "checkboxes" ? null : "true",
    "aria-invalid": error ? "true" : null,
    "aria-describedby": error || hint ? ids.note : null,
  };
  const label = isGroup(element)
    ? el("div", { id: ids.label, class: "label" }, words)
    : el("label", { for: ids.field, class: "label" }, words);
  const notes = [
    hint ? el("p", { class: "note" }, withEmoji(hint.text)) : null,
    error ? el("p", { class: "error" }, `⚠ ${error}`) : null,
  ];
  const field = drawElement(block, element, surface, labels);
  return el("div", { class: "input" }, label, field, el("div", { id: ids.note }, notes));
}

const DRAWN = { header, section, context, divider, image, actions, input, rich_text: richText };
