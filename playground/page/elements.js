// The interactive elements of Block Kit: buttons, selects, pickers and inputs.

import { confirmed } from "./confirm.js";
import { instantOf, localIso } from "./dates.js";
import { withEmoji } from "./emoji.js";
import { textNodes } from "./mrkdwn.js";
import { el, freshId, menu } from "./nodes.js";
import { Picker } from "./picker.js";
import { nameOf } from "./surfaces.js";

const EARLIEST_YEAR = 1900; // a year half typed is 0002, 0020, 0202
const PAUSE = 150; // milliseconds of rest before the app is asked for options
const MIN_QUERY = 3; // Slack's own least number of letters for an external select

/** An element in a block of a surface; `labels` are attributes that name it (id, aria-…). */
export function drawElement(block, element, surface, labels = {}) {
  const draw = DRAWN[element.type] ?? DRAWN[element.type.replace(/^multi_.*/, "multi")];
  if (!draw) return unknown(element.type);
  const named = Object.keys(labels).length ? labels : { "aria-label": ownLabel(element) };
  return draw(new Setting(block, element, surface, named));
}

/** What stands in for something that this page can't draw. */
export function unknown(type) {
  return el("div", { class: "unknown" }, `This page can’t show a “${type}” yet.`);
}

/** Whether an element's own markup carries its label, as a group of ticks does. */
export function isGroup(element) {
  return element.type === "radio_buttons" || element.type === "checkboxes";
}

function ownLabel(element) {
  return element.placeholder?.text ?? element.type.replace(/_/g, " ");
}

/** One element where it stands. */
class Setting {
  constructor(block, element, surface, labels) {
    Object.assign(this, { block, element, surface });
    this.attributes = { ...labels, "data-focus": nameOf(block, element) };
    this.placeholder = element.placeholder?.text ?? "";
  }

  get held() {
    return this.surface.held(this.block, this.element);
  }

  get sendsAtOnce() {
    return this.block.type !== "input" || Boolean(this.block.dispatch_action);
  }

  /** Choose if the person confirms; else `undo` puts the control back. */
  async choose(wanted, undo = () => {}) {
    if (await confirmed(this.element.confirm, this.surface.reader)) {
      return this.surface.choose(this.block, this.element, wanted);
    }
    return undo();
  }
}

function button({ block, element, surface, attributes }) {
  const press = async ({ currentTarget: pressed }) => {
    if (!(await confirmed(element.confirm, surface.reader))) return;
    if (element.url) window.open(element.url, "_blank", "noopener");
    pressed.setAttribute("aria-busy", "true");
    await surface.press(block, element);
    pressed.removeAttribute("aria-busy");
  };
  const { "data-focus": focus } = attributes;
  const own = { type: "button", class: element.style, "aria-label": element.accessibility_label };
  return el("button", { ...own, "data-focus": focus, onclick: press }, withEmoji(element.text.text));
}

function overflow({ block, element, surface }) {
  const items = element.options.map((option) => ({
    label: withEmoji(option.text.text),
    run: async () => {
      if (!(await confirmed(element.confirm, surface.reader))) return;
      if (option.url) window.open(option.url, "_blank", "noopener");
      await surface.choose(block, element, option.value);
    },
  }));
  return menu("More actions", "⋯", items);
}

function select(setting, groups, chosen) {
  const flat = groups.flatMap((group) => group.options);
  const index = chosen === undefined || chosen === null ? -1 : flat.findIndex((o) => o.is(chosen));
  let at = 0;
  const drawn = groups.map(({ label, options }) => {
    const nodes = options.map((o) => el("option", { value: String(at++) }, withEmoji(o.label)));
    return label ? [el("optgroup", { label }, nodes)] : nodes;
  });
  const change = ({ currentTarget }) => {
    const before = index < 0 ? "" : String(index);
    setting.choose(flat[currentTarget.value]?.wanted ?? null, () => (currentTarget.value = before));
  };
  const empty = el("option", { value: "" }, setting.placeholder || "Choose…");
  const node = el("select", { ...setting.attributes, onchange: change }, empty, drawn.flat());
  node.value = index < 0 ? "" : String(index);
  return node;
}

function staticSelect(setting) {
  const { element } = setting;
  const groups = element.option_groups ?? [{ options: element.options }];
  const told = groups.map((group) => ({
    label: group.label?.text,
    options: group.options.map((option) => ({
      label: option.text.text,
      wanted: option,
      is: (chosen) => chosen.value === option.value,
    })),
  }));
  return select(setting, told, setting.held);
}

function listedSelect(setting, listed) {
  const options = listed.map(({ id, label }) => ({ label, wanted: id, is: (held) => held === id }));
  return select(setting, [{ options }], setting.held);
}

function externalSelect(setting) {
  const { block, element, surface } = setting;
  return pick(setting, {
    find: (query) => surface.offers(block, element, query),
    least: element.min_query_length ?? MIN_QUERY,
    pause: PAUSE,
    chosen: setting.held,
  });
}

function several(setting) {
  const { element, surface } = setting;
  if (element.type === "multi_external_select") return externalSelect(setting);
  const listed = LISTED[element.type.replace("multi_", "")]?.(surface.reader, element);
  if (!listed) return pick(setting, { find: among(optionsOf(element)), least: 0, chosen: setting.held });
  const options = listed.map(({ id, label }) => ({ text: { text: label }, value: id }));
  const held = new Set(setting.held ?? []);
  const chosen = options.filter((option) => held.has(option.value));
  return pick(setting, { find: among(options), least: 0, chosen, told: (o) => o.value });
}

