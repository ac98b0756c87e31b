import type { ShellFamily } from "../../../src/core/mod.ts";
import { splitTemplate } from "../split_template.ts";
import { scanPosix } from "./scan_posix.ts";
import { scanPowerShell } from "./scan_powershell.ts";
import { LITERAL_BRACES, type Refusal, type ScannedShell } from "./slot.ts";

const OTHER: Refusal = {
  code: "template_shell_other",
  message: "This interpreter is no shell, so that an expression in its text would become code",
  hint: 'Hand the value over as a variable: `inject: { NAME: "{{ x }}" }`; `{{ x | raw }}` pastes the text of a trusted value',
};

/** Finds the expressions of `run` text for a family of shells; for other interpreters every one is refused. */
export function scanShell(text: string, family: ShellFamily): ScannedShell {
  if (family === "posix") return scanPosix(text);
  if (family === "powershell") return scanPowerShell(text);
  const { pieces, unclosed } = splitTemplate(text);
  const slots = pieces.flatMap((piece) => {
    if (piece.kind === "text") return [];
    const isLiteral = LITERAL_BRACES.test(piece.source);
    const { span, source, offset } = piece;
    return [{
      span,
      source,
      offset,
      form: isLiteral ? "literal" as const : "inside" as const,
      need: undefined,
      refusal: isLiteral ? undefined : OTHER,
    }];
  });
  return { slots, unclosed };
}
