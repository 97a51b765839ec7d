// Slack's date tokens spelled out in a reader's zone.

import { dayBetween, hour, localIso, longDay, parts } from "./dates.js";

const MINUTE = 60_000;
const MONTHS_BACK = 6; // nearer dates go without their year
const MONTHS_AHEAD = 3;
const MONTH = 30.4 * 24 * 60 * MINUTE;
const AGES = [
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
  ["month", 12],
  ["year", Infinity],
];

/**
 * A pattern such as "{date_short_pretty} at {time}" for an instant in Unix seconds; the tokens are
 * those of docs.slack.dev, "Formatting message text" and "Date element".
 */
export function spelledDate(stamp, pattern, { zone, now }) {
  const at = new Date(Number(stamp) * 1000);
  return pattern.replace(/\{(\w+)\}/g, (whole, name, offset) => {
    const words = spelled(name, at, zone, now);
    // Slack writes "Today at 3:05 PM" at the start and "due today" elsewhere.
    return words === undefined ? whole : offset === 0 ? capital(words) : words;
  });
}

function spelled(name, at, zone, now) {
  const near = name.endsWith("_pretty") ? nearDay(at, zone, now) : null;
  return near ?? TOKENS[name.replace("_pretty", "")]?.(at, zone, now);
}

const TOKENS = {
  date_num: (at, zone) => localIso(at, zone).slice(0, 10),
  date_slash: (at, zone) => localIso(at, zone).slice(0, 10).split("-").reverse().join("/"),
  date: (at, zone, now) => `${monthAndDay(at, zone)}${yearUnlessNear(at, zone, now)}`,
  date_short: (at, zone, now) => {
    const { month, day } = parts(at, zone, { month: "short", day: "numeric" });
    return `${month} ${day}${yearUnlessNear(at, zone, now)}`;
  },
  date_long: (at, zone, now) =>
    `${weekday(at, zone)}, ${monthAndDay(at, zone)}${yearUnlessNear(at, zone, now)}`,
  date_long_full: (at, zone) => {
    const { month, day, year } = parts(at, zone, { month: "long", day: "numeric", year: "numeric" });
    return `${month} ${day}, ${year}`;
  },
  day_divider: (at, zone, now) => {
    const isThisYear = localIso(at, zone).slice(0, 4) === localIso(now, zone).slice(0, 4);
    return longDay(at, zone, !isThisYear);
  },
  time: (at, zone) => hour(at, zone),
  time_secs: (at, zone) => hour(at, zone, true),
  ago: (at, _, now) => ago(at, now),
};

function weekday(at, zone) {
  return parts(at, zone, { weekday: "long" }).weekday;
}

function monthAndDay(at, zone) {
  const { month, day } = parts(at, zone, { month: "long", day: "numeric" });
  return `${month} ${day}${ordinal(Number(day))}`;
}

function ordinal(day) {
  if (day >= 11 && day <= 13) return "th";
  return { 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th";
}

function yearUnlessNear(at, zone, now) {
  const months = (at - now) / MONTH;
  if (months > -MONTHS_BACK && months < MONTHS_AHEAD) return "";
  return `, ${localIso(at, zone).slice(0, 4)}`;
}

function nearDay(at, zone, now) {
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[dayBetween(now, at, zone)] ?? null;
}

function ago(at, now) {
  const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  let count = Math.round((at - now) / MINUTE);
  for (const [unit, many] of AGES) {
    if (Math.abs(count) < many) return words.format(count, unit);
    count = Math.round(count / many);
  }
  return "";
}

function capital(words) {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
