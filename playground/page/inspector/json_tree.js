// JSON to read: a tree whose larger branches are folded.

import { el } from "../nodes.js";

const OPEN_UNTIL = 4; // entries of a branch that is unfolded from the start

/** A value as nodes; words of an app become text only. */
export function tree(value) {
  const isTop = true;
  return el("div", { class: "json" }, branch("", value, isTop));
}

function branch(name, value, isTop = false) {
  const label = name === "" ? null : el("span", { class: "key" }, `${name}: `);
  if (value === null || typeof value !== "object") return el("div", {}, label, leaf(value));
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  if (!entries.length) return el("div", {}, label, size);
  const inside = el("div", { class: "branch" }, entries.map(([key, item]) => branch(key, item)));
  if (isTop) return inside;
  const open = entries.length <= OPEN_UNTIL && entries.every(([, item]) => !isDeep(item));
  return el("details", { open }, el("summary", {}, label, hint(value, size)), inside);
}

/** What a folded branch holds, in a word: its type or id if it has one. */
function hint(value, size) {
  const word = value.type ?? value.id ?? value.action_id;
  return typeof word === "string" ? `${size} ${word}` : size;
}

function isDeep(value) {
  return value !== null && typeof value === "object" && Object.keys(value).length > 0;
}

function leaf(value) {
  const kind = typeof value === "string" ? "text" : "plain";
  return el("span", { class: kind }, typeof value === "string" ? value : String(value));
}
