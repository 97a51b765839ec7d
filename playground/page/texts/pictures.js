// Pictures, which live elsewhere on the net, and the words that stand in where they can't load.

import { el } from "../nodes.js";

/** An image block or element; `kind` is a class that bounds its size. */
export function picture({ image_url: url, slack_file: file, alt_text: words }, kind = "") {
  return framed(url ?? file?.url, words, kind);
}

/** The picture at an address, or its words in a box as soon as it is known not to come. */
export function framed(url, words, kind = "") {
  if (!url) return standIn(words);
  const image = el("img", { src: url, alt: words ?? "", class: kind, referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(standIn(words)), { once: true });
  return image;
}

function standIn(words) {
  return el("span", { class: "picture", role: "img", "aria-label": words }, `🖼 ${words ?? ""}`);
}
