// Who is acting, and the conversations that this person can open.

import { hour } from "../texts/dates.js";
import { el, opening, reconcile } from "../nodes.js";

const SECTIONS = ["channels", "directs", "apps"];

/** The choice of person, the lists of conversations, and the small screen's menu. */
export class Sidebar {
  /** `onPerson` and `onPlace` are called with ids, `onDirect` with whom to write to. */
  constructor({ onPerson, onPlace, onDirect }) {
    Object.assign(this, { onPlace, onDirect });
    this.people = document.getElementById("person");
    this.people.addEventListener("change", () => onPerson(this.people.value));
    this.menu = document.getElementById("menu");
    this.menu.addEventListener("click", () => this.open(this.menu.getAttribute("aria-expanded") !== "true"));
    this.colleagues = el("div", { class: "sheet" });
    const summary = el("summary", { "aria-label": "New message", title: "New message" }, "+");
    this.newMessage = opening(el("details", { class: "menu" }, summary, this.colleagues));
    document.getElementById("new-message").append(this.newMessage);
  }

  open(isOpen) {
    this.menu.setAttribute("aria-expanded", String(isOpen));
    document.getElementById("sidebar").classList.toggle("open", isOpen);
  }

  /** Draw people and conversations; `unread` is {count, isLoud} by conversation. */
  show(state, chosen, unread, now) {
    document.getElementById("workspace").textContent = state.workspace.name;
    reconcile(this.people, state.people.filter(canAct).map((member) => person(member, now, state.me)));
    this.people.value = state.me.id;
    this.people.title = this.people.selectedOptions[0]?.textContent ?? "";
    document.getElementById("own-hour").textContent = localTime(state.me, now);
    const places = state.channels.map((channel) => this.place(channel, state, chosen, unread));
    for (const section of SECTIONS) {
      reconcile(document.getElementById(section), places.filter((item) => item.section === section));
    }
    const others = state.people.filter((member) => canAct(member) && member.id !== state.me.id);
    reconcile(this.colleagues, others.map((member) => this.colleague(member)));
    const news = [...unread.values()].reduce((sum, { count }) => sum + count, 0);
    this.menu.textContent = news ? `Channels (${news} new)` : "Channels";
  }

  place(channel, state, chosen, unread) {
    const words = titleOf(channel, state) + marksOf(channel);
    const news = unread.get(channel.id) ?? { count: 0, isLoud: false };
    const isLoud = news.isLoud || channel.is_im;
    const isChosen = channel.id === chosen;
    const go = () => {
      this.open(false);
      this.onPlace(channel.id);
    };
    const attributes = {
      type: "button", class: news.count ? "news" : null, "aria-current": isChosen ? "page" : null,
      "data-focus": channel.id, onclick: go,
    };
    const draw = () =>
      el("li", {}, el("button", attributes, el("span", {}, words), news.count ? count(news.count, isLoud) : null));
    const stamp = JSON.stringify([words, isChosen, news.count, isLoud]);
    return { key: channel.id, stamp, draw, section: sectionOf(channel, state) };
  }

  colleague(member) {
    const name = member.profile.real_name;
    const write = () => {
      this.newMessage.open = false;
      this.open(false);
      this.onDirect(member.id);
    };
    const draw = () => el("button", { type: "button", onclick: write, "data-focus": `to ${member.id}` }, name);
    return { key: member.id, stamp: name, draw };
  }
}

function count(number, isLoud) {
  const words = el("span", { class: "unseen" }, isLoud ? " new for you" : " new");
  return el("span", { class: isLoud ? "count loud" : "count" }, String(number), words);
}

function canAct(member) {
  return !member.is_bot && !member.deleted;
}

// The hour of whoever acts stands above the choice, where it can't be cut off.
function person(member, now, me) {
  const { real_name: name } = member.profile;
  const standing = member.is_owner ? " (owner)" : member.is_stranger ? " (other company)"
    : member.is_restricted ? " (guest)" : "";
  const words = name + standing + (member.id === me.id ? "" : ` · ${localTime(member, now)}`);
  return { key: member.id, stamp: words, draw: () => el("option", { value: member.id }, words) };
}

/** The time where somebody is: "3:05 PM Manila". */
export function localTime({ tz }, now) {
  return `${hour(now, tz)} ${tz.split("/").at(-1).replace(/_/g, " ")}`;
}

function sectionOf(channel, state) {
  if (!channel.is_im) return "channels";
  return state.people.find((member) => member.id === channel.user)?.is_bot ? "apps" : "directs";
}

function marksOf({ is_ext_shared: isShared, is_archived: isArchived }) {
  return (isShared ? " (shared)" : "") + (isArchived ? " (archived)" : "");
}

/** What a conversation is called: "#general", "🔒 leadership", or who is at the far end. */
export function titleOf(channel, state) {
  if (!channel.is_im) return `${channel.is_private ? "🔒 " : "#"}${channel.name}`;
  const other = state.people.find((member) => member.id === channel.user);
  return other ? other.profile.display_name || other.profile.real_name : channel.user;
}
