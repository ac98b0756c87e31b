import assert from "node:assert/strict";
import { readIpv4, readIpv6, readSigned, readText, readUnsigned } from "./read_values.ts";

Deno.test("readIpv6() and readIpv4() write addresses as inet_ntop(3)", async (t) => {
  const rows: readonly (readonly [number[], string])[] = [
    [[0, 0, 0, 0, 0, 0, 0, 0], "::"],
    [[0, 0, 0, 0, 0, 0, 0, 1], "::1"],
    [[0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], "2001:db8::1"],
    [[0xfe80, 0, 0, 0, 1, 0, 0, 0], "fe80::1:0:0:0"],
    [[1, 0, 0, 2, 0, 0, 0, 3], "1:0:0:2::3"],
    [[1, 0, 2, 3, 4, 5, 6, 7], "1:0:2:3:4:5:6:7"],
    [[1, 2, 3, 4, 5, 6, 0, 0], "1:2:3:4:5:6::"],
    [[0, 0, 0, 0, 0, 0xffff, 0x0a00, 0x0102], "::ffff:10.0.1.2"],
  ];
  for (const [groups, text] of rows) {
    await t.step(text, () => {
      const view = new DataView(new ArrayBuffer(16));
      groups.forEach((group, index) => view.setUint16(2 * index, group));
      assert.equal(readIpv6(view, 0), text);
    });
  }
  assert.equal(readIpv4(new DataView(new Uint8Array([10, 0, 1, 255]).buffer), 0), "10.0.1.255");
});

Deno.test("readUnsigned() and readSigned() are exact to 64 bits", () => {
  const view = new DataView(new ArrayBuffer(8));
  for (const value of [0n, 1n, -1n, -111n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 53n) + 1n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]) {
    view.setBigInt64(0, value, true);
    const unsigned = BigInt.asUintN(64, value);
    const isExact = (wide: bigint) => wide < 2n ** 53n && wide > -(2n ** 53n);
    assert.equal(BigInt(readSigned(view, 0)), value);
    assert.equal(BigInt(readUnsigned(view, 0)), unsigned);
    assert.equal(typeof readUnsigned(view, 0), isExact(unsigned) ? "number" : "bigint");
    const signed = readSigned(view, 0);
    assert.ok(typeof signed === "bigint" || Number.isSafeInteger(signed), `${signed}`);
  }
});

Deno.test("readText() ends at the zero or the end, and takes any bytes", () => {
  const encoder = new TextEncoder();
  const read = (bytes: Uint8Array) => readText(new DataView(new Uint8Array(bytes).buffer), 0, bytes.length);
  assert.equal(read(encoder.encode("nginx\0rest")), "nginx");
  assert.equal(read(encoder.encode("fifteen letters")), "fifteen letters");
  assert.equal(read(encoder.encode("grüße €\0x")), "grüße €");
  assert.equal(read(encoder.encode("x".repeat(4095) + "\0")), "x".repeat(4095));
  assert.equal(read(new Uint8Array([0x61, 0xff, 0x62, 0])), "a\u{fffd}b");
  assert.equal(read(new Uint8Array(0)), "");
});
