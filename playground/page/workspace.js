// The workspace behind the page: what a person sees, what they do, and word of every change.

/** What went wrong, in words for the person. */
export class Refusal extends Error {}

/** Everything that a member sees now. Throws Refusal. */
export async function seenBy(member) {
  return asked(`/_playground/state?as=${encodeURIComponent(member)}`);
}

/** Do something as a member: `act` with `args`, on the message {channel, ts} if there is one. */
export async function act(member, name, args = {}, on = null) {
  return performed({ as: member, act: name, args, on });
}

/** Move the workspace's clock to an instant (a Date). Throws Refusal for one gone by. */
export async function moveClock(to) {
  return performed({ act: "moves_clock", to: to.toISOString() });
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
  const answer = await asked("/_playground/act", { method: "POST", body });
  return answer.result;
}

async function asked(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refusal("The workspace can’t be reached. Is the demo still running?");
  }
  if (response.ok) return response.json();
  if (response.status === 409) throw new Refusal("That is no longer there: it changed meanwhile.");
  const said = await response.json().catch(() => ({}));
  // The first line is the reason; what follows it is for a test's log.
  throw new Refusal((said.error || `The workspace answered ${response.status}.`).split("\n")[0]);
}
