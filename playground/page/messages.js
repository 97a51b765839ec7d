// The messages of one conversation.

import { drawAttachments, drawFiles } from "./attached.js";
import { drawBlocks } from "./blocks.js";
import { hour, localIso, longDay } from "./dates.js";
import { mrkdwn } from "./mrkdwn.js";
import { el, menu, reconcile } from "./nodes.js";
import { Surface, answered } from "./surfaces.js";
import { isReply, replyButton, replyLine, rootOf, threaded } from "./threads.js";

const HUES = 6;
const NEAR = 80; // pixels from the end within which new messages are followed

/** Draw a conversation's messages; `isNew` when another one was shown before. */
export function showMessages(log, messages, context, isNew) {
  const end = log.scrollHeight - log.scrollTop - log.clientHeight;
  const items = messages.length ? inOrder(messages, context) : [emptiness(context)];
  reconcile(log, items);
  if (isNew || end < NEAR) log.scrollTop = log.scrollHeight;
}

function emptiness({ title }) {
  const draw = () => el("p", { class: "empty" }, `Nothing has been said in ${title} yet.`);
  return { key: `empty ${title}`, stamp: "", draw };
}

function inOrder(messages, context) {
  const { zone } = context.reader;
  const items = [];
  const { replyingTo } = context;
  let day = "";
  const sorted = threaded(messages);
  for (const [index, message] of sorted.entries()) {
    const at = when(message);
    const its = localIso(at, zone).slice(0, 10);
    if (its !== day && !isReply(message)) {
      day = its;
      items.push(divider(at, zone));
    }
    items.push(item(message, context));
    const next = sorted[index + 1];
    const isLast = !next || rootOf(next) !== rootOf(message);
    if (isLast && rootOf(message) === replyingTo) items.push(replyLine(message.channel, replyingTo, context));
  }
  return items;
}

function when(message) {
  return new Date(Number(message.ts) * 1000);
}

function divider(at, zone) {
  const words = longDay(at, zone);
  const draw = () => el("h2", { class: "day" }, el("span", {}, words));
  return { key: `day ${localIso(at, zone).slice(0, 10)}`, stamp: words, draw };
}

function item(message, context) {
  const { reader } = context;
  const today = localIso(reader.now, reader.zone).slice(0, 10);
  const stamp = JSON.stringify([message, reader.me, reader.zone, today]);
  return { key: `${message.channel} ${message.ts}`, stamp, draw: () => drawn(message, context) };
}

function drawn(message, context) {
  const { reader } = context;
  const name = nameOf(message, reader);
  const classes = ["message", isReply(message) ? "reply" : "", message.ephemeral_to ? "private" : ""];
  return el(
    "article",
    { class: classes.join(" ").trim(), "aria-label": `${name}, ${hour(when(message), reader.zone)}` },
    el("span", { class: `face hue-${hue(message.user ?? name)}`, "aria-hidden": "true" }, [...name][0]),
    el("div", { class: "said" }, head(message, name, context), content(message, context)),
    el("div", { class: "tools" }, replyButton(message, context), shortcuts(message, context)),
  );
}

function nameOf(message, reader) {
  if (message.user === "USLACKBOT") return "Slack";
  return reader.nameOf(message.user) ?? message.username ?? message.user ?? message.bot_id;
}

function head(message, name, { reader, app }) {
  const at = when(message);
  const marks = [
    message.user === app || message.bot_id ? el("span", { class: "mark" }, "App") : null,
    el("time", { datetime: at.toISOString() }, hour(at, reader.zone)),
    isReply(message) ? el("span", { class: "aside" }, inThread(message)) : null,
    message.ephemeral_to ? el("span", { class: "aside" }, "👁 Only visible to you") : null,
    message.edited ? el("span", { class: "aside" }, "(edited)") : null,
  ];
  return el("p", { class: "head" }, el("strong", {}, name), marks);
}

function inThread({ subtype }) {
  return subtype === "thread_broadcast" ? "in the thread and the channel" : "in the thread";
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

function shortcuts(message, { member, complain, shortcuts: known }) {
  const mine = known.filter((shortcut) => shortcut.type === "message");
  if (!mine.length || message.user === "USLACKBOT" || message.ephemeral_to) return null;
  const start = (name) => answered(member, placeOf(message), "starts", { name }, complain);
  const items = mine.map(({ name, callback_id: id }) => ({ label: name, run: () => start(id) }));
  return menu("Message shortcuts", "⋮", items);
}

function placeOf({ channel, ts }) {
  return { channel, ts };
}

function hue(id) {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % HUES;
}
