// Ties the page together: what the acting person sees, again on every change.

import { channelAt, onBack, placeOf, readAddress, writeAddress } from "./frame/address.js";
import { Clock } from "./frame/clock.js";
import { Conversation } from "./conversation/conversation.js";
import { Inspector } from "./inspector/inspector.js";
import { Modal } from "./dialogs/modal.js";
import { closeMenusFrom } from "./nodes.js";
import { Notices } from "./frame/notices.js";
import { Panes, isWide } from "./frame/panes.js";
import { Reading } from "./conversation/reading.js";
import { Sidebar } from "./frame/sidebar.js";
import { pointAt } from "./pointing.js";
import { Tries } from "./tries.js";
import { Refusal, act, follow, seenBy } from "./workspace.js";

const MINUTE = 60_000;

let here = readAddress(); // {as, place, tab}
let state = null;
let asking = null; // the promise of a state that is on its way
let isStale = false;
const left = new Map(); // person → where they were when somebody else took over

const notices = new Notices();
const complain = (words) => notices.complain(words);
const clock = new Clock(refresh);
const reading = new Reading();
const modal = new Modal(document.getElementById("modal"), refresh);
const sidebar = new Sidebar({ onPerson: actAs, onPlace: (id) => goTo({ place: nameOf(id) }), onDirect: writeTo });
const panes = new Panes(redraw);
const conversation = new Conversation({ panes, reading, refresh, redraw, complain, onTab: (tab) => goTo({ tab }) });
const inspector = new Inspector(document.getElementById("inspector-body"));
const tries = new Tries(document.getElementById("tries-body"), tryOut);

/** Ask what the acting person sees; calls that come meanwhile become one more. */
function refresh() {
  isStale = true;
  asking ??= lookUntilFresh();
  return asking;
}

async function lookUntilFresh() {
  try {
    while (isStale) {
      isStale = false;
      await look();
    }
  } finally {
    asking = null;
  }
}

async function look() {
  const { as } = here;
  try {
    const seen = await seenBy(as);
    notices.lose(false);
    if (as === here.as) show(seen);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if (refusal.status) complain(refusal.message);
    else notices.lose(true);
    // An address may name somebody who isn't there: then somebody else acts.
    if (refusal.status !== 404 || !as) return;
    here = { as: "", place: "", tab: "" };
    isStale = true;
  }
}

function show(seen) {
  const isFirst = !state;
  state = seen;
  here.as = state.me.name;
  clock.show(state.now, state.me.tz);
  notices.see(state.app_is_connected, state.workspace.app_name);
  reading.meet(state, clock.now);
  if (isFirst && state.tries.length && isWide()) panes.open("tries", false);
  else redraw();
}

function redraw() {
  // What one person sees is never drawn for another.
  if (state?.me.name !== here.as) return;
  const channel = channelAt(here.place, state) ?? appsOwn();
  here.place = placeOf(channel, state.people);
  writeAddress(here, false);
  const reader = readerOf(state);
  conversation.show(state, channel, here.tab, reader);
  sidebar.show(state, channel.id, reading.unread(state), clock.now);
  modal.show(state.modal, state.me.id, reader);
  inspector.show(state, panes.shown === "inspector");
  showTries();
}

function appsOwn() {
  return state.channels.find((c) => c.is_im && c.user === state.workspace.app) ?? state.channels[0];
}

function showTries() {
  const done = state.tries.filter((each) => each.done).length;
  const button = document.getElementById("tries-toggle");
  button.hidden = !state.tries.length;
  button.title = button.ariaLabel = `Things to try (${done} of ${state.tries.length})`;
  document.getElementById("tries-count").textContent = `${done}/${state.tries.length}`;
  tries.show(state);
}

/** Through whose eyes texts are read. */
function readerOf({ me, people, channels }) {
  const names = new Map(people.map((m) => [m.id, m.profile.display_name || m.profile.real_name]));
  for (const channel of channels) if (!channel.is_im) names.set(channel.id, channel.name);
  return {
    me: me.id, zone: me.tz, now: clock.now, channels, names,
    people: people.filter((member) => !member.deleted),
    nameOf: (id) => names.get(id),
  };
}

function nameOf(channelId) {
  return placeOf(state.channels.find((channel) => channel.id === channelId), state.people);
}

function goTo({ place, tab = "" }) {
  here = { ...here, place: place ?? here.place, tab };
  complain("");
  writeAddress(here, true);
  conversation.leave();
  redraw();
  if (place) conversation.focus();
}

async function writeTo(person) {
  try {
    const channel = await act(state.me.id, "opens_direct", { name: person });
    await refresh();
    goTo({ place: nameOf(channel) });
  } catch (refusal) {
    complain(refusal.message);
  }
}

function actAs(person) {
  const member = state.people.find(({ id, name }) => person === id || person === name);
  if (member.name === here.as) return Promise.resolve();
  left.set(here.as, here);
  here = left.get(member.name) ?? { as: member.name, place: "", tab: "" };
  complain("");
  writeAddress(here, true);
  return refresh();
}

/** Put a visitor where something can be tried: as a person, in a place, with a line typed. */
async function tryOut({ as, channel, line, tab, point }) {
  if (as) await actAs(as);
  const place = channel ? channelAt(channel, state) : appsOwn();
  goTo({ place: placeOf(place ?? appsOwn(), state.people), tab });
  if (!isWide()) panes.close();
  if (line) conversation.propose(line);
  // The click that led here still closes menus on its way.
  if (point) requestAnimationFrame(() => showWhere(point));
}

function showWhere(point) {
  if (!pointAt(point)) complain("There is nothing to press here yet: do what stands before it first.");
}

function onReach(isThere) {
  notices.lose(!isThere);
  if (isThere) refresh();
}

closeMenusFrom(document);
onBack((address) => {
  here = address;
  refresh();
});
document.addEventListener("visibilitychange", redraw);
setInterval(redraw, MINUTE); // the hours beside people's names
follow(refresh, onReach);
refresh();
