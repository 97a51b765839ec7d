// The conversation in front: its title, tabs, messages and box, and the thread opened from it.

import { Composer, examplesFrom } from "./composer.js";
import { Home, Tabs } from "./home.js";
import { isAtEnd, showMessages, stayAtEnd, toEnd } from "./messages.js";
import { Shortcuts } from "./shortcuts.js";
import { localTime, titleOf } from "../frame/sidebar.js";
import { ThreadPane } from "./thread_pane.js";
import { repliesIn, withoutReplies } from "./threads.js";
import { act } from "../workspace.js";

const byId = (id) => document.getElementById(id);

export class Conversation {
  /** Shows itself with the help of the page's panes and read marks; `onTab` goes to another tab. */
  constructor({ panes, reading, refresh, redraw, complain, onTab }) {
    Object.assign(this, { panes, reading, redraw, complain });
    this.log = byId("log");
    this.latest = byId("latest");
    this.shown = "";
    this.newSince = null;
    this.seenTo = 0; // the ts up to which the end of the log was in view
    this.lastTs = 0;
    this.news = 0;
    this.editing = ""; // the ts of one's own message that is being written anew
    this.root = ""; // the message whose thread is open
    this.drawn = new Set();
    this.tabs = new Tabs(onTab);
    this.home = new Home(complain, redraw);
    this.shortcuts = new Shortcuts(complain);
    const box = { id: "line", label: "Message", send: "Send", log: this.log, keys: true };
    const onUp = () => this.editLast();
    this.composer = new Composer(byId("composer"), { ...box, refresh, onUp, beside: this.shortcuts.node });
    this.thread = new ThreadPane(refresh);
    this.latest.addEventListener("click", () => this.jump());
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    stayAtEnd(this.log);
  }

  /** Close what belongs to the conversation that was in front. */
  leave() {
    this.editing = "";
    if (this.panes.shown === "thread") this.panes.close();
  }

  focus() {
    this.composer.line.focus();
  }

  propose(line) {
    this.composer.propose(line);
  }

  show(state, channel, wantedTab, reader) {
    const isApp = channel.is_im && channel.user === state.workspace.app;
    const names = isApp && state.has_home ? ["home", "messages"] : ["messages"];
    const tab = names.includes(wantedTab) ? wantedTab : "messages";
    this.noteThread(state, channel);
    const context = this.contextOf(state, channel, reader);
    this.showTitle(state, channel, context.title);
    this.tabs.show(names, tab);
    byId("home").hidden = tab !== "home";
    byId("messages").hidden = tab !== "messages";
    byId("messages").role = names.length > 1 ? "tabpanel" : null;
    byId("messages").ariaLabel = names.length > 1 ? "Messages" : null;
    this.arrive(context, tab, isApp);
    if (tab === "home") this.home.show(state.home, context.member, context.appName, reader);
    else this.showMessages(state, channel, context, isApp);
  }

  contextOf(state, channel, reader) {
    const { me } = state;
    const news = new Set(this.reading.newsIn(state));
    return {
      title: titleOf(channel, state), channel: channel.id, member: me.id, reader,
      app: state.workspace.app, appName: state.workspace.app_name,
      shortcuts: me.is_stranger ? [] : state.shortcuts,
      complain: this.complain, drawn: this.drawn, names: JSON.stringify([...reader.names.values()]),
      isNews: (message) => news.has(message),
      onReply: (ts) => this.openThread(ts), newSince: null,
      editing: this.editing, onEdit: (ts) => this.edit(ts),
      gaps: channel.user === state.workspace.app ? state.gaps : [],
      hasOlder: Boolean(channel.older),
    };
  }

  showTitle(state, channel, title) {
    byId("where").textContent = title;
    document.title = `${title} · ${state.workspace.name}`;
    const other = state.people.find((member) => member.id === channel.user);
    byId("about").textContent = other && !other.is_bot && other.tz
      ? `${localTime(other, new Date(state.now))}${other.profile.title ? ` · ${other.profile.title}` : ""}`
      : "";
  }

  /** Come to another place; the app hears each time that one of its tabs is opened. */
  arrive({ member, channel }, tab, isApp) {
    const place = `${member} ${channel} ${tab}`;
    this.isNew = place !== this.shown;
    if (!this.isNew) return;
    this.shown = place;
    this.newSince = null;
    if (tab === "home") this.home.open(member);
    else if (isApp) this.openMessages(member);
  }

