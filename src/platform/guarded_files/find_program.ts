import * as nodePath from "node:path";
import { candidatesFor } from "../process/program.ts";
import { windowsCandidates } from "../process/windows_program.ts";

/** The file that a program's name or path means, absolute; undefined when there is none that may be executed. */
export function findProgram(name: string, path: string | undefined, cwd: string): string | undefined {
  if (Deno.build.os === "windows") {
    const env = { PATH: path ?? "", PATHEXT: Deno.env.get("PATHEXT") ?? "" };
    return windowsCandidates(name, env, cwd).find((file) => statOrUndefined(file)?.isFile === true);
  }
  return candidatesFor(name, path, cwd).map((file) => nodePath.resolve(file)).find((file) => {
    const info = statOrUndefined(file);
    return info?.isFile === true && ((info.mode ?? 0) & 0o111) !== 0;
  });
}

function statOrUndefined(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
