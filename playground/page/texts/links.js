// Links that lead out of the page, each into a tab of its own.

import { el } from "../nodes.js";

const SAFE = /^(https?|mailto|tel|slack):/i;

/** A link with some words or nodes in it; only those if the address could run something here. */
export function link(url, ...words) {
  if (!SAFE.test(url)) return el("span", {}, words);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);
}

/** Open an address beside the page, if there is one. */
export function follow(url) {
  if (url && SAFE.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}
