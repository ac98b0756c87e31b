import * as nodePath from "node:path";

/** What Windows takes for programs where `PATHEXT` does not say. */
const DEFAULT_ENDINGS = ".COM;.EXE;.BAT;.CMD";

/** The value of a variable, whose name Windows takes in any case. */
export function windowsVariable(env: Readonly<Record<string, string>>, name: string): string | undefined {
  if (env[name] !== undefined) return env[name];
  const wanted = name.toUpperCase();
  return Object.entries(env).find(([key]) => key.toUpperCase() === wanted)?.[1];
}

/**
 * The files that a program's name may mean on Windows, first choice first: one with a separator is a path that starts at `cwd`, any other
 * is looked up in the folders of `Path`; each with the endings of `PATHEXT` where it has none.
 */
export function windowsCandidates(program: string, env: Readonly<Record<string, string>>, cwd: string): string[] {
  if (program === "") return [];
  const endings = (windowsVariable(env, "PATHEXT") ?? DEFAULT_ENDINGS).split(";").filter((ending) => ending !== "");
  const isComplete = endings.some((ending) => program.toUpperCase().endsWith(ending.toUpperCase()));
  const names = isComplete ? [program] : [...endings.map((ending) => program + ending), program];
  const system = windowsVariable(env, "SystemRoot") ?? "C:\\Windows";
  const path = windowsVariable(env, "PATH") ?? `${system}\\System32;${system}`;
  const isPath = /[/\\]|^[A-Za-z]:/.test(program);
  // A folder may stand between quotes.
  const folders = isPath ? [cwd] : path.split(";").map((folder) => folder.replaceAll('"', "")).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => nodePath.win32.resolve(cwd, folder, name)));
}
