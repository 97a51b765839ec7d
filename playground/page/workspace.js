// The workspace behind the page: what a person sees, what they do, and word of every change.

const GONE = /\b(?:sees no|is gone|has no modal)\b/;
const CHANGED = "That is no longer there: it changed meanwhile.";

/** What went wrong, in words for the person; `status` is HTTP's, 0 if nothing came back. */
export class Refusal extends Error {
  constructor(words, status = 0) {
    super(words);
    this.status = status;
  }
}

/** Everything that a member sees now; "" is whoever comes first. Throws Refusal. */
export async function seenBy(member) {
  return asked(`/_playground/state?words=no&as=${encodeURIComponent(member)}`);
}

/** Do something as a member: `act` with `args`, on a message {channel, ts} or the "home" tab. */
export async function act(member, name, args = {}, on = null) {
  return performed({ as: member, act: name, args, on });
}

/** Move the workspace's clock to an instant (a Date). Throws Refusal for one gone by. */
export async function moveClock(to) {
  return performed({ act: "moves_clock", to: to.toISOString() });
}

/** Where a message is, for acting on it. */
export function placeOf({ channel, ts }) {
  return { channel, ts };
}

/** Call back on every change, and with `false` or `true` as the workspace is lost and found. */
export function follow(onChange, onReach) {
  const stream = new EventSource("/_playground/changes");
  stream.onmessage = onChange;
  stream.onopen = () => onReach(true);
  stream.onerror = () => onReach(false);
}

async function performed(said) {
  const body = JSON.stringify(said);
  const headers = { "Content-Type": "application/json" };
  const answer = await asked("/_playground/act", { method: "POST", headers, body });
  return answer.result;
}

/** What an address of the workspace answers; throws Refusal. The inspector asks by it too. */
export async function asked(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refusal("The workspace can’t be reached. Is it still running?");
  }
  if (response.ok) return response.json();
  const said = await response.json().catch(() => ({}));
  // The first line is the reason; what follows it is for a test's log.
  const reason = (said.error || `The workspace answered ${response.status}.`).split("\n")[0];
  throw new Refusal(GONE.test(reason) ? CHANGED : reason, response.status);
}
