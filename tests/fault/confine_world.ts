import assert from "node:assert/strict";
import { fromFileUrl } from "../../tools/paths.ts";
import { eventsOf, ProgramWorld } from "./program_world.ts";

/** Attacks in Python, by name. */
export const ATTACK = fromFileUrl(new URL("../fixtures/fault/attack.py", import.meta.url));

/** What one task of a confined run came to. */
export interface ConfinedEnd {
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Both streams' lines. */
  readonly lines: readonly string[];
}

/** Runs tasks at once, each with `continue_on` any failure, and says how each ended. */
export async function runConfined(
  world: ProgramWorld,
  tasks: readonly Readonly<Record<string, unknown>>[],
): Promise<ReadonlyMap<string, ConfinedEnd>> {
  const text = JSON.stringify({ max_parallel: 8, tasks: tasks.map((task) => ({ continue_on: { failure: true }, ...task })) });
  await Deno.writeTextFile(`${world.dir}/confined.yaml`, text);
  const end = await world.run("run", "confined.yaml", "--json");
  const events = eventsOf(end);
  assert.ok(events.some(({ type }) => type === "run.finished"), end.stdout + end.stderr);
  return new Map(tasks.map(({ id }) => {
    const own = events.filter(({ task }) => task === id);
    const finished = own.find(({ type }) => type === "task.finished");
    const lines = own.filter(({ type }) => type === "task.output").map(({ line }) => String(line));
    return [String(id), { status: String(finished?.status), error: finished?.error as ConfinedEnd["error"], lines }];
  }));
}

/** Why confinement cannot be tested here; undefined where it can. */
export function confineMissing(): string | undefined {
  if (Deno.build.os !== "linux") return "it needs Linux";
  const { stdout } = new Deno.Command("python3", { args: ["-c", "import os; print(os.uname().release)"] }).outputSync();
  const [major = 0, minor = 0] = new TextDecoder().decode(stdout).split(".").map(Number);
  return major > 6 || major === 6 && minor >= 12 ? undefined : "it needs Linux 6.12 with Landlock";
}
