import assert from "node:assert/strict";
import { stampOf } from "./stamp_of.ts";

Deno.test("stampOf() is the same for a file that nobody touched, and another for each kind of change", () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/a`;
  const stamp = (path: string) => stampOf(Deno.statSync(path), Date.now() + 60_000);
  try {
    const seen = new Set<string>();
    const fresh = () => {
      const now = stamp(path);
      assert.equal(stamp(path), now);
      assert.ok(!seen.has(now));
      seen.add(now);
    };
    Deno.writeTextFileSync(path, "1");
    fresh();
    Deno.writeTextFileSync(path, "22");
    fresh();
    // The same size and times, another file.
    const { mtime, atime } = Deno.statSync(path);
    Deno.writeTextFileSync(`${folder}/b`, "33");
    Deno.utimeSync(`${folder}/b`, atime ?? 0, mtime ?? 0);
    Deno.renameSync(`${folder}/b`, path);
    fresh();
    Deno.chmodSync(path, 0o600);
    fresh();
    Deno.utimeSync(path, 1e9, 1e9);
    fresh();
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("stampOf() of a file that was written within the tick of a clock equals no other, also on a clock of whole seconds", () => {
  const info = Deno.statSync(Deno.execPath());
  const at = (ms: number) => ({ ...info, mtime: new Date(ms) });
  assert.notEqual(stampOf(at(1_000_100), 1_000_120), stampOf(at(1_000_100), 1_000_120));
  assert.equal(stampOf(at(1_000_100), 1_000_500), stampOf(at(1_000_100), 1_000_600));
  assert.notEqual(stampOf(at(1_000_000), 1_001_500), stampOf(at(1_000_000), 1_001_500));
  assert.equal(stampOf(at(1_000_000), 1_003_000), stampOf(at(1_000_000), 1_004_000));
  // A clock that was set back, or another machine's.
  assert.equal(stampOf(at(9_000_100), 1_000_000), stampOf(at(9_000_100), 1_000_000));
});
