// One message: who said what and when, what it shows, and what can be done with it.

import { drawAttachments, drawFiles } from "../blocks/attached.js";
import { drawBlocks } from "../blocks/blocks.js";
import { confirmed } from "../dialogs/confirm.js";
import { spelledDate } from "../texts/date_tokens.js";
import { hour, localIso } from "../texts/dates.js";
import { drawEdit } from "./edits.js";
import { face, nameOf } from "./faces.js";
import { mrkdwn } from "../texts/mrkdwn.js";
import { el, menu } from "../nodes.js";
import { drawReactions, reactionMenu } from "./reactions.js";
import { Surface, answered } from "../blocks/surfaces.js";
import { replyButton, threadLine } from "./threads.js";
import { placeOf } from "../workspace.js";

const DAY_AND_HOUR = "{date_short_pretty} {time}";

/** All that a message's drawing depends on: as long as it is the same, the drawing stands. */
export function stampOf(message, { isJoined, replies }, { reader, isNews, names, onReply, editing }) {
  const today = localIso(reader.now, reader.zone).slice(0, 10);
  const thread = onReply ? [replies.length, replies.at(-1)?.ts, replies.some(isNews)] : [];
  const isOpen = editing === message.ts;
  return JSON.stringify([message, isJoined, thread, isOpen, reader.me, reader.zone, today, names]);
}

/** A message as a node; `isJoined` to the one above it by the same author. */
export function drawMessage(message, { isJoined, replies }, context) {
  const { reader } = context;
  const name = nameOf(message, reader);
  const at = new Date(Number(message.ts) * 1000);
  // A thread has no dividers between its days.
  const words = context.parent ? spelledDate(message.ts, DAY_AND_HOUR, reader) : hour(at, reader.zone);
  // Beside a joined message there is room for the digits alone.
  const digits = hour(at, reader.zone).replace(/ [AP]M$/, "");
  const time = el("time", { datetime: at.toISOString() }, isJoined ? digits : words);
  const isPinned = Boolean(message.pinned_to?.length);
  const kinds = { joined: isJoined, private: message.ephemeral_to, gone: message.isGone, pinned: isPinned };
  const classes = Object.keys(kinds).filter((kind) => kinds[kind]);
  return el(
    "article",
    { class: ["message", ...classes].join(" "), "aria-label": `${name}, ${hour(at, reader.zone)}` },
    isJoined ? el("span", { class: "gutter" }, time) : face(message, name),
    el(
      "div",
      { class: "said" },
      isPinned ? el("p", { class: "pin" }, "📌 Pinned") : null,
      isJoined ? null : head(message, name, time, context),
      message.ts === context.editing ? drawEdit(message, context) : content(message, context),
      message.edited ? el("span", { class: "aside edited" }, "(edited)") : null,
      drawReactions(message, context),
      threadLine(message, replies, context),
    ),
    tools(message, context),
  );
}

function head(message, name, time, context) {
  const isApp = message.user === context.app || message.bot_id;
  return el(
    "p",
    { class: "head" },
    el("strong", {}, name),
    isApp ? el("span", { class: "mark" }, "App") : null,
    time,
    message.subtype === "thread_broadcast" ? inThread(message, context) : null,
    message.ephemeral_to ? onlyYou(message, context) : null,
  );
}

function inThread(message, { onReply }) {
  if (!onReply) return el("span", { class: "aside" }, "also sent to the channel");
  const open = () => onReply(message.thread_ts);
  const button = el("button", { type: "button", class: "link", onclick: open }, "a thread");
  return el("span", { class: "aside" }, "replied to ", button);
}

function onlyYou(message, { member, complain }) {
  const dismiss = () => answered(member, placeOf(message), "deletes", {}, complain);
  const button = el("button", { type: "button", class: "link", onclick: dismiss }, "Dismiss");
  return el("span", { class: "aside" }, "👁 Only visible to you · ", button);
}

function content(message, { reader, member, complain }) {
  const surface = new Surface({ member, on: placeOf(message), reader, complain });
  const { blocks = [], attachments = [], files = [], text } = message;
  const words = text && !blocks.length
    ? el("div", { class: "text", dir: "auto" }, mrkdwn(text, reader))
    : null;
  const more = [...drawAttachments(attachments, surface), ...drawFiles(files)];
  if (words && !more.length) return words;
  return el("div", { class: "blocks" }, words, drawBlocks(blocks, surface), more);
}

function tools(message, context) {
  const drawn = [reactionMenu(message, context), replyButton(message, context), moreActions(message, context)];
  return drawn.some(Boolean) ? el("div", { class: "tools" }, drawn) : null;
}

function moreActions(message, context) {
  if (message.user === "USLACKBOT" || message.ephemeral_to || message.isGone) return null;
  const { member, complain, shortcuts, appName } = context;
  const mine = shortcuts.filter((shortcut) => shortcut.type === "message");
  const start = (name) => answered(member, placeOf(message), "starts", { name }, complain);
  const items = mine.map(({ name, callback_id: id }) => ({
    label: name, more: appName, run: () => start(id), focus: `${id} ${message.ts}`,
  }));
  const isPinned = Boolean(message.pinned_to?.length);
  const pin = () => answered(member, placeOf(message), "pins", { again: isPinned }, complain);
  items.push({ label: isPinned ? "Remove pin" : "Pin to this conversation", run: pin });
  if (message.user === member) {
    items.push({ label: "Edit message", run: () => context.onEdit(message.ts) });
    items.push({ label: "Delete message", run: () => takeBack(message, context) });
  }
  return menu("More actions", "⋮", items);
}

async function takeBack(message, { member, reader, complain }) {
  const plain = (text) => ({ type: "plain_text", text });
  const question = {
    title: plain("Delete message"), text: plain("It can’t be brought back."),
    confirm: plain("Delete"), deny: plain("Cancel"), style: "danger",
  };
  if (await confirmed(question, reader)) answered(member, placeOf(message), "deletes", {}, complain);
}
