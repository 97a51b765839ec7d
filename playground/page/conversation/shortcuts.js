// The ⚡ button: the app's global shortcuts, found by letters.

import { el, opening } from "../nodes.js";
import { answered } from "../blocks/surfaces.js";

/** A menu of shortcuts with a box to search in; empty and hidden until there are some. */
export class Shortcuts {
  constructor(complain) {
    this.complain = complain;
    const kind = { type: "search", autocomplete: "off", placeholder: "Search shortcuts" };
    this.search = el("input", { id: "shortcut-search", ...kind });
    this.found = el("div", {});
    this.none = el("p", { class: "more", hidden: true }, "No shortcut has these letters.");
    this.node = opening(el(
      "details",
      { class: "menu", id: "shortcuts", hidden: true },
      el("summary", { "aria-label": "Shortcuts", title: "Shortcuts" }, "⚡"),
      el("div", { class: "sheet" },
        el("label", { for: "shortcut-search", class: "unseen" }, "Search shortcuts"),
        this.search, this.found, this.none),
    ));
    this.search.addEventListener("input", () => this.sift());
    this.search.addEventListener("keydown", (event) => this.startFirst(event));
    this.node.addEventListener("toggle", () => this.opened());
  }

  /** Offer a person the shortcuts of an app. */
  show(shortcuts, member, appName) {
    const stamp = JSON.stringify([shortcuts, member, appName]);
    if (this.stamp === stamp) return;
    this.stamp = stamp;
    this.node.hidden = !shortcuts.length;
    this.found.replaceChildren(...shortcuts.map((shortcut) => this.drawn(shortcut, member, appName)));
  }

  drawn({ name, callback_id: id }, member, appName) {
    const start = () => {
      this.node.open = false;
      this.node.querySelector("summary").focus();
      answered(member, null, "starts", { name: id }, this.complain);
    };
    return el("button", { type: "button", onclick: start }, name, el("span", { class: "more" }, ` ${appName}`));
  }

  opened() {
    if (!this.node.open) return;
    this.search.value = "";
    this.sift();
    this.search.focus();
  }

  sift() {
    const letters = this.search.value.trim().toLowerCase();
    for (const button of this.found.children) {
      button.hidden = !button.textContent.toLowerCase().includes(letters);
    }
    this.none.hidden = Boolean(this.first);
  }

  get first() {
    return this.found.querySelector("button:not([hidden])");
  }

  startFirst(event) {
    if (event.key !== "Enter") return;
    event.preventDefault(); // Enter would send the line in the box around it
    this.first?.click();
  }
}
