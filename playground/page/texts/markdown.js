// The markdown block: standard Markdown as DOM nodes, as much of it as Slack takes.

import { withEmoji } from "./emoji.js";
import { link } from "./links.js";
import { mrkdwn } from "./mrkdwn.js";
import { el } from "../nodes.js";
import { framed } from "./pictures.js";
import { table } from "./tables.js";

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
const FENCE = /^ {0,3}(```|~~~)/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TASK = /^\[([ xX])\]\s+/;
const ROW = /^\s*\|.*\|\s*$/;
const UNDER_HEAD = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/;
const INLINE = new RegExp(
  [
    "\\\\(?<literal>[\\\\`*_{}\\[\\]()#+.!|~>-])",
    "(?<ticks>`+)(?<code>.+?)\\k<ticks>",
    "!\\[(?<alt>[^\\]]*)\\]\\((?<src>[^)\\s]+)[^)]*\\)",
    "\\[(?<label>[^\\]]+)\\]\\((?<href>[^)\\s]+)[^)]*\\)",
    "(?<both>\\*\\*\\*)(?=\\S)(?<bothed>.+?)\\*\\*\\*",
    "(?<bold>\\*\\*|__)(?=\\S)(?<bolded>.+?\\S?)\\k<bold>",
    "~~(?<struck>.+?)~~",
    "(?<![\\p{L}\\p{N}])(?<slant>[*_])(?=\\S)(?<slanted>.*?\\S)\\k<slant>(?![\\p{L}\\p{N}])",
    "(?<token><[@#!][^<>\\n]+>|<https?:[^<>\\s]+>|https?:\\/\\/[^\\s<>)]+)",
  ].join("|"),
  "gu",
);

/** A markdown block for `reader` = {zone, now, nameOf}. */
export function markdownBlock({ text }, { reader }) {
  return el("div", { class: "text rich markdown", dir: "auto" }, blocksOf(text.split("\n"), reader));
}

function blocksOf(lines, reader) {
  const nodes = [];
  let rest = lines;
  while (rest.length) {
    const [taken, node] = next(rest, reader);
    if (node) nodes.push(node);
    rest = rest.slice(taken);
  }
  return nodes;
}

/** How many lines the first block takes, and its node. */
function next(lines, reader) {
  const [first] = lines;
  const heading = HEADING.exec(first);
  if (!first.trim()) return [1, null];
  if (heading) return [1, el(`h${Math.min(heading[1].length + 2, 6)}`, {}, inline(heading[2], reader))];
  if (RULE.test(first)) return [1, el("hr")];
  if (FENCE.test(first)) return fenced(lines);
  if (QUOTE.test(first)) return quoted(lines, reader);
  if (ITEM.test(first)) return listed(lines, reader);
  if (ROW.test(first) && UNDER_HEAD.test(lines[1] ?? "")) return tabled(lines, reader);
  return paragraph(lines, reader);
}

function run(lines, belongs) {
  const end = lines.findIndex((line, at) => at > 0 && !belongs(line));
  return end < 0 ? lines.length : end;
}

function fenced(lines) {
  const [, sign] = FENCE.exec(lines[0]);
  const end = run(lines, (line) => line.trim() !== sign);
  return [end + 1, el("pre", {}, lines.slice(1, end).join("\n"))];
}

function quoted(lines, reader) {
  const count = run(lines, (line) => QUOTE.test(line));
  const inner = lines.slice(0, count).map((line) => line.replace(QUOTE, ""));
  return [count, el("blockquote", {}, blocksOf(inner, reader))];
}

function listed(lines, reader) {
  const [, margin, sign] = ITEM.exec(lines[0]);
  const isOrdered = /\d/.test(sign);
  const isDeeper = (line) => line.search(/\S/) > margin.length;
  const isAlike = (line) => {
    const item = ITEM.exec(line);
    return item && item[1].length >= margin.length && (isDeeper(line) || /\d/.test(item[2]) === isOrdered);
  };
  const count = run(lines, (line) => isAlike(line) || (line.trim() && isDeeper(line)));
  const items = [];
  for (const line of lines.slice(0, count)) {
    if (isDeeper(line) && items.length) items.at(-1).push(line);
    else items.push([ITEM.exec(line)[3]]);
  }
  const start = isOrdered && parseInt(sign, 10) !== 1 ? parseInt(sign, 10) : null;
  const drawn = items.map((item) => listItem(item, reader));
  return [count, el(isOrdered ? "ol" : "ul", { class: "listed", start }, drawn)];
}

function listItem([first, ...more], reader) {
  const task = TASK.exec(first);
  const box = task ? (task[1] === " " ? "☐ " : "☑ ") : "";
  return el("li", {}, box, inline(first.replace(TASK, ""), reader), blocksOf(more, reader));
}

function tabled(lines, reader) {
  const count = run(lines, (line) => ROW.test(line) || UNDER_HEAD.test(line));
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((word) => word.trim());
  const columns = cells(lines[1]).map((sign) => ({ align: alignment(sign), is_wrapped: true }));
  const rows = [lines[0], ...lines.slice(2, count)].map((line) =>
    cells(line).map((word) => inline(word, reader)),
  );
  return [count, table(rows, columns)];
}

function alignment(sign) {
  if (sign.endsWith(":")) return sign.startsWith(":") ? "center" : "right";
  return "left";
}

function paragraph(lines, reader) {
  const isPlain = (line) =>
    line.trim() && ![HEADING, RULE, FENCE, QUOTE, ITEM].some((other) => other.test(line));
  const count = run(lines, isPlain);
  return [count, el("p", {}, inline(lines.slice(0, count).join("\n"), reader))];
}

function inline(text, reader) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(withEmoji(text.slice(from, found.index)), piece(found.groups, reader));
    from = found.index + found[0].length;
  }
  return [...nodes, withEmoji(text.slice(from))].flat();
}

function piece(groups, reader) {
  const inner = (text) => inline(text, reader);
  if (groups.literal) return groups.literal;
  if (groups.code) return el("code", {}, groups.code);
  if (groups.src) return framed(groups.src, groups.alt, "block-image");
  if (groups.href) return link(groups.href, ...inner(groups.label));
  if (groups.both) return el("strong", {}, el("em", {}, inner(groups.bothed)));
  if (groups.bold) return el("strong", {}, inner(groups.bolded));
  if (groups.struck) return el("s", {}, inner(groups.struck));
  if (groups.slant) return el("em", {}, inner(groups.slanted));
  return mrkdwn(groups.token, reader);
}
