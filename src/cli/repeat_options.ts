import * as nodePath from "node:path";
import type { OptionRow, VerbArgs } from "./verb.ts";

/** Of these flags the values are lists of paths. */
const PATH_LISTS: ReadonlySet<string> = new Set(["--allow-read", "--allow-write"]);

/**
 * The options that a verb was given, as they could be given again from any folder: paths are absolute.
 *
 * @param cwd What relative paths start from.
 */
export function repeatOptions(rows: readonly OptionRow[], args: VerbArgs, cwd: string): string[] {
  return rows.flatMap((row) => {
    const { flag } = row;
    if (row.value === undefined) return args.has(flag) ? [flag] : [];
    if (row.optional) {
      const grant = args.grant(flag);
      if (grant === undefined) return [];
      return grant === true ? [flag] : grant.map((value) => `${flag}=${PATH_LISTS.has(flag) ? absolutes(value, cwd) : value}`);
    }
    if (row.repeat) return args.texts(flag).flatMap((value) => [flag, absoluteSocket(value, cwd)]);
    if (row.count) return args.count(flag) === undefined ? [] : [flag, String(args.count(flag))];
    const value = args.text(flag);
    if (value === undefined) return [];
    return [flag, row.completes === "file" || row.completes === "folder" ? nodePath.resolve(cwd, value) : value];
  });
}

function absolutes(list: string, cwd: string): string {
  return list.split(",").map((path) => nodePath.resolve(cwd, path)).join(",");
}

function absoluteSocket(address: string, cwd: string): string {
  return address.startsWith("unix:") ? `unix:${nodePath.resolve(cwd, address.slice("unix:".length))}` : address;
}
