// Inputs for text, numbers, addresses and rich text.

import { el } from "../nodes.js";
import { wordsOf } from "../texts/rich_text.js";

const LONGEST = 3000; // characters that Slack takes in one input
const NEAR = 0.1; // the share of the greatest length within which the rest is counted
const ROWS = 4; // lines of a long text's box, unless the element says how many
const KEYBOARDS = {
  email_text_input: { type: "email" },
  url_text_input: { type: "url" },
  number_input: { type: "text", inputmode: "decimal" },
};

/** A box to type in; it counts as its limits come near. */
export function textInput(setting) {
  const { element } = setting;
  const counter = element.type === "plain_text_input" ? new Counter(element) : null;
  const isLong = Boolean(element.multiline) || element.type === "rich_text_input";
  const attributes = {
    ...setting.attributes, placeholder: setting.placeholder, dir: "auto", value: shown(setting),
    oninput: typing(setting, counter), onkeydown: entering(setting, isLong),
    onchange: () => setting.surface.settle(),
  };
  const input = isLong
    ? el("textarea", { ...attributes, rows: element.min_lines ?? ROWS })
    : el("input", { ...attributes, ...(KEYBOARDS[element.type] ?? { type: "text" }) });
  counter?.count(input.value);
  return counter ? el("div", { class: "typed" }, input, counter.node) : input;
}

function shown({ element, held }) {
  return (element.type === "rich_text_input" && typeof held !== "string" ? wordsOf(held) : held) ?? "";
}

/** Which keys tell the app: Enter is what Slack takes if the element doesn't say. */
function triggers({ block, element }) {
  const said = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tells = (trigger) => Boolean(block.dispatch_action) && said.includes(trigger);
  return { onEnter: tells("on_enter_pressed"), onEach: tells("on_character_entered") };
}

function typing(setting, counter) {
  const { block, element, surface } = setting;
  const { onEach } = triggers(setting);
  return ({ currentTarget: { value } }) => {
    counter?.count(value);
    if (onEach) setting.choose(value || null);
    else surface.type(block, element, value || null);
  };
}

function entering(setting, isLong) {
  const { onEnter } = triggers(setting);
  return async (event) => {
    const isNewLine = isLong && (event.shiftKey || !onEnter);
    if (event.key !== "Enter" || event.isComposing || isNewLine) return;
    event.preventDefault();
    const { value, form } = event.currentTarget;
    if (onEnter) await setting.choose(value || null);
    else form?.requestSubmit();
  };
}

/** Says how many characters are left, or are missing. */
class Counter {
  constructor({ min_length: least = 0, max_length: most = LONGEST }) {
    Object.assign(this, { least, most });
    this.node = el("p", { class: "note counter", role: "status" });
  }

  count(text) {
    const left = this.most - text.length;
    this.node.classList.toggle("over", left < 0);
    this.node.textContent = this.words(text.length, left);
  }

  words(length, left) {
    if (left < 0) return `${characters(-left)} too many`;
    if (length && length < this.least) return `${characters(this.least - length)} more needed`;
    return length && left <= this.most * NEAR ? `${characters(left)} left` : "";
  }
}

function characters(count) {
  return count === 1 ? "1 character" : `${count} characters`;
}
