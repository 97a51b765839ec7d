// Who is acting, and the conversations that this person can open.

import { el, reconcile } from "./nodes.js";

const people = document.getElementById("person");
const lists = { channel: document.getElementById("channels"), direct: document.getElementById("directs") };

/** Wire the choice of person and the small screen's menu. */
export function setUpSidebar(onPerson) {
  people.addEventListener("change", () => onPerson(people.value));
  const button = document.getElementById("menu");
  button.addEventListener("click", () => openPlaces(button.getAttribute("aria-expanded") !== "true"));
}

function openPlaces(open) {
  document.getElementById("menu").setAttribute("aria-expanded", String(open));
  document.getElementById("sidebar").classList.toggle("open", open);
}

/** Draw the people and the conversations; `unread` counts by conversation. */
export function showSidebar(state, chosen, unread, onPlace) {
  document.getElementById("workspace").textContent = state.workspace.name;
  reconcile(people, state.people.filter(canAct).map(person));
  people.value = state.me.id;
  const go = (id) => {
    openPlaces(false);
    onPlace(id);
  };
  const places = state.channels.map((channel) => place(channel, state, chosen, unread, go));
  reconcile(lists.channel, places.filter((item) => !item.isDirect));
  reconcile(lists.direct, places.filter((item) => item.isDirect));
  const news = [...unread.values()].reduce((sum, count) => sum + count, 0);
  document.getElementById("menu").textContent = news ? `Channels (${news} new)` : "Channels";
}

function canAct(member) {
  return !member.is_bot && !member.deleted;
}

function person(member) {
  const { real_name: name } = member.profile;
  const standing = member.is_owner ? " (owner)" : member.is_stranger ? " (other company)"
    : member.is_restricted ? " (guest)" : "";
  const words = name + standing;
  return { key: member.id, stamp: words, draw: () => el("option", { value: member.id }, words) };
}

function place(channel, state, chosen, unread, go) {
  const isChosen = channel.id === chosen;
  const count = unread.get(channel.id) ?? 0;
  const words = titleOf(channel, state);
  const shared = channel.is_ext_shared ? " (shared)" : "";
  const closed = channel.is_archived ? " (archived)" : "";
  const draw = () => {
    const news = count ? el("span", { class: "count" }, String(count), el("span", { class: "unseen" }, " new")) : null;
    const current = isChosen ? "page" : null;
    const attributes = { type: "button", "aria-current": current, "data-focus": channel.id };
    const button = el("button", { ...attributes, onclick: () => go(channel.id) }, el("span", {}, words + shared + closed), news);
    return el("li", {}, button);
  };
  return { key: channel.id, stamp: JSON.stringify([words + shared + closed, isChosen, count]), draw, isDirect: channel.is_im };
}

/** What a conversation is called: "#general", "🔒 leadership", or who is at the far end. */
export function titleOf(channel, state) {
  if (!channel.is_im) return `${channel.is_private ? "🔒 " : "#"}${channel.name}`;
  const other = state.people.find((member) => member.id === channel.user);
  return other ? other.profile.display_name || other.profile.real_name : channel.user;
}
