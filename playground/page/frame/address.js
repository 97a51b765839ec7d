// The address bar: who acts and which conversation is in front, so that a reload keeps both.

/** What the address says: {as, place, tab}, each "" if it says nothing. */
export function readAddress() {
  const said = new URLSearchParams(location.search);
  return { as: said.get("as") ?? "", place: said.get("in") ?? "", tab: said.get("tab") ?? "" };
}

/** Bring the address to where the person is; `isStep` makes it one that Back undoes. */
export function writeAddress({ as, place, tab }, isStep) {
  const said = new URLSearchParams({ as, in: place, ...(tab ? { tab } : {}) });
  // "@" and "#" read better as they are, and a query may hold them.
  const address = `?${said}`.replace(/%40/g, "@");
  if (address === location.search) return;
  history[isStep ? "pushState" : "replaceState"](null, "", address);
}

/** Call back with what the address says whenever Back or Forward was used. */
export function onBack(go) {
  addEventListener("popstate", () => go(readAddress()));
}

/** A conversation's name in the address: "sales", or "@ben" for the one with Ben. */
export function placeOf(channel, people) {
  if (!channel.is_im) return channel.name;
  const other = people.find((member) => member.id === channel.user);
  return `@${other?.name ?? channel.user}`;
}

/** The conversation that a name, with or without its "#", or an id stands for. */
export function channelAt(name, { channels, people }) {
  const bare = name.replace(/^#/, "");
  return channels.find((channel) => channel.id === name || placeOf(channel, people) === bare);
}
