import assert from "node:assert/strict";
import { NativeError } from "../errors.ts";
import { holdPath, probeHeldPaths } from "./held_path.ts";

// libc stays open.
const test = (name: string, fn: () => void | Promise<void>) => Deno.test({ name, fn, sanitizeResources: false });

test("holdPath() leads to what it resolved when the path is swapped", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/a`, "a");
  await Deno.writeTextFile(`${folder}/b`, "b");
  await Deno.symlink("a", `${folder}/link`);
  {
    using held = holdPath(`${folder}/link`, "any");
    await Deno.remove(`${folder}/link`);
    await Deno.symlink("b", `${folder}/link`);
    assert.equal(await Deno.readTextFile(held.handle), "a");
    await Deno.rename(`${folder}/a`, `${folder}/moved`);
    assert.equal(Deno.readLinkSync(held.handle), `${await Deno.realPath(folder)}/moved`);
  }
  await Deno.remove(folder, { recursive: true });
});

test("holdPath() of a folder leads on below it and refuses files", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/a`, "a");
  {
    using held = holdPath(folder, "folder");
    assert.equal(await Deno.readTextFile(`${held.handle}/a`), "a");
  }
  assert.throws(() => holdPath(`${folder}/a`, "folder"), (error) => error instanceof NativeError && error.code === "ENOTDIR");
  assert.throws(() => holdPath(`${folder}/none`, "any"), (error) => error instanceof NativeError && error.code === "ENOENT");
  await Deno.remove(folder, { recursive: true });
});

test("holdPath() closes its descriptor when it is disposed", () => {
  const { handle } = holdPath("/", "folder");
  const held = holdPath("/", "any");
  held[Symbol.dispose]();
  assert.throws(() => Deno.readLinkSync(held.handle));
  assert.equal(Deno.readLinkSync(handle), "/");
});

test("probeHeldPaths() says yes on Linux with glibc", () => assert.deepEqual(probeHeldPaths(), { answer: "yes" }));
