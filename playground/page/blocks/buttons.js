// Elements that are pressed: buttons of all kinds and the overflow menu.

import { plainWords } from "../texts/emoji.js";
import { follow } from "../texts/links.js";
import { el, menu } from "../nodes.js";

const ICONS = { trash: "🗑" };

/** A button; one with an address opens it, and the app is told all the same. */
export function button(setting) {
  const { block, element, surface } = setting;
  return worded(setting, () => {
    follow(element.url);
    return surface.press(block, element.action_id);
  });
}

/** A button that would start a workflow at Slack. */
export function workflowButton(setting) {
  return worded(setting, () => setting.surface.complain("This workspace runs no workflows."));
}

function worded(setting, press) {
  const { accessibility_label: label, style, text } = setting.element;
  return pressable(setting, { label, style, words: plainWords(text), press });
}

/** A small button that bears a picture alone. */
export function iconButton(setting) {
  const { element, surface, block } = setting;
  const only = element.visible_to_user_ids;
  if (only && !only.includes(surface.member)) return null;
  const label = element.accessibility_label ?? plainWords(element.text);
  const words = ICONS[element.icon] ?? plainWords(element.text);
  return pressable(setting, { label, style: "icon", words, press: () => surface.press(block, element.action_id) });
}

/** The two thumbs under an answer. */
export function feedbackButtons(setting) {
  const { element } = setting;
  const thumb = (choice, sign) =>
    pressable(setting, {
      label: choice.accessibility_label ?? plainWords(choice.text), style: "icon", words: sign,
      focus: choice.value, press: () => setting.surface.press(setting.block, choice.text.text),
    });
  const thumbs = [thumb(element.positive_button, "👍"), thumb(element.negative_button, "👎")];
  return el("span", { class: "thumbs" }, thumbs);
}

/** A menu of up to five choices behind one small button. */
export function overflow(setting) {
  const { element, attributes } = setting;
  const choose = async (option) => {
    if (!(await setting.agreed())) return;
    follow(option.url);
    await setting.surface.choose(setting.block, element, option.value);
  };
  const items = element.options.map((option, index) => ({
    label: plainWords(option.text), more: option.description && plainWords(option.description),
    run: () => choose(option), focus: `${attributes["data-focus"]}/${index}`,
  }));
  const drawn = menu("More actions", "⋯", items);
  drawn.querySelector("summary").dataset.focus = attributes["data-focus"];
  return drawn;
}

function pressable(setting, { label, style, words, press, focus = "" }) {
  const pressed = async ({ currentTarget: node }) => {
    if (node.getAttribute("aria-busy") || !(await setting.agreed())) return;
    node.setAttribute("aria-busy", "true");
    await press();
    node.removeAttribute("aria-busy");
  };
  const name = setting.attributes["data-focus"] + (focus && `/${focus}`);
  const attributes = { type: "button", class: style, "aria-label": label, title: style === "icon" ? label : null };
  return el("button", { ...attributes, "data-focus": name, onclick: pressed }, words);
}
