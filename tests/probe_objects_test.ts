import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { compileDriver, compileObject, mayTraceObjects } from "./bpf_objects.ts";
import { ProgramWorld, type RunningProgram } from "./fault/program_world.ts";

const ignore = !mayTraceObjects();
/** Debian keeps it out of the PATH of most users. */
const BPFTOOL = "/usr/sbin/bpftool";
/** So that tests that run at the same time do not see each other's calls. */
const CMD = 0x20000 + Deno.pid;

// deno-lint-ignore no-explicit-any
type Line = any;

/** A world with objects and the driver in it. */
class ObjectWorld implements AsyncDisposable {
  readonly world: ProgramWorld;

  #seenBytes = 0;
  readonly #counts = new Map<string, number>();

  private constructor(world: ProgramWorld) {
    this.world = world;
  }

  static async create(objects: Readonly<Record<string, Readonly<Record<string, string | number | true>>>>): Promise<ObjectWorld> {
    const world = await ProgramWorld.create();
    await compileDriver(`${world.dir}/ioctls`);
    await Promise.all(Object.entries(objects).map(([file, defines]) => compileObject(`${world.dir}/${file}`, { CMD, ...defines })));
    return new ObjectWorld(world);
  }

  /** Starts `probe run … --json`, and waits until it sees. What it prints goes to the file `lines`. */
  async probe(words: string): Promise<RunningProgram> {
    Deno.writeTextFileSync(`${this.world.dir}/lines`, "");
    this.#seenBytes = 0;
    this.#counts.clear();
    const program = this.world.startShell(`exec executor probe run ${words} --json > lines`);
    await Promise.race([
      this.until("probe.started"),
      program.ended.then(({ code, stderr }) => assert.fail(`ended with ${code}: ${stderr}`)),
    ]);
    return program;
  }

  get lines(): Line[] {
    return this.world.lines("lines").map((line) => JSON.parse(line));
  }

