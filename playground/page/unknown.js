// What stands in for a block or an element that this page can't draw.

import { el } from "./nodes.js";

/** A box that names a kind of block or element unknown here. */
export function unknown(type) {
  return el("div", { class: "unknown" }, `This page can’t show a “${type ?? "nameless"}” yet.`);
}

/** What `draw` returns, or a box that says why it couldn't: one bad block leaves the others be. */
export function drawnOrNamed(type, draw) {
  try {
    return draw();
  } catch (fault) {
    // What an app sends can be wrong in any way, and each ends in some error of its own.
    return el("div", { class: "unknown" }, `This “${type}” is malformed: ${fault.message}`);
  }
}
