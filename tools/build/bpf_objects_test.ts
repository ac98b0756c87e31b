import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ROOT } from "../paths.ts";
import { buildBpfObjects, whyNoBpfObjects } from "./bpf_objects.ts";

const why = await whyNoBpfObjects();
if (why !== undefined) console.warn(`left out: ${why}`);

Deno.test({
  name: "buildBpfObjects() makes the objects that are committed, byte for byte, and names no folder of this machine in them",
  ignore: why !== undefined,
  async fn() {
    const built = await buildBpfObjects();
    assert.equal(built.size, 14);
    for (const [path, bytes] of built) {
      const committed = await Deno.readFile(new URL(`ffi/bpf/programs/${path}`, ROOT));
      assert.ok(Buffer.compare(bytes, committed) === 0, `${path} is not what its source gives: deno task build`);
      assert.ok(!new TextDecoder("latin1").decode(bytes).includes(ROOT.pathname), path);
    }
  },
});
