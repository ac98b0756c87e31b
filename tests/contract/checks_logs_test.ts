/** `log` of the kernel's log and of the journal: on a machine in memory, and for real where this one lets us write to them. */
import assert from "node:assert/strict";
import type { CheckQuestion } from "../../src/core/mod.ts";
import { createChecks, createProcesses } from "../../src/platform/mod.ts";
import type { Machine } from "../../src/platform/checks/mod.ts";
import { programFolder } from "../program.ts";
import { FakeMachine, printed } from "./checks_machine.ts";

const never = new AbortController().signal;
const test = (name: string, fn: () => Promise<void>, ignore = false) => Deno.test({ name, fn, ignore, sanitizeResources: false });

async function ask(target: string, text: string, more: Partial<CheckQuestion> = {}, machine?: Machine) {
  using processes = createProcesses();
  const checks = createChecks({ processes, ...(machine === undefined ? {} : { machine }) });
  const pattern = { kind: "contains", text } as const;
  return await checks.read(
    { subject: "log", metric: "contents", target, pattern, folder: "/", env: Deno.env.toObject(), ...more },
    never,
  );
}

test("log dmesg counts lines by priority and age, and tells how many the kernel has written over", async () => {
  const machine = new FakeMachine();
  const minuteAgo = machine.now() - 60_000;
  machine.kernelRecords = {
    startedAt: minuteAgo,
    records: [
      "3,10,1000000,-;disk: error\n",
      "6,11,2000000,-;usb: no error\\x0aerror in line two\n SUBSYSTEM=usb\n",
      "4,13,50000000,-;disk:\n",
      "4,14,50000001,c; error again\n",
      "nonsense\n",
    ],
  };
  const all = await ask("dmesg", "error", {}, machine);
  assert.deepEqual([all.value, all.unit, all.holds], [4, "lines", true]);
  assert.deepEqual(all.evidence, [
    "the kernel's log: 4 of 4 lines",
    "2026-11-21T11:59:01.000Z kernel: disk: error",
    "2026-11-21T11:59:02.000Z kernel: usb: no error",
    "2026-11-21T11:59:02.000Z kernel: error in line two",
    "2026-11-21T11:59:50.000Z kernel: disk: error again",
    "11 records are gone: the kernel has written over them, and keeps those since 2026-11-21T11:59:01.000Z",
  ]);
  assert.equal((await ask("dmesg priority=warning", "error", {}, machine)).value, 2);
  assert.equal((await ask("dmesg priority=err", "again", {}, machine)).value, 0);
  const recent = await ask("dmesg", "error", { windowMs: 15_000 }, machine);
  assert.deepEqual([recent.value, recent.evidence[0]], [1, "the kernel's log: 1 of 1 lines of the last 15s"]);
});

test("log dmesg says what keeps it from telling", async () => {
  const machine = new FakeMachine();
  const reasons = async () => {
    const { state, evidence, advice } = await ask("dmesg", "x", {}, machine);
    assert.equal(state, "unknown");
    return `${evidence.join(" ")} | ${advice}`;
  };
  assert.match(await reasons(), /no \/dev\/kmsg \| .*container/);
  machine.kernelLog = () => Promise.reject(Object.assign(new Error("open of libc.so.6 failed"), { code: "EPERM" }));
  assert.match(await reasons(), /without the capability CAP_SYSLOG \|/);
  machine.files.set("/proc/sys/kernel/dmesg_restrict", "1\n");
  assert.match(await reasons(), /CAP_SYSLOG, as kernel.dmesg_restrict is 1 \|/);
  machine.os = "darwin";
  assert.match(await reasons(), /on Linux alone/);
});

const LINES = [
  '{"__REALTIME_TIMESTAMP":"1795262390000000","MESSAGE":"new error","SYSLOG_IDENTIFIER":"web"}',
  '{"__REALTIME_TIMESTAMP":"1795262380000000","MESSAGE":[101,114,114,111,114,0,255],"_COMM":"raw"}',
  '{"__REALTIME_TIMESTAMP":"1795262370000000","MESSAGE":["one","two error"],"SYSLOG_IDENTIFIER":["a","b"]}',
  '{"__REALTIME_TIMESTAMP":"1795262360000000","MESSAGE":null}',
  '{"__REALTIME_TIMESTAMP":"1795262340000000","MESSAGE":"old error\\nand its trace","SYSLOG_IDENTIFIER":"web"}',
  "null",
  '{"MESSAGE":"cut er',
];

