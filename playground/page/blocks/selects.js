// The selects, for one choice and for several: all are one list that typing narrows.

import { plainWords } from "../texts/emoji.js";
import { Picker } from "./picker.js";
import { ROSTERS } from "./rosters.js";

const PAUSE = 150; // milliseconds of rest before the app is asked for options
const MIN_QUERY = 3; // Slack's own least number of letters for an external select

/** A select whose options the element names itself. */
export function staticSelect(setting) {
  const { options, option_groups: groups } = setting.element;
  const offered = groups ? groups.map(labelled) : [{ options }];
  const chosen = setting.held;
  return drawn(setting, { find: among(offered), chosen, told: (option) => option });
}

/** A select whose options the app gives for the letters typed. */
export function externalSelect(setting) {
  const { block, element, surface } = setting;
  const find = async (query) => (await surface.offers(block, element, query)).map(labelled);
  const least = element.min_query_length ?? MIN_QUERY;
  return drawn(setting, { find, least, pause: PAUSE, chosen: setting.held, told: (option) => option });
}

/** A select of people or conversations. */
export function rosterSelect(setting) {
  const { element, surface } = setting;
  const isMany = element.type.startsWith("multi_");
  const roster = ROSTERS[element.type.replace("multi_", "")](surface.reader, element);
  const options = roster.map(({ id, label }) => ({ text: { text: label, emoji: false }, value: id }));
  const held = [setting.held ?? []].flat();
  const known = held.map((id) => options.find(({ value }) => value === id) ?? unlisted(id, surface.reader));
  const chosen = isMany ? known : known[0];
  return drawn(setting, { find: among([{ options }]), chosen, told: ({ value }) => value });
}

function drawn(setting, { told, ...how }) {
  const { element, attributes } = setting;
  const many = element.type.startsWith("multi_");
  const placeholder = setting.placeholder || (many ? "Choose options" : "Choose an option");
  const onPick = (picked, undo) => setting.choose(many ? picked.map(told) : picked && told(picked), undo);
  const shown = { ...attributes, placeholder };
  return new Picker({ ...how, many, most: element.max_selected_items, attributes: shown, onPick }).node;
}

function among(groups) {
  return async (query) => {
    const words = query.toLocaleLowerCase();
    const matches = ({ text }) => text.text.toLocaleLowerCase().includes(words);
    return groups.map((group) => ({ ...group, options: group.options.filter(matches) }));
  };
}

function labelled({ label, options }) {
  return { label: label && plainWords(label), options };
}

// What is held may have left the roster since: a closed account, an archived channel.
function unlisted(id, { nameOf }) {
  return { text: { text: nameOf(id) ?? id, emoji: false }, value: id };
}
