// One element where it stands: its block, its surface, and what names it there.

import { confirmed } from "../dialogs/confirm.js";
import { plainWords } from "../texts/emoji.js";
import { nameOf } from "./surfaces.js";

export class Setting {
  constructor(block, element, surface, labels) {
    Object.assign(this, { block, element, surface });
    this.attributes = { ...labels, "data-focus": nameOf(block, element) };
    this.placeholder = element.placeholder ? plainWords(element.placeholder) : "";
  }

  /** What the element holds now. */
  get held() {
    return this.surface.held(this.block, this.element);
  }

  /** Whether the app hears of a choice at once, not only with the form. */
  get sendsAtOnce() {
    return this.block.type !== "input" || Boolean(this.block.dispatch_action);
  }

  /** Whether the person agrees to what the element asks, if it asks. */
  agreed() {
    return confirmed(this.element.confirm, this.surface.reader);
  }

  /** Choose if the person agrees; else `undo` puts the control back. */
  async choose(wanted, undo = () => {}) {
    if (await this.agreed()) return this.surface.choose(this.block, this.element, wanted);
    return undo();
  }
}
