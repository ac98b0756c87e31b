import assert from "node:assert/strict";
import { compileDriver, compileObject, mayTraceObjects } from "../../../tests/bpf_objects.ts";
import { AttachPoints, BpfError, type BpfMap, BpfObject, RingBuffer } from "../mod.ts";

const ignore = !mayTraceObjects();
/** So that tests that run at the same time do not see each other's calls. */
const CMD = 0x10000 + Deno.pid;
const RING_BYTES = 16 << 20;
const VERSION_AT = 20;

class World implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();
  readonly #disposables: Disposable[] = [];

  async object(file: string, defines: Readonly<Record<string, string | number | true>>): Promise<void> {
    await compileObject(`${this.folder}/${file}`, { CMD, RING_BYTES, ...defines });
  }

  /** Loads an object, whose maps are those of another one. */
  load(file: string, before?: BpfObject): BpfObject {
    const object = this.keep(BpfObject.open(Deno.readFileSync(`${this.folder}/${file}`)));
    for (const { name, isInternal } of before === undefined ? [] : object.maps) {
      if (isInternal) continue;
      using map = before?.map(name) as BpfMap;
      object.reuse(name, map);
    }
    object.load();
    return object;
  }

  ring(object: BpfObject): RingBuffer {
    return this.keep(new RingBuffer(this.keep(object.map("events"))));
  }

  keep<T extends Disposable>(one: T): T {
    this.#disposables.push(one);
    return one;
  }

  /** Starts the driver. @returns How many calls it issued. */
  async drive(...args: readonly (string | number)[]): Promise<number> {
    const command = new Deno.Command(`${this.folder}/ioctls`, { args: [CMD, ...args].map(String), cwd: this.folder, stderr: "inherit" });
    const { stdout } = await command.output();
    return Number(new TextDecoder().decode(stdout));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#disposables.reverse()) one[Symbol.dispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Reads all that waits. @returns How many. */
function drain(ring: RingBuffer, take: (view: DataView, at: number) => void = () => {}): number {
  let count = 0;
  for (let taken; (taken = ring.consume(take)) > 0;) count += taken;
  return count;
}

Deno.test({
  name: "AttachPoints.replace() misses and doubles nothing in 20 swaps under a driver that calls as fast as it can",
  ignore,
  async fn() {
    await using world = new World();
    await world.object("1.bpf.o", {});
    await world.object("2.bpf.o", { VERSION: 2 });
    await compileDriver(`${world.folder}/ioctls`);
    let object = world.load("1.bpf.o");
    const ring = world.ring(object);
    using points = new AttachPoints();
    assert.deepEqual(points.replace(object), { swapped: 0, overlapped: [] });
    let isOver = false;
    const issued = world.drive("stop").finally(() => isOver = true);
    const told = new Uint8Array(1 << 27);
    const versions = new Map<number, number>();
    let count = 0;
    const take = (view: DataView, at: number) => {
      count++;
      const number = Number(view.getBigUint64(at, true));
      told[number] = (told[number] ?? 0) + 1;
      const version = view.getUint8(at + VERSION_AT);
      versions.set(version, (versions.get(version) ?? 0) + 1);
    };
    for (let swaps = 0, seen = 0; !isOver;) {
      while (ring.consume(take) > 0);
      // Each version sees some thousand events before the next one comes.
      if (swaps < 20 && count > seen + 5000) {
        const next = world.load(swaps % 2 === 0 ? "2.bpf.o" : "1.bpf.o", object);
        assert.deepEqual(points.replace(next), { swapped: 1, overlapped: [] });
        object[Symbol.dispose]();
        object = next;
        swaps++;
        seen = count;
      } else if (swaps === 20 && count > seen + 5000) Deno.writeTextFileSync(`${world.folder}/stop`, "");
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    drain(ring, take);
    using lost = object.map("lost");
    const counts = (lost.get(new Uint8Array(4)) ?? []).map(({ buffer, byteOffset }) =>
      new DataView(buffer, byteOffset).getBigUint64(0, true)
    );
    const lostCount = Number(counts.reduce((sum, one) => sum + one, 0n));
    // Where others keep the processors busy the ring may have been full: each call is told or counted as lost.
    assert.equal(count + lostCount, await issued);
    assert.ok(told.subarray(0, await issued).every((times) => times <= 1));
    assert.ok(count > lostCount, `${count} were told, ${lostCount} lost`);
    assert.ok([1, 2].every((version) => (versions.get(version) ?? 0) > 5000), JSON.stringify([...versions]));
  },
});

Deno.test({
  name: "AttachPoints lets through in the kernel what the filter says",
  ignore,
  async fn(t) {
    await using world = new World();
    await world.object("1.bpf.o", {});
    await compileDriver(`${world.folder}/ioctls`);
    for (
      const [filter, expected] of [[{ comm: "ioctls" }, 7], [{ comm: "ioctl" }, 0], [{ pid: 1 }, 0], [
        { pid: Deno.pid, comm: "ioctls" },
        0,
      ]] as const
    ) {
      await t.step(JSON.stringify(filter), async () => {
        const object = world.load("1.bpf.o");
        const ring = world.ring(object);
        using points = new AttachPoints(filter);
        points.replace(object);
        assert.equal(await world.drive(7), 7);
        assert.equal(drain(ring), expected);
      });
    }
  },
});

Deno.test({
  name: "AttachPoints.replace() attaches what is new before, detaches what has gone after, and leaves all as it was when it cannot",
  ignore,
  async fn() {
    await using world = new World();
    await world.object("1.bpf.o", {});
    await world.object("raw.bpf.o", { VERSION: 2, SECTION: '"raw_tp/sys_enter"' });
    await world.object("none.bpf.o", { VERSION: 3, SECTION: '"raw_tp/no_such_tracepoint"' });
    await compileDriver(`${world.folder}/ioctls`);
    const first = world.load("1.bpf.o");
    const ring = world.ring(first);
    using points = new AttachPoints();
    points.replace(first);
    assert.throws(() => points.replace(world.load("none.bpf.o", first)), BpfError);
    assert.deepEqual(points.sections, ["tp_btf/sys_enter"]);
    assert.equal(await world.drive(3), drain(ring));
    const second = world.load("raw.bpf.o", first);
    assert.deepEqual(points.replace(second), { swapped: 0, overlapped: ["raw_tp/sys_enter"] });
    first[Symbol.dispose]();
    await world.drive(3);
    const versions: number[] = [];
    drain(ring, (view, at) => versions.push(view.getUint8(at + VERSION_AT)));
    assert.deepEqual(versions, [2, 2, 2]);
    points[Symbol.dispose]();
    await world.drive(3);
    assert.equal(drain(ring), 0);
  },
});
