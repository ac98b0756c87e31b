import { libc } from "./libc.ts";
import { cString } from "./string_vectors.ts";

const X_OK = 1;

/** Whether a path exists and this process may execute (or, for a folder, enter) it. */
export function isExecutable(path: string): boolean {
  return libc().access(cString(path), X_OK) === 0;
}
