// Emoji that people put on a message.

import { mrkdwn } from "../texts/mrkdwn.js";
import { el, opening } from "../nodes.js";
import { answered } from "../blocks/surfaces.js";
import { placeOf } from "../workspace.js";

const USUAL = ["+1", "white_check_mark", "eyes", "tada", "heart", "raised_hands"];

/** The reactions to a message, each a button that adds one's own or takes it back; null for none. */
export function drawReactions(message, context) {
  const given = message.reactions ?? [];
  if (!given.length) return null;
  return el("ul", { class: "reactions", "aria-label": "Reactions" }, given.map((one) => chip(message, one, context)));
}

function chip(message, { name, users, count }, context) {
  const isMine = users.includes(context.member);
  const who = users.map((user) => context.reader.nameOf(user) ?? user).join(", ");
  const attributes = {
    type: "button", title: who, "aria-pressed": String(isMine), "data-focus": `${name} ${message.ts}`,
    "aria-label": `${name}, ${count}: ${who}`,
    onclick: () => react(message, name, isMine, context),
  };
  return el("li", {}, el("button", attributes, mrkdwn(`:${name}:`, context.reader), ` ${count}`));
}

/** The button that offers a few emoji to react with; null where nobody can. */
export function reactionMenu(message, context) {
  if (message.ephemeral_to || message.isGone) return null;
  const choose = (name) => {
    details.open = false;
    react(message, name, false, context);
  };
  const offered = USUAL.map((name) => {
    const attributes = { type: "button", "aria-label": name, onclick: () => choose(name) };
    return el("button", attributes, mrkdwn(`:${name}:`, context.reader));
  });
  const label = "Add reaction";
  const summary = el("summary", { "aria-label": label, title: label }, "☺");
  const details = el("details", { class: "menu emoji" }, summary, el("div", { class: "sheet" }, offered));
  return opening(details);
}

function react(message, name, isMine, { member, complain }) {
  const args = { emoji: name, again: isMine };
  return answered(member, placeOf(message), "reacts", args, complain);
}
