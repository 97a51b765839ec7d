// The list above a text box: commands, people or channels that fit what is typed.

import { el } from "../nodes.js";

const NAME = /(?:^|\s)([@#][\p{L}\p{N}._-]*)$/u;
const MOST = 8;
const GROUPS = [
  { handle: "here", name: "Everybody who is active in this channel" },
  { handle: "channel", name: "Everybody in this channel" },
];

/** Offers what fits at the caret; steered by the arrow keys, Tab, Enter and Escape. */
export class Completions {
  constructor(line, list) {
    Object.assign(this, { line, list, active: -1, fitting: [], commands: [], people: [], channels: [] });
    this.line.addEventListener("blur", () => this.close());
  }

  /** Say what there is to offer: {commands: [{command, hint, description}], people, channels}. */
  know({ commands, people, channels }) {
    Object.assign(this, { commands, people, channels });
  }

  offer() {
    const caret = this.line.selectionStart;
    const word = NAME.exec(this.line.value.slice(0, caret))?.[1];
    this.fitting = word ? this.named(word, caret) : this.commanded();
    this.list.setAttribute("aria-label", { "@": "People", "#": "Channels" }[word?.[0]] ?? "Commands");
    this.list.replaceChildren(...this.fitting.map((item, index) => this.drawn(item, index)));
    this.list.hidden = !this.fitting.length;
    this.point(this.fitting.some((item) => item.isChoice) ? 0 : -1);
  }

  /** The commands that begin with what is typed; the one being filled in stays with its usage. */
  commanded() {
    const { value } = this.line;
    const [typed] = value.split(/\s/, 1);
    if (!typed.startsWith("/")) return [];
    const isWhole = /\s/.test(value);
    const fits = ({ command }) => (isWhole ? command === typed : command.startsWith(typed));
    return this.commands.filter(fits).map(({ command, hint, description }) => ({
      label: command, hint, more: description, from: 0, words: command, isChoice: !isWhole,
    }));
  }

  named(word, caret) {
    const letters = word.slice(1).toLowerCase();
    const from = caret - word.length;
    const [sign] = word;
    const known = sign === "#"
      ? this.channels.map((name) => ({ handle: name, name: "" }))
      : [...this.people, ...GROUPS];
    const fits = ({ handle, name }) =>
      handle.toLowerCase().startsWith(letters) ||
      name.toLowerCase().split(/\s/).some((part) => part.startsWith(letters));
    return known.filter(fits).slice(0, MOST).map(({ handle, name }) => ({
      label: sign + handle, hint: name, from, words: sign + handle, isChoice: true,
    }));
  }

  drawn({ label, hint, more }, index) {
    const choose = (event) => {
      event.preventDefault(); // the focus stays in the box
      this.take(index);
    };
    return el(
      "li",
      { role: "option", id: this.idOf(index), "aria-selected": "false", onmousedown: choose },
      el("span", {}, el("strong", {}, label), ` ${hint}`),
      more ? el("span", { class: "more" }, more) : null,
    );
  }

  idOf(index) {
    return `${this.list.id}-${index}`;
  }

  point(index) {
    this.active = index;
    [...this.list.children].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === index));
      if (at === index) node.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) this.line.removeAttribute("aria-activedescendant");
    else this.line.setAttribute("aria-activedescendant", this.idOf(index));
  }

  close() {
    this.list.hidden = true;
    this.point(-1);
  }

  /** Put the words of an item where it fits, and a space after them. */
  take(index) {
    const { from, words } = this.fitting[index];
    this.line.setRangeText(`${words} `, from, this.line.selectionStart, "end");
    this.line.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Whether a key was meant for the list, and did its work there. */
  steer({ key, shiftKey }) {
    if (this.list.hidden) return false;
    const last = this.fitting.length - 1;
    if (key === "Escape") this.close();
    else if (this.active < 0) return false;
    else if (key === "ArrowDown") this.point(this.active >= last ? 0 : this.active + 1);
    else if (key === "ArrowUp") this.point(this.active <= 0 ? last : this.active - 1);
    else if (key === "Tab" && !shiftKey) this.take(this.active);
    else if (key === "Enter" && !shiftKey && this.isPartial()) this.take(this.active);
    else return false;
    return true;
  }

  isPartial() {
    const { from, words } = this.fitting[this.active];
    return this.line.value.slice(from, this.line.selectionStart) !== words;
  }
}
