import { resolve } from "node:path";
import { nearest } from "../../core/mod.ts";
import { endingOf, ENDINGS, fileKind } from "./file_kind.ts";
import type { GuardFiles } from "./guard_files.ts";
import { folderOf, pathWithin } from "./guard_paths.ts";
import type { ModuleLink } from "./module_links.ts";
import { quoted } from "./quoted.ts";

/** Where an import leads, or what is wrong with it. */
export type Resolved =
  | { readonly realPath: string }
  | { readonly code: "script_import" | "script_outside" | "script_unreadable"; readonly message: string; readonly hint?: string };

/** What {@link resolveSpecifier} works with. */
export interface ResolveContext {
  /** The pipeline's folder, links resolved. */
  readonly root: string;
  /** The folder that the import starts from, links resolved. */
  readonly from: string;
  readonly files: GuardFiles;
  /** Folders that were listed for a hint, so that many wrong imports list one once. */
  readonly lists: Map<string, readonly string[]>;
}

/** How many names of a folder a likely one is looked for among. */
const MOST_CANDIDATES = 2_000;

const OUTSIDE = "Copy the file into the folder of the pipeline";

/** Finds the file of a relative import. What lies outside of the folder by its name alone is not even looked for. */
export async function resolveSpecifier({ specifier, attributes }: ModuleLink, context: ResolveContext): Promise<Resolved> {
  const { root, from, files } = context;
  const shown = quoted(specifier);
  const name = decoded(specifier);
  if (name === undefined) {
    return {
      code: "script_import",
      message: `${shown} is no path of a file`,
      hint: "Write %23 for #, %3F for ? and %25 for %; / stands between folders",
    };
  }
  const path = resolve(from, name);
  if (pathWithin(root, path) === undefined) {
    return { code: "script_outside", message: `${shown} leads out of the folder of the pipeline`, hint: OUTSIDE };
  }
  const kind = fileKind(path);
  if (kind === undefined || specifier.endsWith("/")) {
    const hint = await likelyName(specifier, path, context) ?? `Files that can be imported end in ${ENDINGS.join(", ")}`;
    return { code: "script_import", message: `${shown} does not say which file is meant, or names one that cannot be imported`, hint };
  }
  let realPath: string;
  try {
    realPath = await files.realPath(path);
  } catch (error) {
    const hint = await likelyName(specifier, path, context);
    return { code: "script_import", message: `${shown} ${failureWords(error)}`, ...(hint === undefined ? {} : { hint }) };
  }
  if (pathWithin(root, realPath) === undefined) {
    return { code: "script_outside", message: `${shown} is a link that leads out of the folder of the pipeline`, hint: OUTSIDE };
  }
  if (fileKind(realPath) !== kind) {
    return {
      code: "script_import",
      message: `${shown} is a link to a file of another kind, ${quoted(realPath)}`,
      hint: "Import the file itself",
    };
  }
  const isJson = attributes.get("type") === "json";
  if (kind === "json" && !isJson) {
    return {
      code: "script_import",
      message: `${shown} is JSON and has to be imported as such`,
      hint: `Write: from ${shown} with { type: "json" }`,
    };
  }
  if (kind !== "json" && attributes.size > 0) {
    return { code: "script_import", message: `${shown} is code and takes no attributes`, hint: "Leave out `with { … }`" };
  }
  return { realPath };
}

/** Why a path cannot be opened, in words that go on after its name. */
export function failureWords(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  switch (name) {
    case "NotFound":
    case "NotADirectory":
      return "does not exist";
    case "IsADirectory":
      return "is a folder";
    case "PermissionDenied":
      return "may not be read";
    case "FilesystemLoop":
      return "is a link that leads to itself";
    default:
      return `cannot be read: ${message.slice(0, 200)}`;
  }
}

/** The path that a specifier stands for; undefined for what is none. */
function decoded(specifier: string): string | undefined {
  if (/[?#\\\0]/.test(specifier)) return undefined;
  try {
    const parts = specifier.split("/").map(decodeURIComponent);
    return parts.some((part) => /[/\\\0]/.test(part)) ? undefined : parts.join("/");
  } catch {
    return undefined;
  }
}

/** A hint with the name that was probably meant. */
async function likelyName(specifier: string, path: string, context: ResolveContext): Promise<string | undefined> {
  const names = await namesIn(folderOf(path), context);
  const slash = specifier.replace(/\/+$/, "").lastIndexOf("/") + 1;
  const written = path.slice(path.lastIndexOf("/") + 1);
  const ending = endingOf(written);
  const stem = ending === "" ? written : written.slice(0, -ending.length);
  const likely = ENDINGS.map((each) => written + each).find((each) => names.includes(each)) ??
    ENDINGS.map((each) => stem + each).find((each) => names.includes(each)) ??
    (names.includes(written) ? await indexOf(path, written, context) : undefined) ??
    nearest(written, names.slice(0, MOST_CANDIDATES).filter((each) => fileKind(each) !== undefined));
  if (likely === undefined) return undefined;
  return `Write ${quoted(specifier.slice(0, slash) + likely.replace(/[%?#\\]/g, encodeURIComponent))}`;
}

async function indexOf(path: string, written: string, context: ResolveContext): Promise<string | undefined> {
  const names = await namesIn(path, context);
  const index = ENDINGS.map((each) => `index${each}`).find((each) => names.includes(each));
  return index === undefined ? undefined : `${written}/${index}`;
}

/** The names in a folder; none for one that a link leads out of the pipeline's. */
async function namesIn(folder: string, { root, files, lists }: ResolveContext): Promise<readonly string[]> {
  let names = lists.get(folder);
  if (names !== undefined) return names;
  try {
    const real = await files.realPath(folder);
    names = real === root || pathWithin(root, real) !== undefined ? await files.list(real) : [];
  } catch {
    names = [];
  }
  lists.set(folder, names);
  return names;
}
