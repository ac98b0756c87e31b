import { AppError, type JsonObject, stringifyJson } from "../../core/mod.ts";
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
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text, { intAsBigInt: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const place = error.linePos?.[0];
    const where = place === undefined ? named : `${named}:${place.line}:${place.col}`;
    throw new AppError("usage", `The patch is no YAML: ${where}: ${error.message.split(" at line")[0]}`);
  }
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (Array.isArray(value)) return { body: stringifyJson(value), contentType: "application/json-patch+json" };
  if (typeof value !== "object" || value === null) {
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
