// One's own message, opened to be written anew.

import { el, freshId, say } from "../nodes.js";
import { act, placeOf } from "../workspace.js";

const TOKEN = /<([^<>]+)>/g;
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** A message's text as its author typed it: names and links instead of Slack's tokens. */
export function asTyped(text, people) {
  const handles = new Map(people.map((member) => [member.id, member.name]));
  const plain = text.replace(TOKEN, (_, token) => {
    const [target, label] = token.split("|");
    const id = target.slice(1);
    if (target.startsWith("@")) return `@${handles.get(id) ?? id}`;
    if (target.startsWith("#")) return `#${label ?? id}`;
    if (target.startsWith("!")) return `@${id}`;
    return target.replace(/^mailto:/, "");
  });
  return plain.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

/** The form in a message's place: Enter saves, Escape leaves it as it was. */
export function drawEdit(message, { member, reader, onEdit }) {
  const id = freshId("edit");
  const refusal = el("p", { class: "error", role: "alert", hidden: true });
  const line = el("textarea", { id, rows: 2, value: asTyped(message.text, reader.people), "data-focus": "edit" });
  const save = async (event) => {
    event.preventDefault();
    const words = line.value.trim();
    if (!words) return;
    try {
      await act(member, "edits", { line: words }, placeOf(message));
      onEdit("");
    } catch (trouble) {
      say(refusal, trouble.message);
    }
  };
  const steer = (event) => {
    if (event.key === "Escape") onEdit("");
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) save(event);
    else return;
    event.preventDefault();
  };
  return el(
    "form",
    { class: "edit", onsubmit: save },
    el("label", { for: id, class: "unseen" }, "Edit message"),
    el("div", { class: "box", onkeydown: steer }, line),
    el("div", { class: "row" },
      el("button", { type: "button", onclick: () => onEdit("") }, "Cancel"),
      el("button", { type: "submit", class: "primary" }, "Save")),
    refusal,
  );
}
