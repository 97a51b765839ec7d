// Points at what a thing to try is done with: it comes into view, has the focus and is outlined.

const CONTROLS = "#log button, #home button";

/**
 * Point at the newest button with some words, at an item in the menu of the newest message with
 * some words, or at a button of the clock. False if it is not there.
 */
export function pointAt({ button, message, item, clock }) {
  const found = clock ? inClock(clock) : message ? inMenu(message, item) : newest(button);
  if (!found) return false;
  found.scrollIntoView({ block: "center" });
  found.focus();
  found.classList.add("pointed");
  found.addEventListener("blur", () => found.classList.remove("pointed"), { once: true });
  return true;
}

function newest(words) {
  const named = [...document.querySelectorAll(CONTROLS)].filter((each) => isCalled(each, words));
  return named.findLast((each) => each.checkVisibility());
}

function inMenu(words, item) {
  const said = [...document.querySelectorAll("#log article")];
  const message = said.findLast((each) => each.textContent.includes(words));
  const items = [...(message?.querySelectorAll(".tools .menu .sheet button") ?? [])];
  const found = items.find((each) => each.textContent.startsWith(item));
  if (found) found.closest("details").open = true;
  return found;
}

function inClock(words) {
  const clock = document.getElementById("clock");
  clock.open = true;
  return [...clock.querySelectorAll("button")].find((each) => isCalled(each, words));
}

function isCalled(control, words) {
  return control.textContent.trim() === words;
}
