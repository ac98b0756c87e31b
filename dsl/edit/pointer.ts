/** Writes keys and indexes as a JSON Pointer (RFC 6901): `["tasks", 0, "a/b"]` is `/tasks/0/a~1b`. */
export function writePointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Reads a JSON Pointer; undefined for a text that is none: without a slash at the beginning, or with a `~` that is no escape. */
export function readPointer(text: string): readonly string[] | undefined {
  if (text === "") return [];
  if (!text.startsWith("/") || /~(?![01])/.test(text)) return undefined;
  return text.slice(1).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
