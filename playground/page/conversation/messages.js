// The messages of one conversation or thread, in order, with what divides them.

import { localIso, longDay } from "../texts/dates.js";
import { drawMessage, stampOf } from "./message.js";
import { el, reconcile } from "../nodes.js";

const NEAR = 80; // pixels from the end within which new messages are followed
const TOGETHER = 300; // seconds within which an author's messages stand under one name

/** Whether the end of a log is in view, so that new messages push it on. */
export function isAtEnd(log) {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
}

/** Go to the last message of a log. */
export function toEnd(log) {
  log.scrollTop = log.scrollHeight;
}

/** Keep a log at its end, if it was there, when its room shrinks or a picture in it arrives. */
export function stayAtEnd(log) {
  let wasAtEnd = true;
  const follow = () => wasAtEnd && toEnd(log);
  log.addEventListener("scroll", () => (wasAtEnd = isAtEnd(log)), { passive: true });
  log.addEventListener("load", follow, { capture: true });
  new ResizeObserver(follow).observe(log);
}

/** Draw messages into a log; `isNew` when it showed another conversation before. */
export function showMessages(log, messages, context, isNew) {
  const follows = isNew || isAtEnd(log);
  // A whole conversation that comes into view is not news to be read out.
  log.setAttribute("aria-live", isNew ? "off" : "polite");
  const items = messages.length ? inOrder(messages, context) : [emptiness(context)];
  reconcile(log, [...gapsOf(context), ...cutOf(context), ...items]);
  if (follows) toEnd(log);
}

function emptiness({ channel }) {
  const draw = () => el("p", { class: "empty" }, "Nothing has been said here yet.");
  return { key: `empty ${channel}`, stamp: "", draw };
}

/** What the app can't do, over its own conversation: a person would try in vain. */
function gapsOf({ gaps }) {
  if (!gaps.length) return [];
  const label = "What the app leaves out";
  const draw = () => el("ul", { class: "gaps", "aria-label": label }, gaps.map((gap) => el("li", {}, gap)));
  return [{ key: "gaps", stamp: gaps.join(), draw }];
}

/** Where a long conversation begins here: the workspace tells only the newest part of it. */
function cutOf({ hasOlder }) {
  if (!hasOlder) return [];
  const draw = () => el("p", { class: "cut" }, "Older messages aren’t shown here.");
  return [{ key: "cut", stamp: "", draw }];
}

function inOrder(messages, context) {
  const { zone } = context.reader;
  const items = [];
  let before = null;
  let isOld = true;
  for (const message of messages) {
    const day = dayOf(message, zone);
    const isNextDay = !before || dayOf(before, zone) !== day;
    const isNews = isOld && isFirstNew(message, context);
    if (isNextDay && !context.parent) items.push(divider(message, zone));
    if (isNews) items.push(newLine(message));
    isOld = isOld && !isNews;
    const isJoined = !isNextDay && !isNews && belongTogether(before, message);
    items.push(item(message, isJoined, context));
    if (message === context.parent && messages.length > 1) items.push(replyCount(messages.length - 1));
    before = message;
  }
  return items;
}

function when({ ts }) {
  return new Date(Number(ts) * 1000);
}

function dayOf(message, zone) {
  return localIso(when(message), zone).slice(0, 10);
}

function isFirstNew({ ts, user, ephemeral_to: onlyTo }, { newSince, member }) {
  return newSince !== null && Number(ts) > newSince && user !== member && !onlyTo;
}

function belongTogether(before, message) {
  const author = ({ user, bot_id: bot, username }) => JSON.stringify([user, bot, username]);
  const isPlain = (m) => !m.ephemeral_to && !m.isGone && !m.pinned_to && m.subtype !== "thread_broadcast";
  const gap = Number(message.ts) - Number(before.ts);
  return isPlain(before) && isPlain(message) && author(before) === author(message) && gap < TOGETHER;
}

function divider(message, zone) {
  const at = when(message);
  const words = longDay(at, zone);
  const draw = () => el("h2", { class: "day" }, el("span", {}, words));
  return { key: `day ${dayOf(message, zone)}`, stamp: words, draw };
}

function newLine({ ts }) {
  return { key: "new", stamp: ts, draw: () => el("p", { class: "new-line" }, el("span", {}, "New messages")) };
}

function replyCount(count) {
  const words = count === 1 ? "1 reply" : `${count} replies`;
  return { key: "replies", stamp: words, draw: () => el("p", { class: "reply-count" }, el("span", {}, words)) };
}

function item(message, isJoined, context) {
  const key = `${message.channel} ${message.ts}`;
  const replies = context.threads?.get(message.ts) ?? [];
  const draw = () => {
    const node = drawMessage(message, { isJoined, replies }, context);
    // What is only drawn anew was read out when it came.
    if (context.drawn.has(key)) node.setAttribute("aria-live", "off");
    context.drawn.add(key);
    return node;
  };
  return { key, stamp: stampOf(message, { isJoined, replies }, context), draw };
}
