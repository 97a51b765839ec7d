// Pickers of a date, a time, or both.

import { instantOf, localIso } from "../texts/dates.js";
import { el } from "../nodes.js";

const EARLIEST_YEAR = 1900; // a year half typed is 0002, 0020, 0202

/** A date, as "2026-11-21". */
export function datePicker(setting) {
  const change = ({ currentTarget }) => {
    const { value } = currentTarget;
    if (value && Number(value.slice(0, 4)) < EARLIEST_YEAR) return;
    setting.choose(value || null, () => (currentTarget.value = setting.held ?? ""));
  };
  return el("input", { ...setting.attributes, type: "date", value: setting.held ?? "", onchange: change });
}

/** A time of day, as "15:05"; the zone that an app names for it stands beside it. */
export function timePicker(setting) {
  const same = (held) => held;
  return withZone(picker(setting, "time", same, same), setting.element.timezone);
}

/** An instant, in Unix seconds, entered in the reader's zone. */
export function dateTimePicker(setting) {
  const { zone } = setting.surface.reader;
  const shown = (stamp) => localIso(new Date(stamp * 1000), zone);
  const told = (local) => instantOf(local, zone).getTime() / 1000;
  return withZone(picker(setting, "datetime-local", shown, told), zone);
}

function picker(setting, type, shown, told) {
  const settled = () => (setting.held ? shown(setting.held) : "");
  const change = ({ currentTarget }) => {
    if (currentTarget.value === settled()) return;
    const wanted = currentTarget.value ? told(currentTarget.value) : null;
    setting.choose(wanted, () => (currentTarget.value = settled()));
  };
  // Half a time typed by keyboard is a time too: the app hears of it when the person moves on.
  const when = setting.sendsAtOnce ? "onblur" : "onchange";
  return el("input", { ...setting.attributes, type, value: settled(), [when]: change });
}

function withZone(input, zone) {
  if (!zone) return input;
  const city = zone.split("/").at(-1).replace(/_/g, " ");
  return el("span", { class: "moment" }, input, el("span", { class: "note" }, `${city} time`));
}
