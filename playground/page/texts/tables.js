// Tables: the table block's, and those of standard Markdown.

import { el } from "../nodes.js";
import { richText } from "./rich_text.js";

/** A table block; its first row is the header. */
export function tableBlock({ rows, column_settings: columns = [] }, surface) {
  const cells = rows.map((row) => row.map((cell) => drawnCell(cell, surface)));
  return table(cells, columns.map((column) => column ?? {}));
}

/** Rows of node lists as a table; `columns` say {align, is_wrapped}. */
export function table(rows, columns) {
  const [head, ...body] = rows;
  const row = (name) => (cells) => el("tr", {}, cells.map((nodes, at) => cell(name, nodes, columns[at])));
  const drawn = el("table", {}, el("thead", {}, row("th")(head)), el("tbody", {}, body.map(row("td"))));
  // What is too wide scrolls sideways, by keyboard too.
  return el("div", { class: "table", role: "region", "aria-label": "Table", tabindex: "0" }, drawn);
}

function cell(name, nodes, { align, is_wrapped: isWrapped } = {}) {
  const node = el(name, { dir: "auto", scope: name === "th" ? "col" : null }, nodes);
  node.style.textAlign = align ?? "";
  if (isWrapped) node.classList.add("wrapped");
  return node;
}

function drawnCell(cell, surface) {
  return cell.type === "rich_text" ? [richText(cell, surface)] : [cell.text ?? String(cell.value ?? "")];
}
