// Keeps the keyboard inside a dialog.

const REACHABLE = "button, input, textarea, select, summary, a[href], [tabindex='0']";

/** Let Tab go round within a dialog, from its last control to its first and back. */
export function keepFocusIn(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.defaultPrevented) return;
    const reachable = [...dialog.querySelectorAll(REACHABLE)].filter((node) => isReachable(node));
    const [first, last] = [reachable.at(0), reachable.at(-1)];
    const leaving = event.shiftKey ? first : last;
    if (document.activeElement !== leaving && dialog.contains(document.activeElement)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  });
}

function isReachable(node) {
  return !node.disabled && node.checkVisibility();
}

/** Where the cursor stands in a field, as a function that puts it there in another one. */
export function cursorOf(field) {
  const { selectionStart: start, selectionEnd: end } = field ?? {};
  return (other) => {
    if (typeof start === "number" && typeof other?.selectionStart === "number") other.setSelectionRange(start, end);
  };
}
