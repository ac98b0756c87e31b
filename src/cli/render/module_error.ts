import type { Json } from "../../core/mod.ts";
import { type DiagnosticJson, diagnosticLines, isDiagnosticJson } from "./diagnostic_lines.ts";
import type { Paint } from "./style.ts";
import { visible } from "./visible.ts";

/** The largest file that is looked into for one line. */
const LARGEST = 8 * 1024 * 1024;

/**
 * Why a module's change was refused, as people read it: the mistakes at their places, or the sentence alone.
 *
 * @param isLocal Whether the daemon's files are this machine's: then the line of a mistake is shown too.
 */
export function moduleErrorLines(error: Json | undefined, paint: Paint, isLocal: boolean): string[] {
  if (typeof error !== "object" || error === null || Array.isArray(error)) return [];
  const { code, message, hint, errors } = error as { readonly [name: string]: Json };
  const diagnostics = Array.isArray(errors) ? errors.filter(isDiagnosticJson) : [];
  if (diagnostics.length > 0) {
    return diagnostics.flatMap((each) => diagnosticLines(each, paint, each.source_line ?? (isLocal ? lineOf(each) : undefined)));
  }
  const lines = [`${paint("red", "error:")} ${visible(String(message ?? "it was refused"))} ${paint("dim", `[${String(code ?? "")}]`)}`];
  return typeof hint === "string" ? [...lines, `${paint("cyan", "hint:")} ${visible(hint)}`] : lines;
}

/** The line that a diagnostic speaks of, where its file can be read and still has it. */
function lineOf({ file, line }: DiagnosticJson): string | undefined {
  try {
    return Deno.statSync(file).size > LARGEST ? undefined : Deno.readTextFileSync(file).split(/\r\n|\n|\r/)[line - 1];
  } catch {
    return undefined;
  }
}
