/** Where programs are looked for when the child's environment has no `PATH`. */
export const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * The files that a program's name may mean, first choice first. A name with a slash is a path that starts at `cwd`; any other is looked
 * up in the child's own `PATH`, whose empty or relative entries start at `cwd` too.
 */
export function candidatesFor(program: string, path: string | undefined, cwd: string): string[] {
  if (program === "") return [];
  if (program.includes("/")) return [from(cwd, program)];
  return (path ?? DEFAULT_PATH).split(":").map((folder) => from(cwd, folder === "" ? program : `${folder}/${program}`));
}

function from(cwd: string, path: string): string {
  return path.startsWith("/") ? path : `${cwd}/${path}`;
}
