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

/** The named parts of an instant (weekday, month, …), as `Intl.DateTimeFormat` has them in English. */
export function parts(at, zone, options) {
  const found = format(zone, options).formatToParts(at);
  return Object.fromEntries(found.map((part) => [part.type, part.value]));
}

/** An instant as "3:05 PM", or "3:05:09 PM" if `seconds` is true. */
export function hour(at, zone, seconds = false) {
  const shown = { hour: "numeric", minute: "2-digit" };
  const told = format(zone, seconds ? { ...shown, second: "2-digit" } : shown).format(at);
  return told.replace(/\u202f/g, " ");
}

/** An instant as "Saturday, November 21", with the year if `year` is true. */
export function longDay(at, zone, year = false) {
  const shown = { weekday: "long", month: "long", day: "numeric" };
  return format(zone, year ? { ...shown, year: "numeric" } : shown).format(at);
}

/** An instant as "Sat 21 Nov", or "Sat 21 Nov 2026" if `year` is true. */
export function shortDay(at, zone, year = false) {
  const named = parts(at, zone, { weekday: "short", month: "short", day: "numeric", year: "numeric" });
  return `${named.weekday} ${named.day} ${named.month}${year ? ` ${named.year}` : ""}`;
}

/** The local date and time as "2026-11-21T15:05", as a datetime input takes it. */
export function localIso(at, zone) {
  const named = parts(at, zone, {
    year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
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

/** How many local days lie between two instants: 0 on the same day, -1 for the day before. */
export function dayBetween(from, to, zone) {
  const midnight = (at) => Date.parse(`${localIso(at, zone).slice(0, 10)}T00:00Z`);
  return Math.round((midnight(to) - midnight(from)) / DAY);
}
