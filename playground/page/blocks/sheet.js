// A sheet that hangs at a box over all else, where there is room for it.

import { el } from "../nodes.js";

const GAP = 4; // pixels between the box and its sheet
const NARROWEST = 260;
const TALLEST = 320;

export class Sheet {
  constructor(box, ...children) {
    this.box = box;
    // The focus stays in the box while the sheet is clicked and scrolled.
    const hold = (event) => event.preventDefault();
    this.node = el("div", { class: "choices", popover: "manual", onmousedown: hold }, children);
  }

  get isOpen() {
    return this.node.matches(":popover-open");
  }

  /** Show the sheet, or fit it to what it holds now. */
  open() {
    if (!this.node.isConnected) return;
    if (!this.isOpen) this.follow();
    this.place();
  }

  close() {
    this.following?.abort();
    if (this.isOpen) this.node.hidePopover();
  }

  follow() {
    this.node.showPopover();
    this.following = new AbortController();
    const { signal } = this.following;
    const place = ({ target }) => target !== this.node && !this.node.contains(target) && this.place();
    window.addEventListener("scroll", place, { capture: true, signal });
    window.addEventListener("resize", () => this.place(), { signal });
  }

  place() {
    const box = this.box.getBoundingClientRect();
    const below = window.innerHeight - box.bottom - 2 * GAP;
    const above = box.top - 2 * GAP;
    const { style } = this.node;
    const width = Math.min(Math.max(box.width, NARROWEST), window.innerWidth - 2 * GAP);
    style.width = `${width}px`;
    style.left = `${Math.max(GAP, Math.min(box.left, window.innerWidth - width - GAP))}px`;
    style.maxHeight = `${TALLEST}px`;
    const isBelow = below >= Math.min(this.node.offsetHeight, TALLEST) || below >= above;
    style.maxHeight = `${Math.min(TALLEST, isBelow ? below : above)}px`;
    style.top = isBelow ? `${box.bottom + GAP}px` : "auto";
    style.bottom = isBelow ? "auto" : `${window.innerHeight - box.top + GAP}px`;
  }
}
