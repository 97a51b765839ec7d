// Threads: what stands under a message and the line that leads there.

import { spelledDate } from "../texts/date_tokens.js";
import { face, nameOf } from "./faces.js";
import { el } from "../nodes.js";

const FACES = 3;
const LAST = "Last reply {date_short_pretty} at {time}";

/** Whether a message stands in another one's thread. */
export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** Whether a message shows in its thread alone, not in the channel. */
export function isThreadOnly(message) {
  return isReply(message) && message.subtype !== "thread_broadcast";
}

/** The ts of the message whose thread this one stands in, or opens. */
export function rootOf(message) {
  return isReply(message) ? message.thread_ts : message.ts;
}

/** The replies in a conversation, by the ts of what they reply to; each list oldest first. */
export function repliesIn(messages) {
  const threads = new Map();
  for (const message of messages.filter(isReply)) {
    const thread = threads.get(message.thread_ts) ?? [];
    threads.set(message.thread_ts, [...thread, message]);
  }
  return threads;
}

/** What the channel itself shows: no replies, but a mark where the parent of some is gone. */
export function withoutReplies(messages, threads) {
  const shown = messages.filter((message) => !isThreadOnly(message));
  const there = new Set(messages.map((message) => message.ts));
  const orphaned = [...threads].filter(([root]) => !there.has(root));
  const gone = orphaned.map(([root, [first]]) => tombstone(first.channel, root));
  return gone.length ? [...shown, ...gone].sort((a, b) => Number(a.ts) - Number(b.ts)) : shown;
}

/** What is left of a message that was deleted while there were replies to it. */
export function tombstone(channel, ts) {
  return { channel, ts, isGone: true, text: "This message was deleted." };
}

/** The button that opens a message's thread; null where there can be no thread. */
export function replyButton(message, { onReply }) {
  if (!onReply || message.ephemeral_to || message.isGone) return null;
  const label = "Reply in thread";
  const open = () => onReply(rootOf(message));
  const name = { "aria-label": label, title: label, "data-focus": `reply ${message.ts}` };
  return el("button", { type: "button", class: "quiet", ...name, onclick: open }, "💬");
}

/** The line under a message with replies; null without any. */
export function threadLine(message, replies, { reader, onReply, isNews }) {
  if (!replies?.length || !onReply || isReply(message)) return null;
  const authors = [...new Map(replies.map((reply) => [reply.user ?? reply.bot_id, reply])).values()];
  const words = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  const isNew = replies.some(isNews);
  return el(
    "button",
    { type: "button", class: "thread-line", onclick: () => onReply(message.ts), "data-focus": `thread ${message.ts}` },
    authors.slice(0, FACES).map((reply) => face(reply, nameOf(reply, reader))),
    el("strong", {}, words),
    isNew ? el("span", { class: "count" }, "new") : null,
    el("span", { class: "aside" }, spelledDate(replies.at(-1).ts, LAST, reader)),
  );
}
