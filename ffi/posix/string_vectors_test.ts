import assert from "node:assert/strict";
import { StringVectors } from "./string_vectors.ts";

/** Reads the strings back through the pointers, as C would. */
function readBack(vector: Uint8Array<ArrayBuffer>): string[] {
  const pointers = new DataView(vector.buffer, vector.byteOffset, vector.byteLength);
  const texts: string[] = [];
  for (let at = 0; at < vector.byteLength; at += 8) {
    const pointer = Deno.UnsafePointer.create(pointers.getBigUint64(at, true));
    if (pointer === null) break;
    texts.push(new Deno.UnsafePointerView(pointer).getCString());
  }
  return texts;
}

Deno.test("StringVectors.fill() lays out texts that C reads back", async (t) => {
  const vectors = new StringVectors();
  const cases: [string, string[], string[]][] = [
    ["nothing", [], []],
    ["empty texts", ["", "", "a"], [""]],
    ["unicode", ["ünï", "☃", "🦕"], ["K=ü"]],
    ["no environment", ["true"], []],
    ["more than the block holds", ["x".repeat(200_000), "end"], ["☃".repeat(100_000), "last"]],
    ["little again", ["a"], ["b"]],
  ];
  for (const [name, argv, env] of cases) {
    await t.step(name, () => {
      const filled = vectors.fill("/bin/ünï", argv, env);
      assert.deepEqual([readBack(filled.argv), readBack(filled.envp)], [argv, env]);
      assert.equal(new TextDecoder().decode(filled.path), "/bin/ünï\0");
    });
  }
});
