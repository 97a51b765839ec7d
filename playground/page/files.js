// Files that a person picks, on their way to the workspace.

const MOST_BYTES = 10 * 1024 * 1024;

/** Why a file can't be sent, or "" if it can. */
export function tooLarge({ name, size }) {
  return size > MOST_BYTES ? `${name} can’t be added: it is larger than 10 MB.` : "";
}

/** A file as the workspace takes it, its content in base64. Throws where it can't be read. */
export async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { name: file.name, size: file.size, mimetype: file.type, content: btoa(text) };
}