test("log journald reads texts, bytes, repeated fields and several lines, oldest first", async () => {
  const machine = new FakeMachine();
  machine.programs.set("journalctl", printed(LINES.join("\n")));
  const all = await ask("journald", "error", {}, machine);
  assert.deepEqual([all.value, all.unit], [4, "lines"]);
  assert.deepEqual(all.evidence, [
    "the journal: 4 of 7 lines",
    "2026-11-21T11:59:00.000Z web: old error",
    "2026-11-21T11:59:30.000Z a\ufffdb: two error",
    "2026-11-21T11:59:40.000Z raw: error\ufffd\ufffd",
    "2026-11-21T11:59:50.000Z web: new error",
  ]);
  assert.equal((await ask("journald", "error", { windowMs: 25_000 }, machine)).value, 2);
});

test("log journald hands unit, priority, folder and age to journalctl", async () => {
  const machine = new FakeMachine();
  const calls: (readonly string[])[] = [];
  machine.run = ({ argv }) => {
    calls.push(argv);
    return Promise.resolve(printed('{"__REALTIME_TIMESTAMP":"1795262390000000","MESSAGE":"x"}\n'));
  };
  await ask("journald unit=a;b priority=3 folder=logs", "x", { windowMs: 60_000 }, machine);
  assert.deepEqual(calls, [[
    "journalctl",
    "--no-pager",
    "--all",
    "--reverse",
    "--output=json",
    "--output-fields=MESSAGE,SYSLOG_IDENTIFIER,_COMM",
    "--directory=/logs",
    "--unit=a;b",
    "--priority=3",
    "--since=@1795262340",
  ]]);
});

test("log journald says what keeps it from telling; nothing found in half a journal is no answer", async () => {
  const machine = new FakeMachine();
  const reading = async () => {
    const { state, evidence, advice } = await ask("journald", "error", {}, machine);
    return `${state}: ${evidence.join(" ")} | ${advice}`;
  };
  assert.match(await reading(), /^unknown: .*no journalctl \| .*package systemd/);
  const json = (output: string, more = {}) => machine.programs.set("journalctl --no-pager --all", { ...printed(output), ...more });
  const look = (output: string) => machine.programs.set("journalctl --no-pager --lines=0", printed(output));
  json("");
  look("No journal files were found.\n-- No entries --\n");
  assert.match(await reading(), /^unknown: there is no journal on this machine \| .*package systemd/);
  look("-- No entries --\n");
  assert.match(await reading(), /^known: the journal: 0 of 0 lines \|/);
  look("Hint: You are currently not seeing messages from other users and the system.\n");
  assert.match(await reading(), /^unknown: .*may read.* \| .*systemd-journal/);
  json(LINES.join("\n"));
  assert.match(await reading(), /^known: the journal: 4 of 7 lines/);
  json("", { code: 1, errors: "Failed to open /x: Permission denied\nmore\n" });
  assert.match(await reading(), /^unknown: journalctl fails: Failed to open \/x: Permission denied \| .*systemd-journal/);
  // Ended because it had more than is read: its code says nothing.
  json(LINES.join("\n"), { code: 137, isWhole: false });
  assert.match(await reading(), /^known: .*only the last 16 MiB were read/);
  machine.os = "windows";
  assert.match(await reading(), /^unknown: .*Linux alone/);
});

/** Whether the kernel takes messages from us. */
function canWriteKernelLog(): boolean {
  try {
    Deno.openSync("/dev/kmsg", { write: true }).close();
    return true;
  } catch {
    return false;
  }
}

test("log dmesg finds what was just written to the kernel's log (/dev/kmsg)", async () => {
  const mark = `executor test ${crypto.randomUUID()}`;
  {
    using log = await Deno.open("/dev/kmsg", { write: true });
    await log.write(new TextEncoder().encode(`<11>${mark}: snow ☃, backslash \\x41\n`));
  }
  const found = await ask("dmesg priority=err", `${mark}: snow ☃, backslash \\x41`, { windowMs: 60_000 });
  assert.deepEqual([found.state, found.value], ["known", 1]);
  assert.match(found.evidence[1] ?? "", /^20\d\d-.*Z program: executor test/);
  assert.equal((await ask("dmesg priority=crit", mark)).value, 0);
}, !canWriteKernelLog());