  /** Tell the app that a person looks at its messages, as it may ask to be told. */
  async openMessages(member) {
    try {
      await act(member, "opens_messages");
    } catch (refusal) {
      this.complain(refusal.message);
    }
  }

  showMessages(state, channel, context, isApp) {
    const there = state.messages.filter((message) => message.channel === channel.id);
    const threads = repliesIn(there);
    const shown = withoutReplies(there, threads);
    const box = this.boxOf(state, channel, context, isApp);
    this.composer.show(box);
    this.showThread(there, context, box);
    this.markNews(shown, context, state);
    showMessages(this.log, shown, { ...context, threads, newSince: this.newSince }, this.isNew);
    this.lastTs = Number(shown.at(-1)?.ts ?? 0);
    this.lastOwn = shown.findLast((m) => m.user === context.member)?.ts;
    if (this.isNew) this.seenTo = this.lastTs;
    this.news = shown.filter((m) => Number(m.ts) > this.seenTo && m.user !== context.member).length;
    this.note(shown, context);
    const global = context.shortcuts.filter((shortcut) => shortcut.type === "global");
    this.shortcuts.show(global, context.member, context.appName);
    this.scrolled();
  }

  boxOf(state, channel, { title, member, appName }, isApp) {
    const isMute = isApp && !state.takes_messages;
    const closed = channel.is_archived ? `${title} has been archived`
      : isMute ? `Sending messages to ${appName} has been turned off` : "";
    const handles = state.people.filter((person) => !person.deleted);
    return {
      member, channel: channel.id, title, closed, app: appName, placeholder: `Message ${title} or type /`,
      commands: state.me.is_stranger ? [] : state.usage,
      people: handles.map(({ name, profile }) => ({ handle: name, name: profile.real_name })),
      channels: state.channels.filter((c) => !c.is_im && !c.is_archived).map((c) => c.name),
      examples: isApp && !state.tries.length ? examplesFrom(state.usage) : [],
    };
  }

  edit(ts) {
    this.editing = ts;
    this.redraw();
    (document.querySelector(".edit textarea") ?? this.composer.line).focus();
  }

  /** Open the person's newest message here to be written anew, as Slack does on an Up arrow. */
  editLast() {
    if (this.lastOwn) this.edit(this.lastOwn);
  }

  openThread(ts) {
    this.root = ts;
    this.panes.open("thread", false);
    this.thread.focus();
  }

  showThread(there, context, box) {
    if (this.panes.shown !== "thread") return;
    const thread = there.filter((m) => this.root === m.ts || this.root === m.thread_ts);
    if (!thread.length) {
      this.panes.close();
      return;
    }
    this.thread.show(thread, this.root, context, box);
  }

  /** A thread that stands open has been read, before its mark at the parent is drawn. */
  noteThread({ me, messages }, { id }) {
    if (this.panes.shown !== "thread" || document.hidden) return;
    const last = messages.findLast((m) => m.channel === id && m.thread_ts === this.root);
    if (last) this.reading.see(me.id, id, last.ts, this.root);
  }

  /** What came before the person did is new to them; what comes before their eyes is not. */
  markNews(shown, { member, channel }, state) {
    if (this.newSince !== null || !(this.isNew || document.hidden)) return;
    const isAny = shown.some((message) => !message.isGone && this.reading.isNews(message, state));
    if (isAny) this.newSince = this.reading.markOf(member, channel);
  }

  /** What stands in front of a person has been read, unless the window is hidden. */
  note(shown, { member, channel }) {
    if (document.hidden || !shown.length) return;
    this.reading.see(member, channel, shown.at(-1).ts);
  }

  jump() {
    toEnd(this.log);
    this.composer.line.focus();
  }

  scrolled() {
    const isEnd = isAtEnd(this.log);
    if (isEnd) this.seenTo = this.lastTs;
    this.latest.hidden = isEnd;
    const words = this.news === 1 ? "1 new message" : `${this.news} new messages`;
    this.latest.textContent = !isEnd && this.news ? `↓ ${words}` : "↓ Jump to latest";
  }
}
