// What hangs on a message besides its text and blocks: attachments and files.

import { drawBlocks } from "./blocks.js";
import { hour, longDay } from "../texts/dates.js";
import { plainWords, withEmoji } from "../texts/emoji.js";
import { link } from "../texts/links.js";
import { mrkdwn } from "../texts/mrkdwn.js";
import { el } from "../nodes.js";
import { framed } from "../texts/pictures.js";
import { drawnOrNamed } from "../unknown.js";

const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;
const COLOURS = { good: "#2eb886", warning: "#daa038", danger: "#a30200" };

/** Attachments of a message on its surface. */
export function drawAttachments(attachments, surface) {
  return attachments.map((attachment) =>
    drawnOrNamed("attachment", () => drawAttachment(attachment, surface)),
  );
}

function drawAttachment(attachment, surface) {
  const { pretext, color, image_url: image, thumb_url: thumb, blocks = [], fields = [] } = attachment;
  const words = el(
    "div",
    { class: "words" },
    author(attachment),
    title(attachment),
    attachment.text ? written(attachment, "text", surface) : null,
    fields.length ? el("div", { class: "fields" }, fields.map((field) => drawField(field, surface))) : null,
    drawBlocks(blocks, surface),
    image ? framed(image, attachment.fallback ?? "Image", "block-image") : null,
    footer(attachment, surface),
  );
  const beside = thumb && !image ? framed(thumb, "", "thumbnail") : null;
  const bar = el("div", { class: "attachment" }, words, beside);
  bar.style.borderLeftColor = COLOURS[color] ?? (color ? `#${color.replace("#", "")}` : "");
  return el("div", { class: "attached" }, pretext ? written(attachment, "pretext", surface) : null, bar);
}

function written(attachment, key, { reader }) {
  const marked = attachment.mrkdwn_in?.includes(key) ?? true;
  const words = marked ? mrkdwn(attachment[key], reader) : plainWords({ text: attachment[key] });
  return el("div", { class: "text", dir: "auto" }, words);
}

function author({ author_name: name, author_link: url, author_icon: icon }) {
  if (!name) return null;
  const words = el("span", { dir: "auto" }, withEmoji(name));
  return el("div", { class: "by" }, icon ? framed(icon, "", "icon-image") : null, url ? link(url, words) : words);
}

function title({ title: words, title_link: url }) {
  if (!words) return null;
  return el("strong", { dir: "auto" }, url ? link(url, withEmoji(words)) : withEmoji(words));
}

function drawField({ title: name, value, short }, { reader }) {
  const words = el("div", { class: "text", dir: "auto" }, mrkdwn(String(value ?? ""), reader));
  return el("div", { class: short ? null : "wide" }, name ? el("strong", {}, withEmoji(name)) : null, words);
}

function footer({ footer: words, footer_icon: icon, ts }, { reader }) {
  if (!words && !ts) return null;
  const at = new Date(Number(ts) * 1000);
  const when = ts ? `${longDay(at, reader.zone)}, ${hour(at, reader.zone)}` : null;
  const told = [words && withEmoji(words), when].filter(Boolean).join(" | ");
  return el("div", { class: "by note" }, icon ? framed(icon, "", "icon-image") : null, told);
}

/** Files of a message: pictures as such, others by name, each leading to what it holds. */
export function drawFiles(files) {
  return files.map(drawFile);
}

function drawFile({ id, name, mimetype, size }) {
  const address = new URL(`/_playground/files/${id}`, location.origin).href;
  // A file that was only named, as a test may do, has nothing to show.
  if (!size) return el("div", { class: "picture" }, `📄 ${name}`);
  if (!SHOWN.test(mimetype)) return el("div", { class: "picture" }, link(address, `📄 ${name}`));
  return el("figure", {}, el("figcaption", {}, name), link(address, framed(address, name, "block-image")));
}
