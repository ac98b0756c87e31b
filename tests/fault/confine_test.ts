import assert from "node:assert/strict";
import { isAlive, pollUntil } from "../contract/processes_helpers.ts";
import { ATTACK, confineMissing, runConfined } from "./confine_world.ts";
import { ProgramWorld } from "./program_world.ts";

const missing = confineMissing();
const ignore = missing !== undefined;
if (ignore) console.log(`confine is not tested: ${missing}`);

Deno.test({
  name: "confine holds what a program reads, writes and executes, by the shell's words and by links",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create({ "script.sh": "#!/usr/bin/env -S python3\nprint('script ran')\n" });
    for (const folder of ["in", "out"]) Deno.mkdirSync(`${world.dir}/${folder}`);
    Deno.symlinkSync("/etc", `${world.dir}/out/link`);
    Deno.writeTextFileSync(`${world.dir}/in/data`, "data\n");
    const ends = await runConfined(world, [
      {
        id: "write",
        confine: { write: "./out" },
        run: "echo a > out/a && mkdir out/d && mv out/a out/d/b && echo kept=yes >> $EXECUTOR_OUTPUT && cat in/data > /dev/null\n" +
          "for f in in/data /etc/passwd out/link/passwd ../x /proc/self/oom_score_adj; do (echo x >> $f) 2>/dev/null && echo wrote $f; done; " +
          "(rm in/data || mv in/data out/ || ln in/data out/hard || : > in/data) 2>/dev/null && echo changed; true",
      },
      { id: "nowhere", confine: { write: [] }, run: "echo x > out/x" },
      { id: "read", confine: { read: ["./in"] }, run: "cat in/data; cat /etc/shadow" },
      { id: "link", confine: { read: ["./out"] }, run: "cat out/link/shadow" },
      { id: "home", confine: "strict", run: "cat script.sh > /dev/null; ls / > /dev/null" },
      { id: "run", confine: { run: ["cat"] }, run: "cat /dev/null && echo cat ran; ls" },
      { id: "copy", confine: { run: [], write: ["./out"] }, run: "cat() { :; }; while read -r line; do :; done < in/data; ./script.sh" },
      { id: "script", confine: { run: [] }, env: { PATH: "/usr/bin:/bin" }, command: ["./script.sh"] },
      { id: "loader", confine: { read: ["./in"] }, command: ["/usr/bin/python3", "-c", "print(open('in/data').read(), end='')"] },
      { id: "missing", confine: { write: ["./later"] }, run: "echo ran" },
      { id: "stdin", confine: "strict", stdin: "through\n", run: "cat" },
      { id: "long", confine: "strict", run: `: ${"x".repeat(100_000)}\necho long ran` },
    ]);
    const end = (id: string) => ends.get(id) ?? assert.fail(id);
    assert.deepEqual([end("write").status, end("write").lines], ["succeeded", []]);
    assert.match(end("nowhere").lines.join(), /cannot create out\/x: Permission denied/);
    assert.deepEqual(end("nowhere").error, {
      code: "task_failed",
      message: 'Exit code 2; it was confined (writes nothing; system calls default): what that refuses shows as "Permission denied" or ' +
        '"Operation not permitted"',
    });
    assert.deepEqual(end("read").lines, ["data", "cat: /etc/shadow: Permission denied"]);
    assert.match(end("link").lines.join(), /Permission denied/);
    assert.match(end("home").lines.join(), /cannot open directory '\/': Permission denied/);
    assert.deepEqual(end("run").lines, ["cat ran", "sh: 1: ls: Permission denied"]);
    assert.match(end("copy").error?.message ?? "", /could not be executed; it was confined/);
    assert.deepEqual(end("script").lines, ["script ran"]);
    assert.deepEqual(end("loader").lines, ["data"]);
    assert.deepEqual([end("missing").error?.code, end("missing").lines], ["confine_invalid", []]);
    assert.deepEqual([end("stdin").lines, end("long").lines], [["through"], ["long ran"]]);
  },
});

