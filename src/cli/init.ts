import { jsonSchema } from "../../dsl/schema/mod.ts";
import { AppError } from "../core/mod.ts";
import { executorTypes } from "./executor_types/mod.ts";
import { systemReason } from "../platform/mod.ts";
import type { VerbMain } from "./verb.ts";

/** A file that `init` writes when there is none of its name. */
interface Starter {
  readonly path: string;
  readonly text: () => string;
}

const STARTERS: readonly Starter[] = [
  { path: "pipeline.yaml", text: () => EXAMPLE },
  { path: "pipeline.schema.json", text: () => `${JSON.stringify(jsonSchema(), null, 2)}\n` },
  { path: "executor.d.ts", text: executorTypes },
  {
    path: ".vscode/settings.json",
    text: () => `${JSON.stringify({ "yaml.schemas": { "./pipeline.schema.json": ["pipeline.yaml", "pipelines/*.yaml"] } }, null, 2)}\n`,
  },
];

/** `executor init [DIR]`: a commented example and the editor's files; what exists is left as it is. */
export const initVerb: VerbMain = async (args, io) => {
  const folder = args.positional[0] ?? ".";
  for (const { path, text } of STARTERS) {
    const target = folder === "." ? path : `${folder}/${path}`;
    const isWritten = await writeNew(target, text());
    if (io.json) io.out.line(JSON.stringify({ type: "file", path: target, written: isWritten }));
    else io.out.line(`${isWritten ? "wrote" : "kept "}  ${target}`);
  }
  if (!io.json) io.out.line(`\nNow: executor run ${folder === "." ? "" : `${folder}/`}pipeline.yaml`);
  return 0;
};

/** Writes a file unless it exists; tells whether it was written. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    const folder = path.replace(/[^/\\]*$/, "");
    if (folder !== "") await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(path, text, { createNew: true });
    return true;
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists && await isFile(path)) return false;
    throw new AppError("file_unwritable", `Cannot write ${path}: ${systemReason(cause)}`, { cause });
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

const EXAMPLE = `# yaml-language-server: $schema=./pipeline.schema.json
# A pipeline: tasks, what each waits for, and what to do when something goes wrong.
#   executor run pipeline.yaml --param who=you
#   executor check pipeline.yaml     says what is wrong with it, all at once
#   executor plan pipeline.yaml      shows what would run, in order
#   executor serve .                 keeps it running: by schedule, webhook and changed file, each change live once it is saved
name: example

# What a run may be given; the type of a bare value is its own.
params:
  who: world
  fast: { type: bool, default: true, description: leave the slow checks out }

tasks:
  # Shell text. {{ }} holds an expression; its value reaches the shell as data, never as code.
  - id: greet
    run: echo "hello {{ params.who }}"

  # Runs beside greet: tasks wait only for what depends_on names.
  - id: measure
    run: |
      echo "words=3" >> "$EXECUTOR_OUTPUT"   # NAME=VALUE lines become outputs
    retry: { attempts: 3, delay: 1s, backoff: 2 }
    timeout: 30s

  # A condition decides which of two branches runs.
  - id: route
    depends_on: [greet, measure]
    if: "{{ params.fast }}"
    then: finish
    else: slow_check

  - id: slow_check
    run: sleep 1

  # A program and its arguments, without a shell.
  - id: finish
    command: [echo, "measured {{ tasks.measure.outputs.words }} words"]

# Runs however the run ends.
finally:
  - id: report
    run: echo "{{ run.status }}"
`;
