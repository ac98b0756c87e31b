import type { CheckQuestion } from "../../core/mod.ts";
import type { Machine } from "./machine.ts";
import type { ProcessFacts } from "./process_list.ts";
import { plainEnv } from "./reading.ts";

const MOST_BYTES = 8 << 20;

/**
 * The processes of systems without `/proc`, by their own programs: `ps` on macOS, `tasklist` on Windows. Not verified on machines of
 * theirs; the tests know their output from their manuals.
 */
export async function listForeignProcesses(
  { env, folder }: Pick<CheckQuestion, "env" | "folder">,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly ProcessFacts[]> {
  const argv = machine.os === "windows" ? ["tasklist", "/fo", "csv", "/nh"] : ["ps", "-A", "-ww", "-o", "pid=,rss=,args="];
  const { code, output } = await machine.run({ argv, env: plainEnv(env), folder, maxBytes: MOST_BYTES }, signal);
  if (code !== 0) throw new Error(`${argv[0]} ended with exit code ${code}`);
  const lines = output.split(/\r?\n/);
  const all = machine.os === "windows" ? lines.flatMap(parseTasklist) : lines.flatMap(parsePs);
  if (all.length === 0) throw new Error(`${argv[0]} names no process at all`);
  return all.filter(({ pid }) => pid !== machine.pid);
}

/** A line of `ps -o pid=,rss=,args=`, the size in KiB. */
export function parsePs(line: string): ProcessFacts[] {
  const match = /^\s*(\d+)\s+(\d+)\s+(\S.*)$/.exec(line);
  if (match === null) return [];
  const argv = (match[3] ?? "").split(" ");
  const name = (argv[0] ?? "").replace(/^.*\//, "");
  return [{ pid: Number(match[1]), name, argv, residentBytes: Number(match[2]) * 1024, cpuMs: undefined }];
}

/** A line of `tasklist /fo csv /nh`: name, pid, session, its number, memory such as `12,345 K`. */
export function parseTasklist(line: string): ProcessFacts[] {
  const fields = [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
  const [name, pid, , , memory] = fields;
  if (name === undefined || pid === undefined || memory === undefined || !/^\d+$/.test(pid)) return [];
  const bare = name.replace(/\.exe$/i, "");
  return [{ pid: Number(pid), name: bare, argv: [name], residentBytes: Number(memory.replaceAll(/\D/g, "")) * 1024, cpuMs: undefined }];
}
