// Slack's rich text blocks, as people's own messages and other apps' have them.

import { spelledDate } from "./dates.js";
import { emoji } from "./emoji.js";
import { el } from "./nodes.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

/** A rich_text block for `reader` = {zone, now, nameOf}. */
export function richText(block, { reader }) {
  return el("div", { class: "text rich", dir: "auto" }, block.elements.map((part) => line(part, reader)));
}

function line(part, reader) {
  const inside = () => part.elements.map((piece) => inline(piece, reader));
  if (part.type === "rich_text_list") {
    const items = part.elements.map((item) => el("li", {}, line(item, reader)));
    return el(part.style === "ordered" ? "ol" : "ul", { class: "listed" }, items);
  }
  if (part.type === "rich_text_quote") return el("blockquote", {}, inside());
  if (part.type === "rich_text_preformatted") return el("pre", {}, inside());
  return el("div", {}, inside());
}

function inline(piece, reader) {
  const node = DRAWN[piece.type]?.(piece, reader) ?? "";
  return Object.entries(STYLES).reduce(
    (drawn, [style, name]) => (piece.style?.[style] ? el(name, {}, drawn) : drawn),
    node,
  );
}

function mention(words) {
  return el("span", { class: "mention" }, words);
}

const DRAWN = {
  text: ({ text }) => text,
  emoji: ({ name }) => emoji(name),
  user: ({ user_id: id }, { nameOf }) => mention(`@${nameOf(id) ?? id}`),
  channel: ({ channel_id: id }, { nameOf }) => mention(`#${nameOf(id) ?? id}`),
  broadcast: ({ range }) => mention(`@${range}`),
  date: ({ timestamp, format }, reader) => spelledDate(String(timestamp), format, reader),
  link({ url, text }) {
    if (!/^(https?|mailto|tel):/i.test(url)) return text ?? url;
    return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text ?? url);
  },
};
