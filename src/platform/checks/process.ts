import { basename } from "node:path";
import { checkValueText, rounded } from "../../core/mod.ts";
import { MEASURED_MS } from "./cpu.ts";
import type { Machine } from "./machine.ts";
import { listForeignProcesses } from "./process_foreign.ts";
import { factsOf, listProcesses, type ProcessFacts } from "./process_list.ts";
import { absent, known, readText, type Source, unknown } from "./reading.ts";

const INTERPRETER = /^(?:python|node|perl|ruby|sh|bash|dash|zsh|deno|bun|php|java|pwsh)[\d.]*(?:\.exe)?$/;
/** The kernel keeps this much of a program's name. */
const KEPT_NAME = 15;

/** `process`: the processes of a name. */
export const process: Source = async (question, machine, signal) => {
  const name = String(question.target ?? "");
  const all = machine.os === "linux" ? await listProcesses(machine, signal) : await listForeignProcesses(question, machine, signal);
  const found = all.filter((one) => isCalled(one, name));
  const evidence = found.map((one) => `pid ${one.pid}: ${shown(one)} (${checkValueText(one.residentBytes, "bytes")})`);
  if (found.length === 0) evidence.push(`none of ${all.length} processes is called ${JSON.stringify(name)}`);
  if (found.length === 0 && await isHidden(machine)) {
    return unknown("none is to be seen, but this system hides the processes of other users (hidepid)", "Run it as root");
  }
  const list = `See the processes: ps aux | grep ${/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "")}'`}`;
  switch (question.metric) {
    case "memory": {
      const bytes = found.reduce((sum, one) => sum + one.residentBytes, 0);
      return found.length === 0 ? absent(evidence[0] ?? "") : known(bytes, evidence, { unit: "bytes", advice: list });
    }
    case "cpu":
      return found.length === 0 ? absent(evidence[0] ?? "") : await usage(machine, found, evidence, signal);
    default: {
      const advice = found.length === 0 ? "Start it, or look at the log of what should have" : list;
      return known(found.length, evidence, { unit: "processes", holds: found.length > 0, advice });
    }
  }
};

/** Whether a process is meant by a name: that of its program, the program's path, or the script that an interpreter runs. */
export function isCalled({ name, argv }: Pick<ProcessFacts, "name" | "argv">, wanted: string): boolean {
  const [program = "", ...rest] = argv;
  if (wanted.includes("/")) return program === wanted || scriptOf(program, rest) === wanted;
  // A daemon may write its title over its arguments: "nginx: master process /usr/sbin/nginx".
  const title = /^([\w.-]+): /.exec(program)?.[1];
  if (name === wanted || basename(program) === wanted || title === wanted) return true;
  if (name.length === KEPT_NAME && wanted.length > KEPT_NAME && argv.length === 0 && wanted.startsWith(name)) return true;
  const script = scriptOf(program, rest);
  return script !== undefined && basename(script) === wanted;
}

function scriptOf(program: string, rest: readonly string[]): string | undefined {
  if (!INTERPRETER.test(basename(program))) return undefined;
  // "-c TEXT" and "-e TEXT" run a text, not a script.
  if (rest.some((arg) => arg === "-c" || arg === "-e")) return undefined;
  return rest.find((arg) => !arg.startsWith("-") && arg !== "run");
}

async function usage(machine: Machine, found: readonly ProcessFacts[], evidence: readonly string[], signal: AbortSignal) {
  if (machine.os !== "linux") return unknown("how much processor time a process takes is read on Linux alone");
  const start = machine.monotonicMs();
  const before = await Promise.all(found.map((one) => factsOf(machine, one.pid)));
  await machine.sleep(MEASURED_MS, signal);
  const after = await Promise.all(found.map((one) => factsOf(machine, one.pid)));
  const passed = machine.monotonicMs() - start;
  if (passed <= 0) return unknown("the clock stands still");
  let ms = 0;
  for (const [index, then] of before.entries()) {
    const now = after[index];
    // One that ended or began in between has worked for a part that nobody counted.
    if (then?.cpuMs !== undefined && now?.cpuMs !== undefined) ms += Math.max(0, now.cpuMs - then.cpuMs);
  }
  const percent = rounded(100 * ms / passed, 2);
  return known(percent, [`${percent}% of one processor over ${MEASURED_MS / 1000} s`, ...evidence], {
    unit: "percent",
    advice: `See its threads: top -H -p ${found.slice(0, 20).map(({ pid }) => pid).join(",")}`,
  });
}

/** Whether `/proc` is mounted so that users see their own processes alone, see proc(5). */
async function isHidden(machine: Machine): Promise<boolean> {
  if (machine.os !== "linux") return false;
  const mounts = await readText(machine, "/proc/self/mounts").catch(() => "");
  return /^\S+ \/proc proc \S*\bhidepid=(?!0|off)/m.test(mounts);
}

/** A process' command line, without arguments that could be secrets. */
function shown({ name, argv }: ProcessFacts): string {
  const [program = name, ...rest] = argv;
  const script = scriptOf(program, rest);
  return script === undefined ? program || name : `${program} ${script}`;
}
