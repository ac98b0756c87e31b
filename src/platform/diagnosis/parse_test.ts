import assert from "node:assert/strict";
import { parseStacks, unwrittenReason } from "./debugger.ts";
import { parseStatFields } from "./parse_status.ts";
import { parseGroups } from "./read_control_group.ts";
import { kindOf } from "./read_descriptors.ts";
import { parseLimits } from "./read_limits.ts";
import { sumMaps } from "./read_memory.ts";
import { parseKernelStack } from "./read_threads.ts";
import { parseInet, parseUnix } from "./socket_tables.ts";

Deno.test("parseStatFields() takes names that hold parentheses and blanks", () => {
  const text = "310 (a) Z (b) S 308 32506 24700 0 -1 4227084 129 0 0 0 7 5 0 0 20 0 3 0 4608748 0 0";
  const stat = parseStatFields(text);
  assert.deepEqual([stat?.name, stat?.letter, stat?.parent, stat?.userTicks, stat?.threads, stat?.startTicks], [
    "a) Z (b",
    "S",
    308,
    7,
    3,
    4_608_748,
  ]);
  assert.equal(parseStatFields(""), undefined);
});

Deno.test("sumMaps() adds up the mappings of a file, and those without one", () => {
  const smaps = [
    "55d0-65d0 r--p 00000000 fe:00 12 /usr/bin/x y",
    "Size: 4 kB",
    "Rss: 4 kB",
    "Pss: 2 kB",
    "Private_Dirty: 1 kB",
    "65d0-75d0 r-xp 00001000 fe:00 12                          /usr/bin/x y",
    "Rss: 8 kB",
    "Pss: 8 kB",
    "Private_Clean: 2 kB",
    "Swap: 3 kB",
    "7000-8000 rw-p 00000000 00:00 0",
    "Rss: 0 kB",
  ].join("\n");
  assert.deepEqual(sumMaps(smaps), [
    {
      file: "/usr/bin/x y",
      mappings: 2,
      sizeBytes: 8192,
      rssBytes: 12_288,
      pssBytes: 10_240,
      privateBytes: 3072,
      swapBytes: 3072,
      permissions: "r-x",
    },
    {
      file: "[anonymous]",
      mappings: 1,
      sizeBytes: 4096,
      rssBytes: 0,
      pssBytes: null,
      privateBytes: null,
      swapBytes: null,
      permissions: "rw-",
    },
  ]);
  assert.equal(sumMaps("7000-8000 rw-p 00000000 00:00 0")[0]?.rssBytes, null);
  assert.deepEqual(sumMaps(""), []);
});

Deno.test("parseLimits() tells no limit from 0, and puts what is used beside it", () => {
  const text = [
    "Limit                     Soft Limit           Hard Limit           Units     ",
    "Max open files            1024                 unlimited            files     ",
    "Max nice priority         0                    0                    ",
  ].join("\n");
  assert.deepEqual(parseLimits(text, { "open files": 7 }), [
    { name: "open files", soft: 1024, hard: null, unit: "files", used: 7 },
    { name: "nice priority", soft: 0, hard: 0, unit: null, used: null },
  ]);
});

Deno.test("the kernel's tables of sockets are read with addresses, states and paths", () => {
  const tcp = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41 1 0",
    "   1: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 42 1 0",
  ].join("\n");
  assert.deepEqual([...parseInet(tcp, "tcp")], [
    ["41", { protocol: "tcp", local: "127.0.0.1:8080", remote: null, state: "listening" }],
    ["42", { protocol: "tcp", local: "127.0.0.1:8080", remote: "127.0.0.1:49153", state: "established" }],
  ]);
  const unix = [
    "Num       RefCount Protocol Flags    Type St Inode Path",
    "0000: 00000002 00000000 00010000 0001 01   51 /run/a b.sock",
    "0000: 00000003 00000000 00000000 0001 03 52",
  ].join("\n");
  assert.deepEqual([...parseUnix(unix, "unix")], [
    ["51", { protocol: "unix", local: "/run/a b.sock", remote: null, state: "listening" }],
    ["52", { protocol: "unix", local: null, remote: null, state: "connected" }],
  ]);
});

Deno.test("kindOf() names what a descriptor leads to", () => {
  const rows = [
    ["/etc/hosts", "file"],
    ["/tmp/x (deleted)", "file"],
    ["/dev/null", "device"],
    ["/dev/shm/x", "file"],
    ["/dev/pts/3", "terminal"],
    ["/dev/ptmx", "terminal"],
    ["socket:[12]", "socket"],
    ["pipe:[12]", "pipe"],
    ["anon_inode:[eventfd]", "event"],
    ["anon_inode:[eventpoll]", "epoll"],
    ["anon_inode:inotify", "inotify"],
    ["anon_inode:bpf-map", "other"],
    ["/memfd:x (deleted)", "memory"],
  ] as const;
  for (const [target, kind] of rows) assert.equal(kindOf(target), kind, target);
});

Deno.test("parseKernelStack() leaves out hidden addresses", () => {
  assert.deepEqual(parseKernelStack("[<0>] do_wait+0x1/0x2\n[<0>] x64_sys_call+0x3/0x4\n[<0>] 0xffffffffffffffff\n"), [
    "do_wait+0x1/0x2",
    "x64_sys_call+0x3/0x4",
  ]);
});

Deno.test("parseGroups() knows both versions and controllers that share a hierarchy", () => {
  const groups = parseGroups("5:cpu,cpuacct:/a\n4:memory:/b:c\n0::/d\n");
  assert.deepEqual([...groups], [["cpu", "/a"], ["cpuacct", "/a"], ["memory", "/b:c"], ["", "/d"]]);
});

Deno.test("parseStacks() reads gdb's backtraces by thread", () => {
  const text = [
    "[New LWP 12]",
    "",
    'Thread 2 (Thread 0x7f (LWP 12) "worker"):',
    "#0  0x00007f in __futex_wait (a=..., b=...) at futex.c:1",
    "#1  run () from /lib/x.so",
    "",
    "Thread 1 (process 11):",
    "#0  0x00007f in ?? ()",
  ].join("\n");
  assert.deepEqual([...parseStacks(text, 11)], [[12, ["__futex_wait at futex.c:1", "run from /lib/x.so"]], [11, ["??"]]]);
});

Deno.test("unwrittenReason() finds in gdb's words that a part of a core was not written", () => {
  const saved = "warning: Memory read failed for corefile section, 4096 bytes at 0xffffffffff600000.\nSaved corefile full/k.16571\n";
  assert.equal(unwrittenReason(saved), undefined);
  assert.equal(
    unwrittenReason(`warning: Failed to write corefile contents (No space left on device).\n${saved}`),
    "no space left on device",
  );
  assert.equal(unwrittenReason(`${saved}warning: cannot close "full/k.16571": Disk quota exceeded\n`), "disk quota exceeded");
});
