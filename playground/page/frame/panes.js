// The pane at the right: a thread, the things to try or the inspector, one at a time.

const WIDE = "(min-width: 1001px)";
const SMALL = matchMedia("(max-width: 720px)");
const SECTIONS = { thread: "thread", tries: "tries-pane", inspector: "inspector-pane" };

/** Whether a pane stands beside the conversation instead of over it. */
export function isWide() {
  return matchMedia(WIDE).matches;
}

/** Opens and closes the panes; `onChange` is called after each change. */
export class Panes {
  constructor(onChange) {
    this.onChange = onChange;
    this.shown = null;
    this.behind = null;
    this.opener = null;
    this.side = document.getElementById("side");
    this.side.addEventListener("keydown", (event) => this.leaveOn(event));
    for (const button of this.side.querySelectorAll(".close")) {
      button.addEventListener("click", () => this.close());
    }
    SMALL.addEventListener("change", () => this.cover());
    for (const name of ["tries", "inspector"]) {
      this.toggleOf(name).addEventListener("click", () => this.toggle(name));
    }
  }

  toggleOf(name) {
    return document.getElementById(`${name}-toggle`);
  }

  toggle(name) {
    if (this.shown === name) this.close();
    else this.open(name);
  }

  /** Show a pane; where it lies over the page, or if `takesFocus`, its heading has the focus. */
  open(name, takesFocus = !isWide()) {
    // A thread is a digression: what stood there before comes back after it.
    this.behind = name === "thread" && this.shown !== "thread" ? this.shown : null;
    this.opener = document.activeElement;
    this.put(name);
    if (takesFocus) this.side.querySelector("section:not([hidden]) h2").focus();
  }

  close() {
    const hadFocus = this.side.contains(document.activeElement);
    this.put(isWide() ? this.behind : null);
    this.behind = null;
    if (hadFocus) this.returnFocus();
  }

  put(name) {
    this.shown = name;
    this.side.hidden = !name;
    document.body.classList.toggle("beside", Boolean(name));
    for (const [each, id] of Object.entries(SECTIONS)) {
      document.getElementById(id).hidden = each !== name;
      this.toggleOf(each)?.setAttribute("aria-expanded", String(each === name));
    }
    this.cover();
    this.onChange();
  }

  /** On a small screen a pane is all there is: nothing behind it takes the focus. */
  cover() {
    for (const part of document.querySelectorAll("#sidebar, main")) {
      part.inert = Boolean(this.shown) && SMALL.matches;
    }
  }

  returnFocus() {
    const { focus: name } = this.opener?.dataset ?? {};
    const anew = [...document.querySelectorAll("main [data-focus]")].find((e) => e.dataset.focus === name);
    const before = this.opener?.isConnected && !this.side.contains(this.opener) ? this.opener : null;
    (before ?? anew ?? document.getElementById("line")).focus();
  }

  leaveOn(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.close();
  }
}
