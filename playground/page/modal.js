// The modal in front of the acting person.

import { drawBlocks } from "./blocks.js";
import { withEmoji } from "./emoji.js";
import { el, refocus, say } from "./nodes.js";
import { Surface } from "./surfaces.js";
import { act } from "./workspace.js";

const FIELDS = "input, textarea, select";

/** Shows whichever view lies on top of a person's stack in one dialog. */
export class Modal {
  constructor(dialog, refresh) {
    Object.assign(this, { dialog, refresh, view: null, surface: null, busy: false });
    // The workspace decides when a modal goes away, so Escape only asks it to.
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    dialog.addEventListener("keydown", (event) => {
      const isMenus = dialog.querySelector("details.menu[open]");
      if (event.key !== "Escape" || event.defaultPrevented || isMenus) return;
      event.preventDefault();
      this.close();
    });
  }

  /** Bring the dialog to what the workspace says is in front: a view, or null. */
  show(view, member, reader) {
    if (!view) {
      this.view = null;
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const isSame = this.view?.id === view.id;
    if (isSame && this.view.hash === view.hash && this.dialog.open) return;
    const typed = isSame ? this.surface.typed : new Map();
    const focused = isSame ? document.activeElement?.dataset.focus : undefined;
    this.surface = new Surface({
      member, on: null, reader, values: view.state.values,
      complain: (words) => say(this.trouble, words),
    });
    this.surface.typed = typed;
    this.view = view;
    this.draw({});
    if (!this.dialog.open) this.dialog.showModal();
    this.focus(focused);
  }

  draw(errors) {
    const { view } = this;
    this.trouble = el("p", { class: "error", role: "alert", hidden: true });
    this.body = el("div", { class: "body" }, drawBlocks(view.blocks, this.surface, errors));
    const form = el(
      "form",
      { novalidate: true, onsubmit: (event) => this.submit(event) },
      this.drawHead(),
      this.body,
      this.drawFoot(),
    );
    this.dialog.replaceChildren(form);
  }

  drawHead() {
    const isStacked = Boolean(this.view.previous_view_id);
    const leave = () => this.close(isStacked);
    const label = isStacked ? "Close all" : "Close";
    return el(
      "div",
      { class: "head" },
      el("h2", { id: "modal-title" }, withEmoji(this.view.title.text)),
      el("button", { type: "button", class: "quiet", "aria-label": label, title: label, onclick: leave }, "✕"),
    );
  }

  drawFoot() {
    const { submit, close } = this.view;
    const words = close ? withEmoji(close.text) : submit ? "Cancel" : "Close";
    this.send = submit
      ? el("button", { type: "submit", class: "primary", disabled: this.view.submit_disabled }, withEmoji(submit.text))
      : null;
    const cancel = el("button", { type: "button", onclick: () => this.close() }, words);
    return el("div", { class: "foot" }, this.trouble, cancel, this.send);
  }

  focus(name) {
    if (name) {
      refocus(this.body, name);
      return;
    }
    const first = this.body.querySelector(FIELDS) ?? this.send ?? this.dialog.querySelector(".foot button");
    first?.focus();
  }

  async submit(event) {
    event.preventDefault();
    if (!this.send || this.busy) return;
    this.wait(true);
    try {
      if (await this.surface.settle()) this.tell(await this.surface.submit());
    } catch (refusal) {
      say(this.trouble, refusal.message);
    }
    this.wait(false);
    await this.refresh();
  }

  wait(busy) {
    this.busy = busy;
    this.send.disabled = busy;
    this.dialog.setAttribute("aria-busy", String(busy));
  }

  /** Show the errors that came back: at their fields, or above the buttons. */
  tell(errors) {
    const { modal, ...atFields } = errors ?? {};
    if (Object.keys(atFields).length) {
      this.draw(atFields);
      this.body.querySelector("[aria-invalid]")?.closest(".input").scrollIntoView({ block: "nearest" });
      const invalid = this.body.querySelector("[aria-invalid]");
      (invalid?.matches(FIELDS) ? invalid : invalid?.querySelector(FIELDS))?.focus();
    } else if (this.body.querySelector(".error")) {
      this.draw({});
    }
    if (modal) say(this.trouble, modal);
  }

  async close(wholeStack = false) {
    try {
      await act(this.surface.member, "closes", { whole_stack: wholeStack });
    } catch (refusal) {
      say(this.trouble, refusal.message);
    }
    await this.refresh();
  }
}
