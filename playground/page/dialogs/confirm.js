// The question that an element may ask before it acts.

import { plainWords } from "../texts/emoji.js";
import { keepFocusIn } from "./focus.js";
import { textNodes } from "../texts/mrkdwn.js";
import { el } from "../nodes.js";

const dialog = document.getElementById("confirm");
keepFocusIn(dialog);

/** Whether the person agrees to a confirm object; yes at once if there is none. */
export function confirmed(question, reader) {
  if (!question) return Promise.resolve(true);
  return new Promise((resolve) => {
    dialog.replaceChildren(drawn(question, reader));
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}

function drawn({ title, text, confirm, deny, style }, reader) {
  const words = (label, otherwise) => (label ? plainWords(label) : otherwise);
  return el(
    "form",
    { method: "dialog" },
    el("h2", { id: "confirm-title", dir: "auto" }, words(title, "Are you sure?")),
    el("div", { class: "text", dir: "auto" }, text ? textNodes(text, reader) : null),
    el(
      "div",
      { class: "foot" },
      el("button", { value: "no", autofocus: true }, words(deny, "Cancel")),
      el("button", { value: "yes", class: `primary ${style ?? ""}` }, words(confirm, "Yes")),
    ),
  );
}
