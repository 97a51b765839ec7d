// Ties the page together: what the acting person sees, again on every change.

import { Clock } from "./clock.js";
import { Composer, examplesFrom } from "./composer.js";
import { showMessages } from "./messages.js";
import { Modal } from "./modal.js";
import { closeMenusFrom, menu, say } from "./nodes.js";
import { setUpSidebar, showSidebar, titleOf } from "./sidebar.js";
import { answered } from "./surfaces.js";
import { follow, seenBy } from "./workspace.js";

const FIRST = "ana";
const log = document.getElementById("log");
const trouble = document.getElementById("trouble");

let acting = FIRST;
let state = null;
let shownIn = "";
let isAsking = false;
let isStale = false;
const chosen = new Map(); // person → conversation
const replying = new Map(); // person and conversation → the message whose thread they reply in
const read = new Map(); // person and conversation → the last message that was in front of them

const complain = (words) => say(trouble, words);
const composer = new Composer(refresh);
const clock = new Clock(refresh);
const modal = new Modal(document.getElementById("modal"), refresh);

/** Ask what the acting person sees; calls that come meanwhile become one more. */
async function refresh() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  while (isStale) {
    isStale = false;
    const person = acting;
    try {
      const seen = await seenBy(person);
      if (person === acting) show(seen);
    } catch (refusal) {
      complain(refusal.message);
    }
  }
  isAsking = false;
}

function show(seen) {
  state = seen;
  acting = state.me.id;
  clock.show(state.now, state.me.tz);
  const channel = channelInFront();
  note(channel.id);
  showSidebar(state, channel.id, unread(channel.id), goTo);
  showConversation(channel);
  modal.show(state.modal, acting, reader());
}

function channelInFront() {
  const wanted = chosen.get(acting);
  const app = state.channels.find((c) => c.is_im && c.user === state.workspace.app);
  return state.channels.find((channel) => channel.id === wanted) ?? app ?? state.channels[0];
}

function showConversation(channel) {
  const title = titleOf(channel, state);
  const isApp = channel.is_im && channel.user === state.workspace.app;
  document.getElementById("where").textContent = title;
  document.title = `${title} · ${state.workspace.name}`;
  const place = `${acting} ${channel.id}`;
  const context = {
    title, complain, member: acting, reader: reader(),
    app: state.workspace.app, shortcuts: state.me.is_stranger ? [] : state.shortcuts,
    replyingTo: replying.get(place), onReply: (ts) => replyIn(place, ts),
  };
  const there = state.messages.filter((message) => message.channel === channel.id);
  showMessages(log, there, context, place !== shownIn);
  shownIn = place;
  const examples = isApp ? examplesFrom(state.usage) : [];
  composer.show({
    member: acting, channel: channel.id, title, usage: state.usage, examples,
    isClosed: channel.is_archived,
  });
  showShortcuts();
}

function replyIn(place, ts) {
  replying.set(place, ts);
  show(state);
  document.querySelector(".reply-line input")?.focus();
}

function showShortcuts() {
  const node = document.getElementById("shortcuts");
  const global = state.me.is_stranger
    ? []
    : state.shortcuts.filter((shortcut) => shortcut.type === "global");
  node.hidden = !global.length;
  if (node.dataset.member === acting || !global.length) return;
  node.dataset.member = acting;
  const start = (name) => answered(acting, null, "starts", { name }, complain);
  const items = global.map(({ name, callback_id: id }) => ({ label: name, run: () => start(id) }));
  const drawn = menu("Shortcuts", "⚡", items);
  drawn.id = node.id;
  drawn.dataset.member = acting;
  node.replaceWith(drawn);
}

/** Through whose eyes texts are read. */
function reader() {
  const people = state.people.filter((member) => !member.deleted);
  const names = new Map(state.people.map((m) => [m.id, m.profile.display_name || m.profile.real_name]));
  for (const channel of state.channels) if (!channel.is_im) names.set(channel.id, channel.name);
  return {
    me: acting, zone: state.me.tz, now: clock.now, people, channels: state.channels,
    nameOf: (id) => names.get(id),
  };
}

function note(channelId) {
  const last = state.messages.filter((message) => message.channel === channelId).at(-1);
  if (last) read.set(`${acting} ${channelId}`, last.ts);
}

function unread(shown) {
  const counts = new Map();
  for (const { channel, ts, user } of state.messages) {
    const isNew = Number(ts) > Number(read.get(`${acting} ${channel}`) ?? 0);
    if (isNew && user !== acting && channel !== shown) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  }
  return counts;
}

function goTo(channelId) {
  chosen.set(acting, channelId);
  complain("");
  show(state);
  document.getElementById("line").focus();
}

function actAs(person) {
  acting = person;
  complain("");
  refresh();
}

let isLost = false;

function onReach(isThere) {
  if (!isThere) complain("The workspace can’t be reached. Trying again…");
  else if (isLost) complain("");
  isLost = !isThere;
}

setUpSidebar(actAs);
closeMenusFrom(document);
follow(refresh, onReach);
refresh();
