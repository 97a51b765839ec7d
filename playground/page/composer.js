// The box to type in: lines, commands with their usage, examples to try.

import { el, say } from "./nodes.js";
import { act } from "./workspace.js";

const TALLEST = 200; // pixels

/** The box under a conversation; what is typed is kept per person and conversation. */
export class Composer {
  constructor(refresh) {
    this.refresh = refresh;
    this.form = document.getElementById("composer");
    this.line = document.getElementById("line");
    this.send = document.getElementById("send");
    this.list = document.getElementById("commands");
    this.tries = document.getElementById("tries");
    this.refusal = document.getElementById("refusal");
    this.drafts = new Map();
    this.usage = [];
    this.place = { member: "", channel: "" };
    this.active = -1;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.line.addEventListener("input", () => this.typed());
    this.line.addEventListener("keydown", (event) => this.steer(event));
    this.line.addEventListener("blur", () => this.closeList());
  }

  /** Stand under a conversation: {member, channel, title, usage, examples, isClosed}. */
  show({ member, channel, title, usage, examples, isClosed }) {
    this.usage = usage;
    this.line.placeholder = isClosed ? `${title} has been archived` : `Message ${title} or type /`;
    this.line.disabled = Boolean(isClosed);
    if (this.place.member === member && this.place.channel === channel) return;
    this.place = { member, channel };
    this.fill(this.drafts.get(this.key(this.place)) ?? "");
    say(this.refusal, "");
    this.tries.replaceChildren(...(examples.length ? this.drawTries(examples) : []));
  }

  key({ member, channel }) {
    return `${member} ${channel}`;
  }

  drawTries(examples) {
    const draw = (line) => el("button", { type: "button", onclick: () => this.try(line) }, line);
    return [el("span", {}, "Try this:"), ...examples.map(draw)];
  }

  try(line) {
    this.fill(line);
    this.line.focus();
  }

  fill(words) {
    this.line.value = words;
    this.typed();
    this.closeList();
  }

  typed() {
    this.drafts.set(this.key(this.place), this.line.value);
    this.line.style.height = "auto";
    this.line.style.height = `${Math.min(this.line.scrollHeight + 2, TALLEST)}px`;
    this.offer();
  }

  /** The commands that begin with what is typed; the one being filled in stays with its usage. */
  get fitting() {
    const [command] = this.line.value.split(/\s/, 1);
    if (!command.startsWith("/")) return [];
    const isWhole = /\s/.test(this.line.value);
    return this.usage.filter((u) => (isWhole ? u.command === command : u.command.startsWith(command)));
  }

  offer() {
    const fitting = this.fitting;
    this.list.replaceChildren(...fitting.map((usage, index) => this.drawUsage(usage, index)));
    this.list.hidden = !fitting.length;
    const choosing = fitting.length && !/\s/.test(this.line.value);
    this.point(choosing ? 0 : -1);
  }

  drawUsage({ command, description, hint }, index) {
    const choose = (event) => {
      event.preventDefault(); // the focus stays in the box
      this.complete(index);
    };
    return el(
      "li",
      { role: "option", id: `command-${index}`, "aria-selected": "false", onmousedown: choose },
      el("span", {}, el("strong", {}, command), ` ${hint}`),
      el("span", { class: "more" }, description),
    );
  }

  point(index) {
    this.active = index;
    [...this.list.children].forEach((node, at) => {
      node.setAttribute("aria-selected", String(at === index));
      if (at === index) node.scrollIntoView({ block: "nearest" });
    });
    this.line.setAttribute("aria-activedescendant", index < 0 ? "" : `command-${index}`);
  }

  closeList() {
    this.list.hidden = true;
    this.point(-1);
  }

  complete(index) {
    this.fill(`${this.fitting[index].command} `);
    this.offer();
  }

  steer(event) {
    if (event.isComposing) return;
    const choosing = !this.list.hidden && this.active >= 0;
    const last = this.list.children.length - 1;
    const chosen = choosing ? this.fitting[this.active].command : "";
    const isPartial = choosing && chosen !== this.line.value;
    if (choosing && event.key === "ArrowDown") this.point(this.active >= last ? 0 : this.active + 1);
    else if (choosing && event.key === "ArrowUp") this.point(this.active <= 0 ? last : this.active - 1);
    else if (choosing && event.key === "Tab" && !event.shiftKey) this.complete(this.active);
    else if (isPartial && event.key === "Enter" && !event.shiftKey) this.complete(this.active);
    else if (!this.list.hidden && event.key === "Escape") this.closeList();
    else if (event.key === "Enter" && !event.shiftKey) this.form.requestSubmit();
    else return;
    event.preventDefault();
  }

  async submit(event) {
    event.preventDefault();
    const line = this.line.value;
    if (!line.trim() || this.line.readOnly) return;
    const { place } = this;
    this.closeList();
    this.wait(true);
    const trouble = await this.spoken(place, line);
    this.wait(false);
    say(this.refusal, trouble ?? "");
    if (trouble === null) this.forget(place, line);
    await this.refresh();
    const log = document.getElementById("log");
    log.scrollTop = log.scrollHeight;
  }

  /** Type the line: null if it was taken, else what to say besides Slack's own line. */
  async spoken({ member, channel }, line) {
    try {
      const done = await act(member, "types", { line, channel });
      const wasTaken = done.outcome ? done.outcome === "acked" : done.user === member;
      return wasTaken ? null : "";
    } catch (refusal) {
      return refusal.message;
    }
  }

  forget(place, line) {
    const key = this.key(place);
    if (this.drafts.get(key) === line) this.drafts.set(key, "");
    if (this.key(this.place) === key && this.line.value === line) this.fill("");
  }

  wait(busy) {
    this.line.readOnly = busy;
    this.send.disabled = busy;
    this.form.setAttribute("aria-busy", String(busy));
  }
}

/** Three lines to try, out of the commands' own usage: a whole line, a bare one, another. */
export function examplesFrom(usage) {
  const [first, second] = usage.filter((u) => u.hint);
  if (!first) return [];
  const whole = (u) => `${u.command} ${u.hint}`;
  return [whole(first), first.command, ...(second ? [whole(second)] : [])];
}
