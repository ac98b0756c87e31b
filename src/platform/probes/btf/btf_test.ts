import assert from "node:assert/strict";
import * as fc from "fast-check";
import { types } from "../../../../dsl/expr/mod.ts";
import type { Json } from "../../../core/mod.ts";
import { BtfError, type CompiledEvent, compileEvents, compileType, ObjectFileError, readBtf, readObjectFile } from "./mod.ts";

/** One of every kind of member, for both compilers: the one that writes BTF and the one that fills a record. */
const HEADER = `
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long long u64;
typedef signed char s8; typedef short s16; typedef int s32; typedef long long s64;
enum state { IDLE, RUNNING = 7, STOPPED = -2 };
enum wide { SMALL = 1, LARGE = 0x100000000ULL };
typedef const volatile u32 odd_u32;
struct point { s16 x, y; };
struct event {
  u8 a8; s8 b8; u16 a16; s16 b16; u32 a32; s32 b32; u64 a64; s64 b64;
  u64 most; s64 least; u64 safe; u64 unsafe;
  u32 low : 3; s32 mid : 5; u32 high : 24; u64 long_bits : 40; enum state bits_state : 8;
  _Bool yes; _Bool no;
  char comm[16]; char full[4]; char odd[4]; char names[2][4]; u8 bytes[3]; s32 grid[2][2];
  struct point at; struct point corners[2];
  union { u32 whole; struct { u16 left, right; }; };
  union { u32 word; u8 octets[4]; } both;
  enum state state; enum state unnamed; enum wide wide;
  void *pointer; odd_u32 odd_number; float single; double twice; double nothing;
  struct { u8 inner; } named;
  unsigned __int128 huge;
};
`;
const BPF = `${HEADER}struct event *unused __attribute__((unused));
struct empty { int x; } *also __attribute__((unused));`;
const NATIVE = `${HEADER}
#include <stdio.h>
#include <string.h>
int main(void) {
  struct event e; memset(&e, 0, sizeof e);
  e.a8 = 200; e.b8 = -100; e.a16 = 60000; e.b16 = -30000; e.a32 = 4000000000u; e.b32 = -2000000000; e.a64 = 5; e.b64 = -5;
  e.most = ~0ULL; e.least = 1LL << 63; e.safe = (1ULL << 53) - 1; e.unsafe = 1ULL << 53;
  e.low = 5; e.mid = -16; e.high = 0xabcdef; e.long_bits = 0xfedcba9876; e.bits_state = RUNNING;
  e.yes = 1;
  strcpy(e.comm, "nginx"); memcpy(e.full, "full", 4); memcpy(e.odd, "\\xff\\xc3\\xa9", 4); memcpy(e.names, "one\\0two", 8);
  memcpy(e.bytes, "\\1\\2\\3", 3); e.grid[0][1] = 1; e.grid[1][0] = -1;
  e.at.x = -1; e.at.y = 2; e.corners[1].x = 3; e.left = 1; e.right = 2; e.both.word = 0x04030201;
  e.state = STOPPED; e.unnamed = 3; e.wide = LARGE;
  e.pointer = (void *)0xffff888012345678; *(u32 *)&e.odd_number = 9; e.single = 1.5; e.twice = -0.25; e.nothing = __builtin_nan("");
  e.named.inner = 8; e.huge = ((unsigned __int128)1 << 64) + 1;
  return fwrite(&e, sizeof e, 1, stdout) != 1;
}`;
const VALUES = {
  a8: 200,
  b8: -100,
  a16: 60000,
  b16: -30000,
  a32: 4000000000,
  b32: -2000000000,
  a64: 5,
  b64: -5,
  most: "18446744073709551615",
  least: "-9223372036854775808",
  safe: 9007199254740991,
  unsafe: "9007199254740992",
  low: 5,
  mid: -16,
  high: 0xabcdef,
  long_bits: 0xfedcba9876,
  bits_state: "RUNNING",
  yes: true,
  no: false,
  comm: "nginx",
  full: "full",
  odd: "\ufffdé",
  names: ["one", "two"],
  bytes: [1, 2, 3],
  grid: [[0, 1], [-1, 0]],
  at: { x: -1, y: 2 },
  corners: [{ x: 0, y: 0 }, { x: 3, y: 0 }],
  whole: 0x20001,
  left: 1,
  right: 2,
  both: { word: 0x04030201, octets: [1, 2, 3, 4] },
  state: "STOPPED",
  unnamed: 3,
  wide: 4294967296,
  pointer: "18446612682375452280",
  odd_number: 9,
  single: 1.5,
  twice: -0.25,
  nothing: "NaN",
  named: { inner: 8 },
  huge: "18446744073709551617",
};

