import { basename, dirname, join } from "node:path";
import { nearest } from "../../core/mod.ts";
import { ENDINGS, fileKind } from "./file_kind.ts";
import type { GuardFiles } from "./guard_files.ts";
import { pathWithin } from "./guard_paths.ts";
import { quoted } from "./quoted.ts";
import { failureWords } from "./resolve_specifier.ts";

/** The script's own file, or why it cannot be one. */
export type FoundEntry =
  | { readonly realPath: string }
  | { readonly code: "script_outside" | "script_unreadable"; readonly message: string; readonly hint?: string };

/** What {@link findEntry} works with. */
export interface FindEntryOptions {
  /** The pipeline's folder as it was named, and with its links resolved. */
  readonly folder: string;
  readonly root: string;
  readonly files: GuardFiles;
}

const CODE_ENDINGS = ENDINGS.filter((each) => fileKind(each) !== "json");
const OUTSIDE = "Move it into that folder";

/** Finds the file that a document names as a script; the path is absolute. */
export async function findEntry(path: string, { folder, root, files }: FindEntryOptions): Promise<FoundEntry> {
  if (path.includes("\0")) return { code: "script_unreadable", message: "The path of the script has a NUL, which no path has" };
  let realPath: string;
  try {
    realPath = await files.realPath(path);
  } catch (error) {
    if (pathWithin(folder, path) === undefined && pathWithin(root, path) === undefined) return outside();
    const hint = await missingHint(path, folder, files);
    return { code: "script_unreadable", message: `The script ${failureWords(error)}`, ...(hint === undefined ? {} : { hint }) };
  }
  const isFolder = await namesIn(realPath, files) !== undefined;
  if (pathWithin(root, realPath) === undefined && realPath !== root) return outside(pathWithin(folder, path) !== undefined);
  if (isFolder) {
    const index = (await namesIn(realPath, files))?.find((name) => CODE_ENDINGS.some((ending) => name === `index${ending}`));
    const hint = index === undefined ? "Name the file that begins it" : `Did you mean ${shown(folder, join(path, index))}?`;
    return { code: "script_unreadable", message: "The script is a folder", hint };
  }
  const kind = fileKind(path);
  if (kind === undefined || kind === "json") {
    const hint = "Text for another interpreter needs `shell` or `image`";
    return { code: "script_unreadable", message: `The name of a script's file ends in ${listed(CODE_ENDINGS)}`, hint };
  }
  if (fileKind(realPath) !== kind) {
    return {
      code: "script_unreadable",
      message: `The script is a link to a file of another kind, ${quoted(realPath)}`,
      hint: "Name the file itself",
    };
  }
  return { realPath };
}

function outside(isLink = false): FoundEntry {
  const message = isLink
    ? "The script is a link that leads out of the folder of the pipeline"
    : "The script lies outside of the folder of the pipeline";
  return { code: "script_outside", message, hint: OUTSIDE };
}

async function missingHint(path: string, folder: string, files: GuardFiles): Promise<string | undefined> {
  const likely = await likelyPath(path, files);
  if (likely !== undefined) return `Did you mean ${shown(folder, likely)}?`;
  return /[;{}=]|\)\s*$/.test(basename(path)) ? "Only a text with a line break is taken for the script itself" : undefined;
}

/** What was probably meant by a path that leads nowhere: its first part that does not exist is the one that is wrong. */
async function likelyPath(path: string, files: GuardFiles): Promise<string | undefined> {
  let at = path;
  let names = await namesIn(dirname(at), files);
  while (names === undefined && at !== dirname(at)) {
    at = dirname(at);
    names = await namesIn(dirname(at), files);
  }
  if (names === undefined) return undefined;
  const written = basename(at);
  if (names.includes(written)) return undefined;
  const fitting = at === path ? names.filter((name) => CODE_ENDINGS.some((ending) => name.endsWith(ending))) : names;
  const likely = CODE_ENDINGS.map((ending) => stemOf(written) + ending).find((name) => at === path && fitting.includes(name)) ??
    nearest(written, fitting);
  return likely === undefined ? undefined : join(dirname(at), likely) + path.slice(at.length);
}

function stemOf(name: string): string {
  const ending = ENDINGS.find((each) => name.endsWith(each));
  return ending === undefined ? name : name.slice(0, -ending.length);
}

/** A path as documents write it. */
function shown(folder: string, path: string): string {
  const way = pathWithin(folder, path);
  return quoted(way === undefined ? path : `./${way}`);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** The names in a folder; undefined for what is none or cannot be read. */
async function namesIn(folder: string, files: GuardFiles): Promise<readonly string[] | undefined> {
  try {
    return await files.list(folder);
  } catch {
    return undefined;
  }
}
