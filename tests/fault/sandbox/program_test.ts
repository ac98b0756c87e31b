import assert from "node:assert/strict";
import { eventsOf, ProgramWorld, type RunningProgram } from "../program_world.ts";

const ignore = Deno.build.os !== "linux";
/** A deadline that only a defect reaches. */
const PATIENCE_MS = 30_000;

/** A script that is busy once it has said so, and does its best to stay. */
const BUSY = `export default async ({ signal, log }) => {
  try { Deno.addSignalListener("SIGTERM", () => {}); } catch {}
  try { process.on("SIGINT", () => {}); } catch {}
  signal.addEventListener("abort", () => { for (;;); });
  console.log("busy");
  await new Promise((resolve) => setTimeout(resolve, 0));
  for (;;);
};
`;
const QUIET = `export default async ({ log }) => { console.log("quiet"); await new Promise(() => {}); };\n`;
const SIBLING =
  `export default async () => { for (let n = 0; n < 3; n++) { await new Promise((r) => setTimeout(r, 50)); } return { alive: true }; };\n`;

function pipeline(...tasks: readonly string[]): string {
  // Both at once, however few processors the machine has.
  return `max_parallel: 2\ntasks:\n${tasks.map((task) => `  - ${task}\n`).join("")}`;
}

/** A world whose temporary files are its own, so that what is left can be seen. */
async function boxed(files: Readonly<Record<string, string>>): Promise<ProgramWorld> {
  const world = await ProgramWorld.create(files);
  await Deno.mkdir(`${world.dir}/tmp`);
  return world;
}

function start(world: ProgramWorld): RunningProgram {
  return world.startProgram(["run", "p.yaml", "--json"], { TMPDIR: `${world.dir}/tmp`, SECRET_TOKEN: "canary-of-the-environment" });
}

