// Things to try: what a visitor may do next, ticked off by the workspace as they do it.

import { el, reconcile } from "./nodes.js";

/** The list in `node`; `onTry({as, channel, line, tab, point})` puts a visitor where one can be done. */
export class Tries {
  constructor(node, onTry) {
    this.onTry = onTry;
    this.progress = el("p", { class: "tries-progress", role: "status" });
    this.list = el("ol", { class: "tries" });
    this.who = el("p", { class: "tries-progress" });
    node.append(this.who, this.progress, this.list);
  }

  /** Draw what the workspace says of them. */
  show({ tries = [], me }) {
    const { real_name: name, title } = me.profile;
    const known = title ? `${name} (${title})` : name;
    this.who.textContent = `You act as ${known}. Nothing you do here leaves this machine.`;
    this.progress.textContent = progressOf(tries);
    const next = tries.find((each) => !each.done);
    reconcile(this.list, tries.map((each) => this.item(each, each === next)));
  }

  item(each, isNext) {
    const stamp = JSON.stringify([each, isNext]);
    return { key: each.id, stamp, draw: () => this.drawn(each, isNext) };
  }

  drawn({ id, title, how, done, as, channel, line, tab, point }, isNext) {
    const go = () => this.onTry({ as, channel, line, tab, point });
    const label = { "aria-label": `Show me: ${title}`, "data-focus": `try ${id}` };
    const kind = { class: isNext ? "primary" : null, type: "button", onclick: go };
    return el(
      "li",
      { class: done ? "done" : null },
      el("span", { class: "tick", "aria-hidden": "true" }, done ? "✓" : ""),
      el("div", { class: "what" },
        el("h3", {}, title, done ? el("span", { class: "unseen" }, " (done)") : null),
        el("p", {}, how),
        el("button", { ...kind, ...label }, done ? "Show me again" : "Show me"),
      ),
    );
  }
}

function progressOf(tries) {
  const count = tries.filter((each) => each.done).length;
  if (tries.length && count === tries.length) {
    return "All done. The company is yours now: type what you like, as anybody you like.";
  }
  return tries.length ? `${count} of ${tries.length} done.` : "Nothing is prepared for this app.";
}