Deno.test({
  name: "confine refuses system calls that reach the machine or other processes, in grandchildren and daemons too",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create();
    const attack = `python3 ${ATTACK} calls $PPID`;
    const parent = "export P=$PPID; ";
    const ends = await runConfined(world, [
      { id: "direct", confine: "default", run: attack },
      { id: "grandchild", confine: "default", run: `${parent} sh -c 'sh -c "python3 ${ATTACK} calls $P"'` },
      {
        id: "daemon",
        confine: "default",
        run: `${parent} (setsid sh -c "python3 ${ATTACK} calls $P > log" &); until grep -qs vsock log; do sleep 0.05; done; cat log`,
      },
      { id: "free", confine: { syscalls: "unrestricted", net: "none" }, run: "unshare --mount true && echo free" },
    ]);
    for (const id of ["direct", "grandchild", "daemon"]) {
      const lines = ends.get(id)?.lines ?? [];
      assert.equal(lines.length, 27, `${id}: ${lines.join("\n")}`);
      for (const line of lines) assert.match(line, /(Operation not permitted|Permission denied)$/, `${id}: ${line}`);
    }
    assert.notEqual(ends.get("free")?.status, "succeeded", "sys_admin is no capability that stays");
  },
});

Deno.test({
  name: "confine: strict ends a program at a call that is not on the list, and says so",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "old.S":
        '.globl _start\n_start: mov $4,%eax\nmov $1,%ebx\nmov $msg,%ecx\nmov $4,%edx\nint $0x80\nmov $1,%eax\nint $0x80\nmsg: .ascii "ran\\n"\n',
    });
    const isX86 = Deno.build.arch === "x86_64";
    if (isX86) {
      const { success } = await new Deno.Command("gcc", { args: ["-m32", "-nostdlib", "-static", "-o", "old", "old.S"], cwd: world.dir })
        .output();
      assert.ok(success, "a 32-bit program is built");
    }
    const ends = await runConfined(world, [
      { id: "unshare", confine: "strict", command: ["unshare", "-r", "true"] },
      { id: "shell", confine: "strict", run: "unshare -r true" },
      {
        id: "ordinary",
        confine: "strict",
        run: "ls -la . > /dev/null && id > /dev/null && python3 -c 'import os; print(os.cpu_count() > 0)' && git --version > /dev/null",
      },
      ...isX86
        ? [
          { id: "x32", confine: "default", command: ["python3", ATTACK, "x32"] },
          { id: "old", confine: { net: "none", syscalls: "unrestricted" }, command: ["./old"] },
          { id: "old_free", command: ["./old"] },
        ]
        : [],
    ]);
    // The kernel's log names the call, where it can be read.
    const refused = /("unshare" called unshare, which|it made a system call that) `confine\.syscalls: strict` refuses/;
    const { code, message = "" } = ends.get("unshare")?.error ?? {};
    assert.equal(code, "task_failed");
    assert.match(message, /^Ended by signal SIGSYS \(exit code 159\); /);
    assert.match(message, refused);
    assert.match(ends.get("shell")?.error?.message ?? "", /^Exit code 159; /);
    assert.match(ends.get("shell")?.error?.message ?? "", refused);
    assert.deepEqual([ends.get("ordinary")?.status, ends.get("ordinary")?.lines], ["succeeded", ["True"]]);
    if (!isX86) return;
    for (const id of ["x32", "old"]) assert.match(ends.get(id)?.error?.message ?? "", /(SIGSYS).*32-bit/);
    assert.deepEqual(ends.get("old")?.lines, []);
    assert.deepEqual(ends.get("old_free")?.lines, ["ran"]);
  },
});

Deno.test({
  name: "confine.net leaves the ports it names, or nothing",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create();
    using allowed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    using refused = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const ports = [String(allowed.addr.port), String(refused.addr.port)];
    const ends = await runConfined(world, [
      { id: "ports", confine: { net: [allowed.addr.port] }, command: ["python3", ATTACK, "ports", ...ports] },
      {
        id: "strict",
        confine: { syscalls: "strict", net: { connect: allowed.addr.port, udp: true, unix: true } },
        command: ["python3", ATTACK, "ports", ...ports],
      },
      { id: "none", confine: { net: "none" }, command: ["python3", ATTACK, "sockets"] },
    ]);
    const no = "Operation not permitted";
    const always = ["allowed done", "refused Permission denied", `fast_open ${no}`, "bind Permission denied"];
    assert.deepEqual(ends.get("ports")?.lines, [...always, `listen ${no}`, `udp ${no}`, `unix ${no}`, `raw ${no}`, `mptcp ${no}`]);
    assert.deepEqual(ends.get("strict")?.lines, [...always, "listen done", "udp done", "unix done", `raw ${no}`, `mptcp ${no}`]);
    assert.deepEqual(ends.get("none")?.lines, ["AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK"].map((name) => `${name} ${no}`));
  },
});

