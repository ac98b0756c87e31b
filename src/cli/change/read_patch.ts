import { documentOf } from "../../../dsl/edit/mod.ts";
import { readYaml } from "../../../dsl/mod.ts";
import { AppError, type JsonObject, Places, stringifyJson } from "../../core/mod.ts";
import { systemReason } from "../../platform/mod.ts";
import type { Io } from "../io.ts";

/** A request's body and what it is. */
export interface PatchBody {
  readonly body: string;
  readonly contentType: string;
}

/**
 * Reads the file of `patch -f`: YAML or JSON. A list is a JSON Patch (RFC 6902), anything else a merge patch (RFC 7396), which is sent as it
 * is written.
 *
 * @param named A path, or `-` for standard input.
 * @throws AppError `file_unreadable`, `usage` for a file that is empty or no YAML.
 */
export async function readPatch(named: string, io: Io): Promise<PatchBody> {
  const text = await read(named, io);
  const { root, diagnostics: [problem] } = await readYaml(text, named);
  if (root === undefined || problem !== undefined) {
    const at = problem === undefined ? undefined : new Places(new Map([[named, text]])).range(named, problem.span);
    const where = at === undefined ? named : `${named}:${at.line}:${at.column}`;
    throw new AppError("usage", `The patch is no YAML: ${where}: ${problem?.message ?? "it is empty"}`);
  }
  if (root.kind === "seq") return { body: stringifyJson(documentOf(root)), contentType: "application/json-patch+json" };
  if (root.kind === "scalar") {
    throw new AppError("usage", `The patch ${named} is neither an object nor a list`, {
      hint: "Write the fields to change, or a list of JSON Patch operations",
    });
  }
  return isJson(text) ? { body: text, contentType: "application/merge-patch+json" } : { body: text, contentType: "application/yaml" };
}

async function read(named: string, io: Io): Promise<string> {
  if (named === "-") return new TextDecoder().decode(await io.readStdin());
  try {
    return await Deno.readTextFile(named);
  } catch (cause) {
    throw new AppError("file_unreadable", `Cannot read ${named}: ${systemReason(cause)}`, { cause });
  }
}

function isJson(text: string): boolean {
  try {
    const value: JsonObject = JSON.parse(text);
    return typeof value === "object";
  } catch {
    return false;
  }
}
