import { AppError, type JsonObject, type ShellFamily, type ShellText } from "../../../src/core/mod.ts";
import { CelDouble, CelUint, type CelValue } from "../../expr/mod.ts";
import type { CompiledExpression } from "../compile_expression.ts";
import { valueText } from "../value_text.ts";
import { codeRefusal } from "./need_problem.ts";
import type { ShellSlot } from "./slot.ts";
import { posixVariable, powerShellVariable, type ValueKind } from "./write_variable.ts";

/** Linux allows one string of a program's environment, `NAME=value` with its NUL, 128 KiB. */
const POSIX_BYTES = 131_072;
/** Windows allows a variable 32,767 characters with its NUL. */
const WINDOWS_UNITS = 32_767;

/** A slot with its program. */
export interface ShellPart {
  readonly slot: ShellSlot;
  /** Undefined for literal braces. */
  readonly expression: CompiledExpression | undefined;
  readonly isRaw: boolean;
}

/** Shell text made ready to be filled in many times. */
export class ShellProgram {
  readonly #text: string;
  readonly #family: ShellFamily;
  readonly #parts: readonly ShellPart[];

  constructor(text: string, family: ShellFamily, parts: readonly ShellPart[]) {
    this.#text = text;
    this.#family = family;
    this.#parts = parts;
  }

  /** The text with variables in place of expressions, and the variables; equal expressions share one. */
  fill(scope: JsonObject): ShellText {
    const env: Record<string, string> = {};
    const names = new Map<string, { readonly name: string; readonly value: CelValue }>();
    let text = "";
    let at = 0;
    for (const { slot, expression, isRaw } of this.#parts) {
      text += this.#text.slice(at, slot.span.start);
      at = slot.span.end;
      if (expression === undefined) {
        text += slot.source.trim().slice(1, -1);
        continue;
      }
      if (isRaw) {
        text += expression.evaluateText(scope);
        continue;
      }
      let known = names.get(expression.source);
      if (known === undefined) {
        known = { name: `EXECUTOR_EXPR_${names.size + 1}`, value: expression.evaluate(scope) };
        names.set(expression.source, known);
        env[known.name] = variableText(known.name, known.value, expression.source, this.#family);
      }
      this.#checkNeed(slot, known.value, expression.source);
      text += this.#family === "powershell"
        ? powerShellVariable(slot, known.name, kindOfValue(known.value), this.#text[at] ?? "")
        : posixVariable(slot, known.name);
    }
    return { text: text + this.#text.slice(at), env };
  }

  #checkNeed(slot: ShellSlot, value: CelValue, source: string): void {
    if (slot.need === undefined) return;
    const kind = kindOfValue(value);
    if (kind === "int" || kind === "double" || kind === "bool" && slot.need.kind === "inert") return;
    const refusal = codeRefusal(slot, kind === "bool" ? "bool" : typeof value === "string" ? "text" : "value that is no number");
    throw new AppError(refusal.code, `{{ ${source} }}: ${refusal.message}`, { hint: refusal.hint });
  }
}

function variableText(name: string, value: CelValue, source: string, family: ShellFamily): string {
  const text = valueText(value);
  if (text.includes("\0")) throw new AppError("template_value_nul", `The value of {{ ${source} }} holds a NUL character`);
  const isTooLong = family === "powershell"
    ? text.length >= WINDOWS_UNITS
    : text.length + name.length + 2 > POSIX_BYTES || new TextEncoder().encode(text).length + name.length + 2 > POSIX_BYTES;
  if (isTooLong) {
    const limit = family === "powershell" ? "32,766 characters" : "128 KiB";
    throw new AppError("template_value_too_long", `The value of {{ ${source} }} has ${text.length} characters; a variable takes ${limit}`);
  }
  return text;
}

function kindOfValue(value: CelValue): ValueKind {
  if (typeof value === "bigint" || value instanceof CelUint) return "int";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "int" : "double";
  if (value instanceof CelDouble) return "double";
  return typeof value === "boolean" ? "bool" : "text";
}
