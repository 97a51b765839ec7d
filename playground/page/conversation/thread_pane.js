// The pane in which one thread is read and replied to.

import { Composer } from "./composer.js";
import { showMessages, stayAtEnd } from "./messages.js";
import { isReply, tombstone } from "./threads.js";

export class ThreadPane {
  constructor(refresh) {
    this.log = document.getElementById("thread-log");
    this.where = document.getElementById("thread-where");
    const form = document.getElementById("replying");
    const box = { id: "reply", label: "Reply in the thread", send: "Reply", also: true };
    this.composer = new Composer(form, { ...box, refresh, log: this.log });
    this.shown = "";
    stayAtEnd(this.log);
  }

  /** Show the thread under `root`; `there` are the conversation's messages. */
  show(there, root, context, box) {
    const parent = there.find((message) => message.ts === root) ?? tombstone(context.channel, root);
    const replies = there.filter((message) => isReply(message) && message.thread_ts === root);
    const place = `${context.member} ${context.channel} ${root}`;
    this.where.textContent = context.title;
    const inside = { ...context, onReply: null, newSince: null, gaps: [], hasOlder: false, parent };
    showMessages(this.log, [parent, ...replies], inside, place !== this.shown);
    this.shown = place;
    const isClosed = box.closed || (parent.isGone ? "The message was deleted" : "");
    this.composer.show({ ...box, thread: root, placeholder: "Reply…", closed: isClosed, commands: [], examples: [] });
  }

  focus() {
    this.composer.line.focus();
  }
}
