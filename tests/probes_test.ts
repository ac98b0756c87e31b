import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ProgramWorld } from "./fault/program_world.ts";
import { mayTrace } from "./may_trace.ts";

const ignore = !mayTrace();
if (ignore && Deno.build.os === "linux") console.warn("left out: probes need the capabilities CAP_BPF and CAP_PERFMON");
/** As the driver calls itself. */
const DRIVER = "probe driver";
const ROUNDS = 20;
const SOURCE = fileURLToPath(new URL("./fixtures/probes/driver.c", import.meta.url));

interface Event {
  readonly type: string;
  readonly time_ns: number;
  readonly [field: string]: unknown;
}

/** A world with the driver in it. */
async function drivenWorld(): Promise<ProgramWorld> {
  const world = await ProgramWorld.create();
  const { code, stderr } = await world.shell(`cc -O2 -pthread -o driver ${SOURCE}`);
  assert.equal(code, 0, stderr);
  return world;
}

/** Runs the driver while a probe watches, and returns the probe's events, in whose order time goes on, with what the driver printed. */
async function watched(
  world: ProgramWorld,
  { probe, drive, rounds = ROUNDS }: { readonly probe: string; readonly drive: string; readonly rounds?: number },
) {
  const { code, stdout, stderr } = await world.shell(
    // Gone first: what the probe before has told is not to be taken for this one's.
    `rm -f events; executor probe run ${probe} --duration 40s --json > events & pid=$!
until grep -qs probe.started events || ! kill -0 $pid; do sleep 0.01; done
./driver ${drive} ${rounds}
kill -INT $pid
wait $pid`,
  );
  assert.equal(code, 0, stderr);
  const lines = world.lines("events").map((line): Event => JSON.parse(line));
  const [started, end] = [lines[0], lines.at(-1)];
  const name = probe.split(" ")[0];
  assert.deepEqual(started, { type: "probe.started", probe: name });
  const events = lines.slice(1, -1);
  for (const [index, event] of events.entries()) {
    assert.equal(event["probe"], name);
    assert.equal(event.type, "probe.event");
    assert.ok(event.time_ns >= 0 && index >= 0);
  }
  assert.deepEqual({ ...end, maps: null }, { type: "probe.finished", probe: name, events: events.length, lost: 0, maps: null });
  return { events, maps: end?.["maps"], printed: stdout.split("\n").filter((line) => line !== "") };
}

