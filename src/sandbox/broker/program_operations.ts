import * as nodePath from "node:path";
import { AppError, type ChildExit, type ChildLimits, type JsonObject, limitText } from "../../core/mod.ts";
import { flagOf, isGiven, textOf, textsOf } from "./header.ts";
import { BrokerError, type BrokerReply, type Operation } from "./operation.ts";
import { ProgramOutput } from "./program_output.ts";
import { RunningProgram } from "./running_program.ts";
import type { Session } from "./session.ts";

/** Most bytes that one program may write to the streams that the script wants. */
const MAX_OUTPUT = 16 * 1024 * 1024;
/** Most arguments or variables, and characters of them together: what operating systems take. */
const MAX_COUNT = 10_000;
const MAX_CHARACTERS = 1024 * 1024;
/** Most programs of one task at once. */
const MAX_PROGRAMS = 16;

/** Runs a program to its end and answers what it wrote. */
const runProgram: Operation<Session> = async (session, { header }) => {
  const name = textOf(header, "program", 4096);
  const args = textsOf(header, "args", MAX_COUNT, MAX_CHARACTERS);
  const cwd = isGiven(header, "cwd") ? nodePath.resolve(session.cwd, textOf(header, "cwd", 4096)) : session.cwd;
  const env = environmentOf(session, header);
  const kept = { stdout: flagOf(header, "stdout"), stderr: flagOf(header, "stderr") };
  const file = programFile(session, name);
  const program = new RunningProgram(MAX_OUTPUT, kept);
  // Together with output that nobody has fetched: it is kept in memory.
  if (session.count(RunningProgram) + session.count(ProgramOutput) >= MAX_PROGRAMS) {
    throw new BrokerError(
      "Busy",
      `${MAX_PROGRAMS} programs run already, which is the most that a task may have at once: ${JSON.stringify(name)}`,
    );
  }
  const id = await session.keep(program);
  try {
    const exit = await start(session, program, { argv: [file, ...args], cwd, env });
    if (exit.limit !== undefined) session.stop(overLimit(exit.limit, name, session.limits));
    if (session.signal.aborted) throw new BrokerError("AbortError", "The task has ended");
    if (program.isTooLong) throw tooLong(name);
    return await answer(session, exit, program.output("stdout"), program.output("stderr"));
  } finally {
    session.drop(id);
  }
};

/** A further piece of a long output; without `more` it was the last, and the number is void. */
const readOutput: Operation<Session> = (session, { header }) => {
  const output = session.find(header["id"], ProgramOutput);
  const bytes = output.next();
  if (!output.isEmpty) return { header: { more: true }, bytes };
  session.take(header["id"], ProgramOutput);
  return { header: {}, bytes };
};

/** What scripts do with programs. */
export const PROGRAM_OPERATIONS: ReadonlyMap<string, Operation<Session>> = new Map([
  ["program.run", runProgram],
  ["program.output", readOutput],
]);

/** The file that would be started, found in the task's PATH and allowed; what is started is exactly this. */
function programFile(session: Session, name: string): string {
  if (name === "" || name.includes("\0")) throw new BrokerError("TypeError", "A program's name is empty or holds a NUL character");
  const file = session.ports.files.findProgram(name, session.env["PATH"], session.cwd);
  session.require("run", file ?? name, session.policy.program(file, name));
  if (file === undefined) throw new BrokerError("NotFound", `Failed to spawn ${JSON.stringify(name)}: no such program in PATH`);
  return file;
}

/** The task's variables and the script's, or these alone. */
function environmentOf(session: Session, header: JsonObject): Readonly<Record<string, string>> {
  const names = textsOf(header, "envNames", MAX_COUNT, MAX_CHARACTERS);
  const values = textsOf(header, "envValues", MAX_COUNT, MAX_CHARACTERS);
  if (names.length !== values.length) throw new BrokerError("TypeError", "Variables have as many values as names");
  const env: Record<string, string> = Object.assign(Object.create(null), flagOf(header, "clearEnv") ? {} : session.env);
  for (const [index, name] of names.entries()) {
    if (name === "" || /[=\0]/.test(name)) throw new BrokerError("TypeError", `${JSON.stringify(name)} is no name of a variable`);
    // Such a variable makes of a program that may be started any program that can be written; Deno asks for the same.
    if (/^(?:LD|DYLD)_/i.test(name)) session.require("run", name, session.policy.everyProgram(`a program with the variable ${name}`));
    env[name] = values[index] ?? "";
  }
  return env;
}

async function start(
  session: Session,
  program: RunningProgram,
  spec: { readonly argv: readonly string[]; readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ChildExit> {
  try {
    const child = await session.ports.processes.spawn({
      ...spec,
      ...session.limits,
      stdin: "null",
      output: (stream, bytes) => program.take(stream, bytes),
    });
    program.attach(child);
    return await child.exited;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "internal") throw error;
    throw new BrokerError("Error", error.message);
  }
}

async function answer(session: Session, exit: ChildExit, stdout: Uint8Array, stderr: Uint8Array): Promise<BrokerReply> {
  const output = new ProgramOutput(stdout, stderr);
  const bytes = output.next();
  const more = output.isEmpty ? {} : { id: await session.keep(output) };
  return { header: { code: exit.code, signal: exit.signal ?? null, stdout: stdout.length, stderr: stderr.length, ...more }, bytes };
}

function tooLong(name: string): BrokerError {
  return new BrokerError(
    "RangeError",
    `${JSON.stringify(name)} wrote more than ${MAX_OUTPUT} bytes and was stopped; let it write to a file`,
  );
}

function overLimit(limit: NonNullable<ChildExit["limit"]>, name: string, limits: ChildLimits): AppError {
  const { code, message } = limitText(limit, limits, `the program ${JSON.stringify(name)} that it started`);
  return new AppError(code, message);
}
