// A message's author: the name that stands there and the face beside it.

import { el } from "../nodes.js";

const HUES = 6;

/** Who wrote a message, as its reader knows them. */
export function nameOf(message, reader) {
  if (message.user === "USLACKBOT" || message.isGone) return "Slack";
  const known = reader.nameOf(message.user);
  return message.username ?? known ?? message.user ?? message.bot_id;
}

/** A square with the first letter of a name, of the same colour for the same author. */
export function face({ user }, name) {
  const kind = `face hue-${hue(user ?? name)}`;
  return el("span", { class: kind, "aria-hidden": "true" }, [...name][0].toUpperCase());
}

function hue(id) {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % HUES;
}
