// A box to type in that narrows a list to choose from, for one choice or several.

import { el, freshId } from "./nodes.js";

const LONGEST_LIST = 100;

/**
 * `find(query)` promises the options ({text, …}) for some letters; `least` is how many letters
 * it needs, `pause` how many milliseconds without a key it waits for; `onPick` is called with
 * the chosen option, or with a list of them if `many`.
 */
export class Picker {
  constructor({ find, least, pause = 0, chosen, many, most, attributes, onPick }) {
    Object.assign(this, { find, least, pause, many, most: most ?? Infinity, onPick });
    this.chosen = many ? [...(chosen ?? [])] : [chosen].filter(Boolean);
    this.options = [];
    this.active = -1;
    this.asked = 0;
    this.list = el("ul", { id: freshId("list"), role: "listbox", class: "options", hidden: true });
    this.input = this.drawInput(attributes);
    this.chips = el("ul", { class: "chips" });
    this.said = el("p", { class: "note", role: "status" });
    this.node = el("div", { class: "picker" }, this.chips, this.input, this.list, this.said);
    this.showChosen();
  }

  drawInput(attributes) {
    return el("input", {
      ...attributes,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      oninput: () => this.ask(this.pause),
      onclick: () => this.list.hidden && this.ask(0),
      onkeydown: (event) => this.steer(event),
      onblur: () => this.leave(),
    });
  }

  get query() {
    const words = this.input.value.trim();
    const shown = !this.many && this.chosen[0]?.text.text === words;
    return shown ? "" : words;
  }

  ask(pause) {
    const turn = ++this.asked;
    clearTimeout(this.timer);
    if (this.query.length < this.least) {
      const more = `Type at least ${this.least} letters.`;
      this.close(this.query || !this.chosen.length ? more : "");
      return;
    }
    this.timer = setTimeout(async () => {
      const options = await this.find(this.query);
      if (turn === this.asked && this.input === document.activeElement) this.offer(options);
    }, pause);
  }

  offer(options) {
    const taken = new Set(this.many ? this.chosen.map(sameness) : []);
    this.options = options.filter((o) => !taken.has(sameness(o))).slice(0, LONGEST_LIST);
    this.list.replaceChildren(...this.options.map((option, index) => this.drawOption(option, index)));
    this.said.textContent = this.options.length ? "" : "No results";
    this.list.hidden = !this.options.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.point(this.query ? 0 : -1);
  }

  drawOption(option, index) {
    const choose = (event) => {
      event.preventDefault(); // the focus stays in the box
      this.pick(index);
    };
    const more = option.description
      ? [el("span", { class: "more" }, option.description.text)]
      : [];
    return el(
      "li",
      { id: `${this.list.id}-${index}`, role: "option", "aria-selected": "false", onmousedown: choose },
      option.text.text,
      more,
    );
  }

  point(index) {
    this.active = this.options.length ? index : -1;
    [...this.list.children].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === this.active));
      if (at === this.active) node.scrollIntoView({ block: "nearest" });
    });
    const active = this.active >= 0 ? `${this.list.id}-${this.active}` : "";
    this.input.setAttribute("aria-activedescendant", active);
  }

  steer(event) {
    const open = !this.list.hidden;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" && open) this.point(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp" && open) this.point(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "ArrowDown") this.ask(0);
    else if (event.key === "Enter" && open && this.active >= 0) this.pick(this.active);
    else if (event.key === "Escape" && open) this.close("");
    else if (event.key === "Backspace" && this.many && !this.input.value) this.drop(this.chosen.at(-1));
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  }

  pick(index) {
    const option = this.options[index];
    if (!this.many) this.chosen = [option];
    else if (this.chosen.length < this.most) this.chosen.push(option);
    this.close("");
    this.showChosen();
    this.tell();
  }

  drop(option) {
    if (!option) return;
    this.chosen = this.chosen.filter((kept) => kept !== option);
    this.showChosen();
    this.tell();
    this.input.focus();
  }

  tell() {
    this.onPick(this.many ? [...this.chosen] : (this.chosen[0] ?? null));
  }

  leave() {
    clearTimeout(this.timer);
    this.asked += 1;
    const emptied = !this.many && this.chosen.length && !this.input.value.trim();
    if (emptied) {
      this.chosen = [];
      this.tell();
    }
    this.close("");
    this.showChosen();
  }

  close(words) {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-activedescendant", "");
    this.said.textContent = words;
  }

  showChosen() {
    if (!this.many) {
      this.input.value = this.chosen[0]?.text.text ?? "";
      return;
    }
    this.input.value = "";
    this.chips.replaceChildren(...this.chosen.map((option) => this.drawChip(option)));
  }

  drawChip(option) {
    const label = `Remove ${option.text.text}`;
    const remove = el("button", { type: "button", "aria-label": label, onclick: () => this.drop(option) }, "×");
    return el("li", {}, option.text.text, remove);
  }
}

function sameness(option) {
  return JSON.stringify([option.value, option.text.text]);
}
