import assert from "node:assert/strict";
import fc from "fast-check";
import { formatSize, nearestSize, parseSize } from "./size.ts";

Deno.test("parseSize() reads a number with a unit and nothing else", () => {
  const rows: readonly (readonly [string, number | undefined])[] = [
    ["128MiB", 134_217_728],
    ["1.5kB", 1500],
    ["0B", 0],
    ["1TiB", 1_099_511_627_776],
    ["128", undefined],
    ["128MB ", undefined],
    ["1KB", undefined],
    ["-1B", undefined],
    ["9999999TiB", undefined],
  ];
  for (const [text, bytes] of rows) assert.equal(parseSize(text), bytes, text);
});

Deno.test("formatSize() writes what parseSize() reads back", () => {
  fc.assert(fc.property(fc.nat(), (bytes) => parseSize(formatSize(bytes)) === bytes));
});

Deno.test("nearestSize() guesses what near misses meant", () => {
  assert.equal(nearestSize("128M"), "128MiB");
  assert.equal(nearestSize("10 mb"), "10MiB");
  assert.equal(nearestSize("many"), undefined);
});
