import assert from "node:assert/strict";
import { type Architecture, type FilterOptions, isSyscall, makeFilter, namesOf, PROFILES, syscallNumbers } from "./mod.ts";

const AUDIT_ARCH = { x86_64: 0xc000003e, aarch64: 0xc00000b7, i386: 0x40000003 } as const;
const NO_SOCKETS = { tcp: false, udp: false, unix: false, listens: false };
const ANSWERS: Readonly<Record<number, string>> = { 0x7fff0000: "allow", 0x80000000: "kill", 0x50001: "EPERM", 0x50026: "ENOSYS" };

/** A call as the kernel shows it to a filter. */
interface Call {
  readonly arch?: keyof typeof AUDIT_ARCH;
  readonly number: number;
  readonly args?: readonly number[];
}

/** What a filter answers, by the rules of classic BPF; an instruction that no rule here knows throws. */
function answerOf(filter: Uint8Array<ArrayBuffer>, { arch = "x86_64", number, args = [] }: Call): string {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, AUDIT_ARCH[arch], true);
  args.forEach((value, index) => data.setBigUint64(16 + 8 * index, BigInt.asUintN(64, BigInt(value)), true));
  const program = new DataView(filter.buffer);
  let word = 0;
  for (let at = 0; at * 8 < filter.length; at++) {
    const [code, jt, jf, k] = [
      program.getUint16(at * 8, true),
      program.getUint8(at * 8 + 2),
      program.getUint8(at * 8 + 3),
      program.getUint32(at * 8 + 4, true),
    ];
    const jump = (isTrue: boolean) => at += isTrue ? jt : jf;
    switch (code) {
      case 0x20:
        word = data.getUint32(k, true);
        break;
      case 0x54:
        word = (word & k) >>> 0;
        break;
      case 0x05:
        at += k;
        break;
      case 0x15:
        jump(word === k);
        break;
      case 0x35:
        jump(word >= k);
        break;
      case 0x45:
        jump((word & k) !== 0);
        break;
      case 0x06:
        return ANSWERS[k] ?? String(k);
      default:
        throw new Error(`Instruction ${at} has the code ${code}`);
    }
  }
  throw new Error("The filter ends without an answer");
}

function ask(options: FilterOptions, name: string, args?: readonly number[], arch: Architecture = "x86_64"): string {
  const number = syscallNumbers(arch).get(name) ?? assert.fail(name);
  return answerOf(makeFilter(options, arch), { arch, number, ...(args === undefined ? {} : { args }) });
}

for (const arch of ["x86_64", "aarch64"] as const) {
  Deno.test(`makeFilter() answers every call of ${arch} as its profile says`, () => {
    for (const [name, profile] of Object.entries(PROFILES)) {
      const filter = makeFilter({ syscalls: name as keyof typeof PROFILES }, arch);
      const allowed = new Set(profile.sets.flatMap(namesOf));
      const soft = new Set<string>(profile.soft.flatMap(namesOf));
      for (const [call, number] of syscallNumbers(arch)) {
        if (["clone", "clone3", "ioctl", "personality", "prlimit64", "setpriority", "socket"].includes(call)) continue;
        const expected = allowed.has(call) ? "allow" : profile.refusal === "kill" && !soft.has(call) ? "kill" : "EPERM";
        assert.equal(answerOf(filter, { arch, number }), expected, `${name} ${call}`);
      }
      assert.equal(answerOf(filter, { arch, number: 9_999 }), "ENOSYS");
    }
  });

  Deno.test(`makeFilter() ends what calls ${arch} by another architecture's numbers`, () => {
    for (const syscalls of ["default", "strict", "unrestricted", { allow: ["read"] }] as const) {
      const filter = makeFilter({ syscalls, sockets: NO_SOCKETS }, arch);
      assert.equal(answerOf(filter, { arch: "i386", number: 1 }), "kill");
      assert.equal(answerOf(filter, { arch, number: 0x40000000 | 1 }), "kill");
      assert.equal(answerOf(filter, { arch, number: 0xffffffff }), "kill");
    }
  });
}