Deno.test({
  name: "confine.rlimits hold memory, time, files and their size; timeouts, retries and limits go on as ever",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create();
    Deno.mkdirSync(`${world.dir}/out`);
    const ends = await runConfined(world, [
      { id: "memory", confine: { rlimits: { address_space: "300MiB" } }, command: ["python3", ATTACK, "memory"] },
      { id: "time", confine: { rlimits: { cpu: "1s" } }, run: "while :; do :; done" },
      { id: "size", confine: { rlimits: { file_size: "1KiB" }, write: "out" }, run: "head -c 5000 /dev/zero > out/big" },
      { id: "files", confine: { rlimits: { open_files: 8 } }, run: "python3 -c 'print([open(\"/dev/null\") for _ in range(20)])'" },
      { id: "timeout", confine: "strict", timeout: "200ms", run: "trap '' TERM; sleep 60 & wait; sleep 60" },
      {
        id: "retry",
        confine: { write: "out" },
        retry: { attempts: 3, delay: "1ms" },
        run: "echo x >> out/tries; [ $(wc -l < out/tries) = 3 ]",
      },
      {
        id: "measured",
        confine: "strict",
        limits: { memory: "50MiB" },
        run: "python3 -c 'import time; x = bytearray(200 << 20); time.sleep(20)'",
      },
    ]);
    assert.deepEqual(ends.get("memory")?.lines, ["memory refused"]);
    assert.match(ends.get("time")?.error?.message ?? "", /SIGXCPU.*more processor time than `confine.rlimits.cpu`/);
    assert.match(ends.get("size")?.error?.message ?? "", /larger than `confine.rlimits.file_size`/);
    assert.equal(Deno.statSync(`${world.dir}/out/big`).size, 1024);
    assert.match(ends.get("files")?.lines.join() ?? "", /Too many open files/);
    assert.equal(ends.get("timeout")?.status, "timed_out");
    assert.equal(ends.get("retry")?.status, "succeeded");
    assert.equal(ends.get("measured")?.error?.code, "limit_memory");
  },
});

Deno.test({
  name: "confine fails the task where a part cannot be applied, and starts nothing",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create();
    const run = "echo ran";
    const ends = await runConfined(world, [
      { id: "call", confine: { syscalls: { allow: ["@default", "reed"] } }, run },
      { id: "capability", confine: { capabilities: ["sys_amdin"] }, run },
      { id: "program", confine: { run: ["nosuchprogram"] }, run },
      { id: "few", confine: { syscalls: { allow: ["read"] } }, run },
      { id: "beyond", confine: { read: ["/dev/null/x"] }, run },
      { id: "check", confine: { write: ["./none"] }, check: 'command "echo ran" exit_code == 0' },
      ...Deno.uid() === 0 ? [{ id: "root", confine: { rlimits: { processes: 10 } }, run }] : [],
    ]);
    const messages = Object.fromEntries(Array.from(ends, ([id, { error }]) => [id, `${error?.code}: ${error?.message}`]));
    assert.match(messages.call ?? "", /confine_invalid: .* names "reed", which is no system call of Linux/);
    assert.match(messages.capability ?? "", /confine_invalid: .* capability "sys_amdin"/);
    assert.match(messages.program ?? "", /confine_invalid: .* names nosuchprogram/);
    assert.equal(messages.beyond, 'confine_invalid: "confine.read" names /dev/null/x, which cannot be looked at: not a directory');
    assert.match(messages.check ?? "", /confine_invalid: .*none, which does not exist/);
    if (Deno.uid() === 0) assert.match(messages.root ?? "", /confine_unavailable: .* cannot hold root/);
    for (const [id, { lines, status }] of ends) assert.deepEqual([status, lines.includes("ran")], ["failed", false], id);
  },
});

/** The folder of this process's control group of version 2, where it may make others. */
function groupFolder(): string | undefined {
  const mount = /^\S+ \S+ \S+ \S+ (\S+) .* - cgroup2 /m.exec(Deno.readTextFileSync("/proc/self/mountinfo"))?.[1];
  const own = /^0::(\/.*)$/m.exec(Deno.readTextFileSync("/proc/self/cgroup"))?.[1];
  const folder = mount === undefined || own === undefined ? undefined : `${mount}${own === "/" ? "" : own}`;
  try {
    Deno.mkdirSync(`${folder}/executor.probe`);
    Deno.removeSync(`${folder}/executor.probe`);
    return folder;
  } catch {
    return undefined;
  }
}

const groups = ignore ? undefined : groupFolder();
/** The groups that a process made and that are there still. */
const ownGroups = (pid: number) => {
  const names = Array.from(Deno.readDirSync(groups ?? "/nowhere"), ({ name }) => name);
  return names.filter((name) => name.startsWith(`executor.${pid}.`));
};
/** A process that left its session and its environment behind; its id goes to the file `pid`. */
const ESCAPED = "setsid env -i sh -c 'echo $$ > pid; exec sleep 300' &";

