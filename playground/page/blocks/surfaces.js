// A message or a view in front of one person: what its elements hold, and what is done to them.

import { act } from "../workspace.js";

const PAUSE = 700; // milliseconds without a key after which what is typed is handed over

const HELD_UNDER = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  file_input: ["files", ""],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

/** A block's element in words, for telling it from all others of a surface. */
export function nameOf(block, element) {
  return `${block.block_id}/${element.action_id}`;
}

/** What was typed and chosen in messages and Homes, which outlives each drawing of them. */
const memories = new Map();

function memoryOf(member, on) {
  const key = JSON.stringify([member, on]);
  if (!memories.has(key)) memories.set(key, { typed: new Map(), values: {} });
  return memories.get(key);
}

export class Surface {
  /**
   * `on` is {channel, ts} for a message, "home" for the Home tab and null for the modal in front;
   * `values` are a view's state; `complain` is called with what went wrong, or "" once nothing
   * is, `touched` with each block in which something is entered.
   */
  constructor({ member, on, reader, values, complain, touched = () => {} }) {
    Object.assign(this, { member, on, reader, complain, touched });
    this.memory = on ? memoryOf(member, on) : { typed: new Map(), values: {} };
    this.typed = this.memory.typed;
    this.values = values ?? this.memory.values;
    this.last = Promise.resolve();
  }

  /** Do things one after the other, so that Submit never overtakes a choice. */
  inTurn(task) {
    const done = this.last.then(task);
    this.last = done.catch(() => {});
    return done;
  }

  /** Send the form in once all that was entered is there: errors by block_id. Throws Refusal. */
  submit() {
    return this.inTurn(() => act(this.member, "submits"));
  }

  /** What an element holds: typed and not yet sent, else entered, else preset. */
  held(block, element) {
    const typed = this.typed.get(nameOf(block, element));
    if (typed) return typed.wanted;
    const [key, initial] = HELD_UNDER[element.type];
    const entered = this.values[block.block_id]?.[element.action_id];
    if (entered && entered.type === element.type) return entered[key];
    const here = element.default_to_current_conversation ? this.on?.channel : undefined;
    return element[initial] ?? here;
  }

  /** Keep what is being typed; it is handed over by `settle`, or by itself after a pause. */
  type(block, element, wanted) {
    this.typed.set(nameOf(block, element), { block, element, wanted });
    this.touched(block);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.settle(), PAUSE);
  }

  /** Hand everything typed over to the workspace. True if that worked. */
  settle() {
    return this.inTurn(() => this.handOver());
  }

  async handOver() {
    for (const [name, entry] of [...this.typed]) {
      const done = await this.tell("enters", entry.block, entry.element, entry.wanted);
      if (!done) return false;
      if (this.typed.get(name) === entry) this.typed.delete(name);
      this.remember(entry.block, entry.element, entry.wanted);
    }
    return true;
  }

  /** Press a block's button, named by its action_id or its words. */
  press(block, label) {
    const args = { label, block_id: block.block_id };
    return this.inTurn(async () => (await this.handOver()) && this.attempt("presses", args));
  }

  /** Choose in an element; the app is told at once unless the element waits for Submit. */
  choose(block, element, wanted) {
    this.typed.delete(nameOf(block, element));
    if (HELD_UNDER[element.type]) this.remember(block, element, wanted);
    this.touched(block);
    const tell = () => this.tell("chooses", block, element, wanted);
    return this.inTurn(async () => (await this.handOver()) && tell());
  }

  /** Choose what a promise brings: whatever is done meanwhile waits for it. Throws what it throws. */
  chooseOnceThere(block, element, coming) {
    this.touched(block);
    return this.inTurn(async () => {
      const wanted = await coming;
      this.remember(block, element, wanted);
      return (await this.handOver()) && this.tell("chooses", block, element, wanted);
    });
  }

  /** The groups of options that the app suggests for some letters. */
  async offers(block, element, query) {
    await this.settle();
    const args = { name: element.action_id, block_id: block.block_id, query };
    try {
      return await act(this.member, "offers_in_groups", args, this.on);
    } catch (refusal) {
      this.complain(refusal.message);
      return [];
    }
  }

  tell(what, block, element, wanted) {
    return this.attempt(what, { name: element.action_id, block_id: block.block_id, wanted });
  }

  attempt(what, args) {
    return answered(this.member, this.on, what, args, this.complain);
  }

  remember(block, element, wanted) {
    const held = { type: element.type, [HELD_UNDER[element.type][0]]: wanted };
    const inBlock = { ...this.values[block.block_id], [element.action_id]: held };
    this.values = { ...this.values, [block.block_id]: inBlock };
    this.memory.values = this.values;
  }
}

/** Do something and complain if the app did not take it. True if it did. */
export async function answered(member, on, name, args, complain) {
  try {
    const done = await act(member, name, args, on);
    const words = {
      timed_out: "The app did not answer within 3 seconds.",
      failed: "The app could not do that.",
    }[done?.outcome];
    complain(words ?? "");
    return !words;
  } catch (refusal) {
    complain(refusal.message);
    return false;
  }
}
