// One exchange of the inspector: its row, and what was said and answered once it is unfolded.

import { el } from "../nodes.js";
import { tree } from "./json_tree.js";
import { Refusal, asked } from "../workspace.js";

const ARROWS = {
  to_app: ["→", "To the app: "],
  from_app: ["←", "From the app: "],
  line: ["⇄", "Connection: "],
};
const SIGNS = { ok: "✓ ", waiting: "… ", refused: "✗ ", told: "" };

export class Exchange {
  /** `row` is the summary, `root` the inspector's address, `zone` gives the reader's time zone. */
  constructor(row, root, zone) {
    Object.assign(this, { row, root, zone, isOpen: false });
  }

  /** For `reconcile`: drawn anew only when the exchange has gone on. */
  item() {
    return { key: `exchange ${this.row.number}`, stamp: JSON.stringify(this.row), draw: () => this.draw() };
  }

  draw() {
    const inside = el("div", { class: "inside" });
    const details = el("details", { open: this.isOpen }, this.heading(), inside);
    details.addEventListener("toggle", () => {
      this.isOpen = details.open;
      if (details.open) this.unfold(inside);
    });
    return el("li", { class: `exchange ${this.row.state}` }, details, this.remarks());
  }

  heading() {
    const { row } = this;
    const [arrow, words] = ARROWS[row.direction];
    return el(
      "summary",
      { "data-focus": `exchange ${row.number}` },
      el("span", { class: "arrow", "aria-hidden": "true" }, arrow),
      el("span", { class: "unseen" }, words),
      el("span", { class: "title" }, row.title),
      el(
        "span",
        { class: "outcome" },
        el("span", { "aria-hidden": "true" }, SIGNS[row.state]),
        row.words,
        row.ms === null ? null : el("span", { class: "ms" }, ` ${row.ms} ms`),
      ),
    );
  }

  /** What stands under the row without unfolding it: the rule that was broken, and notes. */
  remarks() {
    const { broken, warnings, notes } = this.row;
    if (!broken && !warnings.length && !notes.length) return null;
    return el(
      "div",
      { class: "remarks" },
      broken ? this.rule(broken) : null,
      (broken?.faults ?? []).map((fault) => el("p", { class: "fault" }, fault)),
      warnings.map((warning) => el("p", { class: "warning" }, `⚠ Warning: ${warning}`)),
      notes.map((note) => el("p", { class: "remark" }, note)),
    );
  }

  rule({ error, rule, page }) {
    const link = { href: page, target: "_blank", rel: "noreferrer", "data-focus": `rule ${this.row.number}` };
    return el(
      "p",
      { class: "rule" },
      el("code", {}, error), " ", rule, " ",
      el("a", { ...link, "aria-label": `Slack’s documentation of ${error}` }, "Slack’s page"),
    );
  }

  async unfold(inside) {
    try {
      const { said, answer } = await asked(`${this.root}/exchanges/${this.row.number}`);
      inside.replaceChildren(this.whereabouts(), ...this.sides(said, answer));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      inside.replaceChildren(el("p", { class: "error", role: "alert" }, refusal.message));
    }
  }

  whereabouts() {
    const { number, at, way } = this.row;
    const time = new Date(at).toLocaleTimeString([], { timeZone: this.zone(), hour12: false });
    return el("p", { class: "note" }, `No. ${number} · ${time} · ${way}`);
  }

  sides(said, answer) {
    const names = this.row.direction === "from_app" ? ["Arguments", "Answer"] : ["Payload", "Answer"];
    const nothing = this.row.state === "waiting" ? "Not yet." : "None.";
    return [said, answer].map((value, index) => side(names[index], value, nothing));
  }
}

function side(name, value, nothing) {
  const isThere = value !== null && value !== undefined;
  return el(
    "section",
    {},
    el("div", { class: "side-head" }, el("h4", {}, name), isThere ? copyButton(name, value) : null),
    isThere ? tree(value) : el("p", { class: "note" }, nothing),
  );
}

function copyButton(name, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const copy = async (event) => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Can’t copy here";
    }
  };
  const label = `Copy ${name.toLowerCase()}`;
  return el("button", { type: "button", class: "quiet", onclick: copy, "aria-live": "polite" }, label);
}
