/**
 * Events of the kernel: what JavaScript takes to read one against libbpf in C, what is lost, and the probes against bpftrace:
 * `deno task bench ring`. Needs root, clang and bpftrace.
 */
import { BpfObject, RingBuffer } from "../../../ffi/bpf/mod.ts";
import { fromFileUrl } from "../../../tools/paths.ts";
import { createFiles } from "../../../src/platform/mod.ts";
import { mayTrace } from "../../may_trace.ts";
import { EXECUTOR, median, report, scratch } from "../measure.ts";

const RATE = 1_000_000;
const SECONDS = 5;
const ROUNDS = 3;
const EXECUTIONS = 2000;

const beside = (name: string) => fromFileUrl(new URL(name, import.meta.url));
if (!mayTrace()) {
  console.log("left out: it needs the capabilities CAP_BPF and CAP_PERFMON");
  Deno.exit(0);
}
await using folder = await scratch();
const at = (name: string) => `${folder.path}/${name}`;

await shell(`cc -O2 -o ${at("ring_driver")} ${beside("ring_driver.c")} && cc -O2 -o ${at("peer")} ${beside("ring_peer.c")} -lbpf &&
  clang -O2 -g -target bpf -I/usr/include/$(uname -m)-linux-gnu -c -o ${at("ring.o")} ${beside("ring.bpf.c")}`);

await consumption();
if (createFiles().hasProgram("bpftrace", Deno.env.get("PATH"))) {
  await printed();
  await executions();
} else console.log("left out: beside bpftrace, which is not installed");
Deno.exit(0);

interface Round {
  readonly issued: number;
  readonly received: number;
  readonly nsPerEvent: number;
}

/** Nanoseconds an event that consuming takes, and what was lost. */
async function consumption() {
  const ours: Round[] = [];
  const theirs: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await consume());
    const [issued = 0, received = 0, nsPerEvent = 0] = numbers(
      await shell(`${at("peer")} ${at("ring.o")} ${at("ring_driver")} ${RATE} ${SECONDS}`),
    );
    theirs.push({ issued, received, nsPerEvent });
  }
  const ns = (rounds: readonly Round[]) => median(rounds.map(({ nsPerEvent }) => nsPerEvent));
  const lost = (rounds: readonly Round[]) => rounds.reduce((sum, { issued, received }) => sum + issued - received, 0);
  const rate = median(ours.map(({ issued }) => issued)) / SECONDS / 1e6;
  const ratio = ns(ours) / ns(theirs);
  report(
    "reading an event in JavaScript / libbpf in C",
    ratio,
    "≤ 10",
    ratio <= 10,
    `${ns(ours).toFixed(0)} ns; C ${ns(theirs).toFixed(1)} ns`,
  );
  const detail = `${rate.toFixed(2)}M events/s for ${SECONDS} s, a ring of 16 MiB; C lost ${lost(theirs)}`;
  report("events lost in JavaScript", lost(ours), "≤ 0", lost(ours) === 0, detail);
}

/** As `ring_peer.c` does it: looks until the driver has ended. */
async function consume(): Promise<Round> {
  using object = BpfObject.open(await Deno.readFile(at("ring.o")));
  object.load();
  using events = object.map("events");
  using ring = new RingBuffer(events);
  using _link = object.attach("on_enter");
  let received = 0;
  let sum = 0;
  const take = (view: DataView, offset: number) => {
    received++;
    const time = view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
    const ids = view.getUint32(offset + 8, true) + view.getUint32(offset + 12, true) + view.getUint32(offset + 16, true);
    sum += time + ids + view.getUint32(offset + 20, true) + view.getUint32(offset + 24, true) + view.getUint32(offset + 28, true) * 2 ** 32;
  };
  const driver = new Deno.Command(at("ring_driver"), { args: [String(RATE), String(SECONDS)] }).output();
  let isRunning = true;
  void driver.finally(() => isRunning = false);
  let busyMs = 0;
  for (let goesOn = true; goesOn;) {
    goesOn = isRunning;
    const before = received;
    const begun = performance.now();
    for (let turn = 0; turn < 16 && ring.consume(take) > 0; turn++);
    busyMs += performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, received - before < 1000 ? 1 : 0));
    if (received > before) goesOn = true;
  }
  const [issued = 0] = numbers(new TextDecoder().decode((await driver).stdout));
  if (!Number.isFinite(sum)) throw new Error("The events hold no numbers");
  return { issued, received, nsPerEvent: busyMs * 1e6 / received };
}

