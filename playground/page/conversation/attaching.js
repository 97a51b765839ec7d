// The file that goes with the next message: picked or pasted, and kept until it is sent.

import { read, tooLarge } from "../files.js";
import { el, say } from "../nodes.js";

/** A button to pick a file, and the line that names the one picked; one for each place. */
export class Attaching {
  /** `complain` is called with why a file can't be taken, or "". */
  constructor(complain) {
    Object.assign(this, { complain, place: "", picked: new Map() });
    this.input = el("input", { type: "file", hidden: true, "aria-hidden": "true", onchange: () => this.chosen() });
    const label = { "aria-label": "Attach a file", title: "Attach a file" };
    this.button = el("button", { type: "button", class: "icon", ...label, onclick: () => this.input.click() }, "📎");
    this.node = el("span", {}, this.input, this.button);
    this.line = el("p", { class: "picked", role: "status", hidden: true });
  }

  /** Stand at a place, named by a key, where files can be sent or not. */
  show(place, isOpen) {
    this.place = place;
    this.button.disabled = !isOpen;
    this.draw();
  }

  /** The file that is to go from a place, if any. */
  at(place) {
    return this.picked.get(place);
  }

  forget(place, file) {
    if (this.picked.get(place) === file) this.picked.delete(place);
    this.draw();
  }

  /** Take the file of a paste; what is no file stays the browser's. */
  paste(event) {
    const [file] = event.clipboardData?.files ?? [];
    if (!file || this.button.disabled) return;
    event.preventDefault();
    this.pick(file);
  }

  chosen() {
    const [file] = this.input.files;
    this.input.value = "";
    if (file) this.pick(file);
  }

  pick(file) {
    const why = tooLarge(file);
    this.complain(why);
    if (why) return;
    this.picked.set(this.place, file);
    this.draw();
  }

  draw() {
    const file = this.picked.get(this.place);
    if (this.drawn === file) return;
    this.drawn = file;
    say(this.line, file ? `📄 ${file.name}` : "");
    if (file) this.line.append(this.removal(file));
  }

  removal(file) {
    const remove = () => {
      this.forget(this.place, file);
      this.button.focus();
    };
    return el("button", { type: "button", class: "quiet", "aria-label": `Remove ${file.name}`, onclick: remove }, "×");
  }
}

/** What the workspace is told of a file besides where it goes. Throws where it can't be read. */
export async function sendable(file) {
  const { name, content } = await read(file);
  return { name, content };
}
