import { type Type, types } from "../../expr/mod.ts";
import type { Refusal, ShellSlot } from "./slot.ts";

/**
 * Why a value of a type cannot stand at a slot where a shell reads text as code; undefined when it can, or when only the value itself will
 * tell.
 */
export function needProblem(slot: ShellSlot, type: Type): Refusal | undefined {
  if (slot.need === undefined || type.kind === "dyn" || NUMBERS.has(type.kind)) return undefined;
  if (slot.need.kind === "inert" && type.kind === "bool") return undefined;
  return codeRefusal(slot, type.kind === "string" ? "text" : type.kind);
}

/** The refusal of a value that would become code at a slot. */
export function codeRefusal(slot: ShellSlot, found: string): Refusal {
  const by = slot.need?.by ?? "the shell";
  if (slot.need?.kind === "number") {
    return {
      code: "template_shell_code",
      message: `A ${found} would be read as code by ${by}; only a number can stand here`,
      hint: "Convert it: `{{ int(x) }}`",
    };
  }
  return {
    code: "template_shell_code",
    message: `A ${found} would be read as code by ${by}`,
    hint:
      "Hand it over as an argument (`sh -c 'echo \"$1\"' sh {{ x }}`) or with `inject`; `{{ x | raw }}` pastes the text of a trusted value",
  };
}

const NUMBERS: ReadonlySet<string> = new Set([types.int.kind, types.uint.kind, types.double.kind]);
