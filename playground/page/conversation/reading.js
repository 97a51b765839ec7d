// What each person has read, kept for the browser's session.

import { instantOf, localIso } from "../texts/dates.js";
import { isThreadOnly } from "./threads.js";

const KEY = "read";
const CALLS = /<!(?:here|channel|everyone)[|>]/;

/** Read marks: by person and place (a conversation, or a thread in it) the last ts that they saw. */
export class Reading {
  constructor() {
    this.marks = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  }

  /** Meet a person: what came before their own day, when they are first met, is no news. */
  meet({ me }, now) {
    if (this.marks[me.id]) return;
    const midnight = instantOf(`${localIso(now, me.tz).slice(0, 10)}T00:00`, me.tz);
    this.marks[me.id] = { "": String(midnight.getTime() / 1000) };
    this.save();
  }

  /** The ts up to which a person has read a conversation, or the thread under `root`. */
  markOf(person, channel, root = "") {
    const marks = this.marks[person] ?? {};
    return Math.max(Number(marks[""] ?? 0), Number(marks[`${channel} ${root}`] ?? 0));
  }

  /** Say that a person has seen a conversation, or a thread in it, up to a message. */
  see(person, channel, ts, root = "") {
    if (Number(ts) <= this.markOf(person, channel, root)) return;
    this.marks[person][`${channel} ${root}`] = ts;
    this.save();
  }

  /** Whether a message is news to the person. */
  isNews(message, { me }) {
    const { channel, ts, user, thread_ts: root } = message;
    if (user === me.id || message.ephemeral_to) return false;
    return Number(ts) > this.markOf(me.id, channel, isThreadOnly(message) ? root : "");
  }

  /** The messages that are news to the person: of threads, only theirs and where they are named. */
  newsIn(state) {
    const mine = threadsOf(state);
    const isTheirs = (message) => !isThreadOnly(message) || mine.has(rootIn(message));
    return state.messages.filter(
      (message) => this.isNews(message, state) && (isTheirs(message) || callsOn(message, state.me.id)),
    );
  }

  /** News by conversation: {count, isLoud}, loud where the person is spoken to. */
  unread(state) {
    const found = new Map();
    for (const message of this.newsIn(state)) {
      const { count, isLoud } = found.get(message.channel) ?? { count: 0, isLoud: false };
      found.set(message.channel, { count: count + 1, isLoud: isLoud || callsOn(message, state.me.id) });
    }
    return found;
  }

  save() {
    sessionStorage.setItem(KEY, JSON.stringify(this.marks));
  }
}

function rootIn({ channel, ts, thread_ts: root }) {
  return `${channel} ${root ?? ts}`;
}

/** The threads that the person began or wrote in. */
function threadsOf({ messages, me }) {
  return new Set(messages.filter((message) => message.user === me.id).map(rootIn));
}

function callsOn({ text, blocks }, person) {
  const said = JSON.stringify([text, blocks ?? []]);
  return said.includes(`<@${person}>`) || said.includes(`<@${person}|`) || CALLS.test(said);
}
