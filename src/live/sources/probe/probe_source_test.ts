import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { mayTrace } from "../../../../tests/may_trace.ts";
import { AppError, type Json, type ProbeSource as ProbeFields } from "../../../core/mod.ts";
import { openSandbox } from "../../open_sandbox.ts";
import { createSources } from "../create_sources.ts";
import type { SourceLine, SourceSet } from "../source_set.ts";
import { TestEvents, TestIntake, TestMemories } from "../testing.ts";

const ignore = !mayTrace();
const DRIVER = fileURLToPath(new URL("../../../../tests/fixtures/probes/ioctls.c", import.meta.url));
const MODULE = "pipelines/a";
// Others may do the same at this moment.
const CMD = 0x10000 + Deno.pid;
const COMM = `p${Deno.pid}`;

/** Sources over a double of the daemon, and a driver that is nobody's child: what this process starts is no event. */
async function world() {
  const folder = await Deno.makeTempDir({ prefix: "probes-" });
  const [intake, lines] = [new TestIntake(), [] as SourceLine[]];
  const sandbox = openSandbox({});
  const sources = createSources({
    emit: (module, event) => intake.emit(module, event),
    memories: new TestMemories(),
    events: new TestEvents(),
    sandbox,
    environment: {},
    log: (line) => lines.push(line),
  });
  await shell(folder, `cc -O2 -o ${COMM} ${DRIVER} && mkfifo go`);
  let current: SourceSet | undefined;
  let revision = 0;
  return {
    intake,
    lines,
    sources,
    /** Serves a revision with these probes. */
    async serve(...probe: readonly ProbeFields[]): Promise<void> {
      const pipeline = { name: "a", tasks: [], ...(probe.length === 0 ? {} : { on: { probe } }) };
      const set = await sources.prepare({ module: MODULE, revision: ++revision, folder, previous: current, pipeline });
      assert.deepEqual(set.health, { status: "healthy" });
      set.activate();
      await current?.retire();
      current = set;
    },
    /** Lets a driver wait for {@link go}: started now, so that nobody watches yet. It has lost its parent when this resolves. */
    prepare: (args: string) => shell(folder, `(read -r word < go; exec ./${COMM} ${CMD} ${args} > made) < /dev/null > /dev/null 2>&1 &`),
    go: () => shell(folder, "echo go > go"),
    end: () => shell(folder, "touch stop"),
    /** How many it says that it issued, once it has ended. */
    async made(): Promise<number> {
      await shell(folder, "until [ -s made ]; do sleep 0.02; done");
      return Number(await Deno.readTextFile(`${folder}/made`));
    },
    async [Symbol.asyncDispose]() {
      await sources[Symbol.asyncDispose]();
      // Who is started from now on is nobody's business.
      await gone();
      sandbox[Symbol.dispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function shell(cwd: string, text: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("sh", { args: ["-c", text], cwd, stdout: "null" }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

/** Programs that this process has attached: one for the calls, and one that notices who is born. */
function programs(): number {
  return Array.from(Deno.readDirSync("/proc/self/fdinfo"), ({ name }) => isLink(name)).filter(Boolean).length;
}

/** Resolves once none is attached: sources that were replaced have ended too. */
async function gone(): Promise<void> {
  while (programs() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Whether a descriptor is that of an attached eBPF program. */
function isLink(descriptor: string): boolean {
  try {
    return /^link_type:/m.test(Deno.readTextFileSync(`/proc/self/fdinfo/${descriptor}`));
  } catch {
    // Closed by now.
    return false;
  }
}

const argOf = (payload: Json): Json => (payload as { arg: Json }).arg;

Deno.test({
  name: "a probe's source that changes while events come in has each of them once, whatever changes in it",
  ignore,
  async fn() {
    await using at = await world();
    // No faster than a busy machine takes them: what waits would pile up.
    await at.prepare("stop 200000");
    const where = `cmd == ${CMD}`;
    const shapes: readonly ProbeFields[] = [
      { name: "ioctl", comm: COMM },
      { name: "ioctl", where },
      { name: "ioctl", comm: COMM, where },
      { name: "ioctl", where: `${where} && fd < 0` },
    ];
    await at.serve({ name: "ioctl", where });
    await at.go();
    await at.intake.until(() => at.intake.events.length > 0);
    for (let swap = 0; swap < 20; swap++) {
      await at.serve(shapes[swap % shapes.length] ?? { name: "ioctl" });
      // Something comes between two swaps.
      const before = at.intake.events.length;
      await at.intake.until(() => at.intake.events.length > before + 10);
    }
    await at.end();
    const made = await at.made();
    await at.intake.until(() => at.intake.events.length >= made);
    assert.equal(new Set(at.intake.payloads.map(argOf)).size, made);
    // Nor was one handed in twice: the source does not count on somebody to notice.
    assert.equal(at.intake.asked, made);
    // What others do counts as lost where it might have been meant.
    const { lost: _, ...told } = at.sources.list()[0]?.probe ?? {};
    assert.deepEqual(told, { probe: "ioctl", events: made, waiting: 0 });
  },
});

Deno.test({
  name: "a probe's source holds back while there is no room for runs, and counts what is lost then, and tells it once",
  ignore,
  async fn() {
    await using at = await world();
    const most = 400_000;
    await at.prepare(String(most));
    await at.serve({ name: "ioctl", comm: COMM, where: `cmd == ${CMD}` });
    at.intake.refusal = new AppError("queue_full", "There is no room");
    await at.go();
    assert.equal(await at.made(), most);
    const { lost = 0, waiting = 0, events } = at.sources.list()[0]?.probe ?? {};
    assert.ok(lost > 0 && waiting >= 1000 && waiting < 20_000 && events === 0, JSON.stringify({ lost, waiting, events }));
    at.intake.refusal = undefined;
    await at.intake.until(() => at.intake.events.length >= most - lost);
    assert.equal(at.intake.events.length, most - lost);
    assert.deepEqual(at.lines.map(({ source, stream }) => [source, stream]), [["pipelines/a/probe[0]", "notice"]]);
  },
});

Deno.test({
  name: "sources of one probe share its program, each with what it looks for; the last one takes it out of the kernel",
  ignore,
  async fn() {
    await using at = await world();
    await at.prepare("100");
    const many = Array.from({ length: 50 }, (_, index): ProbeFields => ({ name: "ioctl", comm: COMM, where: `arg == ${index}` }));
    await at.serve(...many, { name: "ioctl", comm: "nobody" }, { name: "ioctl", pid: 1 });
    assert.equal(programs(), 2);
    await at.go();
    assert.equal(await at.made(), 100);
    await at.intake.until(() => at.intake.events.length >= 50);
    assert.deepEqual(at.intake.payloads.map(argOf), many.map((_, index) => index));
    await at.serve();
    await gone();
  },
});

Deno.test({
  name: "a probe's source keeps what cannot be written down until it can",
  ignore,
  async fn() {
    await using at = await world();
    await at.prepare("10");
    await at.serve({ name: "ioctl", comm: COMM });
    at.intake.refusal = new AppError("state_full", "The disk is full");
    await at.go();
    assert.equal(await at.made(), 10);
    // All have come, and it was asked for the second time: it has not given up.
    while (at.sources.list()[0]?.probe?.waiting !== 10) await new Promise((resolve) => setTimeout(resolve, 10));
    await at.intake.until(() => at.intake.asked > 1);
    assert.deepEqual(at.sources.list()[0]?.probe, { probe: "ioctl", events: 0, lost: 0, waiting: 10 });
    at.intake.refusal = undefined;
    await at.intake.until(() => at.intake.events.length === 10);
    assert.deepEqual(at.intake.payloads.map(argOf), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  },
});