const JOURNALD = "/lib/systemd/systemd-journald";

/** Whether a journald of our own can be started, in a name space of mounts of its own. */
function canStartJournald(): boolean {
  try {
    Deno.statSync(JOURNALD);
    const { success } = new Deno.Command("unshare", { args: ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/run"], stderr: "null" })
      .outputSync();
    return success;
  } catch {
    return false;
  }
}

/** Runs a journald until it has taken a few messages, asks for them, and keeps its files. */
const SCRIPT = `
mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/log && mkdir -p /run/systemd/journal /run/log/journal || exit 9
${JOURNALD} & journald=$!
# What is sent before it listens is lost without a word.
until journalctl --quiet --lines=all 2>/dev/null | grep -q 'are you there'; do
  kill -0 $journald || exit 8
  printf 'MESSAGE=are you there\\n' | logger --journald && journalctl --sync 2>/dev/null
done
printf 'MESSAGE=web: no space left\\nPRIORITY=3\\nOBJECT_SYSTEMD_UNIT=web.service\\n' | logger --journald
printf '<4>bytes \\001 of snow \\342\\230\\203\\n' | systemd-cat --identifier=raw
journalctl --sync
executor diagnose 'log "journald" contains "no space left" for 1m' 'log "journald unit=web priority=err" contains "no space"'
echo "exit $?"
executor diagnose 'log "journald unit=other" contains "no space"' 'log "journald priority=crit" contains "no space"'
echo "exit $?"
printf '#!/bin/sh\\nexec setpriv --reuid=65534 --regid=65534 --clear-groups %s "$@"\\n' "$(command -v journalctl)" > "$1/journalctl"
chmod +x "$1/journalctl"
PATH="$1:$PATH" executor diagnose 'log "journald" contains "no space left"'
echo "exit $?"
cp -r /run/log/journal "$1/journal"
kill $journald; wait $journald
`;

test("log journald finds what a journald has just taken, by unit, priority and age, in a folder, and not without permission", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const env = { PATH: `${await programFolder()}:${Deno.env.get("PATH")}`, NO_COLOR: "1" };
    const args = ["--mount", "sh", "-c", SCRIPT, "sh", folder];
    const { stdout, stderr } = await new Deno.Command("unshare", { args, env, stdin: "null" }).output();
    const said = new TextDecoder().decode(stdout);
    const errors = new TextDecoder().decode(stderr);
    assert.match(
      said,
      /^yes: .*\(1 line\)\n {2}the journal: 1 of \d+ lines of the last 1m\n {2}20.*Z .*: web: no space left\n/,
      errors,
    );
    assert.match(said, /^yes: .*unit=web .*\n {2}the journal of web, err and worse: 1 of 1 lines\n/m, errors);
    assert.match(said, /^exit 0\nno: .*unit=other.*\n {2}the journal of other: 0 of 0 lines\nno: .*priority=crit.*\n/m, errors);
    assert.match(
      said,
      /^exit 1\nunknown: .*\n {2}journalctl fails: .*permissions\n {2}hint: Join the group systemd-journal/m,
      errors,
    );
    const [machine] = [...Deno.readDirSync(`${folder}/journal`)];
    const place = `journald folder=${folder}/journal/${machine?.name}`;
    const raw = await ask(place, "bytes \x01 of snow ☃");
    assert.deepEqual([raw.value, raw.evidence[1]?.slice(25)], [1, "raw: bytes \ufffd of snow ☃"]);
    assert.equal((await ask(`${place} priority=warning`, "of snow")).value, 1);
    assert.equal((await ask(`${place} unit=raw`, "of snow")).value, 0);
    const nothing = await ask(`journald folder=${folder}`, "of snow");
    assert.deepEqual([nothing.state, nothing.evidence], ["unknown", [`there is no journal in ${folder}`]]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}, !canStartJournald());
