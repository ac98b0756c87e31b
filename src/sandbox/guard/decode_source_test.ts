import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeSource } from "./decode_source.ts";

Deno.test("decodeSource() gives the text without its byte order mark", () => {
  assert.deepEqual(decodeSource(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])), { text: "a" });
});

Deno.test("decodeSource() names the byte where UTF-8 ends", async (t) => {
  const cases: readonly (readonly [bytes: number[], badAt: number, badByte: number, badValue: number | undefined])[] = [
    [[0xff], 0, 1, 0xff],
    [[0x61, 0xc3, 0xa9, 0xc3, 0x28], 2, 4, 0xc3],
    [[0xef, 0xbb, 0xbf, 0x61, 0x80], 1, 5, 0x80],
    [[0x61, 0xe2, 0x82], 1, 2, 0xe2],
    [[0xed, 0xa0, 0x80], 0, 1, 0xed],
    [[0xc0, 0xaf], 0, 1, 0xc0],
    [[0xf0, 0x9f, 0x98, 0x80, 0xf5], 2, 5, 0xf5],
  ];
  for (const [bytes, badAt, badByte, badValue] of cases) {
    await t.step(bytes.join(" "), () => {
      const decoded = decodeSource(new Uint8Array(bytes));
      assert.ok("badAt" in decoded);
      assert.deepEqual([decoded.badAt, decoded.badByte, decoded.badValue], [badAt, badByte, badValue]);
      assert.equal(decoded.text.codePointAt(badAt), 0xfffd);
    });
  }
});

Deno.test("decodeSource() finds the place in any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
    const decoded = decodeSource(bytes);
    if ("badAt" in decoded) assert.equal(decoded.text.codePointAt(decoded.badAt), 0xfffd);
    else assert.equal(decoded.text, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  }));
});