function isMissing(program: string): boolean {
  try {
    return !new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return true;
  }
}

const ignore = isMissing("clang") || isMissing("cc");
if (ignore && Deno.env.get("CI") === "true") throw new Error("CI has no clang or no cc");

let compiled: { object: Uint8Array<ArrayBuffer>; record: Uint8Array } | undefined;

function compile(): { object: Uint8Array<ArrayBuffer>; record: Uint8Array } {
  if (compiled !== undefined) return compiled;
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/bpf.c`, BPF);
    Deno.writeTextFileSync(`${folder}/native.c`, NATIVE);
    const run = (program: string, args: string[]) => {
      const { success, stdout, stderr } = new Deno.Command(program, { args, cwd: folder }).outputSync();
      assert.ok(success, new TextDecoder().decode(stderr));
      return stdout;
    };
    run("clang", ["-O2", "-g", "-target", "bpf", "-c", "bpf.c", "-o", "bpf.o"]);
    run("cc", ["-o", "native", "native.c"]);
    return compiled = { object: Deno.readFileSync(`${folder}/bpf.o`), record: run(`${folder}/native`, []) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function btfOf(object: Uint8Array<ArrayBuffer>): Uint8Array {
  const section = readObjectFile(object).find(({ name }) => name === ".BTF");
  assert.ok(section !== undefined);
  return section.bytes;
}

function eventOf(object: Uint8Array<ArrayBuffer>): CompiledEvent {
  const [event] = compileEvents(readBtf(btfOf(object))).values();
  assert.ok(event !== undefined);
  return event;
}

/** As it is written: integers beyond 2^53 as decimal text. */
function jsonOf(value: Json): string {
  return JSON.stringify(value, (_key, inner) => typeof inner === "bigint" ? inner.toString() : inner);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

Deno.test({
  name: "compileEvents() reads every kind of member as the C compiler laid it out",
  ignore,
  fn() {
    const { object, record } = compile();
    const event = eventOf(object);
    assert.equal(event.sizeBytes, record.length);
    assert.deepEqual(JSON.parse(jsonOf(event.read(viewOf(record), 0))), VALUES);
    assert.deepEqual(Object.keys(event.scope), Object.keys(VALUES));
    const { a8, comm, yes, at, bytes, most } = event.scope;
    const point = types.record({ x: types.int, y: types.int });
    assert.deepEqual([a8, comm, yes, at, bytes, most], [types.int, types.string, types.bool, point, types.list(types.int), types.dyn]);
  },
});

Deno.test({
  name: "compileType() reads enums and integers of all sizes from any bytes without failing",
  ignore,
  fn() {
    const { object, record } = compile();
    const event = eventOf(object);
    fc.assert(fc.property(fc.uint8Array({ minLength: record.length, maxLength: record.length }), (bytes) => {
      const value = event.read(viewOf(bytes), 0);
      assert.deepEqual(Object.keys(JSON.parse(jsonOf(value))), Object.keys(VALUES));
    }));
  },
});

Deno.test({
  name: "readBtf() and compileType() throw nothing but a BtfError for damaged BTF, and end",
  ignore,
  fn() {
    const { object } = compile();
    const whole = btfOf(object);
    const places = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    const view = new DataView(new ArrayBuffer(4096));
    fc.assert(
      fc.property(places, fc.nat(whole.length), fc.boolean(), (changes, length, isCut) => {
        const bytes = whole.slice(0, isCut ? length : whole.length);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          const all = readBtf(bytes);
          compileEvents(all);
          for (let id = 0; id < all.length; id++) {
            const type = attempt(() => compileType(all, id));
            if (type !== undefined && type.sizeBytes <= view.byteLength) type.read(view, 0);
          }
        } catch (error) {
          assert.ok(error instanceof BtfError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  },
});

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof BtfError)) throw error;
    return undefined;
  }
}

Deno.test("compileType() refuses types that go in circles, and arrays beyond any record", () => {
  assert.throws(() => compileType([{ kind: "other" }, { kind: "alias", type: 1 }], 1), BtfError);
  const member = { name: "x", type: 1, bitOffset: 0, bitSize: 0 };
  assert.throws(() => compileType([{ kind: "other" }, { kind: "struct", name: "a", size: 4, members: [member] }], 1), BtfError);
  const byte = { kind: "int", name: "u8", size: 1, bits: 8, bitOffset: 0, encoding: 0 } as const;
  assert.throws(() => compileType([{ kind: "other" }, byte, { kind: "array", type: 1, count: 0xffff_ffff }], 2), BtfError);
  const members = Array.from({ length: 300 }, () => ({ ...member, type: 2 }));
  const wide = { kind: "struct", name: "b", size: 4, members: Array.from({ length: 300 }, () => member) } as const;
  assert.throws(() => compileType([{ kind: "other" }, byte, wide, { kind: "struct", name: "c", size: 4, members }], 3), BtfError);
});

Deno.test("readBtf() reads enums of 64 bits", () => {
  const texts = new TextEncoder().encode("\0LARGE\0LEAST\0");
  const words = [0xeb9f | 1 << 16, 24, 0, 12 + 24, 12 + 24, texts.length, 0, (0x93000002) >>> 0, 8, 1, 0, 1, 7, 0, 0x80000000];
  const bytes = new Uint8Array([...new Uint8Array(new Uint32Array(words).buffer), ...texts]);
  const { read } = compileType(readBtf(bytes), 1);
  const valueOf = (value: bigint) => read(viewOf(new Uint8Array(new BigInt64Array([value]).buffer)), 0);
  assert.deepEqual([1n << 32n, -(1n << 63n), 5n, -5n].map(valueOf), ["LARGE", "LEAST", 5, -5]);
});

Deno.test("compileType() reads a member named __proto__ as any other", () => {
  const byte = { kind: "int", name: "u8", size: 1, bits: 8, bitOffset: 0, encoding: 0 } as const;
  const members = [{ name: "__proto__", type: 1, bitOffset: 0, bitSize: 0 }];
  const { read } = compileType([{ kind: "other" }, byte, { kind: "struct", name: "a", size: 1, members }], 2);
  assert.equal(JSON.stringify(read(viewOf(new Uint8Array([7])), 0)), '{"__proto__":7}');
});

Deno.test("readObjectFile() says what a file is that is no eBPF object", async (t) => {
  const elf = (change: (view: DataView) => void) => {
    const bytes = new Uint8Array(64);
    const view = viewOf(bytes);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    view.setUint16(16, 1, true);
    view.setUint16(18, 247, true);
    view.setBigUint64(40, 64n, true);
    view.setUint16(58, 64, true);
    view.setUint16(60, 3, true);
    change(view);
    return bytes;
  };
  const cases: Record<string, [Uint8Array<ArrayBuffer>, RegExp]> = {
    "nothing": [new Uint8Array(0), /^is empty$/],
    "text": [new TextEncoder().encode("name: a\n"), /^is no ELF file: compile it with clang/],
    "a program": [elf((view) => view.setUint16(18, 62, true)), /^is no eBPF object but one for x86-64/],
    "an unknown machine": [elf((view) => view.setUint16(18, 999, true)), /the processor of number 999/],
    "the other byte order": [
      elf((view) => {
        view.setUint8(5, 2);
        view.setUint16(18, 247);
      }),
      /^is an eBPF object in big-endian byte order/,
    ],
    "32 bits": [elf((view) => view.setUint8(4, 1)), /64 bits/],
    "linked": [elf((view) => view.setUint16(16, 2, true)), /linked already/],
    "cut short": [elf(() => {}), /^is cut short/],
    "the magic alone": [elf(() => {}).slice(0, 10), /^is cut short/],
    "no sections": [elf((view) => view.setUint16(60, 0, true)), /no sections/],
  };
  for (const [name, [bytes, message]] of Object.entries(cases)) {
    await t.step(name, () => {
      assert.throws(() => readObjectFile(bytes), (error) => error instanceof ObjectFileError && message.test(error.message));
    });
  }
});

Deno.test({
  name: "readObjectFile() throws nothing but an ObjectFileError for damaged objects",
  ignore,
  fn() {
    const { object } = compile();
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(object.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
      const bytes = object.slice();
      for (const [at, value] of changes) bytes[at] = value;
      // The header is where most goes wrong.
      for (const [at, value] of changes) bytes[at % 64] = value;
      try {
        readObjectFile(bytes);
      } catch (error) {
        assert.ok(error instanceof ObjectFileError, String(error));
      }
    }));
  },
});
