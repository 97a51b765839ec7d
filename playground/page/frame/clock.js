// The workspace's clock, and the control that moves it forward.

import { daysToMonday, hour, instantOf, localIso, nineAfter, shortDay } from "../texts/dates.js";
import { el } from "../nodes.js";
import { moveClock } from "../workspace.js";

const HOUR = 3_600_000;
const BEAT = 1000;
const JUMPS = [
  ["+1 hour", (now) => new Date(now.getTime() + HOUR)],
  ["Tomorrow 09:00", (now, zone) => nineAfter(now, zone, 1)],
  ["Next Monday 09:00", (now, zone) => nineAfter(now, zone, daysToMonday(now, zone))],
];

const FARTHEST = 366 * 24 * 3600 * 1000; // milliseconds

/** Shows the time in the acting person's zone and moves it when asked. */
export class Clock {
  constructor(refresh) {
    this.refresh = refresh;
    this.zone = "UTC";
    this.ahead = 0;
    this.isMoving = false;
    this.control = document.getElementById("clock");
    this.control.addEventListener("toggle", () => this.opened());
    this.face = document.getElementById("now");
    this.day = document.getElementById("today");
    this.hour = document.getElementById("hour");
    this.said = document.getElementById("clock-said");
    this.moment = document.getElementById("moment");
    const jumps = JUMPS.map(([words, to]) =>
      el("button", { type: "button", onclick: () => this.move(to(this.now, this.zone)) }, words),
    );
    document.getElementById("jumps").append(...jumps);
    document.getElementById("clock-form").addEventListener("submit", (event) => this.moveAsTyped(event));
    setInterval(() => this.tick(), BEAT);
  }

  /** The workspace's time, as it runs on since it was last told. */
  get now() {
    return new Date(Date.now() + this.ahead);
  }

  /** Whether the clock was moved so far that its year is worth the room. */
  get isOtherYear() {
    return localIso(this.now, this.zone).slice(0, 4) !== localIso(new Date(), this.zone).slice(0, 4);
  }

  show(now, zone) {
    this.ahead = Date.parse(now) - Date.now();
    this.zone = zone;
    document.getElementById("zone").textContent = zone.replace(/_/g, " ");
    this.tick();
  }

  tick() {
    const day = `${shortDay(this.now, this.zone, this.isOtherYear)}, `;
    const time = hour(this.now, this.zone);
    if (this.face.textContent === day + time) return;
    this.day.textContent = day;
    this.hour.textContent = time;
    this.face.dateTime = this.now.toISOString();
  }

  /** Start from the present each time the control is opened. */
  opened() {
    if (!this.control.open) return;
    this.said.textContent = "";
    this.moment.min = localIso(this.now, this.zone);
    this.moment.value = this.moment.min;
  }

  moveAsTyped(event) {
    event.preventDefault();
    if (!this.moment.value) {
      this.said.textContent = "Choose a date and a time first.";
      return;
    }
    this.move(instantOf(this.moment.value, this.zone));
  }

  async move(to) {
    if (this.isMoving) return;
    if (to <= this.now) {
      this.said.textContent = "The clock moves forward only: choose a later time.";
      return;
    }
    if (to - this.now > FARTHEST) {
      this.said.textContent = "Every day on the way is lived through: a year at most, please.";
      return;
    }
    this.said.textContent = "Moving the clock…";
    this.isMoving = true;
    try {
      await moveClock(to);
      this.control.open = false; // what the new hour brings stands behind it
    } catch (refusal) {
      this.said.textContent = refusal.message;
    }
    this.isMoving = false;
    await this.refresh();
  }
}
