// Slack's mrkdwn as DOM nodes, read through one person's eyes.

import { spelledDate } from "./date_tokens.js";
import { emoji, plainWords, withEmoji } from "./emoji.js";
import { link } from "./links.js";
import { el } from "../nodes.js";

const FENCE = /```\n?([\s\S]+?)\n?```/g;
const QUOTE = /^(?:&gt;|>) ?/;
const QUOTE_TO_THE_END = /^(?:&gt;|>){3} ?/;
const MARKS = { "*": "strong", _: "em", "~": "s" };
const TOKEN = "<(?<token>[^<>\\n]+)>";
const TOKENS = new RegExp(TOKEN, "gu");
const INLINE = new RegExp(
  [
    TOKEN,
    "`(?<code>[^`\\n]+)`",
    "(?<![\\p{L}\\p{N}*_~])(?<mark>[*_~])(?=\\S)(?<marked>[^\\n]*?\\S)\\k<mark>(?![\\p{L}\\p{N}*_~])",
    ":(?<emoji>[a-z0-9_+'-]+):(?::skin-tone-(?<tone>[2-6]):)?",
    "(?<url>https?:\\/\\/[^\\s<>|]*[^\\s<>|.,;:!?)\\]}'\"])",
  ].join("|"),
  "gu",
);

/** A text object of either kind, for `reader` = {zone, now, nameOf}. */
export function textNodes(text, reader) {
  return text.type === "mrkdwn" ? mrkdwn(text.text, reader) : [plainWords(text)];
}

/** A mrkdwn text as a list of nodes. */
export function mrkdwn(text, reader) {
  const nodes = [];
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    nodes.push(...lines(text.slice(from, fence.index).replace(/\n$/, ""), reader));
    nodes.push(el("pre", {}, asTyped(fence[1], reader)));
    from = fence.index + fence[0].length;
  }
  return nodes.concat(lines(text.slice(from).replace(from ? /^\n/ : "", ""), reader));
}

function lines(text, reader) {
  if (!text) return [];
  const nodes = [];
  let quote = null;
  let isToTheEnd = false;
  for (const line of text.split("\n")) {
    isToTheEnd ||= QUOTE_TO_THE_END.test(line);
    const isQuoted = isToTheEnd || QUOTE.test(line);
    const last = nodes.at(-1);
    if (isQuoted && quote) quote.append("\n");
    else if (isQuoted) nodes.push((quote = el("blockquote")));
    else if (last !== undefined && last !== quote) nodes.push("\n");
    if (!isQuoted) quote = null;
    const words = line.replace(QUOTE_TO_THE_END, "").replace(QUOTE, "");
    if (isQuoted) quote.append(...inline(words, reader));
    else nodes.push(...inline(line, reader));
  }
  return nodes;
}

function inline(text, reader) {
  return pieces(text, INLINE, (found) => piece(found.groups, reader));
}

/** Text between backticks: links and mentions work there, marks and emoji don't. */
function asTyped(text, reader) {
  return pieces(text, TOKENS, (found) => token(found.groups.token, reader));
}

function pieces(text, pattern, draw) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > from) nodes.push(unescaped(text.slice(from, found.index)));
    nodes.push(draw(found));
    from = found.index + found[0].length;
  }
  if (from < text.length || !nodes.length) nodes.push(unescaped(text.slice(from)));
  return nodes;
}

function piece(groups, reader) {
  if (groups.token) return token(groups.token, reader);
  if (groups.code) return el("code", {}, asTyped(groups.code, reader));
  if (groups.mark) return el(MARKS[groups.mark], {}, inline(groups.marked, reader));
  if (groups.url) return link(unescaped(groups.url), unescaped(groups.url));
  return emoji(groups.emoji, groups.tone);
}

function token(whole, reader) {
  const [name, ...rest] = whole.split("|");
  const label = unescaped(rest.join("|"));
  if (name.startsWith("!date^")) return date(name, label, reader);
  if (name.startsWith("!")) return mention(label || `@${name.slice(1).split("^")[0]}`);
  if (/^[@#]/.test(name)) return person(name, label, reader);
  return link(unescaped(name), withEmoji(label) || unescaped(name).replace(/^mailto:/, ""));
}

function person(name, label, reader) {
  const known = reader.nameOf(name.slice(1)) ?? (label.replace(/^[@#]/, "") || name.slice(1));
  return mention(name[0] + known, name === `@${reader.me}`);
}

/** A name set apart; `isMe` if it is the reader's own. */
export function mention(words, isMe = false) {
  return el("span", { class: isMe ? "mention me" : "mention" }, words);
}

function date(name, label, reader) {
  const [, stamp, pattern, url] = name.split("^");
  const at = new Date(Number(stamp) * 1000);
  if (!/^-?\d+$/.test(stamp) || Number.isNaN(at.getTime()) || !pattern) return label;
  const words = spelledDate(stamp, unescaped(pattern), reader);
  return url
    ? link(unescaped(url), words)
    : el("time", { datetime: at.toISOString(), title: label || null }, words);
}

function unescaped(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
