// The box to type in: it sends lines, and keeps what is typed until it was taken.

import { Attaching, sendable } from "./attaching.js";
import { Completions } from "./completions.js";
import { toEnd } from "./messages.js";
import { el, reconcile, say } from "../nodes.js";
import { act } from "../workspace.js";

const TALLEST = 200; // pixels
const PATIENCE = 400; // milliseconds before a wait is worth a word
const KEYS = "Enter sends, Shift + Enter starts a new line, / lists the commands, @ and # names.";

/** The box under a conversation or a thread; drafts are kept per person and place. */
export class Composer {
  /**
   * Drawn into `form`; `id` and `label` are the box's; `log` is what it writes under; `keys` says
   * whether the keys are explained, `also` whether a reply may go to the channel too; `onUp` is
   * called on an Up arrow in the empty box.
   */
  constructor(form, { id, label, send, refresh, log, onUp, beside = null, keys = false, also = false }) {
    Object.assign(this, { form, refresh, log, onUp, place: { member: "", channel: "", thread: "" } });
    Object.assign(this, { isCutOff: false, failedToReach: false, patience: null, app: "" });
    this.draw({ id, label, send, beside, keys, also });
    this.completions = new Completions(this.line, this.list);
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.line.addEventListener("input", () => this.typed());
    this.line.addEventListener("keydown", (event) => this.steer(event));
    this.line.addEventListener("paste", (event) => this.attaching.paste(event));
  }

  draw({ id, label, send, beside, keys, also }) {
    const list = `${id}-list`;
    this.examples = el("div", { class: "row examples", role: "group", "aria-label": "Try this", hidden: true });
    this.list = el("ul", { id: list, class: "completions", role: "listbox", hidden: true });
    this.refusal = el("p", { class: "error", role: "alert", hidden: true });
    this.waiting = el("p", { class: "waiting", role: "status", hidden: true });
    const reference = { "aria-controls": list, "aria-autocomplete": "list" };
    const described = keys ? `${id}-keys` : null;
    this.line = el("textarea", { id, rows: 1, autocomplete: "off", "aria-describedby": described, ...reference });
    this.send = el("button", { type: "submit", class: "primary" }, send);
    this.line.disabled = true; // until it is known who writes where
    this.attaching = new Attaching((words) => say(this.refusal, words));
    const tools = [this.attaching.node, beside ?? ""];
    this.form.append(
      this.examples, this.list, this.refusal, this.waiting, this.attaching.line,
      el("div", { class: "box" }, el("label", { class: "unseen", for: id }, label), this.line, tools, this.send),
    );
    this.also = also ? el("input", { type: "checkbox", name: "also" }) : null;
    this.alsoWords = el("span", {});
    if (also) this.form.append(el("label", { class: "also" }, this.also, this.alsoWords));
    if (keys) this.form.append(el("p", { id: described, class: "keys" }, KEYS));
  }

  /** Stand under {member, channel, thread}; `closed` are words if nothing can be written there. */
  show({ member, channel, thread = "", placeholder, closed, commands, people, channels, examples, app, title }) {
    this.app = app;
    this.alsoWords.textContent = `Also send to ${title}`;
    this.completions.know({ commands, people, channels });
    this.line.placeholder = closed || placeholder;
    this.line.disabled = Boolean(closed);
    this.send.disabled = Boolean(closed) || this.line.readOnly;
    this.offerExamples(examples);
    this.reconnect();
    const place = { member, channel, thread };
    this.attaching.show(this.keyOf(place), !closed);
    if (this.keyOf(this.place) === this.keyOf(place)) return;
    this.place = place;
    this.fill(sessionStorage.getItem(this.keyOf(place)) ?? "");
    say(this.refusal, "");
  }

  /** What is shown came from the workspace: a line that says it is out of reach has had its time. */
  reconnect() {
    if (this.isCutOff) say(this.refusal, "");
    this.isCutOff = false;
  }

  keyOf({ member, channel, thread }) {
    return `draft ${member} ${channel} ${thread}`;
  }

