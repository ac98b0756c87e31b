/** What each source makes of the figures it reads, on a machine in memory. */
import assert from "node:assert/strict";
import type { CheckQuestion, CheckReading } from "../../src/core/mod.ts";
import { createChecks, createProcesses } from "../../src/platform/mod.ts";
import { FakeMachine, printed } from "./checks_machine.ts";

const never = new AbortController().signal;

/** Of nobody: its key was thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBbDCCAROgAwIBAgIULgZg3Y9i+Bt2eTdzzsADyYonaUAwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBaDAeFw0yNjExMjExNzEwMTdaFw0zNjAxMDExNzEwMTdaMAwx
CjAIBgNVBAMMAWgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQC3d4rJKjjx7xp
A27HyqvroGU0XgLlrI8kFQvIEKGT29/30KRpPRKTvpJK+zPIL22GGNh3QC77aT0g
fpWU3biXo1MwUTAdBgNVHQ4EFgQUSMNQPqyyRR8Y+wMO3MpSnItZCkowHwYDVR0j
BBgwFoAUSMNQPqyyRR8Y+wMO3MpSnItZCkowDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNHADBEAiB+jxl46/VyDXm20/ePpIbvetxfU2uNeH357FO8/9v/6wIg
YAYkhax6gUL7int8W5r7eKjWRjeTuMcIzPKBN7RY42E=
-----END CERTIFICATE-----`;

async function read(
  machine: FakeMachine,
  question: Partial<CheckQuestion> & Pick<CheckQuestion, "subject" | "metric">,
): Promise<CheckReading> {
  using processes = createProcesses();
  return await createChecks({ processes, machine }).read({ folder: "/here", env: {}, ...question }, never);
}

const contains = (text: string) => ({ pattern: { kind: "contains", text } }) as const;

Deno.test("disk counts as df does: what the administrator keeps is not there for users", async () => {
  const machine = new FakeMachine();
  const system = { blockBytes: 4096, blocks: 1000, freeBlocks: 400, availableBlocks: 200, inodes: 200, freeInodes: 50 };
  machine.systems.set("/here/data", system).set("/", { ...system, inodes: 0, freeInodes: 0 });
  machine.files.set("/proc/self/mounts", "/dev/a / ext4 rw 0 0\n/dev/b /here/da\\040ta xfs rw 0 0\n/dev/c /here xfs rw 0 0\n");
  const usage = await read(machine, { subject: "disk", metric: "usage", target: "data" });
  assert.deepEqual([usage.value, usage.unit], [75, "percent"]);
  assert.match(
    usage.evidence[0] ?? "",
    /^\/here\/data is on \/dev\/c \(xfs, mounted at \/here\): 2.3 MiB of 3.1 MiB in use \(75%\), 800 KiB free$/,
  );
  assert.equal((await read(machine, { subject: "disk", metric: "free", target: "/here/data" })).value, 819_200);
  assert.equal((await read(machine, { subject: "disk", metric: "inodes", target: "/here/data" })).value, 75);
  assert.match((await read(machine, { subject: "disk", metric: "inodes", target: "/" })).evidence[0] ?? "", /no fixed number of inodes/);
  assert.deepEqual((await read(machine, { subject: "disk", metric: "usage", target: "/nope" })).evidence, ["there is no /nope"]);
});

Deno.test("memory counts what new work could have; swap that is not there is not in use", async () => {
  const machine = new FakeMachine();
  machine.files.set("/proc/meminfo", "MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 250 kB\nSwapTotal: 400 kB\nSwapFree: 300 kB\n");
  assert.equal((await read(machine, { subject: "memory", metric: "usage" })).value, 75);
  assert.equal((await read(machine, { subject: "memory", metric: "free" })).value, 256_000);
  assert.equal((await read(machine, { subject: "memory", metric: "swap" })).value, 25);
  machine.files.set("/proc/meminfo", "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 100 kB\n");
  assert.equal((await read(machine, { subject: "memory", metric: "usage" })).value, 75);
  assert.equal((await read(machine, { subject: "memory", metric: "swap" })).value, 0);
  machine.files.set("/proc/meminfo", "nonsense");
  assert.equal((await read(machine, { subject: "memory", metric: "usage" })).state, "unknown");
  machine.os = "darwin";
  assert.equal((await read(machine, { subject: "memory", metric: "usage" })).value, 60);
});

Deno.test("cpu measures over a second; a count that stands still is not known", async () => {
  const machine = new FakeMachine();
  machine.files.set("/proc/stat", "cpu  100 0 100 800 100 0 0 0 50 0\ncpu0 1\n").set("/proc/loadavg", "0.50 1.25 2.00 1/100 42\n");
  machine.onSleep = () => machine.files.set("/proc/stat", "cpu  130 0 120 830 120 0 0 0 90 0\ncpu0 1\n");
  const usage = await read(machine, { subject: "cpu", metric: "usage" });
  assert.deepEqual([usage.value, usage.unit, usage.evidence[0]], [50, "percent", "50% at work over 1 s"]);
  assert.equal((await read(machine, { subject: "cpu", metric: "usage" })).state, "unknown");
  for (const subject of ["cpu", "load"]) assert.equal((await read(machine, { subject, metric: "load" })).value, 0.5);
  machine.os = "windows";
  assert.equal((await read(machine, { subject: "load", metric: "load" })).state, "unknown");
});

function withProcesses(...processes: readonly (readonly [pid: number, name: string, cmdline: string, state?: string])[]): FakeMachine {
  const machine = new FakeMachine();
  machine.folders.set("/proc", ["self", "1", ...processes.map(([pid]) => String(pid))]);
  for (const [pid, name, cmdline, state = "S"] of processes) {
    machine.files.set(`/proc/${pid}/cmdline`, cmdline);
    machine.files.set(`/proc/${pid}/stat`, statOf(pid, name, state, 0));
  }
  return machine;
}

function statOf(pid: number, name: string, state: string, ticks: number): string {
  return `${pid} (${name}) ${state} 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 5 4096 256 0`;
}

Deno.test("process counts the living of a name, whatever stands in it, and neither the dead nor itself", async () => {
  const machine = withProcesses([10, "web) S (x", "/bin/web\0"], [11, "web", "web\0-a\0"], [12, "web", "", "Z"], [
    13,
    "sh",
    "sh\0-c\0web\0",
  ]);
  const running = await read(machine, { subject: "process", metric: "running", target: "web" });
  assert.deepEqual([running.value, running.unit, running.holds], [2, "processes", true]);
  assert.deepEqual(running.evidence, ["pid 10: /bin/web (1 MiB)", "pid 11: web (1 MiB)"]);
  assert.equal((await read(machine, { subject: "process", metric: "memory", target: "web" })).value, 2 << 20);
  machine.onSleep = () => machine.files.set("/proc/11/stat", statOf(11, "web", "R", 150));
  assert.equal((await read(machine, { subject: "process", metric: "cpu", target: "web" })).value, 150);
  const none = await read(machine, { subject: "process", metric: "running", target: "db" });
  assert.deepEqual([none.value, none.holds, none.evidence], [0, false, ['none of 3 processes is called "db"']]);
  assert.equal((await read(machine, { subject: "process", metric: "memory", target: "db" })).state, "absent");
  machine.files.set("/proc/self/mounts", "proc /proc proc rw,nosuid,hidepid=invisible 0 0\n");
  assert.equal((await read(machine, { subject: "process", metric: "running", target: "db" })).state, "unknown");
  assert.equal((await read(machine, { subject: "process", metric: "running", target: "web" })).value, 2);
});

Deno.test("service takes the manager's word; without a manager it is not known", async () => {
  const machine = new FakeMachine();
  const show = (active: string, unit = "enabled", load = "loaded") =>
    printed(`LoadState=${load}\nActiveState=${active}\nSubState=x\nUnitFileState=${unit}\nMainPID=7\nResult=success\n`);
  const ask = (metric: string, target = "web") => read(machine, { subject: "service", metric, target });
  assert.match((await ask("running")).evidence[0] ?? "", /there is no systemctl/);
  machine.programs.set("systemctl", printed("System has not been booted with systemd\nmore", 1));
  assert.deepEqual((await ask("running")).evidence, ["systemd does not answer: System has not been booted with systemd"]);
  machine.programs.set("systemctl", show("failed", "disabled"));
  const failed = await ask("running");
  assert.deepEqual([failed.value, failed.holds, failed.evidence], ["failed", false, ["web.service: failed (x), disabled, main pid 7"]]);
  assert.deepEqual([(await ask("enabled")).value, (await ask("enabled")).holds], ["disabled", false]);
  machine.programs.set("systemctl", show("active", "static"));
  assert.deepEqual([(await ask("running")).holds, (await ask("enabled")).holds], [true, true]);
  machine.programs.set("systemctl", show("inactive", "", "not-found"));
  assert.deepEqual([(await ask("running")).value, (await ask("running")).holds], ["not-found", false]);
  for (const target of ["a b", "../x", "a\nb"]) assert.equal((await ask("running", target)).state, "unknown");
  machine.os = "darwin";
  machine.programs.set("launchctl print system/", printed("system/web = {\n\tstate = running\n}"));
  assert.deepEqual([(await ask("running")).value, (await ask("running")).holds], ["running", true]);
  machine.programs.set("launchctl print-disabled", printed('\t"web" => disabled\n'));
  assert.equal((await ask("enabled")).holds, false);
  machine.os = "windows";
  machine.programs.set("sc.exe query", printed("SERVICE_NAME: web\r\n        STATE              : 1  STOPPED\r\n"));
  assert.deepEqual([(await ask("running")).value, (await ask("running")).holds], ["stopped", false]);
  machine.programs.set("sc.exe qc", printed("        START_TYPE         : 2   AUTO_START\r\n"));
  assert.equal((await ask("enabled")).holds, true);
  machine.programs.set("sc.exe query", printed("[SC] OpenService FAILED 1060", 1060));
  assert.equal((await ask("running")).value, "not-found");
});

Deno.test("port reads the kernel's tables and names who listens, where that can be seen", async () => {
  const machine = withProcesses([10, "web", "web\0"]);
  const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
  const row = (local: string, state: string, inode: number) =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1\n`;
  machine.files.set("/proc/net/tcp", head + row("0100007F:01BB", "0A", 77) + row("0100007F:0050", "01", 78));
  machine.files.set(
    "/proc/net/tcp6",
    head + row("00000000000000000000000001000000:01BB", "0A", 79) + row(`${"0".repeat(32)}:01BC`, "0A", 80),
  );
  machine.folders.set("/proc/10/fd", ["3", "4"]);
  machine.links.set("/proc/10/fd/4", "socket:[77]");
  const ask = (target: number) => read(machine, { subject: "port", metric: "open", target });
  assert.deepEqual((await ask(443)).evidence, ["127.0.0.1:443 listens: web (pid 10)", "[::1]:443 listens"]);
  assert.deepEqual((await ask(444)).evidence, ["[::]:444 listens"]);
  assert.equal((await ask(80)).value, false);
  machine.files.delete("/proc/net/tcp6");
  assert.equal((await ask(443)).value, true);
  machine.files.delete("/proc/net/tcp");
  assert.equal((await ask(443)).state, "unknown");
  machine.os = "darwin";
  machine.programs.set("netstat", printed("tcp4       0      0  *.443                  *.*                    LISTEN\n"));
  assert.deepEqual([(await ask(443)).value, (await ask(44)).value], [true, false]);
  machine.os = "windows";
  machine.programs.set("netstat", printed("  TCP    0.0.0.0:443            0.0.0.0:0              LISTENING\r\n"));
  assert.deepEqual([(await ask(443)).value, (await ask(43)).value], [true, false]);
});

Deno.test("file tells what is there; what is not there has no size, and what is too long is not searched to the end", async () => {
  const machine = new FakeMachine();
  machine.files.set("/here/a.txt", "one\ntwo\n").set("/here/long", "x".repeat(17 << 20));
  machine.modified.set("/here/a.txt", machine.now() - 5_000);
  machine.folders.set("/here/sub", []);
  const ask = (target: string, metric: string, more: Partial<CheckQuestion> = {}) =>
    read(machine, { subject: "file", metric, target, ...more });
  assert.deepEqual([(await ask("a.txt", "exists")).value, (await ask("sub", "exists")).value, (await ask("b", "exists")).value], [
    true,
    true,
    false,
  ]);
  assert.deepEqual([(await ask("a.txt", "size")).value, (await ask("a.txt", "age")).value], [8, 5_000]);
  assert.deepEqual([(await ask("b", "size")).state, (await ask("sub", "size")).state, (await ask("long", "age")).state], [
    "absent",
    "unknown",
    "unknown",
  ]);
  const found = await ask("a.txt", "contents", contains("two"));
  assert.deepEqual([found.value, found.evidence.at(-1)], [true, "line 2: two"]);
  assert.equal((await ask("a.txt", "contents", contains("three"))).value, false);
  assert.equal((await ask("long", "contents", contains("y"))).state, "unknown");
  assert.equal((await ask("long", "contents", contains("xx"))).value, true);
  const hash = await ask("a.txt", "hash", { pattern: { kind: "matches", text: "^[0-9a-f]{64}$" } });
  assert.deepEqual([hash.holds, String(hash.value).length], [true, 64]);
  assert.equal((await ask("a.txt", "contents", { pattern: { kind: "matches", text: "(" } })).state, "unknown");
});

Deno.test("http asks once; no answer is an answer, and addresses are shown without their secrets", async () => {
  const machine = new FakeMachine();
  const ask = (metric: string, more: Partial<CheckQuestion> = {}) =>
    read(machine, { subject: "http", metric, target: "http://me:pw@h/x?key=s3cret", ...more });
  const refused = await ask("status");
  assert.deepEqual([refused.state, refused.evidence], ["absent", ["http://h/x does not answer: no such server"]]);
  machine.response = () => new Response("all is well\n", { status: 503, statusText: "Busy" });
  const answered = await ask("status");
  assert.deepEqual([answered.value, answered.evidence[0]], [503, "GET http://h/x: 503 Busy after 0ms"]);
  assert.equal((await ask("contents", contains("well"))).value, true);
  assert.equal((await ask("contents", contains("ill"))).value, false);
  assert.deepEqual([(await ask("latency")).value, (await ask("latency")).unit], [0, "ms"]);
  machine.response = () => new Response(new Uint8Array(5 << 20));
  assert.equal((await ask("contents", contains("y"))).state, "unknown");
  assert.equal((await ask("status", { target: "ftp://h/" })).state, "unknown");
});

Deno.test("http knows how long a certificate is good, from the runtime or from openssl", async () => {
  const machine = new FakeMachine();
  const ask = (target: string) => read(machine, { subject: "http", metric: "certificate", target });
  assert.equal((await ask("http://h/")).state, "unknown");
  assert.match((await ask("https://h/")).evidence[0] ?? "", /cannot be read/);
  machine.certificate = machine.now() + 86_400_000;
  const known = await ask("https://h/");
  assert.deepEqual([known.value, known.unit, known.advice !== undefined], [86_400_000, "ms", true]);
  machine.certificate = machine.now() - 1;
  assert.match((await ask("https://h/")).evidence[0] ?? "", /expired at/);
  machine.certificate = undefined;
  machine.programs.set("openssl s_client -connect h:8443 -servername h", printed(`CONNECTED\n${CERTIFICATE}\n`));
  assert.equal((await ask("https://h:8443/")).value, Date.parse("Jan  1 17:10:17 2036 GMT") - machine.now());
});

Deno.test("log counts the lines that are recent enough; one without a time belongs to the one before", async () => {
  const machine = new FakeMachine();
  const at = (ms: number) => new Date(machine.now() - ms).toISOString();
  machine.files.set(
    "/here/a.log",
    `${at(3_600_000)} ERROR old\n  ERROR its trace\n${at(60_000)} ok\n${at(5_000)} ERROR new\n  ERROR its trace\n`,
  );
  machine.files.set("/here/plain.log", "ERROR\n").set("/here/none.log", "").set("/here/long.log", `ERROR ${"x".repeat(16 << 20)}\nERROR\n`);
  const ask = (target: string, windowMs?: number) =>
    read(machine, { subject: "log", metric: "contents", target, ...contains("ERROR"), ...(windowMs === undefined ? {} : { windowMs }) });
  assert.deepEqual([(await ask("a.log")).value, (await ask("a.log", 600_000)).value, (await ask("a.log", 1_000)).value], [4, 2, 0]);
  assert.deepEqual([(await ask("plain.log")).value, (await ask("plain.log", 1_000)).state], [1, "unknown"]);
  assert.deepEqual([(await ask("none.log", 1_000)).value, (await ask("nope.log")).state], [0, "unknown"]);
  const long = await ask("long.log");
  assert.deepEqual([long.value, long.evidence.at(-1)], [1, "only the last 16 MiB were read; lines count from there"]);
});

Deno.test("dns, time and command answer for themselves", async () => {
  const machine = new FakeMachine();
  machine.names.set("h", ["192.0.2.1", "2001:db8::1", "192.0.2.1"]);
  const dns = await read(machine, { subject: "dns", metric: "exists", target: "h" });
  assert.deepEqual([dns.value, dns.holds], [2, true]);
  assert.equal((await read(machine, { subject: "dns", metric: "exists", target: "x" })).holds, false);
  assert.equal((await read(machine, { subject: "dns", metric: "contents", target: "h", ...contains("db8") })).value, true);
  const synchronized = () => read(machine, { subject: "time", metric: "synchronized" });
  assert.equal((await synchronized()).state, "unknown");
  machine.programs.set("chronyc", printed("C0000201,192.0.2.1,2,1.0,0,0,0,0,0,0,0,0,64.2,Normal\n"));
  assert.equal((await synchronized()).value, true);
  machine.programs.set("timedatectl", printed("no\n"));
  assert.equal((await synchronized()).value, false);
  machine.programs.set("sh ", printed("fine\n", 3));
  const code = await read(machine, { subject: "command", metric: "exit_code", target: "probe" });
  assert.deepEqual([code.value, code.evidence], [3, ["exit code 3 after 0ms", "fine"]]);
  assert.equal((await read(machine, { subject: "command", metric: "contents", target: "probe", ...contains("fine") })).value, true);
});
