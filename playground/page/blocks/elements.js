// The interactive elements of Block Kit, by type.

import { button, feedbackButtons, iconButton, overflow, workflowButton } from "./buttons.js";
import { fileInput } from "./file_input.js";
import { datePicker, dateTimePicker, timePicker } from "./moments.js";
import { externalSelect, rosterSelect, staticSelect } from "./selects.js";
import { Setting } from "./setting.js";
import { textInput } from "./texts.js";
import { ticks } from "./ticks.js";
import { drawnOrNamed, unknown } from "../unknown.js";

/** An element in a block of a surface; `labels` are attributes that name it (id, aria-…). */
export function drawElement(block, element, surface, labels = {}) {
  const draw = DRAWN[element.type];
  if (!draw) return unknown(element.type);
  const named = Object.keys(labels).length ? labels : { "aria-label": ownLabel(element) };
  return drawnOrNamed(element.type, () => draw(new Setting(block, element, surface, named)));
}

/** Whether an element's own markup carries its label, as a group of ticks does. */
export function isGroup(element) {
  return element.type === "radio_buttons" || element.type === "checkboxes";
}

function ownLabel(element) {
  return element.placeholder?.text ?? element.type.replace(/_/g, " ");
}

const DRAWN = {
  button,
  workflow_button: workflowButton,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  overflow,
  static_select: staticSelect,
  multi_static_select: staticSelect,
  external_select: externalSelect,
  multi_external_select: externalSelect,
  users_select: rosterSelect,
  multi_users_select: rosterSelect,
  channels_select: rosterSelect,
  multi_channels_select: rosterSelect,
  conversations_select: rosterSelect,
  multi_conversations_select: rosterSelect,
  radio_buttons: ticks,
  checkboxes: ticks,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: textInput,
  file_input: fileInput,
};