Deno.test({
  name: "confine.cgroup ends what left session and environment behind, and leaves no group",
  ignore: groups === undefined,
  fn: async () => {
    await using world = await ProgramWorld.create();
    const ends = await runConfined(world, [
      { id: "escape", confine: { cgroup: {} }, run: `(${ESCAPED}); until [ -s pid ]; do sleep 0.01; done; tail -1 /proc/self/cgroup` },
      { id: "memory", confine: { cgroup: { memory: "20MiB" } }, run: "python3 -c 'bytearray(100 << 20)'" },
      { id: "pids", confine: { cgroup: { pids: 20 } }, command: ["python3", ATTACK, "forks"] },
      { id: "absent", confine: { cgroup: {} }, command: ["./nothing"] },
    ]);
    const [pid] = world.lines("pid").map(Number);
    const [, executor] = /executor\.(\d+)\.\d+\.\d+$/.exec(ends.get("escape")?.lines.join() ?? "") ?? assert.fail("it is in a group");
    assert.equal(isAlive(pid ?? 0), false);
    assert.deepEqual(ownGroups(Number(executor)), []);
    const given = Deno.readTextFileSync(`${groups}/cgroup.controllers`).split(/\s+/);
    for (const [id, limit] of [["memory", /cgroup\.memory/], ["pids", /Resource temporarily unavailable few/]] as const) {
      const { error, lines } = ends.get(id) ?? assert.fail(id);
      // Others in our own group keep us from handing a controller on.
      if (error?.code === "confine_unavailable") {
        assert.match(error.message, given.includes(id) ? /cannot hand / : new RegExp(`needs the controller ${id}`));
      } else assert.match(`${error?.message} ${lines}`, limit);
    }
    assert.equal(ends.get("absent")?.error?.code, "spawn_failed");
  },
});

Deno.test({
  name: "confine.cgroup leaves no process and no group when the program is killed by SIGKILL",
  ignore: groups === undefined,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "p.yaml": JSON.stringify({ tasks: [{ id: "a", confine: { cgroup: {} }, run: `echo $PPID > executor; (${ESCAPED}); sleep 300` }] }),
    });
    const program = world.start("run", "p.yaml");
    await pollUntil(() => world.lines("pid").length === 1, "the escaped one runs");
    const [pid = 0] = world.lines("pid").map(Number);
    assert.ok(isAlive(pid));
    const [executor = 0] = world.lines("executor").map(Number);
    assert.equal(ownGroups(executor).length, 1);
    program.kill("SIGKILL");
    await program.ended;
    await pollUntil(() => !isAlive(pid), "the escaped one is dead", 10_000);
    await pollUntil(() => ownGroups(executor).length === 0, "no group is left", 10_000);
  },
});

const binary = Deno.env.get("EXECUTOR_BINARY");

Deno.test({
  name: "confine holds another user than root: no privileges by setuid, no fork bomb",
  // The sources' cache is not readable to others.
  ignore: ignore || binary === undefined || Deno.uid() !== 0,
  fn: async () => {
    await using world = await ProgramWorld.create();
    const folder = `${world.dir}/nobody`;
    Deno.mkdirSync(folder);
    Deno.copyFileSync("/usr/bin/id", `${folder}/gain`);
    const tasks = [
      { id: "free", command: ["./gain", "-u"] },
      { id: "held", confine: "default", command: ["./gain", "-u"] },
      // The limit counts all processes of the user, wherever they are.
      { id: "forks", confine: { rlimits: { processes: 40 } }, depends_on: ["free", "held"], command: ["python3", "attack.py", "forks"] },
    ];
    Deno.copyFileSync(ATTACK, `${folder}/attack.py`);
    Deno.writeTextFileSync(`${folder}/p.yaml`, JSON.stringify({ tasks }));
    for (const path of [world.dir, folder]) Deno.chmodSync(path, 0o755);
    const { stdout, stderr } = await world.shell(
      `cp ${binary} ${folder}/executor && chown -R 65534:65534 ${folder} && chown 0:0 ${folder}/gain && chmod 4755 ${folder}/gain && cd ${folder} && ` +
        `setpriv --reuid 65534 --regid 65534 --clear-groups ./executor run p.yaml --state ${folder}/state`,
    );
    const output = (id: string) =>
      stdout.split("\n").filter((line) => line.startsWith(`${id} | `)).map((line) => line.slice(id.length + 3)).join();
    assert.deepEqual([output("free"), output("held")], ["0", "65534"], stderr);
    assert.equal(output("forks"), "forks Resource temporarily unavailable few");
  },
});