function pick(setting, { told = (option) => option, ...rest }) {
  const many = setting.element.type.startsWith("multi_");
  const wanted = (picked) => (many ? picked.map(told) : picked);
  const attributes = { ...setting.attributes, placeholder: setting.placeholder || "Type to search" };
  const onPick = (picked) => setting.choose(wanted(picked));
  return new Picker({ ...rest, many, most: setting.element.max_selected_items, attributes, onPick }).node;
}

function among(options) {
  return async (query) => {
    const letters = query.toLocaleLowerCase();
    return options.filter((option) => option.text.text.toLocaleLowerCase().includes(letters));
  };
}

function optionsOf(element) {
  return element.options ?? element.option_groups.flatMap((group) => group.options);
}

function ticks(setting) {
  const { element, surface, attributes } = setting;
  const one = element.type === "radio_buttons";
  const group = freshId("ticks");
  const inputs = () => [...node.querySelectorAll("input")];
  const showHeld = () => {
    const held = new Set([setting.held ?? []].flat().map((option) => option.value));
    inputs().forEach((input, index) => (input.checked = held.has(element.options[index].value)));
  };
  const change = () => {
    const ticked = inputs().map((input) => input.checked);
    const chosen = element.options.filter((_, index) => ticked[index]);
    setting.choose(one ? (chosen[0] ?? null) : chosen, showHeld);
  };
  const rows = element.options.map((option, index) => {
    const type = one ? "radio" : "checkbox";
    const focus = `${attributes["data-focus"]}/${index}`;
    const input = el("input", { type, name: group, "data-focus": focus, onchange: change });
    const more = option.description
      ? el("span", { class: "more" }, textNodes(option.description, surface.reader))
      : null;
    const words = el("span", {}, textNodes(option.text, surface.reader), more);
    return el("label", { class: "tick" }, input, words);
  });
  const { "data-focus": _, ...named } = attributes;
  const node = el("div", { ...named, role: one ? "radiogroup" : "group", class: "ticks" }, rows);
  showHeld();
  return node;
}

function text(setting) {
  const { block, element, surface } = setting;
  const onEach = element.dispatch_action_config?.trigger_actions_on?.includes("on_character_entered");
  const enter = async (event) => {
    const newLine = element.multiline && !block.dispatch_action;
    if (event.key !== "Enter" || newLine || event.isComposing) return;
    event.preventDefault();
    if (block.dispatch_action && !onEach) await setting.choose(event.currentTarget.value || null);
    else event.currentTarget.form?.requestSubmit();
  };
  const type = ({ currentTarget }) => {
    if (block.dispatch_action && onEach) setting.choose(currentTarget.value || null);
    else surface.type(block, element, currentTarget.value || null);
  };
  const typing = { oninput: type, onchange: () => surface.settle(), onkeydown: enter };
  const attributes = { ...setting.attributes, placeholder: setting.placeholder, ...typing, dir: "auto" };
  const value = setting.held ?? "";
  if (element.multiline) return el("textarea", { ...attributes, rows: 4, value });
  return el("input", { ...attributes, ...(KEYBOARDS[element.type] ?? { type: "text" }), value });
}

const KEYBOARDS = {
  email_text_input: { type: "email" },
  url_text_input: { type: "url" },
  number_input: { type: "text", inputmode: "decimal" },
};

function date(setting) {
  const change = ({ currentTarget }) => {
    const { value } = currentTarget;
    if (value && Number(value.slice(0, 4)) < EARLIEST_YEAR) return;
    setting.choose(value || null, () => (currentTarget.value = setting.held ?? ""));
  };
  return el("input", { ...setting.attributes, type: "date", value: setting.held ?? "", onchange: change });
}

function time(setting) {
  return moment(setting, "time", (held) => held, (value) => value);
}

function dateTime(setting) {
  const { zone } = setting.surface.reader;
  const shown = (stamp) => localIso(new Date(stamp * 1000), zone);
  return moment(setting, "datetime-local", shown, (value) => instantOf(value, zone).getTime() / 1000);
}

function moment(setting, type, shown, told) {
  const settled = () => (setting.held ? shown(setting.held) : "");
  const change = ({ currentTarget }) => {
    if (currentTarget.value === settled()) return;
    const wanted = currentTarget.value ? told(currentTarget.value) : null;
    setting.choose(wanted, () => (currentTarget.value = settled()));
  };
  // Half a time typed by keyboard is a time too: the app hears of it when the person moves on.
  const when = setting.sendsAtOnce ? "onblur" : "onchange";
  return el("input", { ...setting.attributes, type, value: settled(), [when]: change });
}

const channelsOf = (reader) => reader.channels.filter((channel) => !channel.is_im && !channel.is_archived);
const LISTED = {
  users_select: (reader) => reader.people.map((p) => ({ id: p.id, label: reader.nameOf(p.id) })),
  channels_select: (reader) =>
    channelsOf(reader)
      .filter((channel) => !channel.is_private)
      .map((channel) => ({ id: channel.id, label: `#${channel.name}` })),
  conversations_select: (reader, element) =>
    channelsOf(reader)
      .filter((channel) => suits(channel, element.filter))
      .map((channel) => ({ id: channel.id, label: `#${channel.name}` })),
};

function suits(channel, filter) {
  const kind = channel.is_private ? "private" : "public";
  const shared = filter?.exclude_external_shared_channels && channel.is_ext_shared;
  return !shared && (filter?.include ?? [kind]).includes(kind);
}

const listed = (setting) =>
  listedSelect(setting, LISTED[setting.element.type](setting.surface.reader, setting.element));

const DRAWN = {
  button,
  overflow,
  static_select: staticSelect,
  external_select: externalSelect,
  users_select: listed,
  channels_select: listed,
  conversations_select: listed,
  multi: several,
  radio_buttons: ticks,
  checkboxes: ticks,
  datepicker: date,
  timepicker: time,
  datetimepicker: dateTime,
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
};
