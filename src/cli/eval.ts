import { AppError, type Diagnostic, emptyRecord, type Json, type JsonObject } from "../core/mod.ts";
import type { DocNode } from "../../dsl/mod.ts";
import { type CelValue, type ExprProblem, formatJson, JsonSyntaxError, parseJsonExact } from "../../dsl/expr/mod.ts";
import { type Answer, EvalSession, isObject } from "./eval_session.ts";
import type { Io } from "./io.ts";
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
  const vars = await readVars(args.text("--vars"), io);
  if (vars === undefined) return 2;
  const session = new EvalSession({ typed: args.has("--typed") });
  const answer = session.evaluate(text, vars);
  if (answer.kind === "value") {
    await io.out.line(io.json || args.has("--typed") ? session.format(answer.value) : plainText(answer.value));
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
    const answer = session.answerLine(line, ++number);
    if (answer !== undefined) await io.out.line(answer);
    if (io.out.closed) break;
  }
  return 0;
}

/** Texts as they are, everything else as JSON. */
function plainText(value: CelValue): string {
  return typeof value === "string" ? value : formatJson(value);
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
async function readVars(path: string | undefined, io: Io): Promise<JsonObject | undefined> {
  if (path === undefined) return {};
  const bytes = path === "-" ? await io.readStdin() : await readFile(path, io);
  const { decodeUtf8, readYaml } = await import("../../dsl/yaml/mod.ts");
  const decoded = decodeUtf8(bytes, path);
  let json: Json | undefined = decoded.diagnostics.length === 0 ? asJson(decoded.text) : undefined;
  if (json === undefined) {
    const { root, diagnostics } = decoded.diagnostics.length === 0 ? await readYaml(decoded.text, path) : { root: undefined, ...decoded };
    if (await showDiagnostics(diagnostics, new Map([[path, decoded.text]]), io) > 0 || root === undefined) return undefined;
    json = jsonOf(root);
  }
  if (isObject(json)) return json;
  throw new AppError("eval_vars", `The variables in ${path === "-" ? "standard input" : path} are no object`, {
    hint: "Give a JSON or YAML object: its keys are the variables",
  });
}

/** Undefined when the text is not JSON: it may be YAML. */
function asJson(text: string): Json | undefined {
  try {
    return parseJsonExact(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

function jsonOf(node: DocNode): Json {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(jsonOf);
  const object = emptyRecord<Json>();
  for (const entry of node.entries) object[entry.key] = jsonOf(entry.value);
  return object;
}

async function readFile(path: string, io: Io): Promise<Uint8Array> {
  try {
    return await Deno.readFile(absolute(path, io));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function* linesOfFile(path: string, io: Io): AsyncGenerator<string> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(absolute(path, io));
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of file.readable) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

function absolute(path: string, io: Io): string {
  return path.startsWith("/") || /^[A-Za-z]:/.test(path) ? path : `${io.cwd}/${path}`;
}

function unreadable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Deno.errors.NotFound ? "it does not exist" : cause instanceof Error ? cause.message : String(cause);
  return new AppError("file_unreadable", `Cannot read ${path}: ${reason}`, { cause });
}
