import { AppError, type Diagnostic, emptyRecord } from "../core/mod.ts";
import type { DocNode } from "../../dsl/mod.ts";
import {
  type CelValue,
  double,
  type ExprProblem,
  formatJson,
  JsonSyntaxError,
  parseJsonExact,
  toJson,
  wholeValue,
} from "../../dsl/expr/mod.ts";
import { type Answer, errorLine, EvalSession, isObject, type Variables } from "./eval_session.ts";
import type { Io } from "./io.ts";
import { linesOf, type StreamLine } from "./lines_of.ts";
import { showDiagnostics } from "./show_diagnostics.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** How diagnostics name the expression given on the command line. */
const EXPRESSION = "expression";

/** `executor eval`: evaluates one expression, or a batch of them as their lines come. */
export const evalVerb: VerbMain = (args, io) => args.text("--batch") === undefined ? evaluateOne(args, io) : evaluateBatch(args, io);

async function evaluateOne(args: VerbArgs, io: Io): Promise<number> {
  const [text] = args.positional;
  if (text === undefined) {
    throw new AppError("usage", "An expression is missing", { hint: "executor eval '1 + 2', or --batch FILE for many" });
  }
  const vars = await readVars(args.text("--vars"), args.has("--typed"), io);
  if (vars === undefined) return 2;
  const session = new EvalSession({ typed: args.has("--typed") });
  const answer = session.evaluate(text, vars, io.json || args.has("--typed") ? undefined : plainText);
  if (answer.kind === "value") {
    await io.out.line(answer.text);
    return 0;
  }
  return await showFailure(text, answer, args.text("--vars") !== undefined, io);
}

async function evaluateBatch(args: VerbArgs, io: Io): Promise<number> {
  if (args.positional.length > 0 || args.text("--vars") !== undefined) {
    throw new AppError("usage", "--batch takes neither an expression nor --vars", {
      hint: "Each line of the batch holds its own `expr` and `vars`",
    });
  }
  const session = new EvalSession({ typed: args.has("--typed") });
  const path = args.text("--batch") ?? "-";
  let number = 0;
  for await (const line of path === "-" ? io.stdinLines() : linesOfFile(path, io)) {
    number++;
    const answer = "text" in line ? session.answerLine(line.text, number) : tooLong(line.length, number);
    if (answer !== undefined) await io.out.line(answer);
    if (io.out.closed) break;
  }
  return 0;
}

function tooLong(length: number, number: number): string {
  return errorLine(null, "eval_line", `Line ${number}: ${length} characters are too many`);
}

/** Texts, and what JSON writes as one, as they are; everything else as JSON. */
function plainText(value: CelValue): string {
  if (typeof value === "string") return value;
  const json = formatJson(value);
  return json.startsWith('"') ? String(toJson(value)) : json;
}

async function showFailure(text: string, answer: Exclude<Answer, { kind: "value" }>, hasVars: boolean, io: Io): Promise<number> {
  if (answer.kind === "problems") {
    await showDiagnostics(answer.problems.map((problem) => asDiagnostic(problem, hasVars)), new Map([[EXPRESSION, text]]), io);
    return 2;
  }
  const { code, message, span } = answer;
  if (io.json) io.out.line(JSON.stringify({ type: "error", code, message }));
  else await showDiagnostics([{ severity: "error", code, message, file: EXPRESSION, span }], new Map([[EXPRESSION, text]]), io);
  return 1;
}

function asDiagnostic(problem: ExprProblem, hasVars: boolean): Diagnostic {
  const isBare = problem.code === "expr_unknown_variable" && !hasVars && problem.hint === undefined;
  return { ...problem, file: EXPRESSION, ...(isBare ? { hint: "Give variables with --vars FILE" } : {}) };
}

/** The variables' object; undefined when what is wrong with it has been shown. */
async function readVars(path: string | undefined, wide: boolean, io: Io): Promise<Variables | undefined> {
  if (path === undefined) return {};
  const bytes = path === "-" ? await io.readStdin() : await readFile(path, io);
  const { decodeUtf8, readYaml } = await import("../../dsl/yaml/mod.ts");
  const decoded = decodeUtf8(bytes, path);
  let vars: CelValue | undefined = decoded.diagnostics.length === 0 ? asJson(decoded.text, wide) : undefined;
  if (vars === undefined) {
    const { root, diagnostics } = decoded.diagnostics.length === 0 ? await readYaml(decoded.text, path) : { root: undefined, ...decoded };
    if (await showDiagnostics(diagnostics, new Map([[path, decoded.text]]), io) > 0 || root === undefined) return undefined;
    vars = valueOf(root);
  }
  if (isObject(vars)) return vars;
  throw new AppError("eval_vars", `The variables in ${path === "-" ? "standard input" : path} are no object`, {
    hint: "Give a JSON or YAML object: its keys are the variables",
  });
}

/** Undefined when the text is not JSON: it may be YAML. */
function asJson(text: string, wide: boolean): CelValue | undefined {
  try {
    return parseJsonExact(text, { wide });
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/** YAML as `parseJsonExact` reads JSON: `1.0` and `1e3` are doubles. */
function valueOf(node: DocNode): CelValue {
  if (node.kind === "seq") return node.items.map(valueOf);
  if (node.kind === "scalar") {
    const { value, source } = node;
    if (typeof value === "number") return /^[-+]?\d*[.eE]/.test(source) ? double(value) : value;
    if (typeof value !== "bigint") return value;
    const whole = wholeValue(value);
    if (whole === undefined) throw new AppError("eval_vars", `The integer ${source.slice(0, 40)} has more than 64 bits`);
    return whole;
  }
  const object = emptyRecord<CelValue>();
  for (const entry of node.entries) object[entry.key] = valueOf(entry.value);
  return object;
}

async function readFile(path: string, io: Io): Promise<Uint8Array> {
  try {
    return await Deno.readFile(absolute(path, io));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function* linesOfFile(path: string, io: Io): AsyncGenerator<StreamLine> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(absolute(path, io));
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const lines = linesOf(file.readable);
  for (;;) {
    const next = await lines.next().catch((cause) => {
      throw unreadable(path, cause);
    });
    if (next.done) return;
    yield next.value;
  }
}

function absolute(path: string, io: Io): string {
  return path.startsWith("/") || /^[A-Za-z]:/.test(path) ? path : `${io.cwd}/${path}`;
}

function unreadable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Deno.errors.NotFound
    ? "it does not exist"
    : cause instanceof Deno.errors.IsADirectory
    ? "it is a folder"
    : cause instanceof Error
    ? cause.message
    : String(cause);
  return new AppError("file_unreadable", `Cannot read ${path}: ${reason}`, { cause });
}