/** A driver as fast as it can, and what a probe of each kind prints of it. */
async function printed() {
  const seconds = 3;
  const ours: number[] = [];
  const theirs: number[] = [];
  let lost = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const command = `${EXECUTOR} probe run ioctl --comm ring_driver --duration 60s --json`;
    const finished = JSON.parse(
      await shell(`${command} > ${at("events")} & pid=$!; until grep -qs probe.started ${at("events")}; do sleep 0.05; done
        ${at("ring_driver")} 0 ${seconds} > ${at("issued")}; kill -INT $pid; wait $pid; tail -n 1 ${at("events")}`),
    );
    ours.push(finished.events / seconds);
    lost += finished.lost;
    await Deno.remove(at("events"));
    const program =
      'tracepoint:raw_syscalls:sys_enter /comm == "ring_driver" && args->id == 16/ { printf("%d %d %s %lx %lx\\n", nsecs, pid, comm, args->args[1], args->args[2]); }';
    const lines = await shell(inTracing(`bpftrace -e '${program}' > ${at("lines")} 2> ${at("said")} & pid=$!
      until grep -qs Attaching ${at("lines")}; do sleep 0.05; done; sleep 1
      ${at("ring_driver")} 0 ${seconds} > ${at("issued")}; kill -INT $pid; wait $pid; grep -c 52424e43 ${at("lines")}`));
    theirs.push(Number(lines) / seconds);
    await Deno.remove(at("lines"));
  }
  const ratio = median(ours) / median(theirs);
  const detail = `${(median(ours) / 1e3).toFixed(0)}k/s as JSON, ${lost} lost and counted; bpftrace ${
    (median(theirs) / 1e3).toFixed(0)
  }k/s`;
  report("probe run ioctl / bpftrace's printf, events", ratio, "≥ 10", ratio >= 10, detail);
}

/** Programs that one driver starts, as both count them at once. */
async function executions() {
  const name = "counted_prog";
  await Deno.copyFile("/bin/true", at(name));
  await Deno.writeTextFile(at("drive.sh"), `i=0; while [ $i -lt ${EXECUTIONS} ]; do ${at(name)}; i=$((i + 1)); done\n`);
  const program = `tracepoint:sched:sched_process_exec /comm == "${name}"/ { @ = count(); }`;
  const said = await shell(inTracing(`bpftrace -e '${program}' > ${at("counted")} 2>&1 & peer=$!
    ${EXECUTOR} probe run exec --comm ${name} --duration 120s --json > ${at("events")} & pid=$!
    until grep -qs Attaching ${at("counted")} && grep -qs probe.started ${at("events")}; do sleep 0.05; done; sleep 1
    sh ${at("drive.sh")}; kill -INT $pid $peer; wait $pid; wait $peer; grep -o '@: [0-9]*' ${at("counted")}; tail -n 1 ${at("events")}`));
  const theirs = Number(/@: (\d+)/.exec(said)?.[1]);
  const { events, lost } = JSON.parse(said.trim().split("\n").at(-1) ?? "{}");
  const detail = `${events} and ${lost} lost; bpftrace ${theirs}; issued ${EXECUTIONS}`;
  report(
    "probe run exec: counted / issued",
    events / EXECUTIONS,
    "= 1",
    events === EXECUTIONS && lost === 0 && theirs === EXECUTIONS,
    detail,
  );
}

/** Shell text where tracefs is mounted, which bpftrace needs, for it alone. */
function inTracing(text: string): string {
  return `unshare --mount sh -c ${quoted(`mount -t tracefs tracefs /sys/kernel/tracing; ${text}`)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

async function shell(text: string): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command("sh", { args: ["-c", text], stdin: "null" }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

function numbers(text: string): number[] {
  return text.trim().split(/\s+/).map(Number);
}
