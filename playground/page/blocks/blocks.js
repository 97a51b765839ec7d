// The blocks of Block Kit as DOM nodes.

import { drawElement } from "./elements.js";
import { plainWords } from "../texts/emoji.js";
import { inputBlock } from "./inputs.js";
import { link } from "../texts/links.js";
import { markdownBlock } from "../texts/markdown.js";
import { textNodes } from "../texts/mrkdwn.js";
import { el } from "../nodes.js";
import { framed, picture } from "../texts/pictures.js";
import { richText } from "../texts/rich_text.js";
import { tableBlock } from "../texts/tables.js";
import { drawnOrNamed, unknown } from "../unknown.js";

/** Blocks on a surface; `errors` are words by block_id that stand at inputs. */
export function drawBlocks(blocks, surface, errors = {}) {
  return blocks.map((block) => drawBlock(block, surface, errors[block?.block_id]));
}

/** One block on a surface, or a box that names it where it can't be drawn. */
export function drawBlock(block, surface, error) {
  const draw = DRAWN[block?.type];
  return draw ? drawnOrNamed(block.type, () => draw(block, surface, error)) : unknown(block?.type);
}

function header({ text, level = 2 }) {
  return el(`h${level + 1}`, { class: "header", dir: "auto" }, plainWords(text));
}

function section(block, surface) {
  const { text, fields, accessory } = block;
  const words = el(
    "div",
    { class: "words" },
    text ? textBox(text, surface) : null,
    fields ? el("div", { class: "fields" }, fields.map((field) => textBox(field, surface))) : null,
  );
  if (!accessory) return el("div", { class: "section" }, words);
  const beside = accessory.type === "image"
    ? picture(accessory, "thumbnail")
    : drawElement(block, accessory, surface);
  return el("div", { class: "section" }, words, el("div", { class: "accessory" }, beside));
}

function textBox(text, { reader }) {
  return el("div", { class: "text", dir: "auto" }, textNodes(text, reader));
}

function context({ elements }, { reader }) {
  const drawn = elements.map((element) =>
    element.type === "image"
      ? picture(element, "icon-image")
      : el("span", { class: "text", dir: "auto" }, textNodes(element, reader)),
  );
  return el("div", { class: "context" }, drawn);
}

function divider() {
  return el("hr");
}

function image(block) {
  const title = block.title ? el("figcaption", { dir: "auto" }, plainWords(block.title)) : null;
  return el("figure", {}, title, picture(block, "block-image"));
}

function actions(block, surface) {
  const drawn = block.elements.map((element) => drawElement(block, element, surface));
  return el("div", { class: "actions" }, drawn);
}

// No player: what is played comes from elsewhere, and its page is one click away.
function video(block) {
  const { title, title_url: url, description, author_name: author, provider_name: provider } = block;
  const about = [provider, author].filter(Boolean).join(" · ");
  const still = framed(block.thumbnail_url, block.alt_text, "block-image");
  return el(
    "div",
    { class: "video" },
    about ? el("div", { class: "note" }, about) : null,
    el("strong", { dir: "auto" }, url ? link(url, plainWords(title)) : plainWords(title)),
    description ? el("div", { class: "text", dir: "auto" }, plainWords(description)) : null,
    el("div", { class: "still" }, url ? link(url, still) : still),
  );
}

function file({ external_id: id, source }) {
  return el("div", { class: "picture" }, `📄 File “${id}” (${source})`);
}

const DRAWN = {
  header, section, context, divider, image, actions, video, file,
  context_actions: actions,
  input: inputBlock,
  rich_text: richText,
  table: tableBlock,
  markdown: markdownBlock,
};
