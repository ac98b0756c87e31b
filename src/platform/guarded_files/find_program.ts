import * as nodePath from "node:path";
import { candidatesFor } from "../process/program.ts";

/** The file that a program's name or path means, absolute; undefined when there is none that may be executed. */
export function findProgram(name: string, path: string | undefined, cwd: string): string | undefined {
  if (Deno.build.os === "windows") return findOnWindows(name, path, cwd);
  return candidatesFor(name, path, cwd).map((file) => nodePath.resolve(file)).find((file) => {
    const info = statOrUndefined(file);
    return info?.isFile === true && ((info.mode ?? 0) & 0o111) !== 0;
  });
}

function findOnWindows(name: string, path: string | undefined, cwd: string): string | undefined {
  if (name === "") return undefined;
  const endings = ["", ...(Deno.env.get("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").split(";")];
  const folders = /[/\\]/.test(name) ? [cwd] : (path ?? "").split(";").filter((folder) => folder !== "");
  const files = folders.flatMap((folder) => endings.map((ending) => nodePath.resolve(cwd, folder, name + ending)));
  return files.find((file) => statOrUndefined(file)?.isFile === true);
}

function statOrUndefined(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
