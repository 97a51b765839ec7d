// Radio buttons and checkboxes.

import { textNodes } from "../texts/mrkdwn.js";
import { el, freshId } from "../nodes.js";

/** A group of radio buttons or checkboxes with their descriptions. */
export function ticks(setting) {
  const { element, attributes } = setting;
  const isOne = element.type === "radio_buttons";
  const group = freshId("ticks");
  const inputs = () => [...node.querySelectorAll("input")];
  const showHeld = () => {
    const held = new Set([setting.held ?? []].flat().map((option) => option.value));
    inputs().forEach((input, index) => (input.checked = held.has(element.options[index].value)));
  };
  const change = () => {
    const ticked = inputs().map((input) => input.checked);
    const chosen = element.options.filter((_, index) => ticked[index]);
    setting.choose(isOne ? (chosen[0] ?? null) : chosen, showHeld);
  };
  const rows = element.options.map((option, index) => {
    const focus = `${attributes["data-focus"]}/${index}`;
    const own = { type: isOne ? "radio" : "checkbox", name: group, "data-focus": focus };
    return el("label", { class: "tick" }, el("input", { ...own, onchange: change }), words(option, setting));
  });
  const { "data-focus": _, ...named } = attributes;
  const node = el("div", { ...named, role: isOne ? "radiogroup" : "group", class: "ticks" }, rows);
  showHeld();
  return node;
}

function words({ text, description }, { surface }) {
  const more = description
    ? el("span", { class: "more" }, textNodes(description, surface.reader))
    : null;
  return el("span", {}, textNodes(text, surface.reader), more);
}