Deno.test("makeFilter() looks at arguments where those decide", () => {
  const options = { syscalls: "default" } as const;
  assert.equal(ask(options, "clone", [0x11]), "allow");
  for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x80]) {
    assert.equal(ask(options, "clone", [flag | 17]), "EPERM", flag.toString(16));
  }
  assert.equal(ask(options, "clone3"), "ENOSYS");
  assert.equal(ask(options, "ioctl", [0, 0x5412]), "EPERM");
  // The kernel takes 32 bits of it, whatever stands above.
  assert.equal(ask(options, "ioctl", [0, 0x1_0000_5412]), "EPERM");
  assert.equal(ask(options, "ioctl", [0, 0x5413]), "allow");
  assert.equal(ask(options, "personality", [0xffffffff]), "allow");
  assert.deepEqual([[0, 7, 1], [9, 7, 0], [9, 7, 1], [9, 7, 2 ** 32]].map((args) => ask(options, "prlimit64", args)), [
    "allow",
    "allow",
    "EPERM",
    "EPERM",
  ]);
  assert.deepEqual([[0, 0, 5], [0, 9, 5], [2, 0, 5]].map((args) => ask(options, "setpriority", args)), ["allow", "EPERM", "EPERM"]);
  assert.equal(ask(options, "personality", [0x40000]), "EPERM");
});

Deno.test("makeFilter() makes no sockets but those that are granted", () => {
  const families = {
    unix: [1, 1, 0],
    tcp: [2, 0x80001, 6],
    tcp6: [10, 1, 0],
    udp: [2, 2, 17],
    raw: [2, 3, 1],
    mptcp: [2, 1, 262],
    packet: [17, 3, 0],
    route: [16, 3, 0],
  };
  const granted = (sockets: FilterOptions["sockets"], syscalls: FilterOptions["syscalls"] = "default") =>
    Object.keys(families).filter((name) => ask({ syscalls, sockets }, "socket", families[name as keyof typeof families]) === "allow");
  assert.deepEqual(granted(undefined), ["unix", "tcp", "tcp6", "udp", "raw", "mptcp", "route"]);
  for (const syscalls of ["default", "network-client", "strict", "unrestricted"] as const) {
    assert.deepEqual(granted(NO_SOCKETS, syscalls), []);
    assert.deepEqual(granted({ ...NO_SOCKETS, tcp: true }, syscalls), ["tcp", "tcp6", "route"]);
    assert.deepEqual(granted({ ...NO_SOCKETS, udp: true, unix: true }, syscalls), ["unix", "udp", "route"]);
    assert.equal(ask({ syscalls, sockets: { ...NO_SOCKETS, tcp: true } }, "sendto", [0, 0, 0, 0x20000000]), "EPERM");
    assert.notEqual(ask({ syscalls, sockets: { ...NO_SOCKETS, tcp: true } }, "listen"), "allow");
    assert.equal(ask({ syscalls, sockets: { ...NO_SOCKETS, tcp: true } }, "sendto", [0, 0, 0, 0]), "allow");
    assert.notEqual(ask({ syscalls, sockets: NO_SOCKETS }, "io_uring_setup"), "allow");
  }
});

Deno.test("makeFilter() takes lists, and adds what every program begins and ends with", () => {
  const list = { syscalls: { allow: ["@strict", "ptrace"] } };
  assert.deepEqual([ask(list, "ptrace"), ask(list, "read"), ask(list, "unshare")], ["allow", "allow", "EPERM"]);
  const few = { syscalls: { allow: ["read"] } };
  assert.deepEqual([ask(few, "execve"), ask(few, "exit_group"), ask(few, "mmap")], ["allow", "allow", "EPERM"]);
  assert.equal(makeFilter({ syscalls: "unrestricted" }, "x86_64").length, 0);
});

Deno.test("PROFILES name calls that there are", () => {
  for (const { sets, soft } of Object.values(PROFILES)) {
    for (const name of [...sets, ...soft].flatMap(namesOf)) assert.ok(isSyscall(name), name);
  }
});
