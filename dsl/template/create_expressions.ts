import {
  AppError,
  type Expressions,
  type Json,
  type JsonObject,
  type Pipeline,
  type Reference,
  type ShellFamily,
  type ShellText,
} from "../../src/core/mod.ts";
import { referencesOf } from "../expr/mod.ts";
import { withDoubles } from "../scope/mod.ts";
import { BoundedCache } from "./bounded_cache.ts";
import { type CompiledExpression, compileExpression, compileSource, problemError } from "./compile_expression.ts";
import { parseExpression, parseTemplate, type TemplateExpression, unclosedProblem } from "./parse_template.ts";
import { scanShell } from "./shell/scan_shell.ts";
import { type ShellPart, ShellProgram } from "./shell/shell_program.ts";

/** A template made ready to be evaluated many times. */
interface TemplateProgram {
  readonly parts: readonly (string | CompiledExpression)[];
  /** Set when the text is one expression and nothing else. */
  readonly whole: CompiledExpression | undefined;
}

const CACHE = { entries: 2_000, keyLength: 4 * 1024 * 1024 } as const;
const NOTHING: readonly Reference[] = [];

/**
 * Makes the port through which the engine evaluates expressions. Each text is compiled once; the programs that were not used longest are
 * forgotten when there are many.
 *
 * @example
 * ```ts
 * const expressions = createExpressions();
 * console.assert(expressions.evaluate("{{ 1 + 1 }}", {}) === 2);
 * console.assert(expressions.evaluate("n={{ params.n }}", { params: { n: 3 } }) === "n=3");
 * ```
 */
export function createExpressions(): Expressions {
  const templates = new BoundedCache<TemplateProgram>(CACHE);
  const shells = new BoundedCache<ShellProgram>(CACHE);
  const references = new BoundedCache<readonly Reference[]>(CACHE);
  return {
    references: (template) => template.includes("{{") ? references.get(template, referencesOfTemplate) : NOTHING,
    evaluate(template: string, scope: JsonObject, pipeline?: Pipeline): Json {
      if (!template.includes("{{")) return template;
      const program = templates.get(template, compileTemplate);
      const typed = typedScope(scope, pipeline);
      if (program.whole !== undefined) return program.whole.evaluateJson(typed);
      let text = "";
      for (const part of program.parts) text += typeof part === "string" ? part : part.evaluateText(typed);
      return text;
    },
    evaluateShell(text: string, scope: JsonObject, family: ShellFamily, pipeline?: Pipeline): ShellText {
      if (!text.includes("{{")) return { text, env: {} };
      const program = shells.get(`${family}:${text}`, () => compileShell(text, family));
      return program.fill(typedScope(scope, pipeline));
    },
  };
}

function compileTemplate(text: string): TemplateProgram {
  const template = parseTemplate(text);
  const [problem] = template.problems;
  if (problem !== undefined) throw problemError(text.slice(problem.span.start, problem.span.end), problem);
  const parts = template.pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    if (piece.isRaw) throw new AppError("template_raw", `{{ ${piece.source} }}: \`raw\` is only for \`run\` text`);
    return compileExpression(piece, []);
  });
  const [first] = parts;
  return { parts, whole: template.whole !== undefined && typeof first === "object" ? first : undefined };
}

function compileShell(text: string, family: ShellFamily): ShellProgram {
  const { slots, unclosed } = scanShell(text, family);
  if (unclosed !== undefined) throw problemError(text.slice(unclosed, unclosed + 40), unclosedProblem(unclosed));
  const parts = slots.map((slot): ShellPart => {
    if (slot.form === "literal") return { slot, expression: undefined, isRaw: false };
    const { compiled, isRaw } = compileSource(slot.source);
    if (slot.refusal !== undefined && !isRaw) {
      throw new AppError(slot.refusal.code, `{{ ${compiled.source} }}: ${slot.refusal.message}`, { hint: slot.refusal.hint });
    }
    return { slot, expression: compiled, isRaw };
  });
  return new ShellProgram(text, family, parts);
}

/**
 * Which text it is, is not known here: in shell text a comment may hold anything, also a `{{` that would swallow the next expression. So the
 * expressions of all readings count. What does not parse reads nothing.
 */
function referencesOfTemplate(text: string): readonly Reference[] {
  const found = new Map<string, Reference>();
  const collect = (expression: TemplateExpression) => {
    if (expression.expr === undefined) return;
    for (const path of referencesOf(expression.expr)) found.set(JSON.stringify(path), path);
  };
  for (const piece of parseTemplate(text).pieces) if (typeof piece !== "string") collect(piece);
  if (text.includes("#")) {
    for (const family of ["posix", "powershell"] as const) {
      for (const slot of scanShell(text, family).slots) collect(parseExpression(slot.span, slot.source, slot.offset, []));
    }
  }
  return [...found.values()];
}

/** The scope with `float` settings as doubles, when the pipeline has any. */
function typedScope(scope: JsonObject, pipeline: Pipeline | undefined): JsonObject {
  if (pipeline === undefined) return scope;
  let typed = scope;
  for (const name of ["params", "config"] as const) {
    const values = scope[name];
    if (typeof values !== "object" || values === null || Array.isArray(values)) continue;
    const converted = withDoubles(values as JsonObject, pipeline[name]);
    if (converted !== values) typed = { ...typed, [name]: converted };
  }
  return typed;
}
