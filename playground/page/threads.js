// Threads: which message stands under which, and the line in which a person replies.

import { el, freshId, say } from "./nodes.js";
import { act } from "./workspace.js";

/** Whether a message stands in another one's thread. */
export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** The ts of the message whose thread this one stands in, or opens. */
export function rootOf(message) {
  return isReply(message) ? message.thread_ts : message.ts;
}

/** Messages with replies directly under what they reply to. */
export function threaded(messages) {
  const known = new Set(messages.map((message) => message.ts));
  const root = (message) => (known.has(rootOf(message)) ? rootOf(message) : message.ts);
  const order = (message) => [Number(root(message)), Number(message.ts)];
  return [...messages].sort((one, other) => {
    const [a, b] = [order(one), order(other)];
    return a[0] - b[0] || a[1] - b[1];
  });
}

/** The button that opens the line under a message's thread; null where there can be no thread. */
export function replyButton(message, { onReply }) {
  if (message.ephemeral_to || message.user === "USLACKBOT") return null;
  const label = "Reply in thread";
  const open = () => onReply(rootOf(message));
  const name = { "aria-label": label, title: label, "data-focus": `reply ${message.ts}` };
  return el("button", { type: "button", class: "quiet", ...name, onclick: open }, "↩");
}

/** The line to reply in, for `reconcile`: it stays as it is while messages come. */
export function replyLine(channel, ts, { member, onReply }) {
  const key = `reply-to ${member} ${channel} ${ts}`;
  return { key, stamp: "", draw: () => drawn({ channel, ts }, member, onReply) };
}

function drawn(place, member, onReply) {
  const id = freshId("reply");
  const refusal = el("p", { class: "error", role: "alert", hidden: true });
  const line = el("input", { id, type: "text", autocomplete: "off", placeholder: "Reply…" });
  const send = async (event) => {
    event.preventDefault();
    const words = line.value.trim();
    if (!words) return;
    say(refusal, await refused(member, words, place));
    if (refusal.hidden) line.value = "";
  };
  const leave = (event) => event.key === "Escape" && onReply(null);
  return el(
    "form",
    { class: "reply-line", onsubmit: send, onkeydown: leave },
    el("label", { for: id, class: "unseen" }, "Reply in the thread"),
    line,
    el("button", { type: "submit", class: "primary" }, "Reply"),
    el("button", { type: "button", class: "quiet", onclick: () => onReply(null) }, "Close"),
    refusal,
  );
}

async function refused(member, line, place) {
  try {
    await act(member, "types", { line }, place);
    return "";
  } catch (refusal) {
    return refusal.message;
  }
}
