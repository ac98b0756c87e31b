import { checkPatterns, parseCheck } from "../../dsl/check/mod.ts";
import { AppError, type Check, checkValueNote, type Diagnosis, rowOf } from "../core/mod.ts";
import { diagnose } from "../engine/mod.ts";
import { createChecks, createClock, createProcesses } from "../platform/mod.ts";
import type { Io } from "./io.ts";
import { painter } from "./render/style.ts";
import { showDiagnostics } from "./show_diagnostics.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** A sentence of the command line and what it was read as. */
interface Asked {
  readonly text: string;
  readonly check: Check;
}

const COLOURS = { yes: "green", no: "red", unknown: "yellow" } as const;
/** Exit codes by verdict; of several sentences the first of these that occurs counts. */
const EXITS = [["unknown", 4], ["no", 1], ["yes", 0]] as const;
const CANCELLED = 3;
/** Flags, with what they are of. */
const FLAGS = [
  ["--core", "process", "process 4711 --core app.core"],
  ["--stacks", "process", "process 4711 --stacks"],
  ["--device", "keyboard", "keyboard --device /dev/input/event3"],
] as const;

/**
 * `executor diagnose SENTENCE…`: says whether sentences about this machine are true; carries out none of their actions.
 * `executor diagnose process PID`: looks into a process. `executor diagnose keyboard`: shows what a keyboard sends.
 */
export const diagnoseVerb: VerbMain = async (args, io) => {
  // No sentence is one of these words alone.
  const [first] = args.positional;
  refuseFlagsOfOthers(args, first);
  if (first === "process") return await (await import("./diagnose_process.ts")).diagnoseProcess(args, io);
  if (first === "keyboard") return await (await import("./diagnose_keyboard.ts")).diagnoseKeyboard(args, io);
  const asked = await readSentences(args.positional, io);
  if (asked === undefined) return 2;
  using processes = createProcesses();
  const world = { checks: createChecks({ processes }), clock: createClock(), folder: io.cwd, env: io.env };
  const cancel = new AbortController();
  const onSignal = () => cancel.abort("cancel");
  Deno.addSignalListener("SIGINT", onSignal);
  try {
    const verdicts = new Set<Diagnosis["verdict"]>();
    for (const { text, check } of asked) {
      const diagnosis = await diagnose(check, world, cancel.signal);
      if (cancel.signal.aborted) return CANCELLED;
      verdicts.add(diagnosis.verdict);
      if (io.json) io.out.line(JSON.stringify(toJson(text, diagnosis)));
      else io.out.write(draw(text, diagnosis, io));
    }
    return EXITS.find(([verdict]) => verdicts.has(verdict))?.[1] ?? 0;
  } finally {
    Deno.removeSignalListener("SIGINT", onSignal);
  }
};

/** A flag that means nothing for what is asked is not passed over. */
function refuseFlagsOfOthers(args: VerbArgs, asked: string | undefined) {
  for (const [flag, of, example] of FLAGS) {
    if (of === asked || (args.text(flag) === undefined && !args.has(flag))) continue;
    throw new AppError("usage", `${flag} is for a ${of}`, { hint: `For example: executor diagnose ${example}` });
  }
}

/** All sentences, or undefined when one was wrong, which has been shown: nothing is looked at then. */
async function readSentences(texts: readonly string[], io: Io): Promise<readonly Asked[] | undefined> {
  const asked: Asked[] = [];
  let errors = 0;
  for (const [index, text] of texts.entries()) {
    if (text.trim() === "") {
      throw new AppError("usage", "A sentence is empty", { hint: "For example: executor diagnose 'disk usage > 90%'" });
    }
    const file = texts.length === 1 ? "sentence" : `sentence ${index + 1}`;
    const parsed = parseCheck(text);
    const problems = [...parsed.problems, ...await checkPatterns(parsed.texts)];
    const diagnostics = problems.map((problem) => {
      const hint = problem.hint ?? rowOf(problem.code).hint;
      return { ...problem, file, ...(hint === undefined ? {} : { hint }) };
    });
    errors += await showDiagnostics(diagnostics, new Map([[file, text]]), io);
    if (parsed.check !== undefined) asked.push({ text, check: parsed.check });
  }
  return errors > 0 ? undefined : asked;
}

function toJson(text: string, { value, verdict, unit, evidence, advice }: Diagnosis): Record<string, unknown> {
  return { type: "diagnosis", check: text, value, verdict, evidence, unit, ...(advice === undefined ? {} : { advice }) };
}

function draw(text: string, diagnosis: Diagnosis, io: Io): string {
  const { verdict, evidence, advice } = diagnosis;
  const paint = painter(io.out.isTerminal, io.env);
  const lines = [
    `${paint(COLOURS[verdict], verdict)}: ${text.replaceAll(/\s+/g, " ").trim()}${checkValueNote(diagnosis)}`,
    ...evidence.map((line) => `  ${line}`),
  ];
  if (advice !== undefined) lines.push(`  ${paint("cyan", "hint:")} ${advice}`);
  return `${lines.join("\n")}\n`;
}
