// Builds and keeps DOM nodes; people's words only ever become text nodes.

let counted = 0;

/** An id that no other node of this page has. */
export function freshId(stem) {
  counted += 1;
  return `${stem}-${counted}`;
}

/** An element with attributes, listeners (`onclick: f`) and children; null children are left out. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    setAttribute(node, key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function setAttribute(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "value" || key === "checked" || key === "selected") node[key] = value;
  else node.setAttribute(key, value === true ? "" : String(value));
}

/**
 * Bring a parent's children to a list of {key, stamp, draw}: a child is drawn anew only if its
 * stamp changed, so that what is typed, chosen and focused elsewhere stays as it is.
 */
export function reconcile(parent, items) {
  const there = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, index) => {
    const node = kept(there.get(item.key), item);
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
    const before = there.get(item.key);
    if (before && before !== node) replaceFocused(before, node);
    there.delete(item.key);
  });
  for (const node of there.values()) node.remove();
}

function kept(before, item) {
  if (before && before.stamp === item.stamp) return before;
  const node = item.draw();
  node.dataset.key = item.key;
  node.stamp = item.stamp;
  return node;
}

function replaceFocused(before, node) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  before.remove();
  if (focused) refocus(node, focused.dataset.focus);
}

/** Put the focus where it was in a node drawn anew, or on the node itself. */
export function refocus(node, name) {
  const same = [...node.querySelectorAll("[data-focus]")].find((e) => e.dataset.focus === name);
  if (name && same) {
    same.focus();
    return;
  }
  if (!node.hasAttribute("tabindex")) node.tabIndex = -1;
  node.focus();
}

/** Show words in a line that is hidden while it has none. */
export function say(node, words) {
  node.textContent = words;
  node.hidden = !words;
}

/** A menu behind a small button: items are {label, more, run}. */
export function menu(label, sign, items) {
  const details = el("details", { class: "menu" });
  const choose = (run) => {
    details.open = false;
    details.querySelector("summary").focus();
    run();
  };
  const buttons = items.map(({ label: words, more, run, focus }) =>
    el("button", { type: "button", onclick: () => choose(run), "data-focus": focus }, words, remark(more)),
  );
  const sheet = el("div", { class: "sheet" }, buttons);
  details.append(el("summary", { "aria-label": label, title: label }, sign), sheet);
  return opening(details);
}

function remark(words) {
  return words ? el("span", { class: "more" }, ` ${words}`) : null;
}

/** Make a menu's sheet stay in view and follow the arrow keys. */
export function opening(details) {
  const sheet = details.querySelector(".sheet");
  details.addEventListener("toggle", () => {
    sheet.classList.remove("up");
    if (!details.open) return;
    const edge = details.closest("[role=log]")?.getBoundingClientRect().bottom ?? innerHeight;
    sheet.classList.toggle("up", sheet.getBoundingClientRect().bottom > edge);
    sheet.scrollIntoView({ block: "nearest" });
  });
  details.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !details.open) return;
    event.preventDefault();
    walk([...sheet.querySelectorAll("button:not([hidden])")], step);
  });
  return details;
}

function walk(buttons, step) {
  const at = buttons.indexOf(document.activeElement);
  const from = at < 0 && step < 0 ? 0 : at;
  buttons[(from + step + buttons.length) % buttons.length]?.focus();
}

/** Close open menus on a click elsewhere and on Escape. */
export function closeMenusFrom(root) {
  const openMenus = () => root.querySelectorAll("details.menu[open], #clock[open]");
  root.addEventListener("click", (event) => {
    for (const details of openMenus()) {
      if (!details.contains(event.target)) details.open = false;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of openMenus()) {
      details.open = false;
      details.querySelector("summary").focus();
      event.preventDefault();
    }
  });
}