/** How often each combination of some fields occurs. */
function counted(events: readonly Event[], ...fields: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events) {
    const key = fields.map((field) => String(event[field])).join(" ");
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

Deno.test({
  name: "executor probe run counts what a program did: every execution, end, open, connection, call, and nothing else",
  ignore,
  async fn(t) {
    await using world = await drivenWorld();
    const driver = `--comm '${DRIVER}'`;
    await t.step("exec", async () => {
      const { events } = await watched(world, { probe: "exec --comm driver", drive: "exec" });
      // The driver itself is one, and its children are those of it.
      assert.deepEqual(counted(events, "filename"), { "./driver": ROUNDS + 1 });
      assert.deepEqual(counted(events.slice(1), "ppid"), { [String(events[0]?.["pid"])]: ROUNDS });
    });
    await t.step("exit", async () => {
      const { events } = await watched(world, { probe: `exit ${driver}`, drive: "exit" });
      // The last 0 is the driver's own.
      assert.deepEqual(counted(events, "exit_code", "signal"), {
        "7 null": ROUNDS,
        "null 9": ROUNDS,
        "9 null": ROUNDS,
        "0 null": ROUNDS + 1,
      });
      assert.equal(new Set(events.map((event) => event["pid"])).size, 4 * ROUNDS + 1);
    });
    await t.step("open", async () => {
      const { events } = await watched(world, { probe: `open ${driver}`, drive: "open" });
      assert.deepEqual(counted(events, "filename", "flags", "ret"), {
        "/dev/null 0 3": ROUNDS,
        "/dev/zero 524288 3": ROUNDS,
        "/nonexistent/a\nb 1 -2": ROUNDS,
        " 0 -14": ROUNDS,
        ...(Deno.build.arch === "x86_64" ? { "/dev/full 2 3": ROUNDS } : {}),
      });
    });
    await t.step("calls of 32 bits are taken for nothing else", async () => {
      for (const probe of ["open", "ioctl", "syscall"]) {
        const { events } = await watched(world, {
          probe: `${probe} ${driver} --where '${probe === "syscall" ? 'syscall == "ioctl"' : "ret != 7"}'`,
          drive: "compat",
        });
        assert.deepEqual(events, [], probe);
      }
    });
    await t.step("connect", async () => {
      const { events, printed } = await watched(world, { probe: `connect ${driver}`, drive: "connect" });
      const port = printed[0];
      assert.deepEqual(counted(events, "addr", "port", "ret"), {
        [`127.0.0.1 ${port} 0`]: ROUNDS,
        "127.0.0.1 1 -111": ROUNDS,
        "::1 1 -111": ROUNDS,
        [`127.0.0.1 ${port} -115`]: ROUNDS,
      });
    });
    await t.step("accept", async () => {
      const { events, printed } = await watched(world, { probe: `accept ${driver}`, drive: "accept" });
      assert.deepEqual(events.filter(({ addr }) => addr === "127.0.0.1").map(({ port }) => String(port)), printed);
      assert.deepEqual(counted(events, "addr", "ret"), { "127.0.0.1 5": 2 * ROUNDS, " -11": ROUNDS });
    });
    await t.step("ioctl", async () => {
      const { events } = await watched(world, { probe: `ioctl ${driver} --where 'cmd == 0xBEEF && arg > 17u'`, drive: "ioctl" });
      const fields = { fd: -1, cmd: 0xbeef, ret: -9 };
      for (const event of events) assert.deepEqual({ ...event, ...fields }, event);
      assert.deepEqual(counted(events, "arg"), { "18446744073709551600": ROUNDS / 2, "18446744073709551601": ROUNDS / 2 });
    });
    await t.step("syscall, with the latencies as a histogram", async () => {
      const { events, maps } = await watched(world, { probe: `syscall --syscall close ${driver}`, drive: "syscall", rounds: 300 });
      assert.deepEqual(counted(events, "syscall", "ret"), { "close -9": 300 });
      const slots = Object.entries((maps as { readonly latency_ns: Record<string, number> }).latency_ns);
      assert.equal(slots.reduce((sum, [, count]) => sum + count, 0), 300);
      for (const { latency_ns } of events) {
        assert.ok(slots.some(([from]) => Number(latency_ns) >= Number(from) && Number(latency_ns) < 2 * Number(from)), `${latency_ns}`);
      }
      const all = await watched(world, { probe: `syscall ${driver}`, drive: "syscall", rounds: 300 });
      const { getpriority, close } = counted(all.events, "syscall");
      assert.deepEqual({ getpriority, close }, { getpriority: 300, close: 300 });
    });
  },
});

Deno.test({
  name: "executor probe run ends at --count, --duration, SIGTERM and when its reader has gone, and counts what a slow reader missed",
  ignore,
  async fn() {
    await using world = await drivenWorld();
    const counts = await world.shell(
      `executor probe run ioctl --comm '${DRIVER}' --count 7 --duration 20s --json > events & pid=$!
until grep -qs probe.started events; do sleep 0.01; done
./driver ioctl 100; wait $pid; echo $?; grep -c probe.event events; tail -1 events`,
    );
    assert.equal(counts.stdout, `0\n7\n{"type":"probe.finished","probe":"ioctl","events":7,"lost":0,"maps":{}}\n`, counts.stderr);
    const timed = await world.shell("executor probe run exec --pid 1 --duration 50ms --json; echo $?");
    assert.equal(
      timed.stdout,
      `{"type":"probe.started","probe":"exec"}\n{"type":"probe.finished","probe":"exec","events":0,"lost":0,"maps":{}}\n0\n`,
    );
    // Whoever reads goes first, and only then is there something to write.
    const gone = await world.shell(
      `{ executor probe run ioctl --comm '${DRIVER}' --duration 20s; echo $? >&2; } | { head -1; exec < /dev/null; ./driver ioctl 100; }`,
    );
    assert.match(gone.stdout, /^ *TIME +PID +COMM/);
    assert.equal(gone.stderr, "0\n");
    // A pipe that nobody reads for a while: what does not fit into it, the program and the kernel's 16 MiB is counted.
    const slow = await world.shell(
      `mkfifo pipe
executor probe run ioctl --comm '${DRIVER}' --duration 40s --json > pipe & pid=$!
exec 3< pipe
read -r started <&3
./driver ioctl 600000
kill -TERM $pid
cat <&3 > rest
wait $pid; echo $?; grep -c probe.event rest; tail -1 rest`,
    );
    const [code, events, end = "{}"] = slow.stdout.split("\n");
    const { events: told, lost } = JSON.parse(end);
    assert.equal(code, "0");
    assert.equal(told, Number(events));
    assert.ok(lost > 0, end);
    assert.equal(told + lost, 600_000);
    // Nobody ever reads: the first signal waits for that, the second does not.
    const stuck = await world.shell(
      `executor probe run ioctl --comm '${DRIVER}' --json --duration 40s > pipe & pid=$!
exec 3< pipe
read -r started <&3
./driver ioctl 100000
kill -INT $pid; while kill -0 $pid 2> /dev/null; do sleep 0.2; kill -INT $pid 2> /dev/null; done
wait $pid; echo $?`,
    );
    assert.equal(stuck.stdout, "3\n", stuck.stderr);
  },
});

Deno.test({
  name: "executor probe run leaves nothing in the kernel when it is killed with SIGKILL",
  ignore,
  async fn() {
    await using world = await ProgramWorld.create();
    const shown = await world.shell(
      // By its number: others may have the same loaded, or let it go, meanwhile.
      `export PATH=$PATH:/usr/sbin
executor probe run connect --duration 40s --json > events & pid=$!
until grep -qs probe.started events; do sleep 0.01; done
for id in $(sed -n 's/^prog_id:[^0-9]*//p' /proc/$pid/fdinfo/* 2> /dev/null | sort -u); do
  bpftool prog show id $id 2> /dev/null | grep -q "name executor_conn" && { loaded=$id; echo loaded; }
done
kill -9 $pid; wait $pid
while bpftool prog show id "$loaded" > /dev/null 2>&1; do sleep 0.02; done
echo gone`,
    );
    assert.equal(shown.stdout, "loaded\ngone\n", shown.stderr);
  },
});

Deno.test({
  name: "executor probe run shows names of files and programs without letting them control the terminal",
  ignore,
  async fn() {
    await using world = await ProgramWorld.create();
    const { stdout, stderr, code } = await world.shell(
      `executor probe run exec --where 'filename.contains("evil")' --count 1 --duration 20s > shown & pid=$!
until grep -qs TIME shown; do sleep 0.01; done
evil=$(printf 'evil\\033[2J\\nx'); cp /bin/true "$evil"; "./$evil"
wait $pid; echo $?; cat shown`,
    );
    assert.equal(code, 0, stderr);
    const [status, , line = ""] = stdout.split("\n");
    assert.equal(status, "0");
    assert.match(line, /^ +\d+\.\d{6} +\d+ {2}evil\\u001b\[2J\\nx +\d+ {2}\.\/evil\\u001b\[2J\\nx$/);
    assert.match(stderr, /^exec: 1 event, 0 lost\n$/);
  },
});
