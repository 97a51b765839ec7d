// The inspector's pane: what went over the wire, newest at the bottom, and trouble on demand.

import { Exchange } from "./exchange.js";
import { el, freshId, reconcile, say } from "../nodes.js";
import { Troubles } from "./troubles.js";
import { Refusal, asked } from "../workspace.js";

const ROOT = "/_playground/inspector";
const NEAR = 40; // pixels from the end at which the list follows what comes
const TICK = 1000;
const FILTERS = [
  ["all", "All", () => true],
  ["to", "To the app", (row) => row.direction === "to_app"],
  ["from", "From the app", (row) => row.direction === "from_app"],
  ["refused", "Refused", (row) => row.state === "refused"],
];

export class Inspector {
  constructor(node) {
    this.exchanges = new Map(); // number → Exchange
    this.run = "";
    this.revision = 0;
    this.leftOut = 0;
    this.filter = FILTERS[0];
    this.isStale = false;
    this.isAsking = false;
    this.troubles = new Troubles(ROOT, () => this.refresh());
    this.trouble = el("p", { class: "error", role: "alert", hidden: true });
    this.count = el("p", { class: "note", role: "status" });
    this.list = el("ol", { class: "exchanges", tabindex: "0", "aria-label": "What went over the wire" });
    node.replaceChildren(
      el("div", { class: "inspector" }, this.troubles.node, this.drawFilters(), this.count, this.trouble, this.list),
    );
  }

  /** Bring the pane up to date if it is open; called on every change of the workspace. */
  async show(state, isOpen) {
    this.zone = state.me.tz;
    this.isOpen = isOpen;
    if (isOpen) await this.refresh();
  }

  /** Ask for what is new; calls that come meanwhile become one more. */
  async refresh() {
    this.isStale = true;
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      while (this.isStale) {
        this.isStale = false;
        this.take(await asked(`${ROOT}?since=${this.revision}`));
      }
      say(this.trouble, "");
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      say(this.trouble, refusal.message);
    } finally {
      this.isAsking = false;
    }
  }

  take(said) {
    if (said.run !== this.run) this.startOver(said);
    if (said.revision < this.revision || this.isStale) return;
    this.revision = said.revision;
    this.leftOut = said.left_out;
    for (const row of said.entries) this.note(row);
    for (const number of this.exchanges.keys()) if (number <= said.left_out) this.exchanges.delete(number);
    this.troubles.show(said.troubles);
    if (said.troubles.some((trouble) => trouble.seconds_left)) this.lookAgain();
    this.draw();
  }

  /** The workspace was started anew: what is shown here belongs to the one before. */
  startOver(said) {
    const isFirst = !this.run;
    this.run = said.run;
    if (isFirst) return;
    this.exchanges.clear();
    this.revision = 0;
    this.isStale = true;
  }

  note(row) {
    const known = this.exchanges.get(row.number);
    if (known) known.row = row;
    else this.exchanges.set(row.number, new Exchange(row, ROOT, () => this.zone));
  }

  /** An outage ends by the clock, without a change of the workspace. */
  lookAgain() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.isOpen && this.refresh(), TICK);
  }

  draw() {
    const [name, , fits] = this.filter;
    const shown = [...this.exchanges.values()].filter((exchange) => fits(exchange.row));
    const words = this.summed(shown.length, name);
    if (this.count.textContent !== words) this.count.textContent = words;
    const place = this.list;
    const follows = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR;
    reconcile(place, shown.map((exchange) => exchange.item()));
    if (follows) place.scrollTop = place.scrollHeight;
  }

  summed(count, name) {
    if (!this.exchanges.size) return "Nothing went over the wire yet.";
    const older = this.leftOut ? ` The ${this.leftOut} before them are left out.` : "";
    if (name !== "all") return `${count} of the newest ${this.exchanges.size} shown.${older}`;
    const refused = [...this.exchanges.values()].filter(({ row }) => row.state === "refused").length;
    return `${count} shown, ${refused || "none"} refused.${older}`;
  }

  drawFilters() {
    const group = freshId("filter");
    const choices = FILTERS.map((filter) => {
      const choose = () => {
        this.filter = filter;
        this.draw();
      };
      const radio = el("input", {
        type: "radio", name: group, checked: filter === this.filter, onchange: choose,
      });
      return el("label", {}, radio, el("span", {}, filter[1]));
    });
    return el("fieldset", { class: "filters" }, el("legend", { class: "unseen" }, "Show"), choices);
  }
}
