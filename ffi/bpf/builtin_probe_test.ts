import assert from "node:assert/strict";
import { tryBpf } from "../facilities/mod.ts";
import { pollUntil } from "../../tests/contract/processes_helpers.ts";
import { BpfError, BpfObject, BuiltinProbe, RingBuffer } from "./mod.ts";

/** Root on Linux, with the kernel's permission. */
const ignore = Deno.build.os !== "linux" || tryBpf() !== "done";
const options = { ignore, sanitizeOps: false, sanitizeResources: false } as const;

function objectOf(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`./programs/${Deno.build.arch}/${name}.bpf.o`, import.meta.url));
}

function descriptors(): number {
  return [...Deno.readDirSync("/proc/self/fd")].length;
}

/** Makes at least so many calls that the probe `ioctl` sees, in a process of its own. */
async function callIoctl(count: number): Promise<void> {
  const script = `import fcntl\nfor i in range(${count}):\n  try: fcntl.ioctl(0, 0xBEEF, i)\n  except OSError: pass`;
  await new Deno.Command("python3", { args: ["-c", script], stdin: "null" }).output();
}

Deno.test({
  ...options,
  name: "a BuiltinProbe hands over or counts as lost every event, and leaves nothing behind",
  async fn() {
    // What is opened once stays.
    BuiltinProbe.load("ioctl", {}, 4096)[Symbol.dispose]();
    const before = descriptors();
    {
      // 4096 bytes hold some fifty events.
      using probe = BuiltinProbe.load("ioctl", { comm: "python3" }, 4096);
      probe.attach();
      await callIoctl(1000);
      probe.detach();
      const times: number[] = [];
      while (probe.consume((event) => times.push(Number(event.time_ns))) > 0);
      const events = times.length;
      const { passed, lost } = probe.counts();
      assert.equal(events + lost, passed);
      assert.ok(passed >= 1000 && events > 0 && lost > 0, `${events} events, ${lost} lost`);
    }
    // Those that other tests left may be closed meanwhile.
    await pollUntil(() => descriptors() <= before, "no descriptor is left open");
  },
});

Deno.test({
  ...options,
  name: "BpfObject.open() refuses what is no object, and load() says what libbpf said",
  fn() {
    assert.throws(() => BpfObject.open(new Uint8Array([1, 2, 3])), BpfError);
    assert.throws(() => BpfObject.open(objectOf("exec"), { programs: ["nothing"] }), RangeError);
    assert.throws(() => BpfObject.open(objectOf("exec"), { readOnlyData: new Uint8Array(3) }), RangeError);
    using object = BpfObject.open(objectOf("syscall"), { maxEntries: { running: 2 ** 32 - 1 } });
    assert.throws(() => object.load(), (error) => error instanceof BpfError && /'running'/.test(error.log));
  },
});

Deno.test({
  ...options,
  name: "a BpfMap outlives its object, and its values are read and written",
  fn() {
    using maps = new DisposableStack();
    const object = maps.use(BpfObject.open(objectOf("exit"), { programs: ["executor_any"] }));
    assert.deepEqual(object.programs.map(({ name }) => name).sort(), ["executor_any", "executor_exit", "executor_fork"]);
    object.load();
    const already = maps.use(object.map("ended_already"));
    const counts = maps.use(object.map("counts"));
    const events = maps.use(object.map("events"));
    using ring = new RingBuffer(events);
    object[Symbol.dispose]();
    const key = new Uint8Array(16).fill(7);
    assert.equal(already.get(key), undefined);
    already.set(key, new Uint8Array([1]));
    assert.deepEqual([...already.entries()], [[key, [new Uint8Array([1])]]]);
    assert.throws(() => already.set(new Uint8Array(3), new Uint8Array(1)), RangeError);
    assert.ok((counts.get(new Uint8Array(4)) ?? []).length >= navigator.hardwareConcurrency);
    assert.equal(events.shape.maxEntries, 16 * 1024 * 1024);
    assert.equal(ring.consume(() => {}), 0);
  },
});
