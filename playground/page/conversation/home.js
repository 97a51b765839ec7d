// The app's Home and Messages tabs, and the Home tab's view.

import { drawBlocks } from "../blocks/blocks.js";
import { el, refocus, reconcile } from "../nodes.js";
import { Surface } from "../blocks/surfaces.js";
import { act } from "../workspace.js";

const PATIENCE = 3000; // milliseconds in which an app publishes its first Home
const TABS = { home: "Home", messages: "Messages" };

/** The tabs over the app's conversation. */
export class Tabs {
  constructor(onTab) {
    this.onTab = onTab;
    this.node = document.getElementById("tabs");
    this.node.addEventListener("keydown", (event) => this.step(event));
  }

  /** Show the tabs that there are, one chosen; none where there is no choice. */
  show(names, chosen) {
    this.node.hidden = names.length < 2;
    reconcile(this.node, names.map((name) => this.item(name, name === chosen)));
  }

  item(name, isChosen) {
    const attributes = {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": name,
      "aria-selected": String(isChosen), tabindex: isChosen ? "0" : "-1", "data-focus": name,
      onclick: () => this.onTab(name),
    };
    const draw = () => el("button", attributes, TABS[name]);
    return { key: name, stamp: String(isChosen), draw };
  }

  step(event) {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = this.node.querySelector('[role="tab"][aria-selected="false"]');
    event.preventDefault();
    other?.focus();
    other?.click();
  }
}

/** The Home tab of one person at a time. */
export class Home {
  constructor(complain, redraw) {
    Object.assign(this, { complain, redraw, view: null, surface: null, asking: "" });
    this.node = document.getElementById("home");
  }

  /** Tell the app that a person looks at its Home; it publishes what they see. */
  async open(member) {
    this.asking = member;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.rest(), PATIENCE);
    try {
      await act(member, "opens_home");
    } catch (refusal) {
      this.complain(refusal.message);
      this.rest();
    }
  }

  rest() {
    this.asking = "";
    this.redraw();
  }

  /** Draw what the app published for a person, or why there is nothing. */
  show(view, member, appName, reader) {
    if (!view) {
      this.view = null;
      reconcile(this.node, [this.emptiness(member, appName)]);
      return;
    }
    const isSame = this.view?.id === view.id;
    if (isSame && this.view.hash === view.hash && this.zone === reader.zone) return;
    const { activeElement: focused } = document;
    const name = this.node.contains(focused) ? focused.dataset.focus : null;
    const { typed } = isSame ? this.surface : { typed: new Map() };
    const values = view.state.values;
    this.surface = new Surface({ member, on: "home", reader, values, complain: this.complain });
    this.surface.typed = typed;
    Object.assign(this, { view, zone: reader.zone });
    this.node.replaceChildren(el("div", { class: "blocks" }, drawBlocks(view.blocks, this.surface)));
    if (name) refocus(this.node, name);
  }

  emptiness(member, appName) {
    const words = this.asking === member
      ? `Loading ${appName}’s Home…`
      : `${appName} has published no Home for this person yet.`;
    const draw = () => el("p", { class: "empty", role: "status" }, words);
    return { key: "empty", stamp: words, draw };
  }
}
