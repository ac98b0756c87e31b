import process from "node:process";

/** File names stay below the 255 bytes that file systems allow, ending and attempt included. */
const LONGEST = 150;
const KEPT_OF_LONG = 100;

/** Names that Windows keeps for devices whatever follows the first dot; https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Makes a file name of any text, so that different texts never share a name, also where names ignore case. Lower-case letters, digits,
 * `_` and `-` stand for themselves, every other byte as `%` and two hexadecimal digits; what would be too long ends in a digest instead.
 *
 * @example
 * ```ts
 * safeName("per_region[eu]"); // "per_region%5beu%5d"
 * ```
 */
export function safeName(text: string): string {
  if (/^[a-z0-9_-]+$/.test(text) && text.length <= LONGEST && !DEVICE.test(text)) return text;
  let name = "";
  for (const [at, byte] of new TextEncoder().encode(text).entries()) {
    const plain = /[a-z0-9_-]/.test(String.fromCharCode(byte)) && !(at === 0 && DEVICE.test(text));
    name += plain ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`;
  }
  if (name === "") return "%";
  if (name.length <= LONGEST) return name;
  // "~" occurs in no other name. The module is loaded only here: it would cost every start some milliseconds.
  const digest = process.getBuiltinModule("node:crypto").createHash("sha256").update(text).digest("hex");
  return `${name.slice(0, KEPT_OF_LONG)}~${digest.slice(0, 32)}`;
}
