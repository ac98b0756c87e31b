import { decodeUtf8, formatYaml } from "../../dsl/mod.ts";
import { AppError } from "../core/mod.ts";
import { createFiles } from "../platform/mod.ts";
import * as nodePath from "node:path";
import type { Io } from "./io.ts";
import { showDiagnostics } from "./show_diagnostics.ts";
import type { VerbMain } from "./verb.ts";

/** `executor fmt FILE…`: formats in place; a broken file is left as it is. */
export const fmtVerb: VerbMain = async (args, io) => {
  let code = 0;
  for (const named of args.positional) code = Math.max(code, await formatFile(named, args.has("--check"), io));
  return code;
};

async function formatFile(named: string, onlyCheck: boolean, io: Io): Promise<number> {
  const { text, diagnostics } = decodeUtf8(await readBytes(named, io), named);
  const formatted = diagnostics.length > 0 ? { text: undefined, diagnostics } : await formatYaml(text, named);
  if (formatted.text === undefined) {
    await showDiagnostics(formatted.diagnostics, new Map([[named, text]]), io);
    return 2;
  }
  const isChanged = formatted.text !== text;
  if (named === "-" && !onlyCheck) {
    io.out.write(formatted.text);
    return 0;
  }
  if (isChanged && !onlyCheck) createFiles().writeAtomic(nodePath.resolve(io.cwd, named), new TextEncoder().encode(formatted.text));
  if (io.json) io.out.line(JSON.stringify({ type: "file", path: named, changed: isChanged }));
  else if (isChanged) io.out.line(onlyCheck ? `${named} is not formatted` : `formatted ${named}`);
  return isChanged && onlyCheck ? 1 : 0;
}

async function readBytes(named: string, io: Io): Promise<Uint8Array> {
  if (named === "-") return await io.readStdin();
  try {
    return await Deno.readFile(nodePath.resolve(io.cwd, named));
  } catch (cause) {
    throw new AppError("file_unreadable", `Cannot read ${named}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
