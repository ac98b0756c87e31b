/**
 * Terminals against Python's and a loop in C, memory with a client that does not read, and what sessions leave behind:
 * `deno task bench terminal`.
 */
import { fromFileUrl } from "../../../tools/paths.ts";
import { openSession } from "../../../src/platform/terminal/mod.ts";
import { EXECUTOR, measure, median, medians, percentile, report, scratch } from "../measure.ts";

const KEYS = 1000;
const ROUNDS = 5;
const MEGABYTES = 50;
const SESSIONS = 200;
/** How long nobody reads. */
const UNREAD_MS = 3_000;

const beside = (name: string) => fromFileUrl(new URL(name, import.meta.url));
await using folder = await scratch();
const at = (name: string) => `${folder.path}/${name}`;

await echo();
await throughput();
await unread();
await sessions();

/**
 * From a key to its echo, by a program that answers each key: in a session of ours and in a terminal of Python's; then with a relay in
 * between, `executor shell` and Python's `pty.spawn`.
 */
async function echo() {
  const times = { session: [] as number[], python: [] as number[], shell: [] as number[], relay: [] as number[] };
  const program = ["sh", beside("echo.sh")];
  for (let round = 0; round < ROUNDS; round++) {
    times.session.push(...await sessionKeys(program));
    times.python.push(...await keys(program));
    times.shell.push(...await keys([EXECUTOR, "shell", "--", ...program]));
    times.relay.push(...await keys(["python3", "-c", "import pty, sys; pty.spawn(sys.argv[1:])", ...program]));
  }
  const shown = (values: readonly number[]) => `${median(values).toFixed(0)} µs (p99 ${percentile(values, 0.99).toFixed(0)})`;
  const compare = (what: string, ours: readonly number[], theirs: readonly number[], more = "") => {
    const ratio = median(ours) / median(theirs);
    report(what, ratio, "≤ 3", ratio <= 3, `${shown(ours)}; Python ${shown(theirs)}${more}`);
  };
  compare("echo of a key in a session / Python's pty, p50", times.session, times.python);
  compare("echo through shell / Python's pty.spawn, p50", times.shell, times.relay, `, ${shown(times.python)} without a relay`);
}

async function sessionKeys(argv: readonly string[]): Promise<number[]> {
  const decoder = new TextDecoder();
  let shown = "";
  let changed = () => {};
  const session = await openSession({
    argv,
    cwd: "/",
    env: { PATH: Deno.env.get("PATH") ?? "" },
    size: { columns: 80, rows: 24 },
    stdin: "terminal",
    output(bytes) {
      shown += decoder.decode(bytes);
      changed();
    },
  });
  const until = async (text: string) => {
    while (!shown.includes(text)) await new Promise<void>((resolve) => changed = resolve);
    shown = "";
  };
  await until("ready");
  const times: number[] = [];
  // The first ones find everything cold.
  for (let number = -100; number < KEYS; number++) {
    const key = String.fromCharCode(0x61 + (number + 100) % 8);
    const start = performance.now();
    const echoed = until(key);
    session.type(new TextEncoder().encode(key));
    await echoed;
    if (number >= 0) times.push((performance.now() - start) * 1000);
  }
  session.kill();
  await session.exited;
  return times;
}

async function keys(command: readonly string[]): Promise<number[]> {
  const { stdout, code } = await new Deno.Command("python3", { args: [beside("terminal_echo.py"), String(KEYS), ...command] }).output();
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}`);
  return new TextDecoder().decode(stdout).trim().split("\n").map(Number);
}

/** A program's output through a terminal into a pipe that is read as fast as it comes. */
async function throughput() {
  await compile("terminal_loop.c", at("loop"));
  await Deno.writeTextFile(at("block"), ("x".repeat(99) + "\n").repeat(10_000));
  await Deno.writeTextFile(at("cat.sh"), `i=0; while [ $i -lt $1 ]; do cat ${at("block")}; i=$((i + 1)); done\n`);
  const piped = (command: string) => async () => (await measure("sh", ["-c", `${command} < /dev/null | wc -c > ${at("count")}`])).wallMs;
  const times = await medians(ROUNDS, {
    loop: piped(`${at("loop")} sh ${at("cat.sh")} ${MEGABYTES}`),
    executor: piped(`${EXECUTOR} shell -- sh ${at("cat.sh")} ${MEGABYTES}`),
    start: piped(`${EXECUTOR} shell -- true`),
  });
  const rate = MEGABYTES / (times.executor - times.start) * 1000;
  const loopRate = MEGABYTES / times.loop * 1000;
  const detail = `${rate.toFixed(0)} MB/s; C ${loopRate.toFixed(0)} MB/s (start-up of ${times.start.toFixed(0)} ms left out)`;
  report("output through shell / a loop in C, MB/s", rate / loopRate, "≥ 0.6", rate >= 0.6 * loopRate, detail);
}

async function compile(source: string, program: string) {
  const { success, stderr } = await new Deno.Command("cc", { args: ["-O2", "-o", program, beside(source), "-lutil"] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** A command that never stops talking, and nobody who listens. */
async function unread() {
  await using child = new Deno.Command(EXECUTOR, { args: ["shell", "--", "yes"], stdin: "null", stdout: "piped" }).spawn();
  const rest = () => new Promise((resolve) => setTimeout(resolve, UNREAD_MS / 6));
  await rest();
  const first = residentMiB(child.pid);
  let last = first;
  for (let count = 0; count < 6; count++) {
    await rest();
    last = Math.max(last, residentMiB(child.pid));
  }
  child.kill("SIGKILL");
  const more = last - first;
  report(
    "nobody reads: MiB more after 3 s / 4",
    more / 4,
    "≤ 1",
    more <= 4,
    `${first.toFixed(0)} MiB, then at most ${last.toFixed(0)} MiB`,
  );
}

function residentMiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]) / 1024;
}

/** Sessions in this process, one after the other. */
async function sessions() {
  const env = { PATH: Deno.env.get("PATH") ?? "" };
  const one = async () => {
    const start = performance.now();
    const options = { argv: ["true"], cwd: "/", env, size: { columns: 80, rows: 24 }, stdin: "terminal", output: () => {} } as const;
    await (await openSession(options)).exited;
    return performance.now() - start;
  };
  for (let count = 0; count < 10; count++) await one();
  const before = left();
  const times: number[] = [];
  for (let count = 0; count < SESSIONS; count++) times.push(await one());
  // Each session's watchdog is let go when it ends, and gone a little later.
  for (let tries = 0; tries < 100 && sum(left()) > sum(before); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  const after = left();
  const more = sum(after) - sum(before);
  const detail = `${JSON.stringify(before)}, then ${JSON.stringify(after)}; a session took ${median(times).toFixed(1)} ms`;
  report(`${SESSIONS} sessions: handles, threads, children more`, more, "≤ 0", more <= 0, detail);
}

/** What this process holds. */
function left() {
  const count = (path: string) => [...Deno.readDirSync(path)].length;
  const children = Deno.readTextFileSync(`/proc/self/task/${Deno.pid}/children`).trim().split(" ").filter((pid) => pid !== "").length;
  return { handles: count("/proc/self/fd"), threads: count("/proc/self/task"), children };
}

function sum(values: Readonly<Record<string, number>>): number {
  return Object.values(values).reduce((total, value) => total + value, 0);
}

// The thread of the poller still waits.
Deno.exit(0);
