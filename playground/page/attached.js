// What hangs on a message besides its text and blocks: attachments and files.

import { drawBlocks } from "./blocks.js";
import { mrkdwn } from "./mrkdwn.js";
import { el } from "./nodes.js";

const LINES = ["pretext", "author_name", "title", "text"];

/** Attachments of a message on its surface. */
export function drawAttachments(attachments, surface) {
  return attachments.map((attachment) => {
    const words = (text) => el("div", { class: "text", dir: "auto" }, mrkdwn(text, surface.reader));
    const line = (key) => (key === "title" ? el("strong", {}, words(attachment[key])) : words(attachment[key]));
    const lines = LINES.filter((key) => attachment[key]).map(line);
    const fields = (attachment.fields ?? []).map(({ title, value }) =>
      el("div", {}, el("strong", {}, title), words(String(value))),
    );
    return el(
      "div",
      { class: "attachment" },
      lines,
      fields.length ? el("div", { class: "fields" }, fields) : null,
      drawBlocks(attachment.blocks ?? [], surface),
      attachment.footer ? el("div", { class: "note" }, attachment.footer) : null,
    );
  });
}

/** Files of a message, by name: their content isn't kept here. */
export function drawFiles(files) {
  return files.map(({ name }) => el("div", { class: "picture" }, `📄 ${name}`));
}
