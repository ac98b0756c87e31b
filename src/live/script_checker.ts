import * as nodePath from "node:path";
import type { CheckScript } from "../../dsl/mod.ts";
import type { ScriptSource } from "../core/mod.ts";
import { createGuardFiles } from "../platform/mod.ts";
import type { CheckedScript, SandboxLevel, ScriptProblem } from "../sandbox/mod.ts";

/** What {@link createScriptChecker} goes by. */
export interface ScriptCheckerOptions {
  /** What the names of documents start from; absolute. */
  readonly cwd: string;
  readonly level: SandboxLevel;
  /** How diagnostics name a file, by its absolute path. */
  nameOf(path: string): string;
  /** Takes the text of a file that a script is made of. */
  addSource(name: string, text: string): void;
  /** Milliseconds that all of them together may take; what comes after is refused unread. Default a minute. */
  readonly mostMs?: number;
}

/** Checks scripts as the sandbox's guard does, each file once. The guard is loaded for the first. */
export function createScriptChecker({ cwd, level, nameOf, addSource, mostMs = 60_000 }: ScriptCheckerOptions): CheckScript {
  const files = createGuardFiles();
  const checked = new Map<string, Promise<CheckedScript>>();
  let spentMs = 0;
  const read = async (source: ScriptSource, folder: string, isSource: boolean): Promise<CheckedScript> => {
    if (spentMs > mostMs) return { problems: [tooLate(mostMs)], sources: new Map() };
    const began = performance.now();
    const { checkScript } = await import("../sandbox/mod.ts");
    const script = await checkScript(source, { folder, level, nameOf, files, isSource });
    spentMs += performance.now() - began;
    return script;
  };
  return async ({ document, source, isSource = false }) => {
    const folder = document === "-" ? cwd : nodePath.dirname(nodePath.resolve(cwd, document));
    const found: ScriptSource = source.kind === "file" ? { kind: "file", path: nodePath.resolve(folder, source.path) } : source;
    const key = `${isSource}\0${folder}\0${found.kind === "file" ? found.path : `\0${found.text}`}`;
    const script = checked.get(key) ?? read(found, folder, isSource);
    checked.set(key, script);
    const { sources, ...findings } = await script;
    for (const [name, text] of sources) addSource(name, text);
    return findings;
  };
}

function tooLate(mostMs: number): ScriptProblem {
  return {
    severity: "error",
    code: "script_too_large",
    message: `This script was not checked: those before it took more than ${mostMs / 1000} s`,
    hint: "Split the pipeline, or bundle the files of its scripts",
    file: undefined,
    span: { start: 0, end: 0 },
  };
}
