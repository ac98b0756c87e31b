import assert from "node:assert/strict";
import { decodeUtf8 } from "./decode_utf8.ts";

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => typeof part === "string" ? [...new TextEncoder().encode(part)] : part));

Deno.test("decodeUtf8() takes the byte order mark off", () => {
  assert.deepEqual(decodeUtf8(bytes([0xef, 0xbb, 0xbf], "name: é😀\n"), "f"), { text: "name: é😀\n", diagnostics: [] });
});

Deno.test("decodeUtf8() names the first bad byte and its place", async (t) => {
  const cases: readonly [string, Uint8Array, number, RegExp][] = [
    ["a byte of Latin-1", bytes("a: é\nb: x", [0xe9], "y\n"), 9, /0xE9 \(at 10\)/],
    ["a character cut at the end", bytes("a: b", [0xf0, 0x9f, 0x98]), 4, /0xF0 \(at 4\)/],
    ["a character cut in the middle", bytes("a: ", [0xe2, 0x82], "x\n"), 3, /0xE2 \(at 3\)/],
    ["a lone continuation", bytes([0x80], "a\n"), 0, /0x80 \(at 0\)/],
    ["an encoded surrogate", bytes("a", [0xed, 0xa0, 0x80]), 1, /0xED \(at 1\)/],
    ["UTF-16", bytes([0xff, 0xfe, 0x61, 0x00]), 0, /UTF-16/],
  ];
  for (const [name, input, start, message] of cases) {
    await t.step(name, () => {
      const { text, diagnostics: [diagnostic] } = decodeUtf8(input, "f");
      assert.equal(diagnostic?.code, "yaml_encoding");
      assert.equal(diagnostic?.span.start, start);
      assert.match(diagnostic?.message ?? "", message);
      assert.ok(start <= text.length);
    });
  }
});

Deno.test("decodeUtf8() refuses more than 8 MiB without decoding", () => {
  const { text, diagnostics } = decodeUtf8(new Uint8Array(8 * 1024 * 1024 + 1), "f");
  assert.deepEqual([text, diagnostics[0]?.code], ["", "yaml_too_large"]);
});
