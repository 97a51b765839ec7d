// Slack's mrkdwn as DOM nodes, read through one person's eyes.

import { spelledDate } from "./dates.js";
import { emoji, withEmoji } from "./emoji.js";
import { el } from "./nodes.js";

const FENCE = /```\n?([\s\S]+?)\n?```/g;
const QUOTED = /^(?:&gt;|>) ?/;
const MARKS = { "*": "strong", _: "em", "~": "s" };
const INLINE = new RegExp(
  [
    "<(?<token>[^<>\\n]+)>",
    "`(?<code>[^`\\n]+)`",
    "(?<![\\p{L}\\p{N}*_~])(?<mark>[*_~])(?=\\S)(?<marked>[^\\n]*?\\S)\\k<mark>(?![\\p{L}\\p{N}*_~])",
    ":(?<emoji>[a-z0-9_+-]+):",
  ].join("|"),
  "u",
);

/** A text object of either kind, for `reader` = {zone, now, nameOf}. */
export function textNodes(text, reader) {
  if (text.type === "mrkdwn" || text.type === "markdown") return mrkdwn(text.text, reader);
  return [text.emoji === false ? text.text : withEmoji(text.text)];
}

/** A mrkdwn text as a list of nodes. */
export function mrkdwn(text, reader) {
  const nodes = [];
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    nodes.push(...lines(text.slice(from, fence.index).replace(/\n$/, ""), reader));
    nodes.push(el("pre", {}, unescaped(fence[1])));
    from = fence.index + fence[0].length;
  }
  return nodes.concat(lines(text.slice(from).replace(from ? /^\n/ : "", ""), reader));
}

function lines(text, reader) {
  if (!text) return [];
  const nodes = [];
  let quote = null;
  text.split("\n").forEach((line, index, all) => {
    if (QUOTED.test(line)) {
      if (quote) quote.append("\n");
      else nodes.push((quote = el("blockquote")));
      quote.append(...inline(line.replace(QUOTED, ""), reader));
      return;
    }
    quote = null;
    nodes.push(...inline(line, reader));
    const last = index === all.length - 1;
    if (!last && !QUOTED.test(all[index + 1])) nodes.push("\n");
  });
  return nodes;
}

function inline(text, reader) {
  const found = INLINE.exec(text);
  if (!found) return text ? [unescaped(text)] : [];
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return [...(before ? [unescaped(before)] : []), piece(found, reader), ...inline(after, reader)];
}

function piece({ groups }, reader) {
  if (groups.token) return token(groups.token, reader);
  if (groups.code) return el("code", {}, unescaped(groups.code));
  if (groups.mark) return el(MARKS[groups.mark], {}, inline(groups.marked, reader));
  return emoji(groups.emoji);
}

function token(whole, reader) {
  const [name, ...rest] = whole.split("|");
  const label = unescaped(rest.join("|"));
  if (name.startsWith("!date^")) return date(name, label, reader);
  if (name.startsWith("!")) return mention(label || `@${name.slice(1).split("^")[0]}`);
  if (/^[@#]/.test(name)) {
    const known = reader.nameOf(name.slice(1));
    return mention(name[0] + (known ?? (label || name.slice(1))), name === `@${reader.me}`);
  }
  return link(unescaped(name), label);
}

function mention(words, isMe = false) {
  return el("span", { class: isMe ? "mention me" : "mention" }, words);
}

function date(name, label, reader) {
  const [, stamp, pattern, url] = name.split("^");
  if (!/^-?\d+$/.test(stamp)) return label;
  const words = spelledDate(stamp, unescaped(pattern ?? ""), reader);
  const iso = new Date(Number(stamp) * 1000).toISOString();
  return url ? link(unescaped(url), words) : el("time", { datetime: iso, title: label }, words);
}

function link(url, label) {
  const words = label || url.replace(/^mailto:/, "");
  if (!/^(https?|mailto|tel):/i.test(url)) return words;
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);
}

function unescaped(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