  offerExamples(examples) {
    const button = (line) => el("button", { type: "button", onclick: () => this.propose(line) }, line);
    const item = (line) => ({ key: line, stamp: "", draw: () => button(line) });
    const words = { key: "", stamp: "", draw: () => el("span", {}, "Try this:") };
    this.examples.hidden = !examples.length;
    reconcile(this.examples, [words, ...examples.map(item)]);
  }

  /** Put a line into the box for the person to send. */
  propose(line) {
    this.fill(line);
    this.line.focus();
  }

  fill(words) {
    this.line.value = words;
    this.typed();
    this.completions.close();
  }

  typed() {
    const key = this.keyOf(this.place);
    if (this.line.value) sessionStorage.setItem(key, this.line.value);
    else sessionStorage.removeItem(key);
    this.line.style.height = "auto";
    this.line.style.height = `${Math.min(this.line.scrollHeight + 2, TALLEST)}px`;
    this.completions.offer();
  }

  steer(event) {
    if (event.isComposing) return;
    const isSend = event.key === "Enter" && !event.shiftKey;
    if (this.completions.steer(event)) event.preventDefault();
    else if (isSend) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "ArrowUp" && !this.line.value && this.onUp) {
      event.preventDefault();
      this.onUp();
    }
  }

  async submit(event) {
    event.preventDefault();
    const line = this.line.value;
    const { place } = this;
    const file = this.attaching.at(this.keyOf(place));
    if (!(line.trim() || file) || this.line.readOnly || this.line.disabled) return;
    this.failedToReach = false;
    this.completions.close();
    this.wait(line, true);
    const trouble = await this.spoken(place, line.trimEnd(), file);
    this.wait(line, false);
    if (trouble === null) this.forget(place, line, file);
    if (this.keyOf(place) === this.keyOf(this.place)) say(this.refusal, trouble ?? "");
    await this.refresh();
    this.isCutOff = this.failedToReach; // the next change that gets through says otherwise
    toEnd(this.log);
  }

  /** Type the line: null if it was taken, else what to say besides Slack's own line. */
  async spoken({ member, channel, thread }, line, file) {
    try {
      const on = thread ? { channel, ts: thread } : null;
      if (file) return await this.sent({ member, channel, on }, line, file);
      const args = this.also?.checked ? { line, channel, also_to_channel: true } : { line, channel };
      const done = await act(member, "types", args, on);
      const wasTaken = done.outcome ? done.outcome === "acked" : done.user === member;
      return wasTaken ? null : "";
    } catch (refusal) {
      this.failedToReach = !refusal.status;
      return `Not sent. ${refusal.message} Your words are still here.`;
    }
  }

  async sent({ member, channel, on }, line, file) {
    const content = await sendable(file).catch(() => null);
    if (!content) return `${file.name} can’t be read. Is it still there?`;
    await act(member, "uploads", { ...content, channel, text: line }, on);
    return null;
  }

  forget(place, line, file) {
    const key = this.keyOf(place);
    this.attaching.forget(key, file);
    if (sessionStorage.getItem(key) === line) sessionStorage.removeItem(key);
    if (this.keyOf(this.place) === key && this.line.value === line) this.fill("");
    if (this.also) this.also.checked = false;
  }

  /** Hold the box while a line is on its way, and let it go after. */
  wait(line, busy) {
    this.line.readOnly = busy;
    this.send.disabled = busy;
    this.form.setAttribute("aria-busy", String(busy));
    clearTimeout(this.patience);
    say(this.waiting, "");
    const words = line.startsWith("/") ? `Waiting for ${this.app} to answer…` : "Sending…";
    if (busy) this.patience = setTimeout(() => say(this.waiting, words), PATIENCE);
  }
}

/** Three lines to try, out of the commands' own usage: a whole line, a bare one, another. */
export function examplesFrom(usage) {
  const [first, second] = usage.filter((u) => u.hint);
  if (!first) return [];
  const whole = (u) => `${u.command} ${u.hint}`;
  return [whole(first), first.command, ...(second ? [whole(second)] : [])];
}