  /** Waits until so many lines of a type were printed. */
  async until(type: string, count = 1): Promise<void> {
    const text = `"type":"${type}"`;
    while (this.#countsOf(text) < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** How many whole lines have a text. Each line is looked at once: there may be many. */
  #countsOf(text: string): number {
    const file = `${this.world.dir}/lines`;
    const { size } = this.world.exists("lines") ? Deno.statSync(file) : { size: 0 };
    if (size > this.#seenBytes) {
      using opened = Deno.openSync(file);
      opened.seekSync(this.#seenBytes, Deno.SeekMode.Start);
      const bytes = new Uint8Array(size - this.#seenBytes);
      const whole = bytes.subarray(0, bytes.subarray(0, opened.readSync(bytes) ?? 0).lastIndexOf(10) + 1);
      this.#seenBytes += whole.length;
      for (const [type] of new TextDecoder().decode(whole).matchAll(/"type":"[^"]+"/g)) {
        this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
      }
    }
    return this.#counts.get(text) ?? 0;
  }

  /** Lets the driver issue calls. */
  async drive(count: number): Promise<void> {
    const { code, stdout } = await this.world.shell(`./ioctls ${CMD} ${count}`);
    assert.deepEqual([code, stdout], [0, `${count}\n`]);
  }

  /** Puts a file in another one's place, as compilers and editors do. */
  put(file: string, as: string): void {
    Deno.copyFileSync(`${this.world.dir}/${file}`, `${this.world.dir}/${as}.new`);
    Deno.renameSync(`${this.world.dir}/${as}.new`, `${this.world.dir}/${as}`);
  }

  async end(program: RunningProgram): Promise<Line> {
    program.kill("SIGINT");
    const { code, stderr } = await program.ended;
    assert.equal(code, 0, stderr);
    return this.lines.at(-1);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

Deno.test({
  name: "executor probe run FILE tells records in hex and by their fields, and the object's maps of integers at the end",
  ignore,
  async fn() {
    await using world = await ObjectWorld.create({ "my.watch.bpf.o": {} });
    const program = await world.probe("my.watch.bpf.o");
    await world.drive(3);
    const end = await world.end(program);
    const events = world.lines.slice(1, -1);
    assert.equal(events.length, 3);
    const [, second] = events;
    const { pid } = second.fields;
    assert.deepEqual(second, {
      type: "probe.event",
      probe: "my.watch",
      time_ns: second.time_ns,
      data: second.data,
      fields: {
        seq: 1,
        large: "18446744073709551614",
        negative: -1,
        version: 1,
        pid,
        parity: "ODD",
        comm: "ioctls",
        bytes: [0, 0, 0, 255],
      },
    });
    const bits = (1 | pid << 8) >>> 0;
    const word = new Uint8Array(new Uint32Array([bits]).buffer);
    const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    assert.equal(
      second.data,
      `0100000000000000feffffffffffffffffffffff${hex(word)}01000000${hex(new TextEncoder().encode("ioctls"))}${"00".repeat(10)}000000ff`,
    );
    assert.deepEqual(end, {
      type: "probe.finished",
      probe: "my.watch",
      events: 3,
      lost: 0,
      maps: {
        seen: { 0: 3 },
        by_comm: { ioctls: 3 },
        by_number: { [-5]: -7 },
        by_pair: { "0100000002010000": "9223372036854775807" },
        lost: { 0: 0 },
      },
    });
    assert.ok(Math.abs(second.time_ns / 1e9 - Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0])) < 60);
  },
});

Deno.test({
  name: "executor probe run FILE takes conditions over fields, and filters of processes in the kernel",
  ignore,
  async fn(t) {
    await using world = await ObjectWorld.create({ "x.bpf.o": {}, "plain.bpf.o": { EVENT: "record" } });
    const cases: Record<string, [words: string, seq: unknown[]]> = {
      "numbers": ["x.bpf.o --where 'fields.seq >= 3'", [3, 4]],
      "large numbers": ["x.bpf.o --where 'fields.large > 18446744073709551613u'", [0, 1]],
      "texts and enums": ['x.bpf.o --where \'fields.comm == "ioctls" && fields.parity == "ODD"\'', [1, 3]],
      "a count": ["x.bpf.o --count 2", [0, 1]],
      "a name": ["x.bpf.o --comm ioctls", [0, 1, 2, 3, 4]],
      "another name": ["x.bpf.o --comm ioctl", []],
      "another process": ["x.bpf.o --pid 1", []],
      "hex, where nothing names the record": ["plain.bpf.o --where 'data.startsWith(\"02\")'", [undefined]],
    };
    for (const [name, [words, seqs]] of Object.entries(cases)) {
      await t.step(name, async () => {
        const program = await world.probe(words);
        await world.drive(5);
        const end = words.includes("--count") ? (await program.ended, world.lines.at(-1)) : await world.end(program);
        assert.deepEqual(world.lines.slice(1, -1).map(({ fields }) => fields?.seq), seqs);
        assert.equal(end.events, seqs.length);
      });
    }
    await t.step("a field that is not there", async () => {
      const { code, stderr } = await world.world.run("probe", "run", "x.bpf.o", "--where", "fields.sec > 1");
      assert.equal(code, 2);
      assert.match(stderr, /sec.*\n.*fields\.sec > 1[^]*seq/);
    });
  },
});

Deno.test({
  name: "executor probe run FILE swaps in what the file becomes: nothing is missed, nothing comes twice",
  ignore,
  async fn() {
    await using world = await ObjectWorld.create({ "1.o": {}, "2.o": { VERSION: 2 }, "x.bpf.o": {} });
    const program = await world.probe("x.bpf.o");
    // At a rate at which every record can also be written down.
    const driving = world.world.shell(`./ioctls ${CMD} stop 100000`);
    for (let swap = 1; swap <= 20; swap++) {
      world.put(swap % 2 === 1 ? "2.o" : "1.o", "x.bpf.o");
      await world.until("probe.replaced", swap);
    }
    Deno.writeTextFileSync(`${world.world.dir}/stop`, "");
    const issued = Number((await driving).stdout);
    const end = await world.end(program);
    const { lines } = world;
    const seqs = lines.filter(({ type }) => type === "probe.event").map(({ fields }) => fields.seq);
    assert.deepEqual({ events: end.events, lost: end.lost, seen: end.maps.seen }, { events: issued, lost: 0, seen: { 0: issued } });
    assert.equal(new Set(seqs).size, issued);
    assert.equal(seqs.length, issued);
    for (const { swapped, overlapped } of lines.filter(({ type }) => type === "probe.replaced")) {
      assert.deepEqual([swapped, overlapped], [1, undefined]);
    }
  },
});

Deno.test({
  name: "executor probe run FILE leaves the old programs running when the new ones are refused, and takes the next that are right",
  ignore,
  async fn() {
    await using world = await ObjectWorld.create({
      "x.bpf.o": {},
      "broken.o": { BROKEN: true },
      "wide.o": { VERSION: 2, WIDE: true },
      "raw.o": { VERSION: 3, WIDE: true, SECTION: '"raw_tp/sys_enter"' },
    });
    const { dir } = world.world;
    const program = await world.probe("x.bpf.o --where 'fields.seq < 100'");
    world.put("broken.o", "x.bpf.o");
    await world.until("probe.rejected");
    await world.drive(1);
    await world.until("probe.event");
    // The same once more is no change; what is no object is told, and what is gone is waited for.
    world.put("broken.o", "x.bpf.o");
    Deno.writeTextFileSync(`${dir}/x.bpf.o`, "no object");
    await world.until("probe.rejected", 2);
    Deno.removeSync(`${dir}/x.bpf.o`);
    // Through a link, written in place.
    Deno.copyFileSync(`${dir}/wide.o`, `${dir}/linked.o`);
    Deno.symlinkSync("linked.o", `${dir}/x.bpf.o`);
    await world.until("probe.replaced");
    await world.drive(1);
    await world.until("probe.event", 2);
    Deno.copyFileSync(`${dir}/raw.o`, `${dir}/linked.o`);
    await world.until("probe.replaced", 2);
    await world.drive(1);
    const end = await world.end(program);
    const { lines } = world;
    const [refused, none] = lines.filter(({ type }) => type === "probe.rejected");
    assert.equal(refused.error.code, "probe_object_refused");
    assert.match(
      refused.error.message,
      /^The kernel's verifier refuses on_ioctl \(tp_btf\/sys_enter\) of x\.bpf\.o: invalid bpf_context access/,
    );
    assert.match(refused.error.log, /BEGIN PROG LOAD LOG[^]*off=320[^]*END PROG LOAD LOG/);
    assert.deepEqual([none.error.code, none.error.log], ["probe_object_invalid", ""]);
    assert.deepEqual(lines.filter(({ type }) => type === "probe.event").map(({ fields }) => [fields.version, fields.more]), [
      [1, undefined],
      [2, 0],
      [3, 0],
    ]);
    const [swapped, moved] = lines.filter(({ type }) => type === "probe.replaced");
    assert.deepEqual([swapped.swapped, swapped.overlapped], [1, undefined]);
    assert.deepEqual([moved.swapped, moved.overlapped, moved.doubled_at_most], [0, ["raw_tp/sys_enter"], 0]);
    assert.deepEqual([end.events, end.lost, end.maps.seen], [3, 0, { 0: 3 }]);
  },
});

Deno.test({
  name: "executor probe run FILE says what is wrong with a file, and ends with 2",
  ignore,
  async fn(t) {
    await using world = await ObjectWorld.create({
      "broken.bpf.o": { BROKEN: true },
      "broken_late.bpf.o": { BROKEN: true, TURNS: 10_000 },
      "of_no_kind.bpf.o": { SECTION: '"no_such_kind"' },
      "elsewhere.bpf.o": { EVENTS: "others" },
      "nowhere.bpf.o": { SECTION: '"tp_btf/no_such_tracepoint"' },
      "nowhere_raw.bpf.o": { SECTION: '"raw_tp/no_such_tracepoint"' },
      "x.bpf.o": {},
    });
    const { dir } = world.world;
    const shell = await world.world.shell(
      "clang --target=bpfeb -c -x c - -o big.bpf.o < /dev/null; mkdir folder.o; : > empty.o; cp ioctls program.o; mkfifo pipe.o",
    );
    assert.equal(shell.code, 0, shell.stderr);
    Deno.writeTextFileSync(`${dir}/text.o`, "text\n");
    Deno.writeFileSync(`${dir}/short.o`, Deno.readFileSync(`${dir}/x.bpf.o`).subarray(0, 2000));
    const cases: Record<string, [file: string, code: string, message: RegExp]> = {
      "no such file": ["none.o", "file_unreadable", /none\.o: there is no such file/],
      "a folder": ["folder.o", "file_unreadable", /it is a folder/],
      "a pipe": ["pipe.o", "file_unreadable", /it is no regular file/],
      "an empty file": ["empty.o", "probe_object_invalid", /empty\.o is empty/],
      "text": ["text.o", "probe_object_invalid", /text\.o is no ELF file: compile it with clang/],
      "a program": ["program.o", "probe_object_invalid", /is no eBPF object but one for/],
      "the other byte order": ["big.bpf.o", "probe_object_invalid", /big-endian/],
      "half of it": ["short.o", "probe_object_invalid", /is cut short/],
      "no ring buffer": ["elsewhere.bpf.o", "probe_object_invalid", /has no ring buffer of the name events/],
      "the verifier's refusal": ["broken.bpf.o", "probe_object_refused", /on_ioctl .* invalid bpf_context access off=320 size=8/],
      "the verifier's refusal after much else": [
        "broken_late.bpf.o",
        "probe_object_refused",
        /verifier .* invalid bpf_context access off=320/,
      ],
      "a section of no kind": ["of_no_kind.bpf.o", "probe_object_refused", /on_ioctl .*: .*check ELF section name 'no_such_kind'/],
      "a place that is not there": ["nowhere.bpf.o", "probe_object_refused", /This kernel has no no_such_tracepoint, which on_ioctl/],
      "a raw place that is not there": [
        "nowhere_raw.bpf.o",
        "probe_object_refused",
        /This kernel has no no_such_tracepoint, which on_ioctl/,
      ],
      "a flag of another probe": ["x.bpf.o --syscall read", "usage", /--syscall is for the probe syscall/],
    };
    for (const [name, [words, errorCode, message]] of Object.entries(cases)) {
      await t.step(name, async () => {
        const { code, stdout } = await world.world.run("probe", "run", ...words.split(" "), "--json");
        assert.equal(code, 2, stdout);
        const error = JSON.parse(stdout);
        assert.deepEqual(Object.keys(error).slice(0, 3), ["type", "code", "message"]);
        assert.equal(error.code, errorCode);
        assert.match(error.message, message);
        if (errorCode === "probe_object_refused") assert.match(error.log, /libbpf:/);
      });
    }
    await t.step("the log for people", async () => {
      const { code, stderr } = await world.world.run("probe", "run", "broken.bpf.o");
      assert.equal(code, 2);
      assert.match(
        stderr,
        /BEGIN PROG LOAD LOG[^]*invalid bpf_context access[^]*\nerror: The kernel's verifier refuses .*\[probe_object_refused\]/,
      );
    });
  },
});

Deno.test({
  name: "executor probe run FILE says whether records were lost: counted by the object's own map, or whether that can be told",
  ignore,
  async fn(t) {
    // The ring takes some 4000 such records.
    const PADDING = 4000;
    const CALLS = 6000;
    await using world = await ObjectWorld.create({ "counts.bpf.o": { PADDING }, "silent.bpf.o": { PADDING, NO_LOST: true } });
    for (const file of ["counts.bpf.o", "silent.bpf.o"]) {
      await t.step(file, async () => {
        const program = await world.probe(file);
        // Nobody reads meanwhile.
        program.kill("SIGSTOP");
        await world.drive(CALLS);
        program.kill("SIGCONT");
        const { events, lost, lost_unknown, maps } = await world.end(program);
        assert.deepEqual(maps.seen, { 0: CALLS });
        assert.ok(events > 0 && events < CALLS);
        if (file === "counts.bpf.o") assert.deepEqual([events + lost, lost_unknown], [CALLS, undefined]);
        else assert.deepEqual([lost, lost_unknown], [0, true]);
      });
    }
  },
});

Deno.test({
  name: "the example of a probe of one's own does what its page says",
  ignore,
  async fn() {
    await using world = await ObjectWorld.create({});
    const example = fileURLToPath(new URL("../examples/probe/", import.meta.url));
    const [compile = ""] = /^clang .*$/m.exec(Deno.readTextFileSync(`${example}README.md`)) ?? [];
    Deno.copyFileSync(`${example}launches.bpf.c`, `${world.world.dir}/launches.bpf.c`);
    const compiled = await world.world.shell(compile);
    assert.equal(compiled.code, 0, compiled.stderr);
    const program = await world.probe(`launches.bpf.o --where 'fields.comm == "ioctls"'`);
    await world.drive(1);
    await world.until("probe.event");
    const { events, lost, maps } = await world.end(program);
    assert.deepEqual([events, lost, maps], [1, 0, { lost: { 0: 0 } }]);
  },
});

Deno.test({
  name: "executor probe run FILE leaves nothing in the kernel when it is killed",
  ignore: ignore || !isInstalled(BPFTOOL),
  async fn() {
    const name = `on_${Deno.pid}`;
    await using world = await ObjectWorld.create({ "x.bpf.o": { NAME: name } });
    const loaded = async () => (await world.world.shell(`${BPFTOOL} prog show`)).stdout.includes(name);
    const program = await world.probe("x.bpf.o");
    assert.ok(await loaded());
    program.kill("SIGKILL");
    await program.ended;
    while (await loaded()) await new Promise((resolve) => setTimeout(resolve, 20));
  },
});

function isInstalled(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
