// The lines above the messages that say what is wrong; those on the connection go by themselves.

import { say } from "../nodes.js";

const UNREACHED = "The workspace can’t be reached. What you type stays here; trying again…";
const PATIENCE = 1000; // milliseconds: an app that only changes its socket isn't gone

/** Says what went wrong, and whether page, workspace and app still reach each other. */
export class Notices {
  constructor() {
    Object.assign(this, { isLost: false, absence: "", patience: null });
    this.trouble = document.getElementById("trouble");
    this.reach = document.getElementById("reach");
  }

  /** What the last act came to; "" takes the line away. */
  complain(words) {
    say(this.trouble, words);
  }

  /** Whether the workspace can be reached from this page. */
  lose(isLost) {
    this.isLost = isLost;
    this.tell();
  }

  /** Whether the app holds a way on which the workspace reaches it. */
  see(isConnected, appName) {
    if (isConnected) {
      clearTimeout(this.patience);
      this.patience = null;
      this.miss("");
    } else {
      const words = `${appName} isn’t connected: commands and buttons fail until it is back.`;
      this.patience ??= setTimeout(() => this.miss(words), PATIENCE);
    }
  }

  miss(words) {
    this.absence = words;
    this.tell();
  }

  tell() {
    const words = this.isLost ? UNREACHED : this.absence;
    if (this.reach.textContent !== words || this.reach.hidden === Boolean(words)) say(this.reach, words);
  }
}
