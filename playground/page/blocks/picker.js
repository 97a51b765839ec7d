// A box to type in that narrows a list to choose from, for one choice or several.

import { plainWords } from "../texts/emoji.js";
import { el, freshId } from "../nodes.js";
import { Sheet } from "./sheet.js";

const LONGEST_LIST = 200; // options drawn at once

/**
 * `find(query)` promises groups of options ([{label, options: [{text, …}]}]) for some letters;
 * `least` is how many letters it needs, `pause` how many milliseconds without a key it waits for;
 * `onPick` is called with the chosen option, or with a list of them if `many`, and with what
 * takes the choice back.
 */
export class Picker {
  constructor({ find, least = 0, pause = 0, chosen, many, most, attributes, onPick }) {
    Object.assign(this, { find, least, pause, many, most: most ?? Infinity, onPick });
    this.chosen = many ? [...(chosen ?? [])] : [chosen].filter(Boolean);
    this.options = [];
    this.active = -1;
    this.asked = 0;
    this.focusName = attributes["data-focus"];
    this.list = el("ul", { id: freshId("list"), role: "listbox", "aria-label": "Options", class: "options" });
    this.said = el("p", { class: "note", role: "status" });
    this.input = this.drawInput(attributes);
    this.sheet = new Sheet(this.input, this.list, this.said);
    this.chips = el("ul", { class: "chips" });
    this.node = el("div", { class: many ? "picker many" : "picker" }, this.chips, this.input, this.sheet.node);
    this.showChosen();
  }

  drawInput(attributes) {
    return el("input", {
      ...attributes,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      dir: "auto",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      onfocus: ({ currentTarget }) => currentTarget.select(),
      oninput: () => this.ask(this.pause),
      onclick: () => !this.sheet.isOpen && this.ask(0),
      onkeydown: (event) => this.steer(event),
      onblur: () => this.leave(),
    });
  }

  get query() {
    const words = this.input.value.trim();
    const isShown = !this.many && this.chosen.length && words === shownFor(this.chosen[0]);
    return isShown ? "" : words;
  }

  ask(pause) {
    const turn = ++this.asked;
    clearTimeout(this.timer);
    const why = this.whyNot();
    if (why) {
      this.fill([]);
      this.tell(why);
      return;
    }
    this.point(-1); // Enter takes nothing that was offered for other letters
    if (pause) this.tell("Looking…");
    this.timer = setTimeout(async () => {
      const groups = await this.find(this.query);
      if (turn === this.asked && this.input === document.activeElement) this.offer(groups);
    }, pause);
  }

  whyNot() {
    const isFull = this.many && this.chosen.length >= this.most;
    if (isFull) return `No more than ${this.most} can be chosen.`;
    return this.query.length < this.least ? `Type at least ${letters(this.least)}.` : "";
  }

  /** Say a line under the box where no options stand. */
  tell(words) {
    this.said.textContent = this.options.length ? "" : words;
    this.open();
  }

  offer(groups) {
    const taken = new Set(this.many ? this.chosen.map(sameness) : []);
    const isFree = (option) => !taken.has(sameness(option));
    this.fill(groups.map((group) => ({ ...group, options: group.options.filter(isFree) })));
    this.tell("No results");
    const at = this.many ? -1 : this.options.findIndex((option) => this.isChosen(option));
    this.point(this.query ? 0 : at);
  }

  fill(groups) {
    this.options = [];
    this.active = -1;
    const nodes = groups.filter(({ options }) => options.length).map((group) => this.drawGroup(group));
    this.list.replaceChildren(...nodes.flat());
    this.list.hidden = !this.options.length;
  }

  drawGroup({ label, options }) {
    const drawn = options.slice(0, LONGEST_LIST - this.options.length).map((option) => {
      this.options.push(option);
      return this.drawOption(option, this.options.length - 1);
    });
    if (!label) return drawn;
    const id = freshId("group");
    const head = el("li", { id, role: "presentation", class: "group" }, label);
    return [el("li", { role: "presentation" }, el("ul", { role: "group", "aria-labelledby": id }, head, drawn))];
  }

  drawOption(option, index) {
    const more = option.description ? el("span", { class: "more" }, plainWords(option.description)) : null;
    const isChosen = !this.many && this.isChosen(option);
    const attributes = { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false" };
    const choose = () => this.pick(index);
    const words = el("span", { dir: "auto" }, shownFor(option));
    return el("li", { ...attributes, class: isChosen ? "chosen" : null, onclick: choose }, words, more);
  }

  isChosen(option) {
    return this.chosen.some((kept) => sameness(kept) === sameness(option));
  }

  open() {
    this.input.setAttribute("aria-expanded", String(Boolean(this.options.length)));
    this.sheet.open();
  }

  close() {
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.sheet.close();
  }

  point(index) {
    this.active = this.options.length ? index : -1;
    this.list.querySelectorAll("[role=option]").forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === this.active));
      if (at === this.active) node.scrollIntoView({ block: "nearest" });
    });
    if (this.active < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
  }

  steer(event) {
    const isOpen = this.sheet.isOpen && this.options.length > 0;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" && isOpen) this.point(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp" && isOpen) this.point(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.ask(0);
    else if (event.key === "Home" && isOpen) this.point(0);
    else if (event.key === "End" && isOpen) this.point(last);
    else if (event.key === "Enter" && isOpen && this.active >= 0) this.pick(this.active);
    else if (event.key === "Escape" && this.sheet.isOpen) this.dismiss();
    else if (event.key === "Backspace" && this.many && !this.input.value) this.drop(this.chosen.at(-1));
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  }

  dismiss() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.close();
  }

  pick(index) {
    const option = this.options[index];
    this.dismiss();
    this.change(this.many ? [...this.chosen, option] : [option]);
    this.input.focus();
    this.input.select(); // the next letters look for another
  }

  drop(option) {
    if (!option) return;
    this.change(this.chosen.filter((kept) => kept !== option));
    this.input.focus();
  }

  change(chosen) {
    const before = this.chosen;
    const show = (shown) => {
      this.chosen = shown;
      this.showChosen();
    };
    show(chosen);
    this.onPick(this.many ? [...chosen] : (chosen[0] ?? null), () => show(before));
  }

  leave() {
    this.dismiss();
    const isEmptied = !this.many && this.chosen.length && !this.input.value.trim();
    if (isEmptied) this.change([]);
    // The chips stay as they are: one of them may be what takes the focus.
    else if (this.many) this.input.value = "";
    else this.showChosen();
  }

  showChosen() {
    if (this.many) {
      this.input.value = "";
      this.chips.replaceChildren(...this.chosen.map((option) => this.drawChip(option)));
      return;
    }
    const [option] = this.chosen;
    this.input.value = option ? shownFor(option) : "";
    this.input.title = this.input.value;
  }

  drawChip(option) {
    const words = shownFor(option);
    const attributes = { type: "button", "aria-label": `Remove ${words}`, "data-focus": `${this.focusName}/${words}` };
    return el("li", {}, words, el("button", { ...attributes, onclick: () => this.drop(option) }, "×"));
  }
}

function shownFor(option) {
  return plainWords(option.text);
}

function letters(count) {
  return count === 1 ? "1 letter" : `${count} letters`;
}

function sameness(option) {
  return JSON.stringify([option.value, option.text.text]);
}
