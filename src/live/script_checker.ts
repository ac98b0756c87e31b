import * as nodePath from "node:path";
import type { CheckScript } from "../../dsl/mod.ts";
import type { ScriptSource } from "../core/mod.ts";
import { createGuardFiles } from "../platform/mod.ts";
import type { CheckedScript, SandboxLevel } from "../sandbox/mod.ts";

/** What {@link createScriptChecker} goes by. */
export interface ScriptCheckerOptions {
  /** What the names of documents start from; absolute. */
  readonly cwd: string;
  readonly level: SandboxLevel;
  /** How diagnostics name a file, by its absolute path. */
  nameOf(path: string): string;
  /** Takes the text of a file that a problem points into. */
  addSource(name: string, text: string): void;
  /** Told of the first script, before it is looked at. */
  onScript?(): void;
}

/** Checks scripts as the sandbox's guard does, each file once. The guard is loaded for the first. */
export function createScriptChecker({ cwd, level, nameOf, addSource, onScript }: ScriptCheckerOptions): CheckScript {
  const files = createGuardFiles();
  const checked = new Map<string, Promise<CheckedScript>>();
  return async ({ document, source }) => {
    if (checked.size === 0) onScript?.();
    const { checkScript } = await import("../sandbox/mod.ts");
    const folder = document === "-" ? cwd : nodePath.dirname(nodePath.resolve(cwd, document));
    const found: ScriptSource = source.kind === "file" ? { kind: "file", path: nodePath.resolve(folder, source.path) } : source;
    const key = `${folder}\0${found.kind === "file" ? found.path : `\0${found.text}`}`;
    const script = checked.get(key) ?? checkScript(found, { folder, level, nameOf, files });
    checked.set(key, script);
    const { problems, sources } = await script;
    for (const [name, text] of sources) addSource(name, text);
    return problems;
  };
}
