// Dates and times in a person's own zone.

const DAY = 86_400_000;
const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  }
  return formats.get(key);
}

/** An instant as "3:05 PM". */
export function hour(at, zone) {
  return format(zone, { hour: "numeric", minute: "2-digit" }).format(at).replace(/\u202f/g, " ");
}

/** An instant as "Saturday, November 21", with the year if `year` is true. */
export function longDay(at, zone, year = false) {
  const parts = { weekday: "long", month: "long", day: "numeric" };
  return format(zone, year ? { ...parts, year: "numeric" } : parts).format(at);
}

/** An instant as "Sat 21 Nov 2026, 3:05 PM". */
export function clockFace(at, zone) {
  const parts = { weekday: "short", month: "short", day: "numeric", year: "numeric" };
  const named = Object.fromEntries(
    format(zone, parts).formatToParts(at).map((part) => [part.type, part.value]),
  );
  return `${named.weekday} ${named.day} ${named.month} ${named.year}, ${hour(at, zone)}`;
}

/** The local date and time as "2026-11-21T15:05", as a datetime input takes it. */
export function localIso(at, zone) {
  const parts = {
    year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  };
  const named = Object.fromEntries(
    format(zone, parts).formatToParts(at).map((part) => [part.type, part.value]),
  );
  return `${named.year}-${named.month}-${named.day}T${named.hour}:${named.minute}`;
}

/** The instant of a local "2026-11-21T15:05"; an hour that the spring change skips moves on. */
export function instantOf(local, zone) {
  const wanted = Date.parse(`${local}Z`);
  const offset = (at) => Date.parse(`${localIso(new Date(at), zone)}Z`) - at;
  const first = wanted - offset(wanted);
  const second = wanted - offset(first);
  return new Date(offset(second) === offset(first) ? second : Math.max(first, second));
}

/** 09:00 local on the day that many days after the local day of an instant. */
export function nineAfter(at, zone, days) {
  const day = new Date(Date.parse(`${localIso(at, zone).slice(0, 10)}T00:00Z`) + days * DAY);
  return instantOf(`${day.toISOString().slice(0, 10)}T09:00`, zone);
}

/** How many days from an instant's local day to the next Monday, 1 to 7. */
export function daysToMonday(at, zone) {
  const weekday = new Date(`${localIso(at, zone).slice(0, 10)}T00:00Z`).getUTCDay();
  return (8 - weekday) % 7 || 7;
}

/** Slack's date token spelled out: `{date_short_pretty}`, `{time}` and the others. */
export function spelledDate(stamp, pattern, { zone, now }) {
  const at = new Date(Number(stamp) * 1000);
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => datePart(name, at, zone, now) ?? whole);
}

function datePart(name, at, zone, now) {
  const day = (parts) => format(zone, parts).format(at);
  const spelled = {
    date_num: () => localIso(at, zone).slice(0, 10),
    date: () => day({ year: "numeric", month: "long", day: "numeric" }),
    date_short: () => day({ year: "numeric", month: "short", day: "numeric" }),
    date_long: () => longDay(at, zone, true),
    day_divider: () => longDay(at, zone),
    time: () => hour(at, zone),
    time_secs: () =>
      day({ hour: "numeric", minute: "2-digit", second: "2-digit" }).replace(/\u202f/g, " "),
    ago: () => ago(at, now),
  }[name.replace("_pretty", "")];
  const near = name.endsWith("_pretty") ? nearDay(at, zone, now) : null;
  return near ?? spelled?.();
}

function nearDay(at, zone, now) {
  const midnight = (moment) => Date.parse(`${localIso(moment, zone).slice(0, 10)}T00:00Z`);
  const days = Math.round((midnight(at) - midnight(now)) / DAY);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}

function ago(at, now) {
  const minutes = Math.round((at - now) / 60_000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}
