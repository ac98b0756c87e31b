import type { MapNode } from "../tree.ts";
import { entryOf, isText, type TextNode } from "./reading.ts";

/** The name of the file in `on.script`; undefined when there is none. */
export function sourceScript(root: MapNode): TextNode | undefined {
  const on = entryOf(root, "on");
  const script = on?.kind === "map" ? entryOf(on, "script") : undefined;
  const file = script?.kind === "map" ? entryOf(script, "file") : script;
  return file === undefined || !isText(file) || file.value.trim() === "" ? undefined : file;
}
