// The question that an element may ask before it acts.

import { textNodes } from "./mrkdwn.js";
import { el } from "./nodes.js";

const dialog = document.getElementById("confirm");

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
  return el(
    "form",
    { method: "dialog" },
    el("h2", { id: "confirm-title" }, title.text),
    el("p", { class: "text" }, textNodes(text, reader)),
    el(
      "div",
      { class: "foot" },
      el("button", { value: "no" }, deny.text),
      el("button", { value: "yes", class: style ?? "primary" }, confirm.text),
    ),
  );
}
