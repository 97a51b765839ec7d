// The messages of one conversation.

import { drawBlocks } from "./blocks.js";
import { hour, localIso, longDay } from "./dates.js";
import { mrkdwn } from "./mrkdwn.js";
import { el, menu, reconcile } from "./nodes.js";
import { Surface, answered } from "./surfaces.js";

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
  let day = "";
  for (const message of threaded(messages)) {
    const at = when(message);
    const its = localIso(at, zone).slice(0, 10);
    if (its !== day && !isReply(message)) {
      day = its;
      items.push(divider(at, zone));
    }
    items.push(item(message, context));
  }
  return items;
}

/** Replies directly under what they reply to. */
function threaded(messages) {
  const known = new Set(messages.map((message) => message.ts));
  const root = (message) => (isReply(message) && known.has(message.thread_ts) ? message.thread_ts : message.ts);
  const order = (message) => [Number(root(message)), Number(message.ts)];
  return [...messages].sort((one, other) => {
    const [a, b] = [order(one), order(other)];
    return a[0] - b[0] || a[1] - b[1];
  });
}

function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
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
  const name = message.user === "USLACKBOT" ? "Slack" : (reader.nameOf(message.user) ?? message.user);
  const classes = ["message", isReply(message) ? "reply" : "", message.ephemeral_to ? "private" : ""];
  return el(
    "article",
    { class: classes.join(" ").trim(), "aria-label": `${name}, ${hour(when(message), reader.zone)}` },
    el("span", { class: `face hue-${hue(message.user)}`, "aria-hidden": "true" }, [...name][0]),
    el("div", { class: "said" }, head(message, name, context), content(message, context)),
    shortcuts(message, context),
  );
}

function head(message, name, { reader, app }) {
  const at = when(message);
  const marks = [
    message.user === app ? el("span", { class: "mark" }, "App") : null,
    el("time", { datetime: at.toISOString() }, hour(at, reader.zone)),
    isReply(message) ? el("span", { class: "aside" }, "in the thread") : null,
    message.ephemeral_to ? el("span", { class: "aside" }, "👁 Only visible to you") : null,
    message.edited ? el("span", { class: "aside" }, "(edited)") : null,
  ];
  return el("p", { class: "head" }, el("strong", {}, name), marks);
}

function content(message, context) {
  const { reader } = context;
  if (!message.blocks?.length) {
    return el("div", { class: "text", dir: "auto" }, mrkdwn(message.text, reader));
  }
  const { member, complain } = context;
  const surface = new Surface({ member, on: placeOf(message), reader, complain });
  return el("div", { class: "blocks" }, drawBlocks(message.blocks, surface));
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
