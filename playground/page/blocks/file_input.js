// The input for files, which are handed in at once and named in the form.

import { read, tooLarge } from "../files.js";
import { el, say } from "../nodes.js";

const MOST = 10; // Slack's own, unless the element has a lower one

/** A button to choose files, and those chosen, each with a button to take it away. */
export function fileInput(setting) {
  const { element, attributes } = setting;
  const most = element.max_files ?? MOST;
  const list = el("ul", { class: "chips" });
  const refused = el("p", { class: "error", role: "alert", hidden: true });
  let files = [...(setting.held ?? [])].map((file) => ({ name: file.name, content: file }));

  const show = (kept) => {
    files = kept;
    list.replaceChildren(...files.map((file, at) => chip(file, attributes["data-focus"], () => drop(at))));
  };
  // A form that is sent in while a file is still being read waits for it.
  const keep = async (wanted) => {
    const before = files;
    show(wanted);
    try {
      const all = Promise.all(wanted.map(({ content }) => content));
      await setting.surface.chooseOnceThere(setting.block, element, all);
    } catch {
      show(before);
      say(refused, "It can’t be read. Is it still there?");
    }
  };
  const drop = (at) => {
    keep(files.filter((_, index) => index !== at));
    input.focus();
  };
  const add = ({ currentTarget }) => {
    const added = [...currentTarget.files];
    currentTarget.value = "";
    const fault = unfit(added, files.length, most, element.filetypes);
    say(refused, fault);
    if (!fault) keep([...files, ...added.map((file) => ({ name: file.name, content: read(file) }))]);
  };
  const own = { type: "file", multiple: most > 1, accept: accepted(element.filetypes), onchange: add };
  const input = el("input", { ...attributes, ...own });
  show(files);
  return el("div", { class: "files" }, list, input, refused);
}

function chip(file, focus, remove) {
  const label = `Remove ${file.name}`;
  const attributes = { type: "button", "aria-label": label, "data-focus": `${focus}/${file.name}` };
  return el("li", {}, `📄 ${file.name}`, el("button", { ...attributes, onclick: remove }, "×"));
}

function accepted(kinds) {
  return kinds?.length ? kinds.map((kind) => `.${kind}`).join(",") : null;
}

// A browser lets a person past `accept`, and past any number and size of files.
function unfit(added, there, most, kinds) {
  const strange = added.find(({ name }) => kinds?.length && !kinds.includes(ending(name)));
  const large = added.map(tooLarge).find(Boolean);
  if (strange) return `${strange.name} can’t be added: only ${kinds.join(", ")}.`;
  if (large) return large;
  if (there + added.length <= most) return "";
  return most === 1 ? "Only one file can be added." : `No more than ${most} files can be added.`;
}

function ending(name) {
  return name.split(".").at(-1).toLowerCase();
}