/** Sandboxes of a world that live: their private folder is one of its temporary ones. */
function sandboxes({ dir }: ProgramWorld): number[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return Deno.readTextFileSync(`/proc/${name}/cmdline`).includes(`${dir}/tmp/`) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Waits until something is so. */
async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const began = performance.now(); !isSo();) {
    assert.ok(performance.now() - began < PATIENCE_MS, `It never came that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until scripts have said that they run. The journal holds what the program has printed. */
async function untilSaid(world: ProgramWorld, words: readonly string[]): Promise<void> {
  for (const began = performance.now();;) {
    const { stdout } = await world.run("logs", "last");
    if (words.every((word) => stdout.includes(word))) return;
    assert.ok(performance.now() - began < PATIENCE_MS, `Nobody said ${words}: ${stdout}`);
  }
}

const TWO = pipeline("{ id: busy, script: busy.js }", "{ id: quiet, script: quiet.js }");
const FILES = { "p.yaml": TWO, "busy.js": BUSY, "quiet.js": QUIET };

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test({
    name: `${signal} ends a run whose scripts listen to signals and never yield, within four seconds, and nothing is left`,
    ignore,
    fn: async () => {
      // Where others keep the processors busy it may take longer once, and not each time.
      const took: number[] = [];
      while (took.length < 3 && Math.min(...took) >= 4500) took.push(await endedBy(signal));
      assert.ok(Math.min(...took) < 4500, `it took ${took} ms`);
    },
  });
}

/** Ends such a run by a signal. @returns How long that took, in milliseconds. */
async function endedBy(signal: Deno.Signal): Promise<number> {
  await using world = await boxed(FILES);
  const program = start(world);
  await untilSaid(world, ["busy", "quiet"]);
  const began = performance.now();
  program.kill(signal);
  const end = await program.ended;
  const took = performance.now() - began;
  const last = eventsOf(end).at(-1);
  assert.equal(last?.["type"], "run.finished", end.stderr);
  assert.equal(last?.["status"], "cancelled");
  await until("no sandbox lives", () => sandboxes(world).length === 0);
  assert.deepEqual([...Deno.readDirSync(`${world.dir}/tmp`)], []);
  return took;
}

Deno.test({
  name: "after a SIGKILL of the run no sandbox lives on, and the next run with a script removes what it left",
  ignore,
  fn: async () => {
    await using world = await boxed({ ...FILES, "q.yaml": pipeline("{ id: short, script: short.js }"), "short.js": SIBLING });
    const program = start(world);
    await untilSaid(world, ["busy", "quiet"]);
    assert.ok(sandboxes(world).length >= 2);
    program.kill("SIGKILL");
    await program.ended;
    await until("no sandbox lives", () => sandboxes(world).length === 0);
    const { code, stderr } = await world.startProgram(["run", "q.yaml"], { TMPDIR: `${world.dir}/tmp` }).ended;
    assert.equal(code, 0, stderr);
    assert.deepEqual([...Deno.readDirSync(`${world.dir}/tmp`)], []);
  },
});

Deno.test({
  name: "time, processor time and memory end one task by name; its siblings and the run go on",
  ignore,
  fn: async () => {
    await using world = await boxed({
      "p.yaml": pipeline(
        "{ id: time, script: quiet.js, timeout: 300ms, allow_failure: true }".replace(
          "timeout: 300ms, allow_failure: true",
          "limits: { time: 300ms }",
        ),
        "{ id: cpu, script: busy.js, limits: { cpu: 300ms } }",
        "{ id: memory, script: memory.js, limits: { memory: 64MiB } }",
        "{ id: messages, script: messages.js, limits: { messages: 50 } }",
        "{ id: output, script: output.js, limits: { output: 100KiB } }",
        "{ id: sibling, script: sibling.js }",
      ),
      "busy.js": BUSY,
      "quiet.js": QUIET,
      "memory.js": "const kept = [];\nexport default () => { for (;;) kept.push(new Uint8Array(1 << 20).fill(1)); };\n",
      "messages.js": "export default () => { for (;;) console.log(1); };\n",
      "output.js": "export default () => { for (;;) console.log('x'.repeat(10000)); };\n",
      "sibling.js": SIBLING,
    });
    const end = await start(world).ended;
    const finished = eventsOf(end).filter(({ type }) => type === "task.finished");
    const codes = Object.fromEntries(
      finished.map((event) => [event["task"], (event["error"] as { code: string } | undefined)?.code ?? event["status"]]),
    );
    assert.deepEqual(codes, {
      time: "limit_time",
      cpu: "limit_cpu",
      memory: "limit_memory",
      messages: "limit_messages",
      output: "limit_output",
      sibling: "succeeded",
    }, end.stderr + end.stdout.slice(0, 3000));
    const took = finished.find(({ task }) => task === "time")?.["duration_ms"];
    assert.ok(typeof took === "number" && took < 300 + 3500, `${took} ms`);
    assert.equal(sandboxes(world).length, 0);
  },
});

Deno.test({
  name: "neither the arguments nor the environment of a sandbox hold what the run was given, and it has no file of the run open",
  ignore,
  fn: async () => {
    await using world = await boxed(FILES);
    const program = start(world);
    await untilSaid(world, ["busy", "quiet"]);
    for (const pid of sandboxes(world)) {
      const [environ, cmdline] = ["environ", "cmdline"].map((name) => Deno.readTextFileSync(`/proc/${pid}/${name}`));
      assert.doesNotMatch(environ ?? "", /canary/);
      assert.doesNotMatch(cmdline ?? "", /canary/);
      const open = [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) => {
        try {
          return Deno.readLinkSync(`/proc/${pid}/fd/${name}`);
        } catch {
          return "";
        }
      });
      assert.deepEqual(open.filter((path) => path.includes(".state") || path.includes(".db")), []);
    }
    program.kill("SIGKILL");
    await program.ended;
    await until("no sandbox lives", () => sandboxes(world).length === 0);
  },
});
