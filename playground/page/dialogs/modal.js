// The modal in front of the acting person.

import { drawBlock } from "../blocks/blocks.js";
import { plainWords } from "../texts/emoji.js";
import { cursorOf, keepFocusIn } from "./focus.js";
import { unmarkError } from "../blocks/inputs.js";
import { el, reconcile, refocus, say } from "../nodes.js";
import { nameOf, Surface } from "../blocks/surfaces.js";
import { act } from "../workspace.js";

const FIELDS = "input, textarea, select";

/** Shows whichever view lies on top of a person's stack in one dialog. */
export class Modal {
  constructor(dialog, refresh) {
    Object.assign(this, { dialog, refresh, view: null, surface: null, busy: false, errors: {} });
    keepFocusIn(dialog);
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
    const isSame = this.dialog.open && this.view?.id === view.id && this.surface.member === member;
    if (isSame && this.view.hash === view.hash) return;
    this.view = view;
    if (isSame) this.update(reader);
    else this.open(member, reader);
  }

  open(member, reader) {
    const { values } = this.view.state;
    const complain = (words) => say(this.trouble, words);
    const touched = (block) => this.forgive(block);
    this.surface = new Surface({ member, on: null, reader, values, complain, touched });
    this.errors = {};
    this.trouble = el("p", { class: "error", role: "alert", hidden: true });
    this.waiting = el("p", { class: "note waiting", role: "status" });
    this.form = el("form", { novalidate: true, onsubmit: (event) => this.submit(event) });
    this.body = el("div", { class: "body" });
    this.dialog.replaceChildren(this.form);
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
    this.body.scrollTop = 0;
    this.focusFirst();
  }

  /** An update by the app: blocks that stay as they were keep what is typed, and the cursor. */
  update(reader) {
    Object.assign(this.surface, { reader, values: this.view.state.values });
    const [field, place] = [document.activeElement, cursorOf(document.activeElement)];
    this.draw();
    if (document.activeElement === field) return;
    refocus(this.dialog, field?.dataset.focus);
    place(document.activeElement);
  }

  draw() {
    const { title, submit, close, submit_disabled: isOff, previous_view_id: below } = this.view;
    const head = { key: "head", stamp: JSON.stringify([title, below]), draw: () => this.drawHead() };
    const foot = { key: "foot", stamp: JSON.stringify([submit, close, isOff]), draw: () => this.drawFoot() };
    const body = { key: "body", stamp: this.body.stamp, draw: () => this.body };
    reconcile(this.form, [head, body, foot]);
    reconcile(this.body, this.view.blocks.map((block) => this.item(block)));
  }

  item(block) {
    const error = this.errors[block.block_id];
    return {
      key: block.block_id, stamp: stampOf(block, error),
      draw: () => drawBlock(block, this.surface, error),
    };
  }

  drawHead() {
    const isStacked = Boolean(this.view.previous_view_id);
    const label = isStacked ? "Close all" : "Close";
    const leave = { type: "button", class: "quiet", "aria-label": label, title: label, "data-focus": "leave" };
    return el(
      "div",
      { class: "head" },
      el("h2", { id: "modal-title", dir: "auto" }, plainWords(this.view.title)),
      el("button", { ...leave, onclick: () => this.close(isStacked) }, "✕"),
    );
  }

  drawFoot() {
    const { submit, close, submit_disabled: isOff, previous_view_id: below } = this.view;
    const otherwise = below ? "Back" : submit ? "Cancel" : "Close";
    const words = close ? plainWords(close) : otherwise;
    const own = { type: "submit", class: "primary", "data-focus": "submit", disabled: isOff };
    this.send = submit ? el("button", own, plainWords(submit)) : null;
    const cancel = { type: "button", "data-focus": "cancel", onclick: () => this.close() };
    return el("div", { class: "foot" }, this.trouble, this.waiting, el("button", cancel, words), this.send);
  }

  focusFirst() {
    const wished = this.view.blocks
      .flatMap((block) => [block.element, block.accessory, ...(block.elements ?? [])].map((e) => [block, e]))
      .find(([, element]) => element?.focus_on_load);
    const named = wished && nameOf(...wished);
    const first = [...this.body.querySelectorAll("[data-focus]")].find((e) => e.dataset.focus === named);
    const buttons = [this.send, this.dialog.querySelector(".foot button")];
    (first ?? this.body.querySelector(FIELDS) ?? buttons.find((button) => button && !button.disabled)).focus();
  }

  async submit(event) {
    event.preventDefault();
    if (!this.send || this.busy || this.view.submit_disabled) return;
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
    if (busy) say(this.trouble, "");
    this.waiting.textContent = busy ? "Sending…" : "";
    this.dialog.setAttribute("aria-busy", String(busy));
    if (this.send) this.send.disabled = busy || Boolean(this.view?.submit_disabled);
    // A browser drops the focus of a button that is disabled.
    const isLost = document.activeElement === document.body;
    if (!busy && isLost && this.dialog.open) this.send?.focus();
  }

  /** Show the errors that came back: at their fields, or above the buttons. */
  tell(errors) {
    const { modal, ...atFields } = errors ?? {};
    this.errors = atFields;
    if (this.view) this.draw();
    const invalid = this.body.querySelector("[aria-invalid]");
    invalid?.closest(".input").scrollIntoView({ block: "nearest" });
    (invalid?.matches(FIELDS) ? invalid : invalid?.querySelector(FIELDS))?.focus();
    say(this.trouble, modal ?? "");
  }

  /** What is being mended is no longer wrong, as far as anyone knows. */
  forgive(block) {
    if (!this.errors[block.block_id]) return;
    delete this.errors[block.block_id];
    const input = [...this.body.children].find((node) => node.dataset.key === block.block_id);
    if (!input) return;
    unmarkError(input);
    input.stamp = stampOf(block, undefined);
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

function stampOf(block, error) {
  return JSON.stringify([block, error]);
}
