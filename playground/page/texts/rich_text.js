// Slack's rich text, as people's own messages and other apps' have it.

import { spelledDate } from "./date_tokens.js";
import { emoji } from "./emoji.js";
import { link } from "./links.js";
import { mention } from "./mrkdwn.js";
import { el } from "../nodes.js";
import { unknown } from "../unknown.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };
const BULLETS = ["disc", "circle", "square"];
const NUMBERS = ["decimal", "lower-alpha", "lower-roman"];
const DEEPEST = 8; // Slack's own limit of a list's indent

/** A rich_text block for `reader` = {zone, now, nameOf}. */
export function richText(block, { reader }) {
  return el("div", { class: "text rich", dir: "auto" }, block.elements.map((part) => drawn(part, reader)));
}

/** The words of a rich text as they'd be typed: no styles, one line for each of its lines. */
export function wordsOf(rich) {
  const words = ({ elements, text, name, url, user_id: user }) =>
    elements ? elements.map(words).join("") : (text ?? url ?? (name ? `:${name}:` : (user ?? "")));
  return (rich?.elements ?? []).map(words).join("\n");
}

function drawn(part, reader) {
  const draw = PARTS[part.type];
  return draw ? draw(part, reader) : unknown(part.type);
}

const PARTS = {
  rich_text_section: (part, reader) => el("div", {}, pieces(part, reader)),
  rich_text_quote: (part, reader) => bordered(el("blockquote", {}, pieces(part, reader)), part),
  rich_text_preformatted: (part, reader) => bordered(el("pre", {}, pieces(part, reader)), part),
  rich_text_list: list,
};

// A nested list is a list of its own, further in: `indent` says how deep, `offset` where it goes on.
function list(part, reader) {
  const { style, indent = 0, offset = 0 } = part;
  const isOrdered = style === "ordered";
  const items = part.elements.map((item) => el("li", {}, drawn(item, reader)));
  const start = isOrdered && offset ? offset + 1 : null;
  const node = el(isOrdered ? "ol" : "ul", { class: "listed", start }, items);
  const signs = isOrdered ? NUMBERS : BULLETS;
  node.style.listStyleType = signs[indent % signs.length];
  node.style.marginLeft = `${Math.min(indent, DEEPEST) * 24}px`;
  return bordered(node, part);
}

function bordered(node, { border }) {
  if (border) node.classList.add("bordered");
  return node;
}

function pieces(part, reader) {
  return part.elements.map((piece) => styled(piece, reader));
}

function styled(piece, reader) {
  const draw = INLINE[piece.type];
  const node = draw ? draw(piece, reader) : unknown(piece.type);
  return Object.entries(STYLES).reduce(
    (inner, [style, name]) => (piece.style?.[style] ? el(name, {}, inner) : inner),
    node,
  );
}

function color({ value }) {
  const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
  swatch.style.backgroundColor = value;
  return el("span", {}, swatch, value);
}

function date({ timestamp, format, url, fallback }, reader) {
  const at = new Date(Number(timestamp) * 1000);
  if (Number.isNaN(at.getTime())) return fallback ?? "";
  const words = spelledDate(timestamp, format, reader);
  if (url) return link(url, words);
  return el("time", { datetime: at.toISOString(), title: fallback }, words);
}

function character({ name, unicode, skin_tone: tone }) {
  if (!unicode) return emoji(name, tone);
  return String.fromCodePoint(...unicode.split("-").map((code) => parseInt(code, 16)));
}

const INLINE = {
  text: ({ text }) => text,
  emoji: character,
  user: ({ user_id: id }, { nameOf, me }) => mention(`@${nameOf(id) ?? id}`, id === me),
  usergroup: ({ usergroup_id: id }, { nameOf }) => mention(`@${nameOf(id) ?? id}`),
  team: ({ team_id: id }, { nameOf }) => mention(`@${nameOf(id) ?? id}`),
  channel: ({ channel_id: id }, { nameOf }) => mention(`#${nameOf(id) ?? id}`),
  broadcast: ({ range }) => mention(`@${range}`),
  color,
  date,
  link: ({ url, text }) => link(url, text || url.replace(/^mailto:/, "")),
};
