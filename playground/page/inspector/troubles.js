// Trouble on demand: what Slack and the network do on a bad day, at the press of a button.

import { el, reconcile, say } from "../nodes.js";
import { Refusal, asked } from "../workspace.js";

const ROOMY = "(min-width: 721px) and (min-height: 700px)";

export class Troubles {
  /** `root` is the inspector's address; `onAsked` is called once a trouble was asked for. */
  constructor(root, onAsked) {
    this.address = `${root}/troubles`;
    this.onAsked = onAsked;
    this.list = el("ul");
    this.refusal = el("p", { class: "error", role: "alert", hidden: true });
    const words = "See how the app copes. Only this workspace is troubled.";
    this.summary = el("summary", {}, "Trouble on demand");
    this.armed = el("span", { class: "armed", role: "status" });
    this.node = el(
      "details",
      { class: "troubles", open: matchMedia(ROOMY).matches },
      this.summary,
      el("p", { class: "note" }, words),
      this.list,
      this.refusal,
    );
    this.summary.append(" ", this.armed);
  }

  show(troubles) {
    const armed = troubles.reduce((sum, trouble) => sum + trouble.armed, 0);
    const words = armed ? `${armed} armed` : "";
    if (this.armed.textContent !== words) this.armed.textContent = words;
    const clear = { key: "clear", stamp: String(armed > 0), draw: () => this.clearButton(armed > 0) };
    reconcile(this.list, [...troubles.map((trouble) => this.item(trouble)), clear]);
  }

  item(trouble) {
    return { key: trouble.name, stamp: JSON.stringify(trouble), draw: () => this.button(trouble) };
  }

  button(trouble) {
    const id = `trouble-${trouble.name}`;
    const ask = () => this.attempt("POST", { name: trouble.name });
    const described = { "aria-describedby": id, title: trouble.does, "data-focus": id };
    return el(
      "li",
      {},
      el("button", { type: "button", onclick: ask, ...described }, trouble.label),
      el("span", { id, class: "unseen" }, trouble.does),
      el("span", { class: trouble.armed ? "armed" : "note" }, standing(trouble)),
    );
  }

  clearButton(isOn) {
    const clear = () => this.attempt("DELETE");
    const focus = { "data-focus": "trouble-clear", "aria-disabled": isOn ? null : "true" };
    return el("li", {}, el("button", { type: "button", onclick: clear, ...focus }, "Clear what is armed"));
  }

  async attempt(method, said) {
    try {
      const headers = { "Content-Type": "application/json" };
      await asked(this.address, { method, headers, body: JSON.stringify(said ?? {}) });
      say(this.refusal, "");
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      say(this.refusal, refusal.message);
    }
    this.onAsked();
  }
}

function standing({ armed, fired, strikes, seconds_left: left }) {
  const times = armed > 1 ? ` ${armed}×` : "";
  const waiting = armed ? `armed${times} for ${strikes}` : "";
  const ready = left ? `on, ${Math.ceil(left)} s left` : waiting;
  const struck = fired ? `struck ${fired}×` : "";
  return [ready, struck].filter(Boolean).join(" · ");
}
