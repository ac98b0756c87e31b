import type { CheckText } from "./check_text.ts";
import type { CheckProblem } from "./cursor.ts";

/**
 * Checks the RE2 patterns of a sentence. Loads the library for it, and only when there is one to check: one with an expression in it is
 * not known before it is evaluated.
 */
export async function checkPatterns(texts: readonly CheckText[]): Promise<readonly CheckProblem[]> {
  const patterns = texts.filter(({ role, value }) => role === "pattern" && !value.includes("{{"));
  if (patterns.length === 0) return [];
  const { RE2JS } = await import("@bufbuild/re2");
  return patterns.flatMap(({ value, span }) => {
    try {
      RE2JS.compile(value);
      return [];
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message.replace(/^error parsing regexp: /, "") : "unknown reason";
      const hint = /\(\?<?[=!]|\\[1-9]/.test(value)
        ? { hint: "Look-around and back-references do not exist in RE2" }
        : value.includes("\\")
        ? { hint: 'In r"\\d+" a backslash is not doubled' }
        : {};
      return [{ code: "bad_pattern", severity: "error", message: `The pattern is not valid RE2: ${reason}`, span, ...hint }];
    }
  });
}
